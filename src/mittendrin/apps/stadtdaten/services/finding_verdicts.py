# SPDX-License-Identifier: EUPL-1.2
"""What people say about findings of the blocks: it was right, it was not, and back; with the words of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.models import AlertKind, Matter, SeriesFinding
from mittendrin.apps.stadtdaten.services.alerts_words import name_of, with_unit
from mittendrin.apps.stadtdaten.services.cockpit_words import day_and_clock, language
from mittendrin.contracts.block import Reason
from mittendrin.core import instants
from mittendrin.core.errors import MittendrinError
from mittendrin.core.numbers import in_english
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions import services as decisions
from mittendrin.townhall.decisions.models import Decision, Outcome

ON_A_PAGE, OPEN_LIST = 8, 20
JUST_NOW = timedelta(hours=1)
WRONG = {Matter.ANOMALY: "usual", Matter.FAULT: "sound", Matter.FORECAST: "did-not-come"}
"""What holds instead when a person says that a finding was wrong."""


class NothingThere(MittendrinError):
    """There is no such finding, or its decision was erased."""


@dataclass(frozen=True)
class Row:
    """One finding in words. verdict: empty while nobody said anything, else what was said; note: the reason given."""

    number: int
    stream: int
    name: str
    sentence: str
    reasons: Sequence[str]
    verdict: str
    right: bool | None
    note: str


def may_say(person: Person | None) -> bool:
    """Return whether somebody sees findings and may say whether they were right."""
    return person is not None and person.is_active and person.has_role(Role.STAFF, Role.HEAD_OF_UNIT, Role.EDITOR)


def of_stream(stream: int, now: int) -> list[Row]:
    """Return the newest findings on a series."""
    return _rows(SeriesFinding.objects.filter(datastream_id=stream)[:ON_A_PAGE], now)


def unsaid(now: int) -> list[Row]:
    """Return the newest findings of all series on which nobody has said a word, and those said just now, to undo."""
    newest = list(SeriesFinding.objects.order_by("-noted_at")[: 10 * OPEN_LIST])
    fresh = Q(outcome=Outcome.OPEN) | Q(decided_at__gte=instants.to_datetime(now) - JUST_NOW)
    wanted = Decision.objects.filter(fresh, uuid__in=[one.decision for one in newest]).exclude(subject="")
    uuids = list(wanted.order_by("-pk").values_list("uuid", flat=True)[:OPEN_LIST])
    return _rows(SeriesFinding.objects.filter(decision__in=uuids).order_by("-noted_at"), now)


def said_wrong(stream: int, matter: Matter, what: str, at: int) -> bool:
    """Return whether a person said that this finding, as it was seen up to ``at``, is wrong."""
    rows = SeriesFinding.objects.filter(datastream_id=stream, matter=matter, what=what, last__gte=at)
    uuids = list(rows.values_list("decision", flat=True))
    return Decision.objects.filter(uuid__in=uuids, outcome=Outcome.CORRECTED).exists()


def say(number: int, right: bool, by: Person, reason: str = "") -> int:
    """Put on record that a finding was right or not; return the number of its series. Raises NothingThere."""
    finding, decision = _wanted(number)
    if right:
        decisions.correct(decision, finding.what, by, reason)
    else:
        decisions.correct(decision, WRONG[Matter(finding.matter)], by, reason)
    return finding.datastream_id


def undo(number: int, by: Person) -> int:
    """Take the latest word on a finding back; return the number of its series. Raises NothingThere, NothingToUndo."""
    finding, decision = _wanted(number)
    decisions.undo(decision, by)
    return finding.datastream_id


def _wanted(number: int) -> tuple[SeriesFinding, Decision]:
    finding = SeriesFinding.objects.filter(pk=number).first()
    decision = Decision.objects.filter(uuid=finding.decision).exclude(subject="").first() if finding else None
    if finding is None or decision is None:
        raise NothingThere
    return finding, decision


def _rows(found: QuerySet[SeriesFinding], now: int) -> list[Row]:
    rows = list(found.select_related("datastream__thing", "datastream__observed_property"))
    known = {one.uuid: one for one in Decision.objects.filter(uuid__in=[row.decision for row in rows])}
    answers = decisions.answers_of(list(known.values()))
    made = []
    for row in rows:
        decision = known.get(row.decision)
        if decision is None or not decision.subject:
            continue
        reasons = [_reason(one) for one in answers[decision.pk].reasons]
        verdict, note = _verdict(decision)
        right = None if decision.outcome == Outcome.OPEN else decision.right
        name = name_of(row.datastream)
        made.append(Row(row.pk, row.datastream_id, name, sentence(row, now), reasons, verdict, right, note))
    return made


def _reason(reason: Reason) -> str:
    """Return a reason in the language of the page; blocks write numbers in German."""
    if not reason.values:
        return _(reason.text)
    german = language() == "de"
    return _(reason.text) % {key: one if german else in_english(one) for key, one in reason.values.items()}


def _verdict(decision: Decision) -> tuple[str, str]:
    """Return the latest word on a decision, with who said it, and the reason that was given."""
    if decision.outcome == Outcome.OPEN:
        return "", ""
    entry = next(one for one in decisions.history(decision)[::-1] if one.what in {"confirmed", "corrected"})
    person = Person.objects.filter(pk=entry.who.removeprefix("person:")).first() if ":" in entry.who else None
    text = _("War richtig, sagt %(name)s.") if decision.right else _("War nicht richtig, sagt %(name)s.")
    note = str(entry.personal.data.get("reason", "")) if hasattr(entry, "personal") else ""
    return text % {"name": person.name if person else _("jemand")}, note


def sentence(row: SeriesFinding, now: int) -> str:
    """Return what the block told, in one sentence."""
    begin, value = day_and_clock(row.began, now), with_unit(row.datastream, row.value)
    if row.matter == Matter.FAULT:
        return _("%(begin)s: %(what)s.") % {"begin": begin, "what": fault_words().get(row.what, row.what)}
    if row.matter == Matter.FORECAST:
        up = row.what == AlertKind.FORECAST_ABOVE
        text = _("%(begin)s: Die Vorhersage steigt auf %(value)s.") if up else _(
            "%(begin)s: Die Vorhersage fällt auf %(value)s."
        )  # fmt: skip
        return text % {"begin": begin, "value": value}
    if not value:
        return _("%(begin)s: ungewöhnlich.") % {"begin": begin}
    return _("%(begin)s: ungewöhnlich, %(value)s.") % {"begin": begin, "value": value}


def fault_words() -> Mapping[str, str]:
    """Return the kinds of faults in words."""
    return {
        "stuck": _("immer derselbe Wert"),
        "drift": _("driftet"),
        "disagreement": _("weicht von den Nachbarn ab"),
    }
