# SPDX-License-Identifier: EUPL-1.2
"""A series as days and slots of the day, in local time, with the kind of each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from mittendrin.core.dates.workdays import public_holidays

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]

ZONE = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
SUNDAY = 6
# Days between a public holiday and the week-end, and the days from Christmas to New Year.
BRIDGE = 7


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
        return int((self.start - datetime.combine(self.first, datetime.min.time())) / self.step)


def wall(time: datetime) -> datetime:
    """Return what the clock on the wall shows at ``time``."""
    return time.astimezone(ZONE).replace(tzinfo=None) if time.tzinfo else time


def gridded(times: Sequence[datetime], values: Sequence[float], step: timedelta, end: datetime) -> Grid:
    """Return the readings at equal steps up to ``end``; where there is none stands NaN, two of one step are averaged."""
    walls = [wall(time) for time in times]
    count = int((end - walls[0]) / step) + 1
    start = end - (count - 1) * step
    base = np.datetime64(start)
    at = np.rint((np.array(walls, dtype="datetime64[us]") - base) / np.timedelta64(step)).astype(np.int64)
    numbers = np.asarray(values, dtype=np.float64)
    kept = np.isfinite(numbers) & (at >= 0) & (at < count)
    sums = np.bincount(at[kept], weights=numbers[kept], minlength=count)
    counts = np.bincount(at[kept], minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(counts > 0, sums / counts, np.nan)
    slots = max(1, round(DAY / step)) if DAY % step == timedelta() else 1
    return Grid(start, step, slots, mean, start.date())


def kinds(first: date, count: int, state: str | None) -> Whole:
    """Return the kind of each of ``count`` days: 0 to 6 the weekday, holidays as Sundays, BRIDGE for bridging days.

    state: of the public holidays, empty for those of the whole country; None when there are none (not Germany).
    """
    found = (np.arange(count) + first.weekday()) % 7
    if state is None:
        return found.astype(np.int64)
    free = {
        (day - first).days
        for year in range(first.year - 1, (first + count * DAY).year + 2)
        for day in public_holidays(state, year)
    }
    for at in range(count):
        weekday = (at + first.weekday()) % 7
        if at in free:
            found[at] = SUNDAY
        elif weekday < SUNDAY - 1 and _bridges(at, weekday, free, first):
            found[at] = BRIDGE
    return found.astype(np.int64)


def _bridges(at: int, weekday: int, free: set[int], first: date) -> bool:
    day = first + at * DAY
    christmas = (day.month, day.day) >= (12, 24)
    return christmas or (weekday == SUNDAY - 2 and at - 1 in free) or (weekday == 0 and at + 1 in free)
