# SPDX-License-Identifier: EUPL-1.2
"""Weights of features from letters with known facts: a conditional logit, drawn towards the weights it started from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mittendrin.blocks.letter_facts.ranking import Candidate, Weights, best_by_value, shares
from mittendrin.core.promise import Case

Floats = NDArray[np.float64]
Same = Callable[[str, str], bool]
_STEPS = 260
_RATE = 0.06
# A letter whose truth was not found teaches only that nothing should win, at half its worth.
_MISSED = 0.5


@dataclass(frozen=True)
class Lesson:
    """The candidates of one letter and the truth, empty when the letter does not say it."""

    candidates: Sequence[Candidate]
    truth: str


@dataclass(frozen=True)
class _Table:
    """All candidates of all letters as one table. letter, value: numbers of the letter and of the value of each row."""

    rows: Floats
    letter: NDArray[np.intp]
    value: NDArray[np.intp]
    letter_of_value: NDArray[np.intp]
    right: NDArray[np.bool_]
    worth: Floats
    truth_is_nothing: NDArray[np.bool_]


def fit(lessons: Sequence[Lesson], start: Weights, same: Same, pull: float = 1.0) -> dict[str, float]:
    """Return the weights that make the truths most likely; ``pull`` is how strongly the starting ones hold."""
    taught = [lesson for lesson in lessons if lesson.candidates]
    names = sorted({name for lesson in taught for one in lesson.candidates for name in one.features} | set(start))
    if not taught:
        return dict(start)
    prior = np.array([start.get(name, 0.0) for name in names])
    table = _table(taught, names, same)
    weights = prior.copy()
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        slope = _slope(table, weights) + pull * (weights - prior)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        weights -= _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def _table(lessons: Sequence[Lesson], names: Sequence[str], same: Same) -> _Table:
    places = {name: at for at, name in enumerate(names)}
    rows: list[Floats] = []
    letter: list[int] = []
    value: list[int] = []
    letter_of_value: list[int] = []
    right: list[bool] = []
    worth: list[float] = []
    nothing: list[bool] = []
    for number, lesson in enumerate(lessons):
        known: dict[str, int] = {}
        for one in lesson.candidates:
            if one.value not in known:
                known[one.value] = len(letter_of_value)
                letter_of_value.append(number)
                right.append(bool(lesson.truth) and same(one.value, lesson.truth))
            row = np.zeros(len(names))
            row[places["*"]] = 1.0
            for name, strength in one.features.items():
                row[places[name]] = strength
            rows.append(row)
            letter.append(number)
            value.append(known[one.value])
        found = any(right[at] for at in known.values())
        nothing.append(not found)
        worth.append(1.0 if found or not lesson.truth else _MISSED)
    return _Table(
        np.array(rows), np.array(letter), np.array(value), np.array(letter_of_value), np.array(right),
        np.array(worth), np.array(nothing),
    )  # fmt: skip


def _slope(table: _Table, weights: Floats) -> Floats:
    """Return the gradient of the negative log likelihood; each value counts by its best place."""
    points = table.rows @ weights
    best = np.full(len(table.letter_of_value), -np.inf)
    np.maximum.at(best, table.value, points)
    chosen = np.full(len(best), -1)
    at_best = np.flatnonzero(points >= best[table.value] - 1e-12)[::-1]
    chosen[table.value[at_best]] = at_best
    count = len(table.worth)
    top = np.zeros(count)
    np.maximum.at(top, table.letter_of_value, best)
    power = np.exp(best - top[table.letter_of_value])
    total = np.exp(-top)
    np.add.at(total, table.letter_of_value, power)
    share = power / total[table.letter_of_value]
    correct = np.zeros(count)
    np.add.at(correct, table.letter_of_value, np.where(table.right, share, 0.0))
    wanted = np.where(table.right, share / np.maximum(correct[table.letter_of_value], 1e-12), 0.0)
    pull = (share - wanted) * table.worth[table.letter_of_value]
    return np.asarray(pull @ table.rows[chosen], dtype=np.float64)


def judged(lessons: Sequence[Lesson], weights: Weights, same: Same) -> list[Case]:
    """Return confidence and rightness of each value that would be proposed."""
    cases = []
    for lesson in lessons:
        ranked = best_by_value(lesson.candidates, weights)
        sure = shares([points for points, _ in ranked])
        if ranked and sure[0] >= 1 - sum(sure):
            cases.append((sure[0], bool(lesson.truth) and same(ranked[0][1].value, lesson.truth)))
    return cases


def rightness(lessons: Sequence[Lesson], weights: Weights, same: Same) -> float:
    """Return the share of letters where the proposal, "nothing" included, is the truth."""
    right = 0
    for lesson in lessons:
        ranked = best_by_value(lesson.candidates, weights)
        sure = shares([points for points, _ in ranked])
        said = ranked[0][1].value if ranked and sure[0] >= 1 - sum(sure) else ""
        right += same(said, lesson.truth) if said and lesson.truth else said == lesson.truth
    return right / len(lessons) if lessons else 0.0


def merged(weights: Mapping[str, Weights], over: Mapping[str, Weights]) -> dict[str, dict[str, float]]:
    """Return the weights of each fact, those of ``over`` going before."""
    return {name: {**dict(own), **dict(over.get(name, {}))} for name, own in weights.items()}
