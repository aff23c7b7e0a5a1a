# SPDX-License-Identifier: EUPL-1.2
"""How good the block is on the sample letters of the demo town."""

from __future__ import annotations

from mittendrin.contracts import letter_evaluation
from mittendrin.contracts.evaluation import Report, Scored, accuracy

NOISE = 0.02


def evaluate(seed: int = 0) -> Report:
    """Return the figures after learning, on the first day (best, and among the best three), and of the majority."""
    return letter_evaluation.evaluate("letter_unit", "unit", seed=seed, noise=NOISE, first_day=_first_day)


def _first_day(scored: Scored[str]) -> dict[str, float]:
    return {"day_one": accuracy(scored), "day_one_top_3": accuracy(scored, 3)}
