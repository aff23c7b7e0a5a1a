# SPDX-License-Identifier: EUPL-1.2
"""Does the promise hold, and what does it cost? Simulated towns, where the true error of a threshold is known.

    python -m benchmarks.simulated_towns [--towns 200]

Beside it the plain way: the lowest threshold at which the share of wrong answers so far was not above the promise.
Broken: share of the towns where the true error is above the promise; allowed is 0.05. Covered: mean share that needs no
look. Possible: what would be covered if the true errors were known.
"""

from __future__ import annotations

import argparse
import random
from statistics import fmean

from mittendrin.core.promise import Case, binomial_below, settle

# Share of wrong answers among the least sure cases, and how fast it falls towards the surest.
WORST, SHARPNESS = 0.6, 4
PROMISES = (0.02, 0.05, 0.1)
SIZES = (100, 200, 400, 1000, 3000)
LEAST = 20


def town(chance: random.Random, count: int) -> list[Case]:
    """Return confirmed cases; the confidence is right in its order only."""
    draws = [chance.random() for _ in range(count)]
    return [(draw, chance.random() >= WORST * (1 - draw) ** SHARPNESS) for draw in draws]


def true_error(threshold: float) -> float:
    """Return the share of wrong answers among all cases at or above a threshold."""
    return float(WORST * (1 - threshold) ** SHARPNESS / (SHARPNESS + 1))


def plain(cases: list[Case], promised: float) -> float | None:
    """Return the lowest threshold that was good enough so far; None when there is none."""
    best, wrong = None, 0
    for count, (confidence, right) in enumerate(sorted(cases, reverse=True), 1):
        wrong += not right
        if count >= LEAST and wrong <= promised * count:
            best = confidence
    return best


def row(promised: float, count: int, towns: int) -> str:
    """Return one row of the table."""
    chance = random.Random(count)
    drawn = [town(chance, count) for _ in range(towns)]
    cells = []
    for thresholds in (
        [settle(cases, promised).threshold for cases in drawn],
        [plain(cases, promised) for cases in drawn],
    ):
        broken = sum(found is not None and true_error(found) > promised for found in thresholds)
        covered = fmean([0.0 if found is None else 1 - found for found in thresholds])
        proof = 1 - binomial_below(broken - 1, towns, 0.05) if broken else 1.0
        cells.append(f"{covered:8.2f}{broken / towns:8.3f}{' !' if proof < 0.01 else '  '}")
    possible = min(1.0, (promised * (SHARPNESS + 1) / WORST) ** (1 / SHARPNESS))
    return f"{promised:7.0%}{count:7}{cells[0]}{cells[1]}{possible:9.2f}"


def main() -> None:
    """Print the table; ``!`` marks more broken promises than chance explains (p < 0.01)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--towns", type=int, default=200)
    towns = parser.parse_args().towns
    print(f"{towns} towns each{'':12}promise{'':11}plain way")
    print(" wrong  cases covered  broken   covered  broken   possible")
    for promised in PROMISES:
        for count in SIZES:
            print(row(promised, count, towns))


if __name__ == "__main__":
    main()
