# SPDX-License-Identifier: EUPL-1.2
"""How the devices do: silent, empty battery, implausible, stuck, drifting; with the likely cause in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.stadtdaten.models import DeviceState, Matter, Observation, StreamForecast
from mittendrin.apps.stadtdaten.services import access, check_words, cockpit_checks, finding_verdicts, findings
from mittendrin.apps.stadtdaten.services.check_words import Word, Words
from mittendrin.apps.stadtdaten.services.cockpit_blocks import fault_finder, hourly
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, State, readings
from mittendrin.apps.stadtdaten.services.cockpit_words import amount, day_and_clock, property_of
from mittendrin.apps.stadtdaten.services.findings import Told
from mittendrin.contracts.block import Reason
from mittendrin.contracts.series import Fault, FaultFinder, Series
from mittendrin.core import instants
from mittendrin.core.instants import DAY

LOW_BATTERY, EMPTY_BATTERY = 15.0, 5.0
LOOK_BACK = 28 * DAY
RECENT = 3 * DAY
"""A fault that ended longer ago is history."""
SURE = 0.95
"""What the block is less sure of is left out: a wrong alarm on this page costs somebody a way."""


Odd = Mapping[int, tuple[int, float]]


class Trouble(StrEnum):
    """What is wrong with a device, the worst first."""

    SILENT = "silent"
    IMPLAUSIBLE = "implausible"
    STUCK = "stuck"
    DRIFT = "drift"
    DISAGREEMENT = "disagreement"
    BATTERY = "battery"
    NONE = "none"


ORDER = list(Trouble)
# Jumps are left out: a building site, a closed street or a full car park look the same.
KINDS = {"stuck": Trouble.STUCK, "drift": Trouble.DRIFT, "disagreement": Trouble.DISAGREEMENT}


@dataclass(frozen=True)
class Seen:
    """What a check saw. line: in words; cause: what is likely behind it; word: what a person said about it."""

    trouble: Trouble
    line: str
    cause: str
    word: Word | None = None


@dataclass(frozen=True)
class Health:
    """One series of a device. trouble: the worst found; line: what is seen; cause: what is likely behind it.

    word: what a person said about it. aside: what else was seen and is not right, as a person says.
    """

    number: int
    thing: str
    what: str
    place: str
    trouble: Trouble
    line: str
    cause: str
    battery: float | None
    seen: str
    value: str
    word: Word | None = None
    aside: tuple[Seen, ...] = ()

    @property
    def state(self) -> str:
        """Return the state whose sign fits."""
        if self.trouble is Trouble.NONE:
            return "usual"
        if self.trouble is Trouble.SILENT:
            return "silent"
        return "near" if self.trouble is Trouble.BATTERY else "over"


def health(now: int | None = None) -> list[Health]:
    """Return all series, those in trouble first."""
    moment = now or instants.now()
    found = readings(access.INTERNAL, moment)
    batteries = dict(DeviceState.objects.filter(battery__isnull=False).values_list("thing_id", "battery"))
    look = _Look(found, _implausible(found, moment), cockpit_checks.drifts(found, moment), moment)
    words = check_words.latest(moment)
    rows = [_one(reading, batteries.get(reading.stream.thing_id), look, words) for reading in found]
    return sorted(rows, key=lambda row: (ORDER.index(row.trouble), row.thing, row.what))


def summary(rows: Sequence[Health]) -> str:
    """Return the state of all devices as one sentence."""
    bad = [row for row in rows if row.trouble not in {Trouble.NONE, Trouble.BATTERY}]
    low = [row for row in rows if row.battery is not None and row.battery < LOW_BATTERY]
    if not rows:
        return _("Noch misst hier nichts.")
    if not bad and not low:
        return _("Alle Messreihen sehen gesund aus.")
    parts = []
    if bad:
        parts.append(ngettext("%(n)s Messreihe hat ein Problem.", "%(n)s Messreihen haben ein Problem.", len(bad)))
        parts[-1] %= {"n": len(bad)}
    if low:
        things = len({row.thing for row in low})
        words = ngettext(
            "Bei %(n)s Gerät ist die Batterie fast leer.", "Bei %(n)s Geräten ist die Batterie fast leer.", things
        )
        parts.append(words % {"n": things})
    return " ".join(parts)


def _implausible(found: Sequence[Reading], now: int) -> Odd:
    """Return how many values of the last days no working sensor can say, and the newest of them, by series."""
    result: dict[int, tuple[int, float]] = {}
    for reading in found:
        low, high = reading.kind.plausible
        rows = Observation.objects.filter(
            datastream_id=reading.stream.pk, phenomenon_start__gte=now - RECENT, result__isnull=False
        )
        if not reading.kind.key:
            continue
        odd = [
            value for value in rows.values_list("result", flat=True) if value is not None and not low <= value <= high
        ]
        if odd:
            result[reading.stream.pk] = (len(odd), odd[-1])
    return result


@dataclass(frozen=True)
class _Look:
    """What is known of all series together."""

    readings: Sequence[Reading]
    odd: Odd
    drifted: Mapping[int, float]
    now: int


def _one(reading: Reading, battery: float | None, look: _Look, words: Words) -> Health:
    found = [replace(one, word=words.get((reading.stream.pk, one.trouble))) for one in _checked(reading, battery, look)]
    aside = tuple(one for one in found if one.word is not None and not one.word.right)
    worst = next((one for one in found if one not in aside), Seen(Trouble.NONE, _("in Ordnung"), ""))
    return Health(
        reading.stream.pk,
        reading.stream.thing.name,
        property_of(reading),
        reading.place,
        worst.trouble,
        worst.line,
        worst.cause,
        battery,
        day_and_clock(reading.until, look.now) if reading.until is not None else _("nie"),
        amount(reading, reading.newest),
        worst.word,
        aside,
    )


def _checked(reading: Reading, battery: float | None, look: _Look) -> Iterator[Seen]:
    """Yield what is wrong with a series, the worst first."""
    if reading.state is State.SILENT:
        since = day_and_clock(reading.until, look.now) if reading.until else _("Beginn")
        cause = silence_cause(reading, battery, look.readings)
        yield Seen(Trouble.SILENT, _("schweigt seit %(time)s") % {"time": since}, cause)
        return
    if reading.stream.pk in look.odd:
        count, value = look.odd[reading.stream.pk]
        words = ngettext(
            "%(n)s unmöglicher Wert in 3 Tagen, zuletzt %(value)s",
            "%(n)s unmögliche Werte in 3 Tagen, zuletzt %(value)s",
            count,
        )
        cause = _("Wahrscheinlich ein loser Stecker oder ein Fehler beim Übersetzen der Nachricht.")
        yield Seen(Trouble.IMPLAUSIBLE, words % {"n": count, "value": amount(reading, value)}, cause)
    lying = _lying(reading, look.drifted, look.now)
    if lying is not None:
        yield lying
    if battery is not None and battery < LOW_BATTERY:
        cause = _("Bitte bald tauschen, sonst fällt das Gerät aus.")
        yield Seen(Trouble.BATTERY, _("Batterie bei %(percent)s %%") % {"percent": round(battery)}, cause)


def _lying(reading: Reading, drifted: Mapping[int, float], now: int) -> Seen | None:
    """Return what is wrong with a series that still sends: by plain checks first, then by the block."""
    since = cockpit_checks.stuck_since(reading, now)
    if since is not None:
        return _said(Trouble.STUCK, since, now)
    if reading.stream.pk in drifted:
        change = amount(reading, abs(drifted[reading.stream.pk]), 1)
        words = _("entfernte sich in zwei Wochen um %(change)s von den anderen") % {"change": change}
        return Seen(Trouble.DRIFT, words, _cause(Trouble.DRIFT))
    fault = _fault(reading)
    if fault is None or finding_verdicts.said_wrong(reading.stream.pk, Matter.FAULT, fault[0], now - DAY):
        return None
    return _said(KINDS[fault[0]], fault[1], now)


def _said(trouble: Trouble, since: int, now: int) -> Seen:
    values = {"what": finding_verdicts.fault_words()[trouble], "time": day_and_clock(since, now)}
    return Seen(trouble, _("%(what)s seit %(time)s") % values, _cause(trouble))


def silence_cause(reading: Reading, battery: float | None, found: Sequence[Reading]) -> str:
    """Return why a series is likely silent: battery, the whole device, one value of it, or the way of the data."""
    if battery is not None and battery < EMPTY_BATTERY + 5:
        return _("Wahrscheinlich die Batterie.")
    others = [one for one in found if one is not reading]
    if others and all(one.state is State.SILENT for one in others):
        return _("Alle schweigen: Wahrscheinlich ist der Weg der Daten unterbrochen, nicht das Gerät.")
    same = [one for one in others if one.stream.thing_id == reading.stream.thing_id]
    if same and all(one.state is State.SILENT for one in same):
        return _("Das ganze Gerät schweigt: Wahrscheinlich fehlt Strom oder Empfang.")
    if same:
        return _("Nur dieser Wert fehlt: Wahrscheinlich ist der Fühler defekt.")
    return _("Wahrscheinlich fehlt Strom oder Empfang.")


def _cause(trouble: Trouble) -> str:
    return {
        Trouble.STUCK: _("Wahrscheinlich hängt der Fühler fest oder das Gerät wiederholt seinen letzten Wert."),
        Trouble.DRIFT: _("Wahrscheinlich altert oder verschmutzt der Fühler. Reinigen und neu abgleichen."),
        Trouble.DISAGREEMENT: _("Wahrscheinlich misst einer der Fühler falsch. Vor Ort vergleichen."),
    }[trouble]


def _fault(reading: Reading) -> tuple[str, int] | None:
    """Return kind and begin of the fault that the block found last."""
    try:
        kept = reading.stream.forecast.fault
    except StreamForecast.DoesNotExist:
        return None
    return (str(kept["kind"]), int(kept["start"])) if isinstance(kept, dict) and kept.get("kind") in KINDS else None


def ask_block(now: int | None = None) -> int:
    """Let the block look at the last weeks of all series and keep what it finds; return how many faults it found."""
    moment = now or instants.now()
    finder = fault_finder()
    if finder is None:
        StreamForecast.objects.update(fault=None, fault_at=0)
        return 0
    found = readings(access.INTERNAL, moment)
    faults = 0
    for reading in found:
        fault = None if reading.state is State.SILENT else _asked(finder, reading, found, moment)
        kept = {"kind": fault.kind, "start": instants.from_datetime(fault.start)} if fault else None
        values = {"fault": kept, "fault_at": moment}
        StreamForecast.objects.update_or_create(datastream=reading.stream, defaults=values)
        if fault is not None:
            began = instants.from_datetime(fault.start)
            record(reading, fault.kind, began, moment, fault.confidence, (fault.reason,))
            faults += 1
    return faults


def record(reading: Reading, kind: str, began: int, now: int, confidence: float, reasons: tuple[Reason, ...]) -> None:
    """Put on record what the page will say; a fault that lasts is one decision."""
    findings.note(Told(reading.stream, Matter.FAULT, kind, began, now, confidence, reasons, reading.newest))


def _asked(finder: FaultFinder, reading: Reading, found: Sequence[Reading], now: int) -> Fault | None:
    series = hourly(reading.stream, now - LOOK_BACK, now, total=reading.kind.today)
    answer = finder.find(series, _neighbours(reading, found, now))
    latest = [
        fault
        for fault in answer.value or ()
        if fault.kind in KINDS
        and fault.confidence >= SURE
        and instants.from_datetime(fault.end) >= now - DAY
        and not (fault.kind == "stuck" and reading.newest == 0)
    ]
    return max(latest, key=lambda fault: fault.confidence, default=None)


def _neighbours(reading: Reading, found: Sequence[Reading], now: int) -> list[Series]:
    same = [
        one
        for one in found
        if one is not reading and one.kind.key and one.kind.key == reading.kind.key and one.state is not State.SILENT
    ]
    return [hourly(one.stream, now - LOOK_BACK, now, total=one.kind.today) for one in same[:4]]
