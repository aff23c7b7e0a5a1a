# SPDX-License-Identifier: EUPL-1.2
"""How much nearer the forecast comes than the week before, on invented series."""

from __future__ import annotations

from mittendrin.contracts import registry
from mittendrin.contracts.evaluation import Report
from mittendrin.contracts.sample_series import town_series
from mittendrin.contracts.series_dummies import WeekBefore
from mittendrin.contracts.series_evaluation import forecaster_figures
from mittendrin.contracts.town_plan import TownPlan

_SERIES, _ORIGINS = 4, 8


def evaluate(seed: int = 0) -> Report:
    """Return the figures of the block and of the week before."""
    series = [town_series(seed * 100 + number, 120, counts=number % 2 == 0) for number in range(_SERIES)]
    block = registry.forecaster_class("series_forecast")(TownPlan())
    return Report(
        data=f"{_SERIES} invented series of 120 days, {_ORIGINS} forecasts of 24 hours each",
        count=_SERIES * _ORIGINS * 24,
        figures=forecaster_figures(block, series, _ORIGINS),
        baseline=forecaster_figures(WeekBefore(TownPlan()), series, _ORIGINS),
    )
