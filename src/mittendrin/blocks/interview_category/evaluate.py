# SPDX-License-Identifier: EUPL-1.2
"""How good the block is on statements of the study on AI in our own words."""

from __future__ import annotations

from pathlib import Path

from mittendrin.blocks.interview_category.block import Block
from mittendrin.contracts.block import Example
from mittendrin.contracts.document import from_text
from mittendrin.contracts.dummies import MajorityClassifier
from mittendrin.contracts.evaluation import Report, accuracy, cross_predictions, day_one_predictions, figures
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import yaml_strict

PLAN = TownPlan("Musterstadt")
_FILE = Path(__file__).with_name("examples.yaml")


def examples() -> list[Example[str]]:
    """Return the statements with their theme."""
    return [Example(from_text(one["text"]), one["category"]) for one in yaml_strict.read(_FILE)]


def evaluate(seed: int = 0) -> Report:
    """Return the figures by cross-validation and on the first day, beside the majority and a linear SVM."""
    known = examples()
    scored = cross_predictions(lambda: Block(PLAN), known, seed=seed)
    first = day_one_predictions(lambda: Block(PLAN), known)
    baseline = cross_predictions(lambda: MajorityClassifier(PLAN), known, seed=seed)
    day_one = {"day_one": accuracy(first), "day_one_top_3": accuracy(first, 3), "top_3": accuracy(scored, 3)}
    return Report(
        data=f"examples.yaml: {len(known)} statements of a study in our own words",
        count=len(scored),
        figures={**figures(scored), **day_one},
        baseline=figures(baseline),
        peers={"TF-IDF + linear SVM (scikit-learn), 5 folds": {"accuracy": _peer(known, seed)}},
    )


def _peer(known: list[Example[str]], seed: int) -> float:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.model_selection import KFold, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    texts, labels = [one.item.text for one in known], [one.value for one in known]
    model = make_pipeline(TfidfVectorizer(), LinearSVC())
    return float(cross_val_score(model, texts, labels, cv=KFold(5, shuffle=True, random_state=seed)).mean())
