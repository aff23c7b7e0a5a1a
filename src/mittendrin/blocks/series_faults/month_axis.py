# SPDX-License-Identifier: EUPL-1.2
"""Series by months, quarters or years on an axis of equal steps, so that a short month is no fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mittendrin.contracts.series import Fault, Series
from mittendrin.core.dates.steps import Months, following, wall

_EQUAL = timedelta(days=30)


@dataclass(frozen=True)
class MonthAxis:
    """An axis of months. times: all that were read, which say on which day of its month a step begins."""

    times: Sequence[datetime]
    step: Months

    def even(self, series: Series) -> Series:
        """Return the series with equal steps in place of its own; of two readings in one step the later counts."""
        kept = {self._at(time): value for time, value in zip(series.times, series.values, strict=True)}
        first = self.times[0].replace(tzinfo=None)
        return Series(tuple(first + at * self.step.count * _EQUAL for at in kept), tuple(kept.values()), series.name)

    def real(self, fault: Fault) -> Fault:
        """Return the fault with the times of the calendar."""
        return fault._replace(start=self._time(fault.start), end=self._time(fault.end))

    def _at(self, time: datetime) -> int:
        first, there = wall(self.times[0]), wall(time)
        return (there.year * 12 + there.month - first.year * 12 - first.month) // self.step.count

    def _time(self, even: datetime) -> datetime:
        at = round((even - self.times[0].replace(tzinfo=None)) / (self.step.count * _EQUAL))
        known = [time for time in self.times if self._at(time) <= at]
        missing = at - self._at(known[-1])
        return following(known, self.step, missing)[-1] if missing else known[-1]
