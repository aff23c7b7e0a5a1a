# SPDX-License-Identifier: EUPL-1.2
"""Confidences that mean what they say: of 100 answers with 0.8, 80 are right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mittendrin.core.promise import Case

# Confidences of exactly 0 or 1 have no odds.
_EDGE = 1e-6
# Weight of the identity, in cases: with few cases the confidences stay nearly as they are.
_PRIOR = 4.0
_STEPS = 100
_DRAWS = 1_000


def expected_error(cases: Iterable[Case], bins: int = 10) -> float:
    """Return the expected calibration error, 0 to 1: mean distance of confidence and share of right answers.

    Equal-width bins, weighted by their cases (Naeini, Cooper, Hauskrecht 2015; Guo et al. 2017). 0 without cases.
    """
    sums = [[0.0, 0.0] for _ in range(bins)]
    count = 0
    for confidence, right in cases:
        place = sums[min(int(confidence * bins), bins - 1)]
        place[0] += confidence
        place[1] += right
        count += 1
    return sum(abs(sure - right) for sure, right in sums) / count if count else 0.0


def error_by_chance(confidences: Sequence[float], bins: int = 10) -> tuple[float, float]:
    """Return the expected calibration error that such confidences show by chance although they are true.

    Two numbers from 0 to 1: the median, and what 95 of 100 draws stay below. With few cases the error is never 0
    (Bröcker and Smith 2007, consistency resampling). (0, 0) without cases.
    """
    sure = np.asarray(confidences, dtype=float)
    if not len(sure):
        return 0.0, 0.0
    places = np.minimum((sure * bins).astype(int), bins - 1)
    right = np.random.default_rng(0).random((_DRAWS, len(sure))) < sure
    gaps = (right - sure) @ (places[:, None] == np.arange(bins))
    errors = np.abs(gaps).sum(axis=1) / len(sure)
    return float(np.quantile(errors, 0.5)), float(np.quantile(errors, 0.95))


@dataclass(frozen=True)
class Calibrator:
    """A monotone curve from raw confidences to calibrated ones: beta calibration (Kull, Silva Filho, Flach 2017).

    ``logit(calibrated) = rise * ln(raw) - fall * ln(1 - raw) + shift`` with ``rise, fall >= 0``. The default changes
    nothing.
    """

    rise: float = 1.0
    fall: float = 1.0
    shift: float = 0.0

    def __call__(self, confidence: float) -> float:
        """Return the calibrated confidence, 0 to 1."""
        raw = min(max(confidence, _EDGE), 1 - _EDGE)
        odds = self.rise * math.log(raw) - self.fall * math.log1p(-raw) + self.shift
        return 1 / (1 + math.exp(-min(max(odds, -50.0), 50.0)))

    def array(self) -> NDArray[np.float64]:
        """Return the curve as an array of three numbers, to be saved."""
        return np.array([self.rise, self.fall, self.shift])

    @classmethod
    def from_array(cls, array: Sequence[float] | NDArray[np.float64]) -> Calibrator:
        """Return the curve that ``array`` gave. Raises ValueError when it is none."""
        values = [float(value) for value in array]
        if len(values) != 3 or not all(map(math.isfinite, values)) or min(values[:2]) < 0:
            raise ValueError("a calibrator has three finite numbers, the first two not negative")
        return cls(*values)

    @classmethod
    def fit(cls, cases: Iterable[Case]) -> Calibrator:
        """Return the curve that fits confirmed cases best, drawn towards changing nothing when they are few."""
        known = list(cases)
        if not known:
            return cls()
        raw = np.clip(np.array([case[0] for case in known], dtype=float), _EDGE, 1 - _EDGE)
        right = np.array([case[1] for case in known], dtype=float)
        features = np.column_stack([np.log(raw), -np.log1p(-raw), np.ones(len(raw))])
        free = np.array([True, True, True])
        weights = _newton(features, right, free)
        while (negative := (weights[:2] < 0)).any():
            free[:2] &= ~negative
            weights = _newton(features, right, free)
        return cls(*(float(weight) for weight in weights))


def _newton(features: NDArray[np.float64], right: NDArray[np.float64], free: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the penalised maximum-likelihood weights; those that are not free are 0."""
    aim = np.where(free, [1.0, 1.0, 0.0], 0.0)
    weights = aim.copy()
    used = features[:, free]
    for _ in range(_STEPS):
        guess = 1 / (1 + np.exp(-np.clip(features @ weights, -50, 50)))
        slope = used.T @ (guess - right) + _PRIOR * (weights - aim)[free]
        bend = (used * (guess * (1 - guess))[:, None]).T @ used + _PRIOR * np.eye(int(free.sum()))
        step = np.linalg.solve(bend, slope)
        longest = float(np.abs(step).max())
        weights[free] -= step * min(1.0, 2.0 / max(longest, 1e-12))
        if longest < 1e-8:
            break
    return weights
