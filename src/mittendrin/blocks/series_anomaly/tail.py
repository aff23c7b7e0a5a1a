# SPDX-License-Identifier: EUPL-1.2
"""How rare a number is among those before it: by its rank, beyond the highest by the shape of the tail."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Mapping
from typing import Any

SIZE = 4000
LEAST = 15
_TOP = 0.9
_LN10 = math.log(10.0)
_HEAVIEST = 0.5


class Tail:
    """The last SIZE numbers, in order of age and of size; ``surprise`` is minus the decimal logarithm of a chance.

    shape: ``rank`` counts how many were as high; ``thin`` and ``heavy`` go on beyond the highest with an exponential or
    a generalised Pareto tail over the upper tenth.
    """

    def __init__(self, shape: str, state: Mapping[str, Any] | None = None) -> None:
        kept = state or {}
        self.shape = shape
        self._order: deque[float] = deque(kept.get("numbers", ()))
        self._sorted: list[float] = sorted(self._order)
        self._fresh: int = kept.get("fresh", 0)
        top: tuple[float, float, float] = kept.get("top", (0.0, 0.0, 0.0))
        self._start, self._mean, self._bend = top

    def state(self) -> dict[str, Any]:
        """Return what is needed to go on."""
        return {"numbers": list(self._order), "fresh": self._fresh, "top": [self._start, self._mean, self._bend]}

    def surprise(self, number: float) -> float:
        """Return how rare ``number`` is: 1 for one in ten, 2 for one in a hundred; 0 while too few are known."""
        size = len(self._sorted)
        if size < LEAST:
            return 0.0
        above = size - bisect_left(self._sorted, number)
        rank = -math.log10((above + 1) / (size + 1))
        if self.shape == "rank":
            return rank
        if self._fresh <= 0:
            self._measure()
        over = number - self._start
        if over <= 0:
            return min(rank, 1.0)
        if self.shape == "thin" or self._bend <= 0.01:
            return 1.0 + over / (self._mean * _LN10)
        scale = self._mean * (1.0 - self._bend)
        return 1.0 + math.log10(1.0 + self._bend * over / scale) / self._bend

    def add(self, number: float) -> None:
        """Take ``number`` in; the oldest goes when there are SIZE."""
        self._order.append(number)
        insort(self._sorted, number)
        self._fresh -= 1
        if len(self._order) > SIZE:
            del self._sorted[bisect_left(self._sorted, self._order.popleft())]

    def _measure(self) -> None:
        """Measure the upper tenth anew; done once in a while only."""
        size = len(self._sorted)
        self._fresh = max(1, size // 40)
        top = self._sorted[int(size * _TOP) :]
        self._start = top[0]
        excess = [one - top[0] for one in top[1:]] or [0.0]
        mean = sum(excess) / len(excess)
        spread = sum(one * one for one in excess) / len(excess) - mean * mean
        least = max(0.05 * (top[0] - self._sorted[size // 2]), 1e-9 + 1e-3 * abs(top[0]))
        self._mean = max(mean, least)
        bend = 0.5 * (1.0 - self._mean**2 / spread) if spread > 1e-12 else 0.0
        self._bend = min(max(bend, 0.0), _HEAVIEST)
