# SPDX-License-Identifier: EUPL-1.2
"""How good the block is on the sample letters of the demo town, with misread signs."""

from __future__ import annotations

from collections.abc import Sequence

from mittendrin.contracts import letter_evaluation, registry
from mittendrin.contracts.block import Answer
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.evaluation import Report, cases, cross_predictions
from mittendrin.core.calibration import expected_error

NOISE = 0.02


def figures(scored: Sequence[tuple[Answer[str], str]]) -> dict[str, float]:
    """Return precision, recall and f1 of the hints, and the share of letters that are right, silence included."""
    told = [(answer, truth) for answer, truth in scored if not answer.abstained]
    right = sum(answer.value == truth for answer, truth in told)
    wanted = sum(bool(truth) for _, truth in scored)
    precision, recall = right / max(len(told), 1), right / max(wanted, 1)
    silent = sum(answer.abstained and not truth for answer, truth in scored)
    return {
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "precision": precision,
        "recall": recall,
        "right": (right + silent) / max(len(scored), 1),
        "ece": expected_error(cases(told)),
    }


def evaluate(seed: int = 0) -> Report:
    """Return the figures by cross-validation, beside a block that never says anything."""
    block = registry.block_class("letter_second_unit")
    known = letter_evaluation.examples("second_unit", seed=seed, noise=NOISE)
    plan = demo_plan()
    scored = cross_predictions(lambda: block(plan), known, seed=seed)
    silent: list[tuple[Answer[str], str]] = [(Answer(None, 0.0, abstained=True), one.value) for one in known]
    return Report(
        data=letter_evaluation.about(known),
        count=len(scored),
        figures=figures(scored),
        baseline=figures(silent),
    )
