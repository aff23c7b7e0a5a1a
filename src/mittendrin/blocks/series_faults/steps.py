# SPDX-License-Identifier: EUPL-1.2
"""Readings at equal steps, with what is usual at the same hour of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from mittendrin.contracts.series import Series
from mittendrin.core.dates.workdays import public_holidays

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]

MOST = 4_000_000
_WEEKS = 6
_LEAST = 3
# Larger numbers are no readings.
_LARGEST = 1e100
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Steps:
    """A series at equal steps from ``start`` on, NaN where nothing was read."""

    start: datetime
    step: timedelta
    values: Numbers

    def time(self, at: int) -> datetime:
        """Return the time of step ``at``."""
        return self.start + int(at) * self.step

    @property
    def day(self) -> int:
        """Return how many steps a day has, 1 when a step is a day or longer."""
        return max(1, round(_DAY / self.step))


def usual_step(times: tuple[datetime, ...]) -> timedelta:
    """Return the median step between readings. times: at least two."""
    stamps = np.array([plain(time) for time in times], dtype="datetime64[s]").astype(np.int64)
    gaps = np.diff(stamps)
    gaps = gaps[gaps > 0]
    return timedelta(seconds=float(np.median(gaps)) if len(gaps) else 3600.0)


def plain(time: datetime) -> datetime:
    """Return the time without its zone: in UTC when it has one."""
    offset = time.utcoffset()
    return time.replace(tzinfo=None) - offset if offset is not None else time


def stepped(series: Series, start: datetime, step: timedelta, count: int) -> Steps:
    """Return a series at ``count`` steps from ``start`` on; of two readings in one step the later counts."""
    stamps = np.array([plain(time) for time in series.times], dtype="datetime64[us]")
    at = np.rint((stamps - np.datetime64(plain(start))) / np.timedelta64(step)).astype(np.int64)
    values = np.full(count, np.nan)
    inside = (at >= 0) & (at < count)
    numbers = np.asarray(series.values, dtype=np.float64)
    values[at[inside]] = np.where(np.abs(numbers) < _LARGEST, numbers, np.nan)[inside]
    return Steps(start, step, values)


def holidays(steps: Steps, state: str) -> Truth:
    """Return which steps lie on public holidays or between Christmas and New Year: nothing is usual then."""
    days = np.datetime64(steps.start.replace(tzinfo=None)) + np.arange(len(steps.values)) * np.timedelta64(steps.step)
    dates = days.astype("datetime64[D]")
    years = range(int(str(dates[0])[:4]), int(str(dates[-1])[:4]) + 1)
    free = [day for year in years for day in public_holidays(state, year)]
    free += [date(year, 12, day) for year in years for day in range(24, 32)]
    return np.isin(dates, np.array(free, dtype="datetime64[D]"))


def expected(steps: Steps) -> tuple[Numbers, Numbers]:
    """Return what is usual at each step and how far readings usually are from it.

    Usual is the median at the same hour of the week over the weeks before, at the start the weeks after; without whole
    weeks the median of the days or readings around.
    """
    period = 7 * steps.day
    if len(steps.values) < 4 * period:
        period = steps.day if steps.day > 1 and len(steps.values) >= 4 * steps.day else 0
    usual = _same_hour(steps.values, period) if period else _around(steps.values, 49)
    if not np.isfinite(steps.values).any():
        return usual, np.ones(len(usual))
    off = np.abs(steps.values - usual)
    size = _same_hour(off, period) if period else _around(off, 97)
    overall = float(np.nanmedian(off)) if np.isfinite(off).any() else 0.0
    spread = float(np.nanquantile(steps.values, 0.9) - np.nanquantile(steps.values, 0.1))
    floor = max(0.5 * overall, 0.01 * spread, 1e-9)
    local = np.nan_to_num(1.4826 * 0.5 * (np.nan_to_num(size, nan=overall) + overall), nan=overall)
    return usual, np.maximum(local, floor)


def _same_hour(values: Numbers, period: int) -> Numbers:
    rows = -(-len(values) // period)
    padded = np.full(rows * period, np.nan)
    padded[: len(values)] = values
    table = padded.reshape(rows, period)
    found = np.full_like(table, np.nan)
    for row in range(rows):
        before = table[max(0, row - _WEEKS) : row]
        if row < _LEAST:
            before = np.concatenate([before, table[row + 1 : row + 1 + _WEEKS - row]])
        if len(before):
            some = np.isfinite(before).any(axis=0)
            found[row, some] = np.nanmedian(before[:, some], axis=0)
    return found.ravel()[: len(values)]


def _around(values: Numbers, width: int) -> Numbers:
    found = np.full(len(values), np.nan)
    for at in range(len(values)):
        part = values[max(0, at - width) : at]
        part = part if len(part) >= _LEAST else values[at + 1 : at + 1 + width]
        part = part[np.isfinite(part)]
        if len(part):
            found[at] = np.median(part)
    return found


def smooth(values: Numbers, width: int) -> Numbers:
    """Return the mean over ``width`` steps around each, of those that are known; NaN where fewer than half are."""
    known = np.isfinite(values)
    half = width // 2
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    at = np.arange(len(values))
    low, high = np.maximum(at - half, 0), np.minimum(at + width - half, len(values))
    amount = counts[high] - counts[low]
    return np.where(amount * 2 >= width, (sums[high] - sums[low]) / np.maximum(amount, 1), np.nan)


def runs(mask: Truth, bridge: int = 0) -> list[tuple[int, int]]:
    """Return first and last place of each run of true; runs at most ``bridge`` apart are one."""
    places = np.flatnonzero(mask)
    if not len(places):
        return []
    cuts = np.flatnonzero(np.diff(places) > bridge + 1)
    starts = np.concatenate([[places[0]], places[cuts + 1]])
    ends = np.concatenate([places[cuts], [places[-1]]])
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]
