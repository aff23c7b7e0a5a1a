# SPDX-License-Identifier: EUPL-1.2
"""How good a classifier is on the sample letters of the demo town, with misread signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mittendrin.contracts import registry
from mittendrin.contracts.block import Example
from mittendrin.contracts.cue_classifier import NO, YES
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.dummies import MajorityClassifier
from mittendrin.contracts.evaluation import Report, Scored, cross_predictions, day_one_predictions, figures
from mittendrin.contracts.sample_letters import laid_out, read_letters

# The letters of the other writers are held back: nothing is developed on them.
FOLDERS = ("a", "c")


def examples(name: str, *, seed: int, noise: float) -> list[Example[str]]:
    """Return the letters with the fact ``name`` as truth; noise: share of misread signs, 0 to 1."""
    return [
        Example(laid_out(letter, seed, noise), _value(letter.truth[name]), str(letter.truth["date"]))
        for letter in read_letters(*FOLDERS)
    ]


def evaluate(
    block_id: str, name: str, *, seed: int, noise: float, first_day: Callable[[Scored[str]], Mapping[str, float]]
) -> Report:
    """Return the figures by cross-validation, those of the first day without learning, and of the majority.

    first_day: names and computes the figures of the first day.
    """
    plan, block = demo_plan(), registry.block_class(block_id)
    known = examples(name, seed=seed, noise=noise)
    scored = cross_predictions(lambda: block(plan), known, seed=seed)
    first = day_one_predictions(lambda: block(plan), known)
    return Report(
        data=about(known),
        count=len(scored),
        figures={**figures(scored), **first_day(first)},
        baseline=figures(cross_predictions(lambda: MajorityClassifier(plan), known, seed=seed)),
    )


def about(known: list[Example[str]]) -> str:
    """Return in one line which data the figures come from."""
    return f"samples/letters ({', '.join(FOLDERS)}): {len(known)} letters written for this purpose"


def _value(truth: object) -> str:
    return (YES if truth else NO) if isinstance(truth, bool) else str(truth)
