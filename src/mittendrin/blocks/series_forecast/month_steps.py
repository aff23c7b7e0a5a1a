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
    origins = range(max(2 * season if seasonal else 2, last - _ORIGINS), last)
    reach = min(horizon, max(season, 4))
    errors = [_errors(way, rows, origins, reach, season) for way in ways]
    sizes = [float(np.nanmean(np.abs(one))) if np.isfinite(one).any() else math.inf for one in errors]
    best = sizes.index(min(sizes)) if math.isfinite(min(sizes)) else len(ways) - 1
    guess = ways[best](rows, last, horizon, season)
    low, high = _limits(errors[best], rows, horizon)
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


def _limits(errors: Numbers, rows: Numbers, horizon: int) -> tuple[Numbers, Numbers]:
    """Return how far below and above the forecast 90 of 100 values lie: by earlier errors, wider when these are few."""
    known = errors[np.isfinite(errors)]
    if len(known) < _FEW_ERRORS:
        spread = 2 * float(np.nanstd(rows)) + 1e-12
        return np.full(horizon, -spread), np.full(horizon, spread)
    # Errors of one origin resemble one another: the origins count, not the errors.
    wide = 1 + 4 / max(int(np.isfinite(errors).any(axis=1).sum()), 1)
    reach = errors.shape[1]
    sides = np.zeros((2, horizon))
    for at in range(horizon):
        lead = min(at, reach - 1)
        near = errors[:, max(lead - _NEAR, 0) : lead + _NEAR + 1]
        near = near[np.isfinite(near)]
        mine = near if len(near) >= _FEW_ERRORS else known
        sides[:, at] = np.quantile(mine, (_TAIL, 1 - _TAIL)) * max(1.0, (at + 1) / reach) ** 0.5
    return np.minimum(sides[0], 0.0) * wide, np.maximum(sides[1], 0.0) * wide
