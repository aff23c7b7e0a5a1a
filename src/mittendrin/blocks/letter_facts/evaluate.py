# SPDX-License-Identifier: EUPL-1.2
"""How good the block is on the sample letters of the demo town, with misread signs."""

from __future__ import annotations

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Example, Facts
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.dummies import NothingExtractor
from mittendrin.contracts.evaluation import Report, day_one_predictions, fact_figures
from mittendrin.contracts.sample_letters import SampleLetter, laid_out, read_letters

PLAN = demo_plan()
FOLDERS = ("a", "c", "e")
NAMES = ("sender", "date", "reference", "deadline", "amount", "iban", "invoice_no", "person")
NOISE = 0.01


def evaluate(seed: int = 0) -> Report:
    """Return the figures of the first day and of a block that finds nothing.

    The shipped weights were fitted on these letters: figures for letters that nobody here has seen are in
    ``benchmarks.letters``. The subject is left out: for letters without a subject line it is a matter of taste.
    """
    known = [_example(letter, seed) for letter in read_letters(*FOLDERS)]
    truths = [{name: answer.value or "" for name, answer in one.value.items()} for one in known]
    scored = day_one_predictions(lambda: registry.block_class("letter_facts")(PLAN), known)
    nothing = day_one_predictions(lambda: NothingExtractor(PLAN), known)
    return Report(
        data=f"samples/letters ({', '.join(FOLDERS)}): {len(known)} letters written for this purpose",
        count=len(scored),
        figures=fact_figures([(answer, truth) for (answer, _), truth in zip(scored, truths, strict=True)], NAMES),
        baseline=fact_figures([(answer, truth) for (answer, _), truth in zip(nothing, truths, strict=True)], NAMES),
    )


def _example(letter: SampleLetter, seed: int) -> Example[Facts]:
    value = {name: Answer(str(letter.truth[name]) or None, 1.0) for name in NAMES}
    return Example(laid_out(letter, seed, NOISE), value, str(letter.truth["date"]))
