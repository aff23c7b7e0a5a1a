# SPDX-License-Identifier: EUPL-1.2
"""Limits of the air counted over a calendar year, and reference levels of noise: computed from means of hours."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from mittendrin.apps.stadtdaten.services.cockpit_hours import Hours, Numbers
from mittendrin.core import yaml_strict

FILE = Path(__file__).resolve().parent.parent / "year_limits.yaml"
ENOUGH_DAY, ENOUGH_EIGHT, ENOUGH_YEAR = 18, 6, 0.9
"""Three quarters of a day or of eight hours, nine tenths of a year must be there, or the mean does not count."""
DAY_HOURS, NIGHT_HOURS = range(6, 22), (22, 23, 0, 1, 2, 3, 4, 5)


@dataclass(frozen=True)
class AirLimit:
    """See ``year_limits.yaml``. allowed: None where nothing is said about how often."""

    kind: str
    name: str
    mean: str
    value: float
    source: str
    allowed: int | None = None


@dataclass(frozen=True)
class NoiseLimit:
    """Reference levels of a kind of area, dB(A)."""

    area: str
    name: str
    day: float
    night: float


@dataclass(frozen=True)
class Standing:
    """How a series stands to one limit in a year. days: for each day the value that counts, NaN where there is none.

    over: how often the limit was exceeded: hours for limits of an hour, else days. so_far: mean of the days so far,
    None without any. known: which share of the days so far counts.
    """

    limit: AirLimit
    days: Numbers
    over: int
    so_far: float | None
    known: float

    @property
    def broken(self) -> bool:
        """Return whether the limit is broken already, or would be if the year ended today."""
        if self.limit.mean == "year":
            return self.so_far is not None and self.so_far > self.limit.value
        return self.limit.allowed is not None and self.over > self.limit.allowed

    @property
    def near(self) -> bool:
        """Return whether four fifths of what is allowed are used up."""
        if self.limit.mean == "year":
            return not self.broken and self.so_far is not None and self.so_far > 0.8 * self.limit.value
        if self.limit.allowed is None:
            return self.over > 0
        return not self.broken and self.over > 0.8 * self.limit.allowed


@cache
def _file() -> dict[str, Any]:
    return dict(yaml_strict.read(FILE))


def air_limits(kind: str) -> list[AirLimit]:
    """Return the limits for a kind of property."""
    return [AirLimit(**one) for one in _file()["air"] if one["kind"] == kind]


def noise_limits() -> list[NoiseLimit]:
    """Return the reference levels of all kinds of areas."""
    return [NoiseLimit(**one) for one in _file()["noise"]]


def standing(limit: AirLimit, year: Hours) -> Standing:
    """Return how the hours of a year so far stand to a limit."""
    table = year.values
    means = day_means(table)
    known = float(np.isfinite(means).mean()) if len(means) else 0.0
    if limit.mean == "hour":
        days = _highest(table)
        over = int((np.nan_to_num(table, nan=-math.inf) > limit.value).sum())
    elif limit.mean == "eight":
        days = eight_hours(table)
        over = int((np.nan_to_num(days, nan=-math.inf) > limit.value).sum())
    else:
        days = means
        over = int((np.nan_to_num(days, nan=-math.inf) > limit.value).sum()) if limit.mean == "day" else 0
    finite = means[np.isfinite(means)]
    return Standing(limit, days, over, float(finite.mean()) if len(finite) else None, known)


def day_means(table: Numbers) -> Numbers:
    """Return the mean of each day with at least 18 hours, NaN for the others."""
    return _mean_where(table, np.isfinite(table).sum(axis=1) >= ENOUGH_DAY)


def _mean_where(table: Numbers, enough: Any) -> Numbers:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        means = np.nanmean(table, axis=1) if len(table) else np.empty(0)
    return np.where(enough, means, np.nan)


def _highest(table: Numbers) -> Numbers:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanmax(table, axis=1) if len(table) else np.empty(0), dtype=np.float64)


def eight_hours(table: Numbers) -> Numbers:
    """Return the highest mean of eight hours that ends in each day; six of the eight must be there."""
    flat = table.ravel()
    known = np.isfinite(flat)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, flat, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    end = np.arange(1, len(flat) + 1)
    begin = np.maximum(end - 8, 0)
    amount = counts[end] - counts[begin]
    means = np.where(amount >= ENOUGH_EIGHT, (sums[end] - sums[begin]) / np.maximum(amount, 1), np.nan)
    return _highest(means.reshape(table.shape))


def loudness(levels: Sequence[float] | Numbers) -> float | None:
    """Return the mean level of sound: of the energy, not of the decibels; None without any."""
    known = np.asarray(levels, dtype=np.float64)
    known = known[np.isfinite(known)]
    return float(10 * np.log10(np.mean(10 ** (known / 10)))) if len(known) else None


def noise_days(hours: Hours) -> tuple[Numbers, Numbers]:
    """Return for each day the level from 6 to 22, and of the loudest full hour of the night that begins on it."""
    days = np.array([loudness(row[6:22]) if np.isfinite(row[6:22]).sum() >= 12 else np.nan for row in hours.values])
    table = hours.values
    following = np.vstack([table[1:], np.full((1, 24), np.nan)]) if len(table) else table
    nights = np.hstack([table[:, 22:], following[:, :6]]) if len(table) else np.empty((0, 8))
    enough = np.isfinite(nights).sum(axis=1) >= ENOUGH_EIGHT
    return days.astype(np.float64), np.where(enough, _highest(nights), np.nan)
