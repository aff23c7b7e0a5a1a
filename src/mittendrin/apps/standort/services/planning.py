# SPDX-License-Identifier: EUPL-1.2
"""What the roadmap shows beside its measures: costs over five years, the steps that can become measures."""

from __future__ import annotations

from typing import Any

from mittendrin.apps.standort.services import measures, rounds
from mittendrin.apps.standort.services.assessment import Costs, assess
from mittendrin.apps.standort.services.wording import say
from mittendrin.apps.standort.sources.answers import Answers, TownFacts
from mittendrin.apps.standort.sources.knowledge import NextStep, steps

SHOWN = 6


def costs() -> Costs:
    """Return what the measures of the roadmap cost."""
    return assess(rounds.questions(), Answers(TownFacts(), {}, measures.as_sources())).costs


def agenda_steps() -> list[NextStep]:
    """Return the best steps of the latest result that are no measure yet."""
    latest = rounds.latest()
    if latest is None:
        return []
    taken = {one.step for one in measures.listing()}
    return [one.step for one in rounds.result(latest).plan.ready if one.step.id not in taken][:SHOWN]


def from_step(name: str) -> dict[str, Any]:
    """Return what a new measure begins with when it comes from a step; nothing for a name that nobody knows."""
    found = next((step for step in steps() if step.id == name), None)
    return {"title": say(found.title), "step": found.id} if found else {}
