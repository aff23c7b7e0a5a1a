# SPDX-License-Identifier: EUPL-1.2
"""Groups of similar places in a survey: k-medoids on Gower's distance, with how stable they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mittendrin.apps.standort.sources.survey import Floats, Question, Survey

LARGEST = 1500  # distances of more places would not fit into memory; a sample is drawn
REPEATS = 20
ROUNDS = 50
SEED = 2026
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Groups:
    """Sizes, the row that is typical of each group, and stability: mean adjusted Rand index over samples, 1 is best."""

    sizes: tuple[int, ...]
    medoids: tuple[int, ...]
    stability: float
    used: int
    sampled: bool


def group(found: Survey, count: int, seed: int = SEED) -> Groups | None:
    """Return ``count`` groups by the questions that the codebook names; None when there are too few places."""
    chance = np.random.default_rng(seed)
    rows = np.arange(found.size)
    if sampled := found.size > LARGEST:
        rows = np.sort(chance.choice(found.size, LARGEST, replace=False))
    if len(rows) < 2 * count or not found.codebook.groups:
        return None
    distances = gower(found, rows)
    labels, medoids = k_medoids(distances, count, chance)
    sizes = tuple(int((labels == number).sum()) for number in range(count))
    typical = tuple(int(rows[medoid]) for medoid in medoids)
    return Groups(sizes, typical, _stability(distances, labels, count, chance), len(rows), sampled)


def gower(found: Survey, rows: Labels) -> Floats:
    """Return Gower's distances between rows: the mean over the questions that both have answered, 1 without any."""
    total = np.zeros((len(rows), len(rows)))
    known = np.zeros_like(total)
    questions = {question.name: question for question in found.codebook.questions}
    for name in found.codebook.groups:
        answers = [found.answers[name][row] for row in rows]
        there = np.array([answer is not None for answer in answers], dtype=np.float64)
        both = np.outer(there, there)
        total += _apart(questions[name], answers) * both
        known += both
    return np.where(known > 0, total / np.maximum(known, 1), 1.0)


def _apart(question: Question, answers: list[object]) -> Floats:
    if question.kind == "number":
        values = np.array([answer if isinstance(answer, float) else 0.0 for answer in answers])
        order = np.array([answer is not None for answer in answers], dtype=bool)
        spread = float(np.ptp(values[order])) if order.any() else 0.0
        apart: Floats = np.abs(values[:, None] - values[None, :]) / spread if spread else np.zeros((len(values),) * 2)
        return apart
    codes = sorted({code for answer in answers for code in _codes(answer)})
    marks = np.array([[code in _codes(answer) for code in codes] for answer in answers], dtype=np.float64)
    marks = marks.reshape(len(answers), len(codes))
    shared = marks @ marks.T
    either = marks.sum(1)[:, None] + marks.sum(1)[None, :] - shared
    return np.where(either > 0, 1 - shared / np.maximum(either, 1), 0.0)


def _codes(answer: object) -> frozenset[str]:
    if isinstance(answer, frozenset):
        return answer
    return frozenset() if answer is None else frozenset([str(answer)])


def k_medoids(distances: Floats, count: int, chance: np.random.Generator) -> tuple[Labels, Labels]:
    """Return labels and medoids: far-apart beginnings, then the best medoid of each group until nothing moves."""
    medoids = _beginnings(distances, count, chance)
    for _round in range(ROUNDS):
        labels = distances[:, medoids].argmin(axis=1)
        better = medoids.copy()
        for number in range(count):
            members = np.flatnonzero(labels == number)
            if len(members):
                better[number] = members[distances[np.ix_(members, members)].sum(axis=1).argmin()]
        if (better == medoids).all():
            break
        medoids = better
    return distances[:, medoids].argmin(axis=1), medoids


def _beginnings(distances: Floats, count: int, chance: np.random.Generator) -> Labels:
    chosen = [int(distances.sum(axis=1).argmin())]
    while len(chosen) < count:
        nearest = distances[:, chosen].min(axis=1) ** 2
        nearest[chosen] = 0
        total = nearest.sum()
        odds = nearest / total if total else None
        left = [row for row in range(len(distances)) if row not in chosen]
        chosen.append(int(chance.choice(len(distances), p=odds)) if total else left[0])
    return np.array(chosen, dtype=np.int64)


def _stability(distances: Floats, labels: Labels, count: int, chance: np.random.Generator) -> float:
    from sklearn.metrics import adjusted_rand_score  # takes more than a second to load

    scores = []
    for _repeat in range(REPEATS):
        part = np.unique(chance.choice(len(distances), len(distances), replace=True))
        if len(part) >= count:
            again, _medoids = k_medoids(distances[np.ix_(part, part)], count, chance)
            scores.append(float(adjusted_rand_score(labels[part], again)))
    return float(np.mean(scores)) if scores else 0.0
