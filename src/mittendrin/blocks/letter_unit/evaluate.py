# SPDX-License-Identifier: EUPL-1.2
"""How good the block is on the sample letters of the demo town, with misread signs."""

from __future__ import annotations

from mittendrin.contracts import registry
from mittendrin.contracts.block import Example
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.dummies import MajorityClassifier
from mittendrin.contracts.evaluation import Report, accuracy, cross_predictions, day_one_predictions, figures
from mittendrin.contracts.sample_letters import laid_out, read_letters

PLAN = demo_plan()
FOLDERS = ("a", "c")
NOISE = 0.02


def examples(*folders: str, seed: int = 0, noise: float = NOISE) -> list[Example[str]]:
    """Return the letters of ``folders`` with their units."""
    return [
        Example(laid_out(letter, seed, noise), str(letter.truth["unit"]), str(letter.truth["date"]))
        for letter in read_letters(*folders)
    ]


def evaluate(seed: int = 0) -> Report:
    """Return the figures by cross-validation, on the first day without learning, and of the majority."""
    block = registry.block_class("letter_unit")
    known = examples(*FOLDERS, seed=seed)
    scored = cross_predictions(lambda: block(PLAN), known, seed=seed)
    first = day_one_predictions(lambda: block(PLAN), known)
    day_one = {"day_one": accuracy(first), "day_one_top_3": accuracy(first, 3)}
    return Report(
        data=f"samples/letters ({', '.join(FOLDERS)}): {len(known)} letters written for this purpose",
        count=len(scored),
        figures={**figures(scored), **day_one},
        baseline=figures(cross_predictions(lambda: MajorityClassifier(PLAN), known, seed=seed)),
    )
