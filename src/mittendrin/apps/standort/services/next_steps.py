# SPDX-License-Identifier: EUPL-1.2
"""What to do next: steps that close gaps, sorted by effect for the effort, none before what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mittendrin.apps.standort.services.contradictions import holds
from mittendrin.apps.standort.services.readiness import Reading
from mittendrin.apps.standort.sources.knowledge import Need, NextStep

EFFORT = {"small": 1.0, "medium": 2.0, "large": 4.0}
OPEN_COUNTS = 0.5  # an open answer hides a gap or not
LEAST = 0.02  # smaller effects are no reason for a step


@dataclass(frozen=True)
class Gap:
    """What a step adds to one item: 0 to 1 of the field; ``open`` when nobody knows where the item stands."""

    item: str
    field: str
    gain: float
    open: bool


@dataclass(frozen=True)
class Proposal:
    """A step with its effect. missing: what it waits for. freed_by: number of the proposal that brings the last."""

    step: NextStep
    gaps: tuple[Gap, ...]
    effect: float
    priority: float
    missing: tuple[Need, ...] = ()
    freed_by: int = 0

    @property
    def rests_on_open(self) -> bool:
        """Return whether most of the effect is a guess because answers are open."""
        guessed = sum(gap.gain for gap in self.gaps if gap.open)
        return guessed > self.effect / 2


@dataclass(frozen=True)
class Plan:
    """What can begin now, best first, and what must wait."""

    ready: tuple[Proposal, ...]
    waiting: tuple[Proposal, ...]


@dataclass(frozen=True)
class Sliders:
    """How much effect and effort count when steps are sorted: 0 not at all, 1 usual, 2 twice."""

    effect: float = 1.0
    effort: float = 1.0


def plan(steps: Sequence[NextStep], readings: Mapping[str, Reading], sliders: Sliders | None = None) -> Plan:
    """Return the steps that close a gap of the town."""
    weights = sliders or Sliders()
    found = [proposal for step in steps if (proposal := _proposal(step, readings, weights)).effect >= LEAST]
    found.sort(key=lambda proposal: (proposal.rests_on_open, -proposal.priority, proposal.step.id))
    ready = _in_order([proposal for proposal in found if not proposal.missing])
    waiting = [_freed(proposal, ready) for proposal in found if proposal.missing]
    waiting.sort(key=lambda proposal: proposal.freed_by or len(steps))
    return Plan(tuple(ready), tuple(waiting))


def _proposal(step: NextStep, readings: Mapping[str, Reading], sliders: Sliders) -> Proposal:
    gaps = tuple(gap for item, target in step.closes.items() if (gap := _gap(readings.get(item), target)))
    effect = sum(gap.gain for gap in gaps)
    priority = effect**sliders.effect / EFFORT[step.effort] ** sliders.effort
    missing = tuple(need for need in step.needs if not holds(need.condition, readings.get(need.condition.item)))
    return Proposal(step, gaps, effect, priority, missing)


def _gap(reading: Reading | None, target: float) -> Gap | None:
    if reading is None:
        return None
    is_open = reading.value is None
    gain = reading.share * (target * OPEN_COUNTS if is_open else max(0.0, target - reading.known))
    return Gap(reading.item.id, reading.item.field, gain, is_open) if gain > 0 else None


def _in_order(found: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals in their order, each after those that come before it by nature."""
    left = {proposal.step.id: proposal for proposal in found}
    placed: list[Proposal] = []

    def place(proposal: Proposal) -> None:
        if left.pop(proposal.step.id, None) is None:
            return
        for name in proposal.step.after:
            if name in left:
                place(left[name])
        placed.append(proposal)

    for proposal in found:
        place(proposal)
    return placed


def _freed(proposal: Proposal, ready: Sequence[Proposal]) -> Proposal:
    """Return a waiting proposal with the ready one after which nothing is missing any more, 0 when there is none."""
    numbers = [_brought_by(need, proposal, ready) for need in proposal.missing]
    return replace(proposal, freed_by=max(numbers) if all(numbers) else 0)


def _brought_by(need: Need, proposal: Proposal, ready: Sequence[Proposal]) -> int:
    condition = need.condition
    wanted = condition.at_least or 0.0
    numbers = (
        number
        for number, other in enumerate(ready, start=1)
        if other.step.closes.get(condition.item, 0.0) >= wanted and other.step.id != proposal.step.id
    )
    return next(numbers, 0)
