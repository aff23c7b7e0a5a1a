# SPDX-License-Identifier: EUPL-1.2
"""Chance that can be asked for any moment again: the same seed and moment always give the same number."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def key_of(seed: int, name: str) -> np.uint64:
    """Return the number from which the chance of one series begins."""
    return np.uint64(zlib.crc32(f"{seed}:{name}".encode()) + (seed << 32))


def uniform(key: np.uint64, places: Ints) -> Floats:
    """Return a number from 0 to 1 for each place (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = places.astype(np.uint64) * _GOLDEN + key
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53)


def bell(key: np.uint64, places: Ints) -> Floats:
    """Return about normally distributed numbers with mean 0 and deviation 1."""
    with np.errstate(over="ignore"):
        parts = [uniform(key + np.uint64(number), places) for number in range(1, 5)]
    total: Floats = np.sum(parts, axis=0)
    return (total - 2.0) * float(np.sqrt(3.0))


def smooth(key: np.uint64, times: Ints, period: int) -> Floats:
    """Return chance that wanders slowly: a new direction each ``period``, from about -2 to 2."""
    knot = times // period
    share = (times % period) / period
    ease = share * share * (3 - 2 * share)
    low, high = bell(key, knot), bell(key, knot + 1)
    return low + (high - low) * ease
