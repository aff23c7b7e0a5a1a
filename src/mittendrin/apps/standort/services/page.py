# SPDX-License-Identifier: EUPL-1.2
"""What the pages show of a result: rows with their span, evidence cells, steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.standort.models import GivenAnswer
from mittendrin.apps.standort.services import from_record, wording
from mittendrin.apps.standort.services.assessment import Assessment
from mittendrin.apps.standort.services.clusters import Match
from mittendrin.apps.standort.services.next_steps import Proposal
from mittendrin.apps.standort.services.readiness import Origin, Reading, Standing, standings
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.answers import TownFacts
from mittendrin.townhall import offers

LEFT, WIDTH = 12, 240
ENOUGH_TWINS = 3
HALF = 0.5


@dataclass(frozen=True)
class Row:
    """One field as a range: places in the drawing, cells, and one sentence. twins: place of their middle, if any."""

    standing: Standing
    name: str
    low: int
    high: int
    span: str
    cells: tuple[str, ...]
    told: str
    sentence: str
    twins: int | None

    @property
    def dashed(self) -> bool:
        """Return whether open answers make the range wider."""
        return self.high > self.low


@dataclass(frozen=True)
class TwinPlace:
    """A similar town: where to read on, why it is similar, what it took on first."""

    name: str
    url: str
    reason: str
    first: str
    scores: dict[str, float] = field(default_factory=dict)


def place(value: float) -> int:
    """Return where a value from 0 to 1 stands in the drawing."""
    return LEFT + round(value * WIDTH)


def rows(found: Assessment, twins: Sequence[TwinPlace] = ()) -> list[Row]:
    """Return all fields as ranges."""
    return [_row(standing, twins) for standing in found.standings]


def _row(standing: Standing, twins: Sequence[TwinPlace]) -> Row:
    scores = sorted(twin.scores[standing.field.id] for twin in twins if standing.field.id in twin.scores)
    middle = scores[len(scores) // 2] if len(scores) >= ENOUGH_TWINS else None
    cells = tuple(reading.origin.value for reading in sorted(standing.readings, key=_order))
    return Row(
        standing=standing,
        name=say(standing.field.name),
        low=place(standing.score),
        high=place(standing.high),
        span=wording.stages(standing.score, standing.high),
        cells=cells,
        told=_told(cells),
        sentence=_sentence(standing),
        twins=None if middle is None else place(middle),
    )


def _order(reading: Reading) -> int:
    return [Origin.SEEN, Origin.OWN, Origin.OPEN].index(reading.origin)


def _told(cells: Sequence[str]) -> str:
    counts = {origin.value: cells.count(origin.value) for origin in Origin}
    return _("%(seen)s vom System belegt, %(own)s selbst angegeben, %(open)s offen") % counts


def _sentence(standing: Standing) -> str:
    """Return the most telling fact: what the program sees, else the answer that counts most, else what is missing."""
    seen = next((one for one in standing.readings if one.evidence and one.origin is Origin.SEEN), None)
    if seen and seen.evidence:
        return seen.evidence.sentence
    known = [one for one in standing.readings if one.answer is not None]
    if not known:
        return _("Noch nicht beantwortet")
    first = max(known, key=lambda one: one.share)
    return wording.upper_first(wording.answer(first.item, first.answer))


def counts(found: Assessment) -> dict[str, int]:
    """Return how many items there are, seen, answered, open."""
    return {
        "items": len(found.readings),
        "seen": found.count(Origin.SEEN),
        "own": found.count(Origin.OWN),
        "open": found.count(Origin.OPEN),
    }


def open_items(count: int) -> str:
    """Return the words of the button to the open questions."""
    return ngettext("%(count)s offene Frage", "%(count)s offene Fragen", count) % {"count": count}


def twins(found: Assessment) -> list[TwinPlace]:
    """Return similar towns with what their records say of the fields; none without an app that knows towns."""
    ask = offers.knowledge("similar_towns")
    town = found.answers.town
    if ask is None or town.population is None:
        return []
    return [
        TwinPlace(one["name"], one["url"], one["reason"], one["first"], _scores(found, one))
        for one in ask(town.name, town.state, town.role, town.population, town.area_km2)
    ]


def _scores(found: Assessment, twin: Mapping[str, Any]) -> dict[str, float]:
    """Return the scores of the fields of which the records of a twin say at least half."""
    records = from_record.answers_of(
        TownFacts(twin["name"], population=twin["population"]), twin["profile"], twin["projects"]
    )
    return {
        one.field.id: one.score
        for one in standings(found.questions, records)
        if one.answered and one.high - one.score <= HALF
    }


def match_rows(found: Assessment) -> list[Match]:
    """Return the groups that are worth showing: the three best."""
    return list(found.kind.matches[:3])


def step_facts(proposal: Proposal) -> list[tuple[str, str]]:
    """Return effort, cost, time and who decides of a step."""
    step = proposal.step
    return [
        (_("Aufwand"), wording.effort(step.effort)),
        (_("Kosten"), say(step.cost)),
        (_("Dauer"), wording.months(step.months)),
        (_("Entscheidet"), say(step.decides)),
    ]


def stage_places() -> list[tuple[int, str]]:
    """Return the five stages with their places in the drawing."""
    names = wording.stage_names()
    return [(place(number / (len(names) - 1)), name) for number, name in enumerate(names)]


def paper_names() -> list[tuple[str, str]]:
    """Return the kinds of papers with their names."""
    return [
        ("council", _("Ratsvorlage")),
        ("sheet", _("Steckbrief")),
        ("strategy", _("Entwurf der Strategie")),
        ("progress", _("Sachstandsbericht")),
        ("chart", _("Diagramm: Stand je Feld")),
    ]


@dataclass(frozen=True)
class AnswerRow:
    """One answer for the table: who gave it and what proves it."""

    reading: Reading
    question: str
    words: str
    origin: str
    by: str
    evidence: str
    url: str


def answer_rows(found: Assessment, given: Mapping[str, GivenAnswer]) -> list[tuple[str, list[AnswerRow]]]:
    """Return all answers by section."""
    return [
        (say(standing.field.name), [_answer_row(reading, given) for reading in standing.readings])
        for standing in found.standings
    ]


def _answer_row(reading: Reading, given: Mapping[str, GivenAnswer]) -> AnswerRow:
    names = {Origin.OWN: _("selbst angegeben"), Origin.SEEN: _("vom System belegt"), Origin.OPEN: _("offen")}
    stored = given.get(reading.item.id)
    return AnswerRow(
        reading=reading,
        question=say(reading.item.question),
        words=wording.answer(reading.item, reading.answer),
        origin=names[reading.origin],
        by=stored.by.name if stored and stored.by else "",
        evidence=reading.evidence.sentence if reading.evidence else "",
        url=reading.evidence.url if reading.evidence else "",
    )
