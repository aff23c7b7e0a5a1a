# SPDX-License-Identifier: EUPL-1.2
"""The time that a visitor looks at: a named span up to now, two days, or two moments; and the ways on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading
from mittendrin.apps.stadtdaten.services.cockpit_words import local
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR, MINUTE

SPANS = {
    "tag": (DAY, gettext_lazy("24 Stunden")),
    "woche": (7 * DAY, gettext_lazy("7 Tage")),
    "monat": (30 * DAY, gettext_lazy("30 Tage")),
    "jahr": (365 * DAY, gettext_lazy("1 Jahr")),
    "alles": (0, gettext_lazy("alles")),
}
SHORTEST, LONGEST = HOUR, 110 * 365 * DAY
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Choice:
    """The time that a visitor chose. key: one of SPANS, or empty for two moments."""

    key: str
    start: int
    end: int

    @property
    def query(self) -> str:
        """Return the address of the choice: a named span moves on with the time, two moments do not."""
        return f"?zeit={self.key}" if self.key else self.fixed

    @property
    def fixed(self) -> str:
        """Return an address that shows the same time for ever: by days where it begins and ends at midnight."""
        begin, end = local(self.start), local(self.end)
        if begin.time() == end.time() == time() and end > begin:
            return f"?von={begin.date()}&bis={(end - timedelta(minutes=1)).date()}"
        return f"?von={begin:%Y-%m-%dT%H:%M}&bis={end:%Y-%m-%dT%H:%M}"

    @property
    def days(self) -> tuple[str, str]:
        """Return first and last day, for the fields of the page."""
        return f"{local(self.start).date()}", f"{local(self.end - 1).date()}"


@dataclass(frozen=True)
class Span:
    """A choice as the page offers it."""

    key: str
    title: str
    current: bool


@dataclass(frozen=True)
class Move:
    """One way on from the chosen time; an empty query where it leads nowhere."""

    title: str
    query: str


def spans(choice: Choice) -> Sequence[Span]:
    """Return the named spans."""
    return [Span(key, str(name), key == choice.key) for key, (_span, name) in SPANS.items()]


def moves(choice: Choice, oldest: int, now: int) -> Sequence[Move]:
    """Return the ways back, on, nearer and further; nothing lies before ``oldest`` and after ``now``."""
    span = choice.end - choice.start
    quarter, half = span // 4, span // 2
    last = max(now, oldest + SHORTEST)
    back = _within(choice.start - half, choice.end - half, oldest, last) if choice.start > oldest + MINUTE else None
    on = _within(choice.start + half, choice.end + half, oldest, last) if choice.end < last - MINUTE else None
    near = Choice("", choice.start + quarter, choice.end - quarter) if span >= 2 * SHORTEST else None
    far = _within(choice.start - half, choice.end + half, oldest, last) if span < last - oldest else None
    named = ((_("früher"), back), (_("später"), on), (_("näher heran"), near), (_("weiter weg"), far))
    return [Move(title, _on_minutes(to).fixed if to is not None else "") for title, to in named]


def _within(start: int, end: int, oldest: int, last: int) -> Choice:
    """Return a time of the same length between ``oldest`` and ``last``, shorter where both are too near."""
    length = min(end - start, last - oldest)
    begin = min(max(start, oldest), last - length)
    return Choice("", begin, begin + length)


def _on_minutes(choice: Choice) -> Choice:
    start = choice.start // MINUTE * MINUTE
    return Choice("", start, max(-(-choice.end // MINUTE) * MINUTE, start + SHORTEST))


def chosen(key: str, first: str, last: str, reading: Reading, now: int) -> Choice:
    """Return the time that a visitor asked for, the right way round; a week when nothing fits."""
    begin, end = _moment(first, end=False), _moment(last, end=True)
    if begin is not None and end is not None and begin >= end:
        begin, end = _moment(last, end=False), _moment(first, end=True)
    if begin is not None and end is not None and begin < end:
        end = max(min(end, now + DAY), begin + SHORTEST)
        return Choice("", begin, end)
    span = SPANS.get(key, SPANS["woche"])[0]
    known = key if key in SPANS else "woche"
    if not span:
        return Choice(known, min(oldest_of(reading, now), now - DAY), now)
    return Choice(known, now - span, now)


def oldest_of(reading: Reading, now: int) -> int:
    """Return when a series begins."""
    return reading.stream.state.first_start or now


def _moment(text: str, *, end: bool) -> int | None:
    """Return a moment from ``2026-11-30`` (its end, when it is one) or ``2026-11-30T14:05``; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is not None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    if "T" not in text:
        found = datetime.combine(found.date() + timedelta(days=end), time())
    return instants.from_datetime(found.replace(tzinfo=timezone.get_default_timezone()))
