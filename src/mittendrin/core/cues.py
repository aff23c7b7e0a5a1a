# SPDX-License-Identifier: EUPL-1.2
"""Yes-or-no questions answered by groups of words: which occur, what each group weighs, learned or not."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mittendrin.core.lookalike import any_of, skeleton

_BASE = "*"
_NEGATION = re.compile(r"(?<![a-z])(?:nichi|kein|keine|keinen|keiner|keineriei|ohne|no|noi|nie|weder)\s(?:[a-z]+\s)?$")
_MANY = 3
_STEPS = 60


@dataclass(frozen=True)
class Cue:
    """A group of words. sentence: German sentence that says what they speak for. weight: before learning."""

    name: str
    sentence: str
    weight: float
    pattern: re.Pattern[str] | None


@dataclass(frozen=True)
class Cues:
    """All groups of one question. base: weight when no word occurs; below 0 means rather no."""

    base: float
    groups: tuple[Cue, ...]

    @property
    def weights(self) -> dict[str, float]:
        """Return the weights of the first day; ``*`` is the base."""
        return {_BASE: self.base, **{cue.name: cue.weight for cue in self.groups}}

    def find(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """Return the places of the words of each group that occurs in ``text``; negated ones are left out."""
        bare = skeleton(text)
        found: dict[str, list[tuple[int, int]]] = {}
        for cue in self.groups:
            if cue.pattern is None:
                continue
            places = [match.span() for match in cue.pattern.finditer(bare)]
            places = [place for place in places if not _NEGATION.search(bare[max(place[0] - 24, 0) : place[0]])]
            if places:
                found[cue.name] = places
        return found


def read_cues(text: str) -> Cues:
    """Return the cues in TOML ``text``: ``base`` and tables with ``sentence``, ``weight``, ``words``. Raises KeyError.

    A group without words is one that the block finds by itself.
    """
    data = tomllib.loads(text)
    groups = [
        Cue(name, str(own["sentence"]), float(own["weight"]), any_of(own["words"]) if own["words"] else None)
        for name, own in data.items()
        if isinstance(own, dict)
    ]
    return Cues(float(data["base"]), tuple(groups))


def strength(count: int) -> float:
    """Return how strongly a group counts that occurs ``count`` times: 1 for once, up to 1.5."""
    return 1 + 0.25 * (min(count, _MANY) - 1) if count else 0.0


def probability(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the probability of yes."""
    points = weights.get(_BASE, 0.0) + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-min(max(points, -40.0), 40.0)))


def fit(
    lessons: Sequence[tuple[Mapping[str, float], bool]], start: Mapping[str, float], pull: float = 1.0
) -> dict[str, float]:
    """Return the weights of a logistic regression, drawn towards ``start`` with the strength ``pull`` (Newton)."""
    names = list(start)
    if not lessons:
        return dict(start)
    prior = np.array([start[name] for name in names])
    rows = np.array([[1.0 if name == _BASE else own.get(name, 0.0) for name in names] for own, _ in lessons])
    right = np.array([float(truth) for _, truth in lessons])
    weights = prior.copy()
    for _ in range(_STEPS):
        guess = 1 / (1 + np.exp(-np.clip(rows @ weights, -40, 40)))
        slope = rows.T @ (guess - right) + pull * (weights - prior)
        bend = (rows * (guess * (1 - guess))[:, None]).T @ rows + pull * np.eye(len(names))
        step = np.linalg.solve(bend, slope)
        weights -= step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-8:
            break
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
