# SPDX-License-Identifier: EUPL-1.2
"""The plan of the demo town, for the demo, for tests, and for blocks that are measured on its letters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mittendrin.contracts.town_plan import PlannedUnit, TownPlan
from mittendrin.core import yaml_strict

FILE = Path(__file__).with_suffix(".yaml")


@cache
def demo_plan() -> TownPlan:
    """Return the plan of Musterstadt am Rhein: fourteen units, its accounts, no rules."""
    data = yaml_strict.read(FILE)
    return TownPlan(
        name=data["name"],
        state=data["state"],
        units=tuple(PlannedUnit(unit["name"], unit["tasks"]) for unit in data["units"]),
        exceptions=data["exceptions"],
        names=tuple(data["names"]),
        ibans=tuple(data["ibans"]),
    )
