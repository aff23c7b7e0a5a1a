# SPDX-License-Identifier: EUPL-1.2
"""How many of the events put into invented series are told, and how many alarms are about them."""

from __future__ import annotations

from mittendrin.contracts import registry
from mittendrin.contracts.evaluation import Report
from mittendrin.contracts.sample_series import with_anomalies
from mittendrin.contracts.series_dummies import RecordDetector
from mittendrin.contracts.series_evaluation import detector_figures
from mittendrin.contracts.town_plan import TownPlan

_SERIES = 5


def evaluate(seed: int = 0) -> Report:
    """Return the figures of the block and of a dummy that reports every new highest reading."""
    marked = [with_anomalies(seed * 100 + number) for number in range(_SERIES)]
    block = registry.detector_class("series_anomaly")(TownPlan())
    return Report(
        data=f"{_SERIES} invented series of twelve weeks with three events each",
        count=sum(len(one.events) for one in marked),
        figures=detector_figures(block, marked),
        baseline=detector_figures(RecordDetector(TownPlan()), marked),
    )
