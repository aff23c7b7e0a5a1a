# SPDX-License-Identifier: EUPL-1.2
"""Shares and means with their intervals, weighted; differences between two years.

Weights count through the effective number of cases (Kish): (sum w)^2 / sum w^2. With equal weights all is as without.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from mittendrin.apps.standort.sources.survey import Floats

FEWEST = 5
"""Below this many cases there is no percentage."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Share:
    """How many of how many; share, low and high are None under five cases."""

    count: int
    base: int
    share: float | None
    low: float | None
    high: float | None
    effective: float


@dataclass(frozen=True)
class Mean:
    """A mean with its interval; both are None under five cases."""

    base: int
    mean: float | None
    low: float | None
    high: float | None
    deviation: float | None


@dataclass(frozen=True)
class Difference:
    """A later share less an earlier one, with its interval and the chance of so much by accident alone."""

    difference: float
    low: float
    high: float
    p_value: float


def effective_size(weights: Floats) -> float:
    """Return the effective number of cases."""
    return float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0


def share(hits: Floats, weights: Floats) -> Share:
    """Return the weighted share of ``hits`` (1 or 0) with its Wilson interval."""
    base, count = len(hits), int(hits.sum())
    effective = effective_size(weights)
    if base < FEWEST:
        return Share(count, base, None, None, None, effective)
    found = float((hits * weights).sum() / weights.sum())
    low, high = wilson(found, effective)
    return Share(count, base, found, low, high, effective)


def wilson(found: float, size: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the Wilson interval of a share."""
    z = float(special.ndtri((1 + confidence) / 2))
    middle = (found + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * np.sqrt(found * (1 - found) / size + z * z / (4 * size * size))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def mean(values: Floats, weights: Floats, confidence: float = CONFIDENCE) -> Mean:
    """Return the weighted mean with its t interval."""
    base, effective = len(values), effective_size(weights)
    if base < FEWEST or effective <= 1:
        return Mean(base, None, None, None, None)
    scaled = weights * effective / weights.sum()
    found = float((scaled * values).sum() / effective)
    deviation = float(np.sqrt((scaled * (values - found) ** 2).sum() / (effective - 1)))
    half = float(special.stdtrit(effective - 1, (1 + confidence) / 2)) * deviation / np.sqrt(effective)
    return Mean(base, found, float(found - half), float(found + half), deviation)


def difference(later: Share, earlier: Share) -> Difference | None:
    """Return the difference of two shares (Newcombe's interval, z test); None when one is too small."""
    if later.share is None or earlier.share is None:
        return None
    p1, n1, p2, n2 = later.share, later.effective, earlier.share, earlier.effective
    (low1, high1), (low2, high2) = wilson(p1, n1), wilson(p2, n2)
    low = p1 - p2 - float(np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2))
    high = p1 - p2 + float(np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2))
    pooled = (p1 * n1 + p2 * n2) / (n1 + n2)
    error = float(np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2)))
    p_value = float(2 * special.ndtr(-abs(p1 - p2) / error)) if error else 1.0
    return Difference(p1 - p2, low, high, p_value)
