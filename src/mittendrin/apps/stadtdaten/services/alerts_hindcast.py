# SPDX-License-Identifier: EUPL-1.2
"""Tries rules about forecasts on history: forecasts of earlier days are made anew from what was known then."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from mittendrin.apps.stadtdaten.models import AlertRule
from mittendrin.apps.stadtdaten.services.alerts_judge import Condition
from mittendrin.apps.stadtdaten.services.cockpit_blocks import forecaster, hourly
from mittendrin.apps.stadtdaten.services.cockpit_forecasts import HISTORY, HORIZON, LEAST_HOURS
from mittendrin.apps.stadtdaten.services.cockpit_kinds import kind_of
from mittendrin.contracts.series import Series
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR, MINUTE

DAYS = 14


@dataclass(frozen=True)
class Told:
    """A day on which the rule would have fired. at: when the forecast was made; value: the worst it named.

    came: whether what was measured went beyond the value within the time that the rule looks ahead.
    """

    at: int
    value: float
    came: bool


def tried(made: AlertRule, condition: Condition, now: int) -> tuple[int, list[Told]] | None:
    """Return on how many days a forecast could be made, one each day at this hour, and those on which the rule fires.

    None when the block for forecasts is missing or the series is too short.
    """
    block = forecaster()
    kind = kind_of(made.datastream)
    series = hourly(made.datastream, now - HISTORY - DAYS * DAY, now, total=kind.today)
    stamps = [instants.from_datetime(one) for one in series.times]
    if block is None or len(stamps) < LEAST_HOURS:
        return None
    ahead = min(max(made.minutes * MINUTE // HOUR, 1), HORIZON)
    days, found = 0, []
    for back in range(DAYS, 0, -1):
        origin = now - back * DAY
        end = bisect_right(stamps, origin - HOUR)
        begin = bisect_right(stamps, origin - HISTORY)
        if end - begin < LEAST_HOURS or stamps[end - 1] < origin - 6 * HOUR:
            continue
        history = Series(series.times[begin:end], series.values[begin:end], series.name)
        bands = block.forecast(history, ahead, timedelta(hours=1)).value or ()
        if not bands:
            continue
        days += 1
        worst = _worst([band.mean for band in bands], condition)
        if _beyond(worst, condition):
            later = series.values[end : bisect_right(stamps, origin + ahead * HOUR)]
            found.append(Told(origin, worst, any(_beyond(value, condition) for value in later)))
    return (days, found) if days else None


def _worst(values: Sequence[float], condition: Condition) -> float:
    return max(values) if condition.upward else min(values)


def _beyond(value: float, condition: Condition) -> bool:
    return value > condition.value if condition.upward else value < condition.value
