# SPDX-License-Identifier: EUPL-1.2
"""How good the block is on the sample letters of the demo town, with misread signs."""

from __future__ import annotations

from mittendrin.contracts import registry
from mittendrin.contracts.block import Example
from mittendrin.contracts.cue_classifier import NO, YES
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.dummies import MajorityClassifier
from mittendrin.contracts.evaluation import Report, cross_predictions, day_one_predictions, figures, macro_f1
from mittendrin.contracts.sample_letters import laid_out, read_letters

PLAN = demo_plan()
FOLDERS = ("a", "c")
NOISE = 0.01


def evaluate(seed: int = 0) -> Report:
    """Return the figures by cross-validation, on the first day without learning, and of the majority."""
    block = registry.block_class("letter_urgency")
    known = [
        Example(laid_out(one, seed, NOISE), YES if one.truth["urgent"] else NO, str(one.truth["date"]))
        for one in read_letters(*FOLDERS)
    ]
    scored = cross_predictions(lambda: block(PLAN), known, seed=seed)
    first = day_one_predictions(lambda: block(PLAN), known)
    return Report(
        data=f"samples/letters ({', '.join(FOLDERS)}): {len(known)} letters written for this purpose",
        count=len(scored),
        figures={**figures(scored), "day_one_macro_f1": macro_f1(first)},
        baseline=figures(cross_predictions(lambda: MajorityClassifier(PLAN), known, seed=seed)),
    )
