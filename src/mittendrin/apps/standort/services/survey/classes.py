# SPDX-License-Identifier: EUPL-1.2
"""Latent classes of a survey: groups of places with like answers, by maximum likelihood (EM), their number by BIC.

Model: within a class the answers are independent (Goodman 1974). Missing answers are left out of the likelihood.
Numbers are cut at their quartiles. Weights count as parts of cases, scaled to the number of places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mittendrin.apps.standort.services.wording import number
from mittendrin.apps.standort.sources.survey import Floats, Question, Survey

MOST = 6
RESTARTS, ROUNDS, REPEATS = 12, 300, 15
LARGEST = 5_000
SEED = 2026
_SMALL, _ENOUGH, _SAME = 1e-10, 1e-7, 0.01


@dataclass(frozen=True)
class Item:
    """One variable of the model: which question, and what its values are called."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """A fitted number of classes. reached: share of the restarts that came to (nearly) the same likelihood."""

    count: int
    shares: Floats
    odds: tuple[Floats, ...]
    likelihood: float
    parameters: int
    bic: float
    reached: float


@dataclass(frozen=True)
class Classes:
    """The chosen classes, largest first.

    tried: number of classes -> BIC. reached: share of the restarts that found them. stability: mean adjusted Rand index
    over bootstraps, 1 is best. certainty: mean probability of the class that each place is put into. profiles: for each
    item its values with the share of each class.
    """

    count: int
    shares: tuple[float, ...]
    tried: dict[int, float]
    reached: float
    stability: float
    certainty: float
    used: int
    sampled: bool
    items: tuple[Item, ...]
    profiles: tuple[tuple[tuple[float, ...], ...], ...]


class Data:
    """Answers as columns of 0 and 1, with the columns of each item; a row of zeros there: no answer."""

    def __init__(self, items: tuple[Item, ...], columns: Floats, weights: Floats) -> None:
        self.items, self.columns, self.weights = items, columns, weights
        ends = np.cumsum([len(item.values) for item in items])
        self.parts = [slice(int(end) - len(item.values), int(end)) for item, end in zip(items, ends, strict=True)]

    def some(self, rows: NDArray[np.int64]) -> Data:
        """Return the data of some rows."""
        weights = self.weights[rows]
        return Data(self.items, self.columns[rows], weights * len(rows) / weights.sum())

    def patterns(self) -> Data:
        """Return each pattern of answers once, with the weight of all places that have it: same likelihood, faster."""
        found, places = np.unique(self.columns, axis=0, return_inverse=True)
        weights: Floats = np.bincount(places.ravel(), weights=self.weights, minlength=len(found)).astype(np.float64)
        return Data(self.items, found, weights)


def find(found: Survey, most: int = MOST, seed: int = SEED) -> Classes | None:
    """Return the classes by the questions that the codebook names; None when there are too few places or questions."""
    chance = np.random.default_rng(seed)
    data = _data(found)
    if data is None:
        return None
    if sampled := len(data.columns) > LARGEST:
        data = data.some(np.sort(chance.choice(len(data.columns), LARGEST, replace=False)))
    models = [fit(data, count, chance) for count in range(1, most + 1) if len(data.columns) >= 10 * count]
    if not models:
        return None
    best = min(models, key=lambda one: one.bic)
    order = np.argsort(-best.shares, kind="stable")
    members = posterior(data, best)
    return Classes(
        count=best.count,
        shares=tuple(float(best.shares[at]) for at in order),
        tried={one.count: one.bic for one in models},
        reached=best.reached,
        stability=_stability(data, best, members.argmax(axis=1), chance),
        certainty=float(np.average(members.max(axis=1), weights=data.weights)),
        used=len(data.columns),
        sampled=sampled,
        items=data.items,
        profiles=tuple(tuple(tuple(float(row[at]) for at in order) for row in odds.T) for odds in best.odds),
    )


def fit(data: Data, count: int, chance: np.random.Generator, restarts: int = RESTARTS) -> Model:
    """Return the most likely model of ``count`` classes over several random beginnings."""
    small = data.patterns()
    runs = [_run(small, count, chance) for _turn in range(restarts if count > 1 else 1)]
    shares, odds, likelihood = max(runs, key=lambda run: run[2])
    reached = sum(1 for run in runs if likelihood - run[2] < _SAME) / len(runs)
    parameters = count - 1 + count * sum(len(item.values) - 1 for item in data.items)
    bic = -2 * likelihood + parameters * float(np.log(data.weights.sum()))
    return Model(count, shares, odds, likelihood, parameters, bic, reached)


def _run(data: Data, count: int, chance: np.random.Generator) -> tuple[Floats, tuple[Floats, ...], float]:
    """Return shares, odds and likelihood after expectation and maximisation from a random beginning."""
    members = chance.dirichlet(np.ones(count), len(data.columns))
    shares, odds = _maximise(data, members)
    before = -np.inf
    for _round in range(ROUNDS):
        members, likelihood = _expect(data, shares, odds)
        shares, odds = _maximise(data, members)
        if likelihood - before < _ENOUGH:
            break
        before = likelihood
    return shares, odds, _expect(data, shares, odds)[1]


def _expect(data: Data, shares: Floats, odds: tuple[Floats, ...]) -> tuple[Floats, float]:
    """Return how probable each class is for each place, and the likelihood of the whole."""
    logs = np.log(np.maximum(np.hstack(odds), _SMALL))
    scores = data.columns @ logs.T + np.log(np.maximum(shares, _SMALL))
    top = scores.max(axis=1, keepdims=True)
    raised = np.exp(scores - top)
    whole = raised.sum(axis=1, keepdims=True)
    likelihood = float((data.weights * (top + np.log(whole))[:, 0]).sum())
    return raised / whole, likelihood


def _maximise(data: Data, members: Floats) -> tuple[Floats, tuple[Floats, ...]]:
    """Return the shares of the classes and, for each item, the probability of each value in each class."""
    weighted = members * data.weights[:, None]
    shares: Floats = weighted.sum(axis=0) / data.weights.sum()
    counts = weighted.T @ data.columns
    odds = []
    for part in data.parts:
        found = counts[:, part]
        total = found.sum(axis=1, keepdims=True)
        flat = np.full_like(found, 1 / found.shape[1])
        odds.append(np.where(total > _SMALL, found / np.maximum(total, _SMALL), flat))
    return shares, tuple(odds)


def posterior(data: Data, model: Model) -> Floats:
    """Return how probable each class is for each place."""
    return _expect(data, model.shares, model.odds)[0]


def _stability(data: Data, model: Model, labels: NDArray[np.int64], chance: np.random.Generator) -> float:
    """Return how alike the classes are when places are drawn anew with replacement."""
    from sklearn.metrics import adjusted_rand_score  # takes more than a second to load

    if model.count == 1:
        return 1.0
    scores = []
    for _repeat in range(REPEATS):
        rows = chance.choice(len(data.columns), len(data.columns), replace=True)
        again = fit(data.some(rows), model.count, chance, restarts=3)
        scores.append(float(adjusted_rand_score(labels, posterior(data, again).argmax(axis=1))))
    return float(np.mean(scores))


def _data(found: Survey) -> Data | None:
    """Return the questions of the codebook's groups as items; one that all answer alike is left out."""
    questions = {question.name: question for question in found.codebook.questions}
    items: list[Item] = []
    blocks: list[Floats] = []
    for name in found.codebook.groups:
        for item, columns in _items(questions[name], found.answers[name]):
            if (columns.sum(axis=0) > 0).sum() > 1:
                items.append(item)
                blocks.append(columns)
    if not items or found.size < 20:
        return None
    return Data(tuple(items), np.hstack(blocks), found.weights * found.size / found.weights.sum())


def _items(question: Question, answers: list[object]) -> list[tuple[Item, Floats]]:
    if question.kind == "multiple":
        codes = sorted({*question.values, *(code for one in answers if isinstance(one, frozenset) for code in one)})
        return [
            (
                Item(f"{question.title}: {question.values.get(code, code)}", ("nein", "ja")),
                np.array([_yes_no(one, code) for one in answers], dtype=np.float64),
            )
            for code in codes
        ]
    if question.kind == "number":
        return [_cut(question, answers)]
    codes = list(dict.fromkeys([*question.values, *sorted({str(one) for one in answers if one is not None})]))
    columns = np.array([[float(one == code) for code in codes] for one in answers], dtype=np.float64)
    return [(Item(question.title, tuple(question.values.get(code, code) for code in codes)), columns)]


def _yes_no(answer: object, code: str) -> tuple[float, float]:
    if not isinstance(answer, frozenset):
        return 0.0, 0.0
    return (0.0, 1.0) if code in answer else (1.0, 0.0)


def _cut(question: Question, answers: list[object]) -> tuple[Item, Floats]:
    """Return a number in quarters of its values."""
    known = np.array([one for one in answers if isinstance(one, float)])
    edges = np.unique(np.quantile(known, [0.25, 0.5, 0.75])) if len(known) else np.zeros(0)
    names = [f"≤ {number(float(edge))}" for edge in edges] + [f"> {number(float(edges[-1]))}" if len(edges) else "-"]
    columns = np.zeros((len(answers), len(names)))
    for row, one in enumerate(answers):
        if isinstance(one, float):
            columns[row, int(np.searchsorted(edges, one, side="left"))] = 1
    return Item(question.title, tuple(names)), columns
