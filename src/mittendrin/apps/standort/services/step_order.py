# SPDX-License-Identifier: EUPL-1.2
"""In which order a town should take steps: chosen one after the other, each as if those before it were done.

A step is worth what it adds to the fields, more where a field is far behind, and half of what the steps are worth that
it makes possible. The worth is divided by the root of the effort: a big step is not put off only because it is big. Of
three steps in a row one at least carries and one at least is quick, where one is worth nearly as much as the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mittendrin.apps.standort.services.proposals import Place, Proposal, Sliders
from mittendrin.apps.standort.services.readiness import Reading
from mittendrin.apps.standort.sources.knowledge import Need, NextStep

EFFORT = {"small": 1.0, "medium": 2.0, "large": 4.0}
ROOT = 0.5  # of the effort at the usual setting; at twice it counts in full
OPEN_COUNTS = 0.5  # an open answer hides a gap or not
OPENS_COUNTS = 0.5  # what a step makes possible is not done yet
LEAST_WEIGHT = 0.5  # of a field that has everything; one that has nothing weighs three times as much
IN_A_ROW = 3  # as many as the page shows at once
NEARLY = 0.5  # a step is no stopgap when it is worth half of the best


def order(ready: Sequence[Proposal], waiting: Sequence[Proposal], readings: Mapping[str, Reading], sliders: Sliders
          ) -> list[Proposal]:  # fmt: skip
    """Return ``ready`` in its order, each after those that come before it by nature, guesses last."""
    left = {proposal.step.id: proposal for proposal in ready}
    town = _Town(readings, waiting, frozenset(left))
    placed: list[Proposal] = []
    while left:
        certain = [one for one in left.values() if not one.rests_on_open] or list(left.values())
        chosen, place = _choose(certain, placed, town, sliders)
        for one in (*_before(chosen, left), chosen):
            left.pop(one.step.id)
            why = place if one is chosen else Place.FIRST
            placed.append(replace(one, place=why, opens=town.opened(one)))
            town.take(one)
    return placed


@dataclass(frozen=True)
class _Worth:
    proposal: Proposal
    priority: float


def _choose(
    candidates: Sequence[Proposal], placed: Sequence[Proposal], town: _Town, sliders: Sliders
) -> tuple[Proposal, Place]:
    weights = town.weights()
    worth = [_Worth(one, _priority(one, town, weights, sliders)) for one in candidates]
    best = max(worth, key=lambda one: (one.priority, one.proposal.step.id))
    place = _lacking(placed, sliders)
    if place is not None:
        fitting = [one for one in worth if one.proposal.carries == (place is Place.CARRIES)]
        other = max(fitting, key=lambda one: (one.priority, one.proposal.step.id), default=best)
        if other is not best and other.priority >= NEARLY * best.priority:
            return other.proposal, place
    return best.proposal, Place.BEST


def _lacking(placed: Sequence[Proposal], sliders: Sliders) -> Place | None:
    """Return what the last of three in a row must bring; nothing when somebody wants the quick or the big ones only."""
    if len(placed) % IN_A_ROW != IN_A_ROW - 1 or not 0 < sliders.effort < 2 or not sliders.effect:
        return None
    two = {one.carries for one in placed[-(IN_A_ROW - 1) :]}
    return None if len(two) > 1 else Place.QUICK if True in two else Place.CARRIES


def _priority(one: Proposal, town: _Town, weights: Mapping[str, float], sliders: Sliders) -> float:
    return float(town.worth(one, weights) ** sliders.effect / EFFORT[one.step.effort] ** (ROOT * sliders.effort))


def _before(chosen: Proposal, left: Mapping[str, Proposal]) -> list[Proposal]:
    """Return what comes before a step by nature and is not placed yet, in order."""
    found: dict[str, Proposal] = {}

    def visit(names: Iterable[str]) -> None:
        for name in names:
            if name in left and name not in found and name != chosen.step.id:
                visit(left[name].step.after)
                found[name] = left[name]

    visit(chosen.step.after)
    return list(found.values())


class _Town:
    """How far the town would be with the steps chosen so far."""

    def __init__(self, readings: Mapping[str, Reading], waiting: Sequence[Proposal], ready: frozenset[str]) -> None:
        self._readings, self._waiting, self._left = readings, waiting, set(ready)
        self._levels = {name: reading.value for name, reading in readings.items()}

    def take(self, one: Proposal) -> None:
        self._left.discard(one.step.id)
        for item, target in one.step.closes.items():
            if item in self._levels:
                self._levels[item] = max(self._levels[item] or 0.0, target)

    def weights(self) -> dict[str, float]:
        """Return how much each field counts: the more is missing, the more."""
        missing: dict[str, float] = {}
        for name, reading in self._readings.items():
            level = self._levels[name]
            lacks = reading.share * (1 - (OPEN_COUNTS if level is None else level))
            missing[reading.item.field] = missing.get(reading.item.field, 0.0) + lacks
        return {field: LEAST_WEIGHT + lacks for field, lacks in missing.items()}

    def worth(self, one: Proposal, weights: Mapping[str, float], earlier: tuple[Proposal, ...] = ()) -> float:
        """Return what a step adds after ``earlier`` ones, and half of what steps are worth that it makes possible."""
        done = (*earlier, one)
        later = (other for other in self._waiting if other not in done)
        opened = sum(share * self.worth(other, weights, done) for other in later if (share := self._brings(one, other)))
        return self._gain(one, weights, earlier) + OPENS_COUNTS * opened

    def _gain(self, one: Proposal, weights: Mapping[str, float], earlier: tuple[Proposal, ...]) -> float:
        sums = 0.0
        for item, target in one.step.closes.items():
            if (reading := self._readings.get(item)) is None:
                continue
            levels = [before.step.closes[item] for before in earlier if item in before.step.closes]
            levels += [level for level in (self._levels[item],) if level is not None]
            adds = max(0.0, target - max(levels)) if levels else target * OPEN_COUNTS
            sums += reading.share * adds * weights[reading.item.field]
        return sums

    def opened(self, one: Proposal) -> tuple[NextStep, ...]:
        """Return the waiting steps that a step helps to become possible."""
        return tuple(other.step for other in self._waiting if other is not one and self._brings(one, other))

    def _brings(self, one: Proposal, other: Proposal) -> float:
        """Return the share of what ``other`` waits for that ``one`` would bring and nothing before it has brought."""
        before = [name for name in other.step.after if name in self._left]
        open_needs = [need for need in other.missing if not self._is_met(need)]
        brought = sum(fulfils(one, need) for need in open_needs) + before.count(one.step.id)
        return brought / max(1, len(before) + len(open_needs))

    def _is_met(self, need: Need) -> bool:
        return (self._levels.get(need.condition.item) or 0.0) >= (need.condition.at_least or 0.0)


def fulfils(one: Proposal, need: Need) -> bool:
    """Return whether a step brings what another one needs."""
    return one.step.closes.get(need.condition.item, -1.0) >= (need.condition.at_least or 0.0)
