# SPDX-License-Identifier: EUPL-1.2
"""Axes: where they end and where their marks stand."""

from __future__ import annotations

import math

STEPS = (1, 2, 5, 10)


def _nice(value: float) -> float:
    """Return the next of 1, 2, 5, 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in STEPS if step * power >= value * (1 - 1e-9))


def limit(values: list[float], unit: str = "") -> float:
    """Return the figure at the end of an axis from zero that holds all ``values``; 100 at most for per cent."""
    top = max(values, default=0)
    if top <= 0:
        return 1
    if unit == "%" and top > 50:
        return max(100, top)
    return max(top, 1)


def ticks(top: float, width: float, apart: float = 90) -> list[float]:
    """Return round figures from zero up to ``top``, about ``apart`` units from each other; whole numbers only."""
    wished = max(top * apart / max(width, 1), 1)
    step = max(1, round(_nice(wished)))
    return [float(step * place) for place in range(math.floor(top / step) + 1)]
