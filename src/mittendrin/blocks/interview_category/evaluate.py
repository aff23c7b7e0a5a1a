# SPDX-License-Identifier: EUPL-1.2
"""How good the block is on statements of the study on AI in our own words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mittendrin.blocks.interview_category.block import Block, seeds
from mittendrin.contracts.block import Example
from mittendrin.contracts.document import from_text
from mittendrin.contracts.dummies import MajorityClassifier
from mittendrin.contracts.evaluation import Report, accuracy, cross_predictions, day_one_predictions, figures
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import yaml_strict

PLAN = TownPlan("Musterstadt")
_FILE = Path(__file__).with_name("examples.yaml")
READ = 57
"""So many statements at the beginning were read before the seeds were written; the others judge."""


def examples() -> list[Example[str]]:
    """Return the statements with their theme."""
    return [Example(from_text(one["text"]), one["category"]) for one in yaml_strict.read(_FILE)]


def evaluate(seed: int = 0) -> Report:
    """Return the figures by cross-validation and on the first day, beside the majority and a linear SVM."""
    known = examples()
    scored = cross_predictions(lambda: Block(PLAN), known, seed=seed)
    first = day_one_predictions(lambda: Block(PLAN), known)
    baseline = cross_predictions(lambda: MajorityClassifier(PLAN), known, seed=seed)
    unread = day_one_predictions(lambda: Block(PLAN), known[READ:])
    day_one = {
        "day_one": accuracy(first),
        "day_one_top_3": accuracy(first, 3),
        "top_3": accuracy(scored, 3),
        "day_one_unread": accuracy(unread),
        "day_one_unread_top_3": accuracy(unread, 3),
    }
    return Report(
        data=f"examples.yaml: {len(known)} statements of a study in our own words",
        count=len(scored),
        figures={**figures(scored), **day_one},
        baseline=figures(baseline),
        peers={
            "TF-IDF + linear SVM (scikit-learn), 5 folds": {"accuracy": _peer(known, seed)},
            "the same with the block's invented sentences": {"accuracy": _peer(known, seed, seeds())},
        },
    )


def _peer(known: list[Example[str]], seed: int, more: Sequence[tuple[str, str]] = ()) -> float:
    """Return the accuracy of a linear SVM over five folds. more: passages with category that it always learns, too."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.model_selection import KFold
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    pairs, right = [(one.item.text, one.value) for one in known], 0
    for train, test in KFold(5, shuffle=True, random_state=seed).split(pairs):
        lessons = [*(pairs[at] for at in train), *more]
        model = make_pipeline(TfidfVectorizer(), LinearSVC())
        model.fit([one for one, _label in lessons], [label for _one, label in lessons])
        right += int((model.predict([pairs[at][0] for at in test]) == [pairs[at][1] for at in test]).sum())
    return right / len(pairs)
