# SPDX-License-Identifier: EUPL-1.2
"""Do the bands of monthly forecasts hold 90 of 100 values, with and without a course of the year?

python -m benchmarks.series_months [--series N]

Made-up series of known kinds and several lengths, twelve months ahead. The score is that of Gneiting and Raftery for
intervals: the width, and twenty times by how much a value lies outside. Smaller is better.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime

import numpy as np
from benchmarks.machine import machine
from numpy.typing import NDArray

from mittendrin.contracts import registry
from mittendrin.contracts.series import Series
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.dates.steps import Months

AHEAD = 12
LENGTHS = (14, 20, 30, 48, 84)
Numbers = NDArray[np.float64]


def sticky(chance: Numbers, share: float) -> Numbers:
    """Return a series of which ``share`` stays from month to month."""
    found = np.zeros(len(chance))
    for at in range(1, len(chance)):
        found[at] = share * found[at - 1] + chance[at]
    return found


def jumps(chance: Numbers) -> Numbers:
    """Return a level that changes every six months or so."""
    return chance + 5 * sticky(np.where(chance > 1, chance * 2, 0), 0.9)


def course(count: int) -> Numbers:
    """Return a course of the year."""
    found: Numbers = 10 * np.sin(2 * np.pi * np.arange(count) / 12)
    return found


KINDS: dict[str, Callable[[Numbers], Numbers]] = {
    "level with chance": lambda chance: 50 + 5 * chance,
    "level, heavy tails": lambda chance: np.exp(0.8 * chance + 3),
    "rise": lambda chance: 50 + 0.5 * np.arange(len(chance)) + 2 * chance,
    "0.8 stays": lambda chance: 50 + sticky(chance, 0.8),
    "walk": lambda chance: 50 + np.cumsum(chance),
    "jumps": jumps,
    "course of the year": lambda chance: 50 + course(len(chance)) + 2 * chance,
    "course and walk": lambda chance: 50 + course(len(chance)) + np.cumsum(chance),
}


def measured(make: Callable[[Numbers], Numbers], length: int, count: int) -> tuple[float, float, float]:
    """Return the share inside at the first month, at all months, and the mean score in standard deviations."""
    block = registry.forecaster_class("series_forecast")(TownPlan())
    rng = np.random.default_rng(length)
    times = tuple(datetime(2010 + one // 12, one % 12 + 1, 1) for one in range(length))  # noqa: DTZ001
    inside, scores = [], []
    for _turn in range(count):
        truth = make(rng.normal(size=length + AHEAD))
        bands = block.forecast(Series(times, tuple(map(float, truth[:length]))), AHEAD, Months(1)).value or ()
        low, high = (np.array([getattr(band, side) for band in bands]) for side in ("low", "high"))
        ahead = truth[length:]
        inside.append((low <= ahead) & (ahead <= high))
        outside = np.maximum(low - ahead, 0) + np.maximum(ahead - high, 0)
        scores.append((high - low + 20 * outside) / truth[:length].std())
    held = np.array(inside)
    return float(held[:, 0].mean()), float(held.mean()), float(np.mean(scores))


def main() -> None:
    """Print a row for each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=60, help="of each kind and length")
    count = parser.parse_args().series
    print(f"{machine()}\n\n| kind | " + " | ".join(f"{one} months" for one in LENGTHS) + " |")
    print("|---|" + "---:|" * len(LENGTHS))
    whole = []
    for name, make in KINDS.items():
        found = [measured(make, length, count) for length in LENGTHS]
        whole += [one[1] for one in found]
        print(
            f"| {name} | " + " | ".join(f"{one:.2f}, {every:.2f} ({score:.1f})" for one, every, score in found) + " |"
        )
    print(f"\ninside at the first month, at all twelve (score). All together: {np.mean(whole):.3f}, wanted 0.90")


if __name__ == "__main__":
    main()
