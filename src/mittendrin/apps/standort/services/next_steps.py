# SPDX-License-Identifier: EUPL-1.2
"""What to do next: steps that close gaps, those first that a town should take first, none before what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mittendrin.apps.standort.services.contradictions import holds
from mittendrin.apps.standort.services.proposals import Gap, Proposal, Sliders
from mittendrin.apps.standort.services.readiness import Reading
from mittendrin.apps.standort.services.step_order import OPEN_COUNTS, fulfils, order
from mittendrin.apps.standort.sources.knowledge import Need, NextStep

__all__ = ["Gap", "Plan", "Proposal", "Sliders", "plan"]
LEAST = 0.02  # smaller effects are no reason for a step


@dataclass(frozen=True)
class Plan:
    """What can begin now, best first, and what must wait."""

    ready: tuple[Proposal, ...]
    waiting: tuple[Proposal, ...]


def plan(steps: Sequence[NextStep], readings: Mapping[str, Reading], sliders: Sliders | None = None) -> Plan:
    """Return the steps that close a gap of the town."""
    found = [proposal for step in steps if (proposal := _proposal(step, readings)).effect >= LEAST]
    waiting = [proposal for proposal in found if proposal.missing]
    ready = order([one for one in found if not one.missing], waiting, readings, sliders or Sliders())
    waiting.sort(key=lambda proposal: (proposal.rests_on_open, -proposal.effect, proposal.step.id))
    waiting = [_freed(proposal, ready) for proposal in waiting]
    waiting.sort(key=lambda proposal: proposal.freed_by or len(steps))
    return Plan(tuple(ready), tuple(waiting))


def _proposal(step: NextStep, readings: Mapping[str, Reading]) -> Proposal:
    gaps = tuple(gap for item, target in step.closes.items() if (gap := _gap(readings.get(item), target)))
    missing = tuple(need for need in step.needs if not holds(need.condition, readings.get(need.condition.item)))
    return Proposal(step, gaps, sum(gap.gain for gap in gaps), missing)


def _gap(reading: Reading | None, target: float) -> Gap | None:
    if reading is None:
        return None
    is_open = reading.value is None
    gain = reading.share * (target * OPEN_COUNTS if is_open else max(0.0, target - reading.known))
    return Gap(reading.item.id, reading.item.field, gain, is_open) if gain > 0 else None


def _freed(proposal: Proposal, ready: Sequence[Proposal]) -> Proposal:
    """Return a waiting proposal with the ready one after which nothing is missing any more, 0 when there is none."""
    numbers = [_brought_by(need, proposal, ready) for need in proposal.missing]
    return replace(proposal, freed_by=max(numbers) if all(numbers) else 0)


def _brought_by(need: Need, proposal: Proposal, ready: Sequence[Proposal]) -> int:
    numbers = (
        number
        for number, other in enumerate(ready, start=1)
        if fulfils(other, need) and other.step.id != proposal.step.id
    )
    return next(numbers, 0)
