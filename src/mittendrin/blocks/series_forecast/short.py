# SPDX-License-Identifier: EUPL-1.2
"""Forecasts of series that are too short to learn from: the last days, or the last reading, with wide bands."""

from __future__ import annotations

import numpy as np

from mittendrin.blocks.series_forecast.grid import Numbers
from mittendrin.blocks.series_forecast.model import Fitted

_TAIL = 0.04
_FEW = 8


def fit(values: Numbers, slots: int, horizon: int) -> Fitted:
    """Return a forecast from ``values`` at equal steps, of which at least one is known.

    With two whole days or more each slot goes on as the mean of the last days, otherwise the last reading does.
    """
    season = slots if slots > 1 and len(values) >= 2 * slots else 1
    filled = _filled(values)
    ahead = np.arange(1, horizon + 1)
    rounds = (ahead - 1) // season + 1
    last = filled[len(filled) - season :]
    means = last if season == 1 else _mean_of_days(filled, season)
    guess = means[(ahead - 1) % season]
    changes = np.abs(filled[season:] - filled[:-season])
    usual = float(np.median(np.abs(filled - np.median(filled))))
    wide = float(np.quantile(changes, 1 - 2 * _TAIL)) if len(changes) >= _FEW else max(2 * usual, _spread(changes))
    limit = 4 * float(np.abs(filled - np.mean(filled)).max()) + 1e-12
    reach = np.minimum(wide * np.sqrt(rounds), max(limit, wide))
    return Fitted(guess, guess - reach, guess + reach)


def _spread(changes: Numbers) -> float:
    return 2 * float(changes.max()) if len(changes) else 0.0


def _filled(values: Numbers) -> Numbers:
    known = np.flatnonzero(np.isfinite(values))
    return np.interp(np.arange(len(values)), known, values[known])


def _mean_of_days(filled: Numbers, season: int) -> Numbers:
    days = min(len(filled) // season, 7)
    table = filled[len(filled) - days * season :].reshape(days, season)
    weights = 0.7 ** np.arange(days)[::-1]
    return np.asarray((table * weights[:, None]).sum(axis=0) / weights.sum(), dtype=np.float64)
