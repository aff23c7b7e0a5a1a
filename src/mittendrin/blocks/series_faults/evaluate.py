# SPDX-License-Identifier: EUPL-1.2
"""How many of the faults put into invented series are found and named, and how many of those reported are true."""

from __future__ import annotations

from mittendrin.contracts import registry
from mittendrin.contracts.evaluation import Report
from mittendrin.contracts.sample_series import town_series, with_fault
from mittendrin.contracts.series import FAULTS
from mittendrin.contracts.series_dummies import Trustful
from mittendrin.contracts.series_evaluation import finder_figures
from mittendrin.contracts.town_plan import TownPlan

_EACH = 3


def evaluate(seed: int = 0) -> Report:
    """Return the figures of the block and of a dummy that never finds anything."""
    marked = [with_fault(kind, seed * 100 + number) for kind in FAULTS for number in range(_EACH)]
    neighbours = [
        [town_series(seed * 100 + number, 70, counts=False)] * (kind == "disagreement")
        for kind in FAULTS
        for number in range(_EACH)
    ]
    block = registry.fault_finder_class("series_faults")(TownPlan())
    return Report(
        data=f"{len(marked)} invented series of ten weeks with one fault each",
        count=len(marked),
        figures=finder_figures(block, marked, neighbours),
        baseline=finder_figures(Trustful(TownPlan()), marked, neighbours),
    )
