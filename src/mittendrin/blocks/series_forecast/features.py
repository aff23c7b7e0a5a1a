# SPDX-License-Identifier: EUPL-1.2
"""What is known at the time of a forecast about each time it is made for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mittendrin.blocks.series_forecast.grid import Numbers, Whole

LAGS = 3
_FADE = 0.72
_SLOW = 0.93
_PROFILE_DAYS = 10
_FAST, _STEADY = 0.6, 0.9
_SATURDAY = 5
_YEAR = 364


@dataclass(frozen=True)
class Table:
    """A series as a table of days by slots. ``kinds`` and ``school`` go on over the days of the forecast.

    school: 1 for days of school holidays, 0 for others; None when nobody knows them.
    """

    rows: Numbers
    kinds: Whole
    extra: tuple[Numbers, ...] = ()
    school: Numbers | None = None

    @property
    def slots(self) -> int:
        """Return how many slots a day has."""
        return int(self.rows.shape[1])


@dataclass(frozen=True)
class Target:
    """Times to forecast: for each the last known day and slot, and the day and slot it is for."""

    origin_day: Whole
    origin_slot: int
    day: Whole
    slot: Whole

    @property
    def cutoff(self) -> Whole:
        """Return the last day of which the slot is known."""
        return np.where(self.slot <= self.origin_slot, self.origin_day, self.origin_day - 1)

    @property
    def lead(self) -> Whole:
        """Return how many days ahead, 1 for the first."""
        return self.day - self.cutoff


def similar_days(table: Table, target: Target, count: int, kinds: Whole | None = None) -> Whole:
    """Return for each target the last ``count`` known days of the same kind, newest first, -1 where there is none.

    kinds: what is a kind, those of the table when None.
    """
    kinds = table.kinds if kinds is None else kinds
    wanted = kinds[target.day]
    found = np.full((len(wanted), count), -1, dtype=np.int64)
    filled = np.flatnonzero(~np.isnan(table.rows).all(axis=1))
    for kind in np.unique(wanted):
        days = filled[kinds[filled] == kind]
        mine = np.flatnonzero(wanted == kind)
        if not len(days):
            continue
        place = np.searchsorted(days, target.cutoff[mine], side="right")[:, None] - 1 - np.arange(count)[None, :]
        found[mine] = np.where(place >= 0, days[np.maximum(place, 0)], -1)
    return found


def picked(rows: Numbers, days: Whole, slots: Whole) -> Numbers:
    """Return ``rows[day, slot]``, NaN for day -1 and beyond the table."""
    inside = (days >= 0) & (days < len(rows))
    found = rows[np.clip(days, 0, len(rows) - 1), slots]
    return np.where(inside, found, np.nan)


def profile(table: Table, target: Target) -> Numbers:
    """Return for each target a fading mean over similar days."""
    days = similar_days(table, target, _PROFILE_DAYS)
    return _fading(_tamed(picked(table.rows, days, target.slot[:, None])), _FADE)


def profiles(table: Table, target: Target) -> tuple[Numbers, Numbers, Numbers]:
    """Return for each target a fast and a slow fading mean over similar days, and their values, newest first."""
    values = picked(table.rows, similar_days(table, target, _PROFILE_DAYS), target.slot[:, None])
    tame = _tamed(values)
    return _fading(tame, _FADE), _fading(tame, _SLOW), values


def recent_days(table: Table, target: Target) -> tuple[Numbers, Numbers]:
    """Return a fast and a steadier fading mean over the last days of the same sort: work days are one sort.

    The same day of the week comes only once a week; these follow what changed since.
    """
    sorts = np.where(table.kinds >= _SATURDAY, table.kinds, 0)
    tame = _tamed(picked(table.rows, similar_days(table, target, _PROFILE_DAYS, sorts), target.slot[:, None]))
    return _fading(tame, _FAST), _fading(tame, _STEADY)


def _tamed(values: Numbers) -> Numbers:
    """Return the values drawn to the median of their row: one strange day must not carry a mean."""
    middle, spread = _middle(values)
    return np.clip(values, (middle - 3 * spread)[:, None], (middle + 3 * spread)[:, None])


def _fading(values: Numbers, fade: float) -> Numbers:
    weights = fade ** np.arange(values.shape[1])
    known = ~np.isnan(values)
    total = np.einsum("ij,j->i", known, weights)  # not @: see model._tiles
    means = np.einsum("ij,j->i", np.where(known, values, 0.0), weights) / np.maximum(total, 1e-12)
    return np.where(total > 0, means, np.nan)


def _middle(values: Numbers) -> tuple[Numbers, Numbers]:
    middle = _row_median(values)
    spread = _row_median(np.abs(values - middle[:, None]))
    return middle, np.maximum(spread * 1.5, 0.05 * np.abs(middle))


def _row_median(values: Numbers) -> Numbers:
    """Return the median of what is known in each row, NaN where nothing is."""
    ordered = np.sort(values, axis=1)  # NaN comes last
    count = (~np.isnan(values)).sum(axis=1)
    row = np.arange(len(values))
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    upper = np.minimum(high, values.shape[1] - 1)
    return np.where(count > 0, (ordered[row, low] + ordered[row, upper]) / 2, np.nan)


def residual_table(table: Table) -> tuple[Numbers, Numbers]:
    """Return what each reading differs from the profile known a day before, and that profile, as tables."""
    count, slots = table.rows.shape
    day = np.repeat(np.arange(count), slots)
    slot = np.tile(np.arange(slots), count)
    target = Target(day - 1, slots - 1, day, slot)
    mean = profile(table, target)
    usual = mean.reshape(count, slots)
    return table.rows - usual, usual


def _window_mean(rows: Numbers, origin: NDArray[np.int64], slot: int, length: int) -> Numbers:
    """Return the mean of the last ``length`` readings up to day ``origin`` and ``slot``."""
    flat = rows.ravel()
    known = ~np.isnan(flat)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, flat, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    until = np.clip(origin * rows.shape[1] + slot + 1, 0, len(flat))
    since = np.maximum(until - length, 0)
    amount = counts[until] - counts[since]
    return np.where(amount > 0, (sums[until] - sums[since]) / np.maximum(amount, 1), 0.0)


def matrix(table: Table, residuals: Numbers, usual: Numbers, target: Target) -> tuple[Numbers, Numbers]:
    """Return the features of each target as columns, and its profile."""
    mean, slow, values = profiles(table, target)
    slots = table.slots
    lags = [np.where(np.isnan(value), mean, value) for value in values[:, :LAGS].T]
    origins, back = np.unique(target.origin_day, return_inverse=True)
    last_day = _window_mean(residuals, origins, target.origin_slot, slots)[back]
    last_week = _window_mean(residuals, origins, target.origin_slot, 7 * slots)[back]
    level_day = _window_mean(usual, origins, target.origin_slot, slots)[back]
    level_week = _window_mean(usual, origins, target.origin_slot, 7 * slots)[back]
    same = np.nan_to_num(picked(residuals, target.cutoff, target.slot))
    before = np.nan_to_num(picked(residuals, target.cutoff - 1, target.slot))
    ahead = (target.day - target.origin_day) * slots + target.slot - target.origin_slot
    now = _window_mean(residuals, origins, target.origin_slot, 1)[back]
    lately = _window_mean(residuals, origins, target.origin_slot, max(slots // 8, 1))[back]
    fade = np.exp(-ahead / max(slots / 8, 1.0))
    fast, steady = recent_days(table, target)
    columns = [
        mean,
        slow - mean,
        *(lag - mean for lag in lags),
        last_day,
        last_week,
        mean * _ratio(last_day, level_day),
        mean * _ratio(last_week, level_week),
        same,
        before,
        now * fade,
        lately * fade,
        fast - mean,
        steady - mean,
        *_school(table, target, mean),
        *_year_ago(table, target, mean),
        *_extras(table, target, mean),
    ]
    return np.nan_to_num(np.column_stack(columns)), mean


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    scale = np.maximum(np.abs(whole), 1e-9)
    return np.clip(part / scale, -1.0, 2.0)


def _year_ago(table: Table, target: Target, mean: Numbers) -> list[Numbers]:
    """Return how the same days lay above the weeks before them a year ago; nothing when there is no such year."""
    rows = table.rows
    if len(rows) < _YEAR + 8 * 7:
        return []
    known = np.isfinite(rows)
    totals = np.concatenate([[0.0], np.cumsum(np.where(known, rows, 0.0).sum(axis=1))])
    counts = np.concatenate([[0], np.cumsum(known.sum(axis=1))])

    def over(since: Whole, until: Whole) -> Numbers:
        low, high = np.clip(since, 0, len(rows)), np.clip(until, 0, len(rows))
        amount = counts[high] - counts[low]
        return np.where(amount > 0, (totals[high] - totals[low]) / np.maximum(amount, 1), np.nan)

    then, origin = target.day - _YEAR, target.origin_day - _YEAR
    ratio = _ratio(over(then - 3, then + 4) - over(origin - 27, origin + 1), over(origin - 27, origin + 1))
    return [mean * np.nan_to_num(np.clip(ratio, -0.7, 0.7))]


def _school(table: Table, target: Target, mean: Numbers) -> list[Numbers]:
    """Return how much more of the day lies in school holidays than of the days behind its profile."""
    if table.school is None:
        return []
    days = similar_days(table, target, _PROFILE_DAYS)
    then = np.where(days >= 0, table.school[np.maximum(days, 0)], np.nan)
    return [mean * np.nan_to_num(table.school[target.day] - _fading(then, _FADE))]


def _extras(table: Table, target: Target, mean: Numbers) -> list[Numbers]:
    """Return how each further column differs from its own profile, alone and times the profile."""
    found: list[Numbers] = []
    for rows in table.extra:
        own = profile(Table(rows, table.kinds), target)
        differs = np.nan_to_num(picked(rows, target.day, target.slot) - own)
        found += [differs, differs * mean]
    return found
