# SPDX-License-Identifier: EUPL-1.2
"""How good a block is: answers to items it has not learned from, figures, a baseline, the spread over seeds.

Every block has an ``evaluate.py`` with one public function that ``mittendrin ki evaluate`` and the tests call::

    def evaluate(seed: int = 0) -> Report:
        scored = cross_predictions(lambda: Block(PLAN), EXAMPLES, seed=seed)
        baseline = cross_predictions(lambda: MajorityClassifier(PLAN), EXAMPLES, seed=seed)
        return Report(
            data="samples/letters (a, c): 300 letters written for this purpose",
            count=len(scored),
            figures=figures(scored),
            baseline=figures(baseline),
            peers={"TF-IDF + linear SVM": {"accuracy": 0.81}},
        )

It uses data shipped in the repository only, takes at most some ten seconds, gives the same report for the same seed,
and has ``figures[manifest.metric]`` at or above ``manifest.floor``. Extractors use ``fact_figures``, whose metrics are
called ``exact`` (mean over the facts), ``exact.amount`` ... Every report has ``ece``.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev
from typing import Any, NamedTuple, TypeVar

from mittendrin.contracts.block import Answer, Block, Example, Facts
from mittendrin.contracts.manifest import Manifest
from mittendrin.core.calibration import expected_error
from mittendrin.core.promise import Case, Promise, settle

Value = TypeVar("Value")
Factory = Callable[[], Block[Value]]
Scored = list[tuple[Answer[Value], Value]]
Truth = Mapping[str, Answer[str] | str]
Figures = dict[str, float]


@dataclass(frozen=True)
class Report:
    """What ``evaluate`` found.

    data: which data, in one line. count: number of items. figures: name -> value, shares from 0 to 1. baseline: the
    same figures of the dummy of the contract. peers: name of a known tool or method -> the same figures.
    """

    data: str
    count: int
    figures: Mapping[str, float]
    baseline: Mapping[str, float]
    peers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def reaches(self, manifest: Manifest) -> bool:
        """Return whether the metric of the manifest is at or above its floor and above the dummy."""
        value = self.figures.get(manifest.metric, 0.0)
        return value >= manifest.floor and value > self.baseline.get(manifest.metric, 0.0)


class Spread(NamedTuple):
    """A figure over several seeds; deviation: standard deviation of the sample, 0 for one seed."""

    mean: float
    deviation: float
    least: float
    most: float


def cross_predictions(
    make: Factory[Value], examples: Sequence[Example[Value]], folds: int = 5, seed: int = 0
) -> Scored[Value]:
    """Return answer and truth for every example, in order, each from a block that learned from the other folds only.

    make: returns a new block that has learned nothing. With fewer than two examples nothing is returned.
    """
    if len(examples) < 2:
        return []
    order = list(range(len(examples)))
    random.Random(seed).shuffle(order)  # noqa: S311 - folds are no secret
    found: dict[int, Answer[Value]] = {}
    for part in range(min(folds, len(order))):
        held = set(order[part::folds])
        block = make()
        block.learn([examples[at] for at in order if at not in held], seed)
        found.update((at, block.predict(examples[at].item)) for at in sorted(held))
    return [(found[at], example.value) for at, example in enumerate(examples)]


def later_predictions(
    make: Factory[Value], examples: Sequence[Example[Value]], since: str, seed: int = 0
) -> Scored[Value]:
    """Return answer and truth for the examples from day ``since`` (ISO) on, from a block that learned the earlier."""
    block = make()
    block.learn([example for example in examples if example.day < since], seed)
    return [(block.predict(example.item), example.value) for example in examples if example.day >= since]


def day_one_predictions(make: Factory[Value], examples: Iterable[Example[Value]]) -> Scored[Value]:
    """Return answer and truth for every example from a block that learned nothing."""
    block = make()
    return [(block.predict(example.item), example.value) for example in examples]


def cases(scored: Iterable[tuple[Answer[Value], Value]]) -> list[Case]:
    """Return confidence and whether it was right; an answer that abstained has confidence 0 and is not right."""
    return [
        (0.0, False) if answer.abstained else (answer.confidence, answer.value == truth) for answer, truth in scored
    ]


def promise(scored: Iterable[tuple[Answer[Value], Value]], promised: float) -> Promise:
    """Return what these answers allow when at most the share ``promised`` may be wrong unseen.

    What is unlike all that was confirmed is asked in any case.
    """
    known = list(scored)
    asked = [answer.unlike for answer, _ in known]
    return settle([(0.0, False) if one else case for one, case in zip(asked, cases(known), strict=True)], promised)


def accuracy(scored: Sequence[tuple[Answer[Value], Value]], top: int = 1) -> float:
    """Return the share of items whose truth is among the ``top`` proposals; abstaining counts as wrong."""
    hits = sum(truth in _proposals(answer)[:top] for answer, truth in scored)
    return hits / len(scored) if scored else 0.0


def _proposals(answer: Answer[Value]) -> list[Value | None]:
    return [] if answer.abstained else [answer.value, *(other.value for other in answer.alternatives)]


def macro_f1(scored: Iterable[tuple[Answer[Value], Value]]) -> float:
    """Return the mean F1 over all values that are true or proposed somewhere, each counted alike."""
    counts: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for answer, truth in scored:
        value = None if answer.abstained else answer.value
        counts[truth][2] += 1
        if value is not None:
            counts[value][1] += 1
            counts[value][0] += value == truth
    return fmean([2 * hit / (said + true) for hit, said, true in counts.values()]) if counts else 0.0


def figures(scored: Sequence[tuple[Answer[Value], Value]], promises: Iterable[float] = (0.02, 0.05, 0.1)) -> Figures:
    """Return the figures of a classifier: ``accuracy``, ``top_3``, ``macro_f1``, ``answered``, ``ece``, ``covered_N``.

    covered_N: share that needs no look when N % wrong are promised, settled on these very answers.
    """
    answered = [one for one in scored if not one[0].abstained]
    covered = {f"covered_{promised:.0%}".rstrip("%"): promise(scored, promised).share for promised in promises}
    return {
        "accuracy": accuracy(scored),
        "top_3": accuracy(scored, 3),
        "macro_f1": macro_f1(scored),
        "answered": len(answered) / len(scored) if scored else 0.0,
        "ece": expected_error(cases(answered)),
        **covered,
    }


def fact_figures(scored: Iterable[tuple[Answer[Facts], Truth]], names: Iterable[str]) -> Figures:
    """Return the figures of an extractor: ``exact.NAME`` for each fact, their mean ``exact``, ``invented``, ``ece``.

    The truth maps names to values or answers; a name without one means that the letter does not say it. exact: share of
    the letters where the answer is the truth, "nothing" included. invented: share of the facts that letters do not say
    for which a value was proposed all the same. ece: over all values proposed.
    """
    known = list(scored)
    exact: Figures = {}
    names = tuple(names)
    silent = invented = 0
    for name in names:
        pairs = [(_fact(answer, name), _true(truth, name)) for answer, truth in known]
        exact[name] = fmean([(found.value or "") == wanted for found, wanted in pairs]) if pairs else 0.0
        silent += sum(not wanted for _, wanted in pairs)
        invented += sum(bool(found.value) for found, wanted in pairs if not wanted)
    return {
        "exact": fmean(exact.values()) if exact else 0.0,
        **{f"exact.{name}": value for name, value in exact.items()},
        "invented": invented / silent if silent else 0.0,
        "ece": expected_error(fact_cases(known, names)),
    }


def fact_cases(scored: Iterable[tuple[Answer[Facts], Truth]], names: Iterable[str]) -> list[Case]:
    """Return confidence and whether it was right, for every fact that was proposed."""
    wanted = tuple(names)
    pairs = ((_fact(answer, name), _true(truth, name)) for answer, truth in scored for name in wanted)
    return [(found.confidence, found.value == true) for found, true in pairs if found.value]


def _true(truth: Truth, name: str) -> str:
    said = truth.get(name)
    return (said.value if isinstance(said, Answer) else said) or ""


_NOTHING: Answer[str] = Answer(None, 0.0, abstained=True)


def _fact(answer: Answer[Facts], name: str) -> Answer[str]:
    found = (answer.value or {}).get(name, _NOTHING)
    return _NOTHING if answer.abstained or found.abstained else found


def spread(reports: Iterable[Mapping[str, float]]) -> dict[str, Spread]:
    """Return mean, deviation, least and most of each figure over several reports."""
    values: dict[str, list[float]] = defaultdict(list)
    for report in reports:
        for name, value in report.items():
            values[name].append(value)
    return {
        name: Spread(fmean(all_), stdev(all_) if len(all_) > 1 else 0.0, min(all_), max(all_))
        for name, all_ in values.items()
    }
