# SPDX-License-Identifier: EUPL-1.2
"""Routing of real reports of defects (Konstanz, 2020-2022): category, sub-category, unit, beside two peers.

python -m benchmarks.konstanz [--origins 5]: several points in time split what is learned from what is asked;
the last is the split of the data's README. Prints accuracy and macro-F1, calibration, promises, time to learn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import machine

from mittendrin.contracts import registry
from mittendrin.contracts.block import Example
from mittendrin.contracts.document import from_text
from mittendrin.contracts.evaluation import figures
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.promise import settle, upper_bound

DATA = Path(os.environ.get("MITTENDRIN_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
FILE = DATA / "maengelmelder-konstanz" / "reports.jsonl"
TARGETS = {"main_cat": "category", "sub_cat": "sub-category", "unit": "unit"}
# Where the part that is asked begins and ends; the last is the split that the README of the data suggests.
ORIGINS = ((0.60, 0.70), (0.65, 0.75), (0.70, 0.80), (0.75, 0.85), (0.80, 1.00))
GOAL_UNIT, GOAL_SECONDS, GOAL_ECE = 0.70, 20.0, 0.05
PROMISES = (0.02, 0.05, 0.10)

Row = dict[str, Any]
Figures = dict[str, float]


@dataclass
class Result:
    """What one method reached at one origin. cases: confidence and whether it was right."""

    figures: Figures
    seconds: float
    cases: list[tuple[float, bool]] = field(default_factory=list)


def ours(before: Sequence[Row], after: Sequence[Row], target: str) -> Result:
    """Return what the block for units reaches with labels from examples only, without a plan."""
    block = registry.block_class("letter_unit")(TownPlan())
    examples = [Example(_document(row), str(row[target]), str(row["reported"])) for row in before]
    start = time.perf_counter()
    block.learn(examples)
    seconds = time.perf_counter() - start
    scored = [(block.predict(_document(row)), str(row[target])) for row in after]
    cases = [(answer.confidence, answer.value == truth) for answer, truth in scored]
    found = figures(scored)
    found["macro_f1"] = _macro_f1([truth for _, truth in scored], [str(answer.value) for answer, _ in scored])
    return Result(found, seconds, cases)


def _document(row: Row) -> Any:
    return from_text(str(row["text"]), known={"district": str(row["district"])} if row["district"] else {})


def counts_and_network(before: Sequence[Row], after: Sequence[Row], target: str) -> Result:
    """Return what word counts with one neural network reach: the settings of the best-known open document tool."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.neural_network import MLPClassifier

    vectors = CountVectorizer(analyzer="word", ngram_range=(1, 2), min_df=0.01)
    return _peer(vectors, MLPClassifier(tol=0.01, random_state=0), before, after, target)


def words_and_letters(before: Sequence[Row], after: Sequence[Row], target: str) -> Result:
    """Return what TF-IDF of words and letters with a linear support vector machine reaches."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    return _peer(make_union(words, letters), LinearSVC(C=0.5, random_state=0), before, after, target)


def _peer(vectors: Any, machine_: Any, before: Sequence[Row], after: Sequence[Row], target: str) -> Result:
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        machine_.fit(vectors.fit_transform([row["text"] for row in before]), [row[target] for row in before])
    seconds = time.perf_counter() - start
    said = list(machine_.predict(vectors.transform([row["text"] for row in after])))
    truths = [row[target] for row in after]
    right = sum(one == truth for one, truth in zip(said, truths, strict=True))
    return Result({"accuracy": right / len(truths), "macro_f1": _macro_f1(truths, said)}, seconds)


def _macro_f1(truths: Sequence[str], said: Sequence[str]) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truths, said, average="macro", zero_division=0))


METHODS: dict[str, Callable[[Sequence[Row], Sequence[Row], str], Result]] = {
    "ours": ours,
    "word counts, MLP": counts_and_network,
    "words+letters, SVM": words_and_letters,
}


def measure(rows: Sequence[Row], target: str, origins: Sequence[tuple[float, float]]) -> dict[str, list[Result]]:
    """Return the results of every method at every origin; reports without the value are left out."""
    found: dict[str, list[Result]] = {name: [] for name in METHODS}
    for begin, end in origins:
        first, last = int(begin * len(rows)), int(end * len(rows))
        before = [row for row in rows[:first] if row[target]]
        after = [row for row in rows[first:last] if row[target]]
        for name, method in METHODS.items():
            found[name].append(method(before, after, target))
    return found


def show(title: str, results: dict[str, list[Result]]) -> None:
    """Print one table: the README's split, then mean and deviation over all origins."""
    print(f"\n{title:20} {'accuracy':>9} {'macro-F1':>9}   {'over all origins: accuracy, macro-F1':40} {'s':>6}")
    for name, found in results.items():
        last = found[-1].figures
        spread = "  ".join(_spread([one.figures[key] for one in found]) for key in ("accuracy", "macro_f1"))
        print(f"{name:20} {last['accuracy']:9.3f} {last['macro_f1']:9.3f}   {spread:40} {found[-1].seconds:6.1f}")


def _spread(values: Sequence[float]) -> str:
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.fmean(values):.3f} ± {deviation:.3f}"


def show_promises(found: Sequence[Result]) -> bool:
    """Print what the promise handles: settled at all origins but the last, tried on the last. Return if all held."""
    known = [case for one in found[:-1] for case in one.cases]
    held = True
    errors = ", ".join(f"{one.figures['ece']:.3f}" for one in found)
    print(f"ece at the origins: {errors} (goal: at most {GOAL_ECE})")
    for promised in PROMISES:
        promise = settle(known, promised)
        handled = [right for confidence, right in found[-1].cases if promise.allows(confidence)]
        wrong = len(handled) - sum(handled)
        share = len(handled) / len(found[-1].cases)
        rate = wrong / len(handled) if handled else 0.0
        least = 1 - upper_bound(len(handled) - wrong, len(handled)) if handled else 0.0
        held &= least <= promised
        told = f"wrong among these {rate:5.1%} ({wrong} of {len(handled)})"
        print(f"promise {promised:4.0%}: handles {share:5.1%}, {told}")
    return held


def main() -> int:
    """Run everything; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--origins", type=int, default=len(ORIGINS))
    wish = parser.parse_args()
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    print(machine())
    print(f"{len(rows)} reports; origins: {wish.origins}; columns: the README's split (first 80 % learned, rest asked)")
    good = True
    for target, title in TARGETS.items():
        results = measure(rows, target, ORIGINS[-wish.origins :])
        show(title, results)
        good &= show_promises(results["ours"])
        last = results["ours"][-1]
        peers = [found[-1].figures for name, found in results.items() if name != "ours"]
        good &= all(last.figures[key] > peer[key] for peer in peers for key in ("accuracy", "macro_f1"))
        good &= last.seconds < GOAL_SECONDS and (target != "unit" or last.figures["accuracy"] >= GOAL_UNIT)
    print(f"\ngoals {'reached' if good else 'missed'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
