# SPDX-License-Identifier: EUPL-1.2
"""Steps as they are proposed to a town: what each closes, what it waits for, why it stands where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mittendrin.apps.standort.sources.knowledge import Need, NextStep


class Place(StrEnum):
    """Why a step stands where it stands."""

    BEST = "best"  # it is worth most for its effort, of those that are left
    FIRST = "first"  # the step after it, which is worth more, builds on it
    CARRIES = "carries"  # the two before it are quick ones
    QUICK = "quick"  # the two before it take long


@dataclass(frozen=True)
class Gap:
    """What a step adds to one item: 0 to 1 of the field; ``open`` when nobody knows where the item stands."""

    item: str
    field: str
    gain: float
    open: bool


@dataclass(frozen=True)
class Proposal:
    """A step with its effect on today's answers.

    missing: what it waits for. freed_by: number of the proposal that brings the last. opens: the waiting steps that it
    helps to become possible. place: why it stands where it stands.
    """

    step: NextStep
    gaps: tuple[Gap, ...]
    effect: float
    missing: tuple[Need, ...] = ()
    freed_by: int = 0
    opens: tuple[NextStep, ...] = ()
    place: Place = Place.BEST

    @property
    def rests_on_open(self) -> bool:
        """Return whether most of the effect is a guess because answers are open."""
        guessed = sum(gap.gain for gap in self.gaps if gap.open)
        return guessed > self.effect / 2

    @property
    def carries(self) -> bool:
        """Return whether the step is more than a quick one."""
        return self.step.effort != "small"

    @property
    def by_field(self) -> dict[str, float]:
        """Return what it adds to each field, 0 to 1, most first."""
        found: dict[str, float] = {}
        for gap in self.gaps:
            found[gap.field] = found.get(gap.field, 0.0) + gap.gain
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))


@dataclass(frozen=True)
class Sliders:
    """How much effect and effort count when steps are sorted: 0 not at all, 1 usual, 2 twice."""

    effect: float = 1.0
    effort: float = 1.0
