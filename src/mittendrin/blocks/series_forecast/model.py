# SPDX-License-Identifier: EUPL-1.2
"""A regression on what was known at the time, fitted to the past of the same series, with bands from its own errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mittendrin.blocks.series_forecast.features import Table, Target, matrix, residual_table
from mittendrin.blocks.series_forecast.grid import Numbers, Truth, Whole

TRAIN_DAYS = 800
FADE_DAYS = 400.0
BAND_FADE_DAYS = 60.0
# What is aimed at: series change, so a little more than the 0.90 that is promised.
AIMED = 0.92
LEAST_DAYS = 15
_MOST_ROWS = 40_000
_RIDGE = 100.0
_ROUNDS = 5
_FOLDS = 4
_SATURDAY = 5
_TILE = 7_000  # numbers


@dataclass(frozen=True)
class Fitted:
    """Forecasts with their limits, in the order of the target."""

    mean: Numbers
    low: Numbers
    high: Numbers

    def times(self, unit: float) -> Fitted:
        """Return all numbers ``unit`` times as large."""
        return Fitted(self.mean * unit, self.low * unit, self.high * unit)


@dataclass(frozen=True)
class Sample:
    """Times with what was known of them: features, slot and whether the day is free; for past ones the truth."""

    known: Numbers
    slots: Whole
    free: Truth
    truth: Numbers
    age: Numbers
    fold: Whole

    def part(self, mask: Truth) -> Sample:
        """Return those where ``mask`` is true."""
        return Sample(
            self.known[mask], self.slots[mask], self.free[mask], self.truth[mask], self.age[mask], self.fold[mask]
        )


def targets(origins: Whole, origin_slot: int, slots: int, horizon: int) -> Target:
    """Return the targets of ``horizon`` steps after each origin."""
    ahead = np.arange(1, horizon + 1)
    flat = (origins[:, None] * slots + origin_slot + ahead[None, :]).ravel()
    return Target(np.repeat(origins, horizon), origin_slot, flat // slots, flat % slots)


def fit(table: Table, origin_day: int, origin_slot: int, horizon: int) -> Fitted:
    """Return the forecast of ``horizon`` steps after the last reading, learned from earlier origins."""
    slots = table.slots
    residuals, usual = residual_table(table)

    def sample(target: Target) -> Sample:
        known, mean = matrix(table, residuals, usual, target)
        inside = target.day < len(table.rows)
        truth = np.where(inside, table.rows[np.minimum(target.day, len(table.rows) - 1), target.slot], np.nan)
        truth = np.where(np.isfinite(mean), truth, np.nan)
        free = table.kinds[target.day] >= _SATURDAY
        age = (origin_day - target.day).astype(np.float64)
        return Sample(known, target.slot, free, truth, age, (target.origin_day // 7) % _FOLDS)

    ask = targets(np.array([origin_day]), origin_slot, slots, horizon)
    asked = sample(ask)
    origins = np.arange(origin_day - 1, max(LEAST_DAYS, origin_day - TRAIN_DAYS) - 1, -_stride(horizon))[::-1]
    past = targets(origins, origin_slot, slots, horizon)
    learned = sample(past)
    usable = np.isfinite(learned.truth) & (past.day * slots + past.slot <= origin_day * slots + origin_slot)
    result = Fitted(np.empty(horizon), np.empty(horizon), np.empty(horizon))
    for leads in _buckets(ask.lead):
        mine = np.isin(ask.lead, leads)
        found = _one(learned.part(usable & np.isin(past.lead, leads)), asked.part(mine), slots)
        result.mean[mine], result.low[mine], result.high[mine] = found.mean, found.low, found.high
    return result


def _stride(horizon: int) -> int:
    """Return every how many days an origin is taken, so that the work stays the same for long horizons."""
    return max(1, TRAIN_DAYS * horizon // _MOST_ROWS)


def _buckets(leads: Whole) -> Iterator[list[int]]:
    """Yield the days ahead that share one regression: the first few alone, later ones together."""
    found: dict[int, list[int]] = {}
    for lead in np.unique(leads):
        found.setdefault(int(lead) if lead <= 3 else 4 + int(lead - 4) // 4, []).append(int(lead))
    yield from found.values()


def _one(learned: Sample, asked: Sample, slots: int) -> Fitted:
    weights = np.exp(-learned.age / FADE_DAYS)
    honest = np.zeros(len(weights))
    for fold in range(_FOLDS):
        held = learned.fold == fold
        others = learned.part(~held)
        honest[held] = _times(learned.known[held], _coefficients(others, weights[~held]))
    guess = _times(asked.known, _coefficients(learned, weights))
    errors = learned.truth - honest
    fresh = np.exp(-learned.age / BAND_FADE_DAYS)
    size = _local_size(learned, np.abs(errors), fresh, slots)
    low, high = _limits(errors / size[learned.slots, learned.free.astype(int)], fresh)
    scale = size[asked.slots, asked.free.astype(int)]
    return Fitted(guess, guess + low * scale, guess + high * scale)


def _coefficients(sample: Sample, weights: Numbers) -> Numbers:
    """Return the coefficients that make the absolute error small, drawn towards the profile alone."""
    width = sample.known.shape[1]
    aim = np.zeros(width)
    aim[0] = 1.0
    if len(weights) < 2 * width:
        return aim
    scale = np.maximum(np.sqrt((sample.known**2).mean(axis=0)), 1e-9)
    unit = np.average(np.abs(sample.truth - sample.known[:, 0]), weights=weights) + 1e-9
    x, rest, weight = _tiles(sample.known / scale, sample.truth - sample.known[:, 0], weights)
    delta, drawn = np.zeros(width), _RIDGE * np.eye(width)
    for _ in range(_ROUNDS):
        pulled = x * (weight / np.maximum(np.abs(rest - delta @ x) / unit, 0.1))[:, None, :]
        square = (pulled @ x.transpose(0, 2, 1)).sum(axis=0)
        delta = np.linalg.solve(square + drawn, (pulled @ rest[:, :, None]).sum(axis=0)[:, 0])
    return np.asarray(aim + delta / scale, dtype=np.float64)


def _tiles(known: Numbers, rest: Numbers, weights: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return features, what is to be explained and weights in tiles, one feature after the other, padded by no weight.

    Products of tiles are too small for numpy to use several threads. On a machine with other work these wait for one
    another, and a forecast takes five times as long.
    """
    count, width = known.shape
    each = max(_TILE // width, 1)
    tiles = -(-count // each)
    shape, missing = (tiles, each), tiles * each - count
    x = np.concatenate([known, np.zeros((missing, width))]).reshape(*shape, width)
    blank = np.zeros(missing)
    explained, weighed = (np.concatenate([one, blank]).reshape(shape) for one in (rest, weights))
    return np.ascontiguousarray(x.transpose(0, 2, 1)), explained, weighed


def _times(known: Numbers, coefficients: Numbers) -> Numbers:
    """Return the product with each row, in one thread: see ``_tiles``."""
    return np.asarray(np.einsum("ij,j->i", known, coefficients), dtype=np.float64)


def _local_size(learned: Sample, errors: Numbers, weights: Numbers, slots: int) -> Numbers:
    """Return the usual size of an error by slot of the day and working or free day."""
    cells = learned.slots * 2 + learned.free
    total = np.bincount(cells, weights=weights * errors, minlength=2 * slots)
    count = np.bincount(cells, weights=weights, minlength=2 * slots)
    overall = total.sum() / max(count.sum(), 1e-9)
    local = (total + 2 * overall) / (count + 2)
    floor = 0.01 * overall + 1e-12
    return np.asarray(np.maximum(local, floor), dtype=np.float64).reshape(slots, 2)


def _limits(errors: Numbers, weights: Numbers) -> tuple[float, float]:
    """Return the weighted quantiles of past errors between which ``AIMED`` of them lie, a little more when few."""
    if len(errors) < 10:
        return -2.0, 2.0
    order = np.argsort(errors)
    level = np.cumsum(weights[order]) / weights.sum()
    tail = (1 - AIMED) / 2 * (1 - 2 / len(errors))
    low = errors[order][np.searchsorted(level, tail)]
    high = errors[order][min(int(np.searchsorted(level, 1 - tail)), len(order) - 1)]
    return float(min(low, 0.0)), float(max(high, 0.0))
