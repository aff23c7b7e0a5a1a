# SPDX-License-Identifier: EUPL-1.2
"""Forecasts of series by months, quarters or years: the same months of earlier years at the height of today."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np

from mittendrin.blocks.series_forecast.grid import Numbers, Whole, wall
from mittendrin.blocks.series_forecast.model import Fitted

Way = Callable[[Numbers, int, int, int], Numbers]
_YEAR = 12
_TAIL = 0.04
_YEARS = 5  # so many years back a month says how it is
_FADE = 0.7  # from one year, or one step, to the one before
_RECENT = 6
_FEW_ERRORS = 8
_NEAR = 2  # errors of so many steps more or less ahead count, too
_ORIGINS = 36
_LEARNED = 2
_FEW_STEPS = 4
_Z = 1.645  # 90 of 100 values of a normal distribution lie within so many standard deviations


def places(times: Sequence[datetime], months: int) -> Whole:
    """Return which step of the calendar each time lies in, counted from 0."""
    walls = [wall(time) for time in times]
    at = np.array([one.year * _YEAR + one.month - 1 for one in walls], dtype=np.int64)
    last = int(at[-1])
    found: Whole = (at - last) // months + (last - int(at[0]) + months - 1) // months
    return found


def filled(place: Whole, values: Numbers) -> Numbers:
    """Return one value for each step, NaN where there is none."""
    found = np.full(int(place[-1]) + 1, np.nan)
    known = np.isfinite(values)
    found[place[known]] = values[known]
    return found


def fit(rows: Numbers, last: int, horizon: int, months: int) -> tuple[Fitted, int]:
    """Return the forecast of ``horizon`` steps of ``months`` after step ``last``, and of how many years it is learned.

    The way with the smallest errors at earlier origins is taken: the last value, the same months of earlier years,
    these at the height of the last steps, or grown as in the last year. The errors of that way are the bands.
    """
    season = _YEAR // months if _YEAR % months == 0 else 0
    years = int(np.isfinite(rows).sum()) // season if season > 1 else 0
    seasonal = years >= 2
    ways: list[Way] = [_last, *([_same_month, _at_height, _grown] if seasonal else [])]
    reach = min(horizon, max(season, 4))
    origins = range(max(2 * season if seasonal else 2, last - _ORIGINS), last)
    errors = [_errors(way, rows, origins, reach, season) for way in ways]
    sizes = [float(np.nanmean(np.abs(one))) if np.isfinite(one).any() else math.inf for one in errors]
    best = sizes.index(min(sizes)) if math.isfinite(min(sizes)) else len(ways) - 1
    guess = ways[best](rows, last, horizon, season)
    mine = errors[best]
    if ways[best] is _last:  # it needs no years before, so that more errors are known of it
        mine = _errors(_last, rows, range(max(2, last - _ORIGINS), last), reach, season)
    rest = rows if ways[best] is _last else rows - _profile(rows, last, season)[np.arange(len(rows)) % season]
    growth = np.ones(horizon) if ways[best] is _same_month else _growth(rest, horizon)
    learned = 0 if ways[best] is _last else _LEARNED
    low, high = _limits(mine, rows, growth, learned)
    return Fitted(guess, guess + low, guess + high), years if seasonal else 0


def _last(rows: Numbers, last: int, horizon: int, _season: int) -> Numbers:
    """Go on with the last value."""
    known = rows[: last + 1][np.isfinite(rows[: last + 1])]
    return np.full(horizon, known[-1] if len(known) else np.nan)


def _same_month(rows: Numbers, last: int, horizon: int, season: int) -> Numbers:
    """Say the same months of earlier years, newer ones counting more."""
    usual = _profile(rows, last, season)
    found: Numbers = usual[(last + 1 + np.arange(horizon)) % season]
    return found


def _at_height(rows: Numbers, last: int, horizon: int, season: int) -> Numbers:
    """Say the same months, moved by how far the last steps lay above their own; less so the further ahead."""
    usual = _profile(rows, last, season)
    steps = np.arange(max(last + 1 - _RECENT, 0), last + 1)
    differs = rows[steps] - usual[steps % season]
    known = np.isfinite(differs)
    weights = _FADE ** (last - steps[known])
    above = float((differs[known] * weights).sum() / weights.sum()) if known.any() else 0.0
    ahead = np.arange(1, horizon + 1)
    return _same_month(rows, last, horizon, season) + above * 0.95 ** (ahead - 1)


def _grown(rows: Numbers, last: int, horizon: int, season: int) -> Numbers:
    """Say the same month of the last year, grown as the last year grew; less so for each year further ahead."""
    changes = rows[season : last + 1] - rows[: last + 1 - season]
    changes = changes[-season:][np.isfinite(changes[-season:])]
    growth = float(np.median(changes)) if len(changes) else 0.0
    usual = _profile(rows, last, season)
    ahead = np.arange(1, horizon + 1)
    ago = (ahead - 1) // season + 1
    base = rows[np.maximum(last + ahead - ago * season, 0)]
    grown = growth * np.cumsum(0.9 ** np.arange(ago[-1] if horizon else 0))
    return np.where(np.isfinite(base), base, usual[(last + ahead) % season]) + grown[ago - 1]


def _profile(rows: Numbers, last: int, season: int) -> Numbers:
    """Return what is usual at each place of the year, the mean where nothing is known of it."""
    found = np.full(season, np.nan)
    for place in range(season):
        mine = np.arange(last - (last - place) % season, -1, -season)[:_YEARS]
        mine = mine[np.isfinite(rows[mine])]
        if len(mine):
            weights = _FADE ** np.arange(len(mine))
            found[place] = (rows[mine] * weights).sum() / weights.sum()
    known = np.isfinite(found)
    return np.where(known, found, found[known].mean() if known.any() else np.nan)


def _errors(way: Way, rows: Numbers, origins: range, reach: int, season: int) -> Numbers:
    """Return how far the truth lay from the forecast, for each earlier origin and step ahead."""
    found = np.full((len(origins), reach), np.nan)
    for at, origin in enumerate(origins):
        until = min(reach, len(rows) - 1 - origin)
        guess = way(rows[: origin + 1], origin, until, season)
        found[at, :until] = rows[origin + 1 : origin + 1 + until] - guess
    return found


def _growth(rest: Numbers, horizon: int) -> Numbers:
    """Return how many times wider errors are so many steps ahead than one step ahead, from how much values stick.

    A series that keeps its last value for long parts from it as a walk does, by the root of the steps. The share that
    stays from step to step is what a straight line leaves over, taken one standard error higher than found and without
    its bias in short series (Kendall 1954, with a line).
    """
    at = np.flatnonzero(np.isfinite(rest))
    stays = 1.0
    if len(at) > _FEW_STEPS:
        line = np.polynomial.Polynomial.fit(at, rest[at], 1)
        left = rest - line(np.arange(len(rest)))
        known = np.isfinite(left[1:]) & np.isfinite(left[:-1])
        one, two, count = left[:-1][known], left[1:][known], int(known.sum())
        size = float(one.std() * two.std()) if count else 0.0
        if size > 0:
            found = float(((one - one.mean()) * (two - two.mean())).mean() / size)
            stays = min(max(found + (2 + 4 * found) / count + 1 / math.sqrt(count), 0.0), 1.0)
    grown: Numbers = np.sqrt(np.cumsum(stays ** np.arange(horizon)))
    return grown


def _limits(errors: Numbers, rows: Numbers, growth: Numbers, learned: int) -> tuple[Numbers, Numbers]:
    """Return how far below and above the forecast 90 of 100 values lie: by earlier errors, wider when these are few.

    learned: how many origins' worth was spent on learning the way and choosing it.
    """
    known, horizon = errors[np.isfinite(errors)], len(growth)
    if len(known) < _FEW_ERRORS:
        spread = (2 * float(np.nanstd(rows)) + 1e-12) * growth
        return -spread, spread
    reach, span = errors.shape[1], float(np.nanmax(rows) - np.nanmin(rows))
    # Errors of one origin resemble one another: the origins count, not the errors.
    origins = max(int(np.isfinite(errors).any(axis=1).sum()) - learned, 1)
    wide = np.array([_wider(origins / one) for one in growth])
    likened = errors / growth[:reach]
    whole = np.quantile(likened[np.isfinite(likened)], (_TAIL, 1 - _TAIL))
    sides = np.zeros((2, horizon))
    for at in range(horizon):
        lead = min(at, reach - 1)
        near = errors[:, max(lead - _NEAR, 0) : lead + _NEAR + 1]
        near = near[np.isfinite(near)]
        mine = np.quantile(near if len(near) >= _FEW_ERRORS else known, (_TAIL, 1 - _TAIL))
        mine = mine * growth[at] / growth[lead]
        # In a year values part no further than they did in all the time known.
        sides[0, at] = min(mine[0], max(whole[0] * growth[at], -span), 0.0)
        sides[1, at] = max(mine[1], min(whole[1] * growth[at], span), 0.0)
    return sides[0] * wide, sides[1] * wide


def _wider(origins: float) -> float:
    """Return how much wider a band is that so few ``origins`` tell of: by Student's t, and as quantiles fall short."""
    free = max(origins - 1, 1.0)
    quantile = _Z + (_Z**3 + _Z) / (4 * free) + (5 * _Z**5 + 16 * _Z**3 + 3 * _Z) / (96 * free**2)
    return quantile / _Z * (1 + 1 / max(origins, 1.0))
