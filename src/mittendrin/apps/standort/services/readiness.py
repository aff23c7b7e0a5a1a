# SPDX-License-Identifier: EUPL-1.2
"""How ready a town is in each field: a score with its parts, and how far open answers could lift it.

The score of a field is the weighted share that answers prove: an open answer proves nothing. So it never falls when
more is fulfilled, and one answer moves it by its weight at most. ``high`` is what the field would reach if all open
answers were the best ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from mittendrin.apps.standort.sources.answer_values import Value
from mittendrin.apps.standort.sources.answers import Answers
from mittendrin.apps.standort.sources.questionnaire import Field, Item, Points, Questionnaire
from mittendrin.contracts.app import Seen


class Origin(StrEnum):
    """Who says what an item's answer is."""

    OWN = "own"
    SEEN = "seen"
    OPEN = "open"


@dataclass(frozen=True)
class Evidence:
    """What the running program sees of an item: its answer, the words for it and where to look."""

    value: Value
    sentence: str = ""
    url: str = ""


def evidence_of(item: Item, seen: Seen | None) -> Evidence | None:
    """Return what a number that the program sees says about an item; None when it says nothing."""
    if seen is None or item.evidence is None:
        return None
    if not item.evidence.steps:
        return Evidence(float(seen.number), seen.sentence, seen.url)
    reached = [key for number, key in item.evidence.steps if seen.number >= number]
    return Evidence(reached[-1], seen.sentence, seen.url) if reached else None


@dataclass(frozen=True)
class Reading:
    """One item as it counts. share: its weight in the field, 0 to 1. value: 0 to 1, None while it is open."""

    item: Item
    share: float
    answer: Value | None
    value: float | None
    origin: Origin
    comment: str = ""
    evidence: Evidence | None = None

    @property
    def known(self) -> float:
        """Return what is proved, 0 while it is open."""
        return self.value or 0.0

    @property
    def differs(self) -> bool:
        """Return whether the town says something else than the program sees."""
        return self.origin is Origin.OWN and self.evidence is not None and self.evidence.value != self.answer


@dataclass(frozen=True)
class Standing:
    """One field: what is proved (``score``), what is possible (``high``), and the items behind both."""

    field: Field
    readings: tuple[Reading, ...]

    @property
    def score(self) -> float:
        """Return the weighted share that answers prove, 0 to 1."""
        return min(1.0, sum(reading.share * reading.known for reading in self.readings))

    @property
    def high(self) -> float:
        """Return what would be reached if every open answer were the best one."""
        open_share = sum(reading.share for reading in self.readings if reading.value is None)
        return min(1.0, self.score + open_share)

    @property
    def answered(self) -> int:
        """Return how many items are answered or seen."""
        return sum(reading.value is not None for reading in self.readings)

    @property
    def open(self) -> int:
        """Return how many items are open."""
        return len(self.readings) - self.answered

    @property
    def among_answered(self) -> float | None:
        """Return the mean of the answered items alone; None without any."""
        weight = sum(reading.share for reading in self.readings if reading.value is not None)
        return min(1.0, self.score / weight) if weight else None


def value_of(item: Item, answer: Value, population: int | None) -> float:
    """Return how far a town is with an answer, 0 to 1."""
    if isinstance(answer, frozenset):
        return min(1.0, len(answer) / item.enough)
    if isinstance(answer, str):
        return item.by_key[answer].value or 0.0
    return _on_scale(item, float(answer), population)


def _on_scale(item: Item, number: float, population: int | None) -> float:
    if item.scale is None:
        return 0.0
    per = item.scale.per_population
    if not per:
        return _between(item.scale.points, number)
    if population:
        return _between(item.scale.points, number / population * per)
    return _between(item.scale.without_population or item.scale.points, number)


def _between(points: Points, number: float) -> float:
    if number <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if number <= x1:
            return y0 + (y1 - y0) * (number - x0) / (x1 - x0)
    return points[-1][1]


def standings(
    questions: Questionnaire, answers: Answers, evidence: Mapping[str, Seen] | None = None
) -> tuple[Standing, ...]:
    """Return all fields in the order of the questionnaire; ``evidence`` is what the program sees, by its name."""
    seen = evidence or {}
    return tuple(Standing(field, _readings(questions, field, answers, seen)) for field in questions.fields)


def _readings(
    questions: Questionnaire, field: Field, answers: Answers, seen: Mapping[str, Seen]
) -> tuple[Reading, ...]:
    items = questions.of_field(field.id)
    total = sum(item.weight for item in items)
    return tuple(_reading(item, item.weight / total, answers, _seen(item, seen)) for item in items)


def _seen(item: Item, seen: Mapping[str, Seen]) -> Evidence | None:
    return evidence_of(item, seen.get(item.evidence.name) if item.evidence else None)


def _reading(item: Item, share: float, answers: Answers, evidence: Evidence | None) -> Reading:
    own = answers.answers.get(item.id)
    answer: Value | None = own.value if own else None
    origin = Origin.OWN if answer is not None else Origin.OPEN
    if answer is None and evidence is not None:
        answer, origin = evidence.value, Origin.SEEN
    value = None if answer is None else value_of(item, answer, answers.town.population)
    return Reading(item, share, answer, value, origin, own.comment if own else "", evidence)


def values(found: tuple[Standing, ...]) -> dict[str, float | None]:
    """Return the value of each item by id."""
    return {reading.item.id: reading.value for standing in found for reading in standing.readings}


def by_item(found: tuple[Standing, ...]) -> dict[str, Reading]:
    """Return the reading of each item by id."""
    return {reading.item.id: reading for standing in found for reading in standing.readings}


def overall(found: tuple[Standing, ...]) -> float | None:
    """Return the mean of the answered items over all fields; only rules use it, no page shows it as a grade."""
    known = [standing.among_answered for standing in found if standing.among_answered is not None]
    return sum(known) / len(known) if known else None
