# SPDX-License-Identifier: EUPL-1.2
"""Watched programmes on the roadmap: the way to each deadline as a line with its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mittendrin.apps.standort.services import funding
from mittendrin.apps.standort.services.funding import Row
from mittendrin.apps.standort.services.funding_plan import BackPlan
from mittendrin.apps.standort.services.measures import Span


@dataclass(frozen=True)
class Way:
    """One watched programme over time, in thousandths: the line from its first step to the deadline, and the steps."""

    row: Row
    plan: BackPlan
    left: int
    width: int
    points: tuple[int, ...]


def watched() -> list[Row]:
    """Return the watched programmes with a deadline that has not passed."""
    return [row for row in funding.rows() if row.watch and row.plan and not row.right.no]


def days(found: Sequence[Row]) -> list[date]:
    """Return the days that the drawing must hold."""
    return [step.on for row in found if row.plan for step in (row.plan.steps[0], row.plan.steps[-1])]


def ways(found: Sequence[Row], span: Span) -> list[Way]:
    """Return the programmes as lines on the scale of ``span``."""
    made = []
    for row in found:
        if row.plan:
            left, end = span.place(row.plan.steps[0].on), span.place(row.plan.steps[-1].on)
            points = tuple(span.place(step.on) for step in row.plan.steps)
            made.append(Way(row, row.plan, left, max(end - left, 8), points))
    return made
