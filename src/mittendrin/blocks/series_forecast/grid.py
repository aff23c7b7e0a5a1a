# SPDX-License-Identifier: EUPL-1.2
"""A series as days and slots of the day, in local time, with the kind of each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]

ZONE = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Grid:
    """Readings at equal steps: ``values[i]`` belongs to slot ``slots[i]`` of day ``days[i]`` (days since ``first``).

    slots_a_day: 1 when the step is a day or longer. step: of the grid.
    """

    start: datetime
    step: timedelta
    slots_a_day: int
    values: Numbers
    first: date

    @property
    def offset(self) -> int:
        """Return the slot of the first reading."""
        since_midnight = self.start - datetime.combine(self.first, datetime.min.time())
        return int(since_midnight / self.step) if self.slots_a_day > 1 else 0


def wall(time: datetime) -> datetime:
    """Return what the clock on the wall shows at ``time``."""
    return time.astimezone(ZONE).replace(tzinfo=None) if time.tzinfo else time


def gridded(times: Sequence[datetime], values: Sequence[float] | Numbers, step: timedelta, end: datetime) -> Grid:
    """Return the readings at equal steps up to ``end``: NaN where there is none, the mean where there are two."""
    walls = [wall(time) for time in times]
    count = int((end - walls[0]) / step) + 1
    start = end - (count - 1) * step
    # Seconds by hand: making numpy's own times of many datetimes takes longer than everything else here.
    seconds = np.array([(one - start).total_seconds() for one in walls])
    at = np.rint(seconds / step.total_seconds()).astype(np.int64)
    numbers = np.asarray(values, dtype=np.float64)
    kept = np.isfinite(numbers) & (at >= 0) & (at < count)
    sums = np.bincount(at[kept], weights=numbers[kept], minlength=count)
    counts = np.bincount(at[kept], minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(counts > 0, sums / counts, np.nan)
    return Grid(start, step, max(1, round(DAY / step)), mean, start.date())


def table(grid: Grid) -> Numbers:
    """Return the grid as days by slots, NaN before its start and after its end."""
    days = (grid.offset + len(grid.values) + grid.slots_a_day - 1) // grid.slots_a_day
    flat = np.full(days * grid.slots_a_day, np.nan)
    flat[grid.offset : grid.offset + len(grid.values)] = grid.values
    return flat.reshape(days, grid.slots_a_day)
