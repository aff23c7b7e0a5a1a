# SPDX-License-Identifier: EUPL-1.2
"""How alike two towns are: one closeness per criterion, weighted, nothing hidden. See docs/explanation/twins.md."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from mittendrin.apps.atlas.services.twins.town import Town

CRITERIA = ("population", "density", "state", "role", "area")
DEFAULT_WEIGHTS: Mapping[str, int] = {"population": 4, "density": 3, "state": 1, "role": 1, "area": 0}
MAX_WEIGHT = 10
# Twice as big leaves a quarter, half as big too: the ratio of the smaller to the larger, squared.
STEEPNESS = 2.0
_LOGS = {"population": "log_people", "density": "log_density", "area": "log_area"}
_CODES = {"state": "state", "role": "role"}


@dataclass(frozen=True)
class Candidates:
    """Towns to choose from, with one column per criterion, so that 11,000 towns take few milliseconds."""

    towns: Sequence[Town]
    columns: Mapping[str, Sequence[Any]]

    @classmethod
    def of(cls, towns: Iterable[Town]) -> Candidates:
        """Return ``towns`` with their columns."""
        listed = tuple(towns)
        columns: dict[str, list[Any]] = {
            name: [math.inf if (value := getattr(town, attribute)) is None else value for town in listed]
            for name, attribute in _LOGS.items()
        }
        columns |= {name: [getattr(town, attribute) for town in listed] for name, attribute in _CODES.items()}
        return cls(listed, columns)


@dataclass(frozen=True, slots=True)
class Part:
    """What one criterion adds: closeness 0 to 1 (None: the other town's figure is unknown, adds nothing).

    points of ``most`` possible ones; the points of all criteria sum up to the similarity.
    """

    criterion: str
    weight: int
    closeness: float | None
    points: float
    most: float


def usable(own: Town, weights: Mapping[str, int]) -> dict[str, int]:
    """Return the weights that count: above zero, and own figure known."""
    return {name: weights.get(name, 0) for name in CRITERIA if weights.get(name, 0) > 0 and _known(own, name)}


def missing(own: Town, weights: Mapping[str, int]) -> list[str]:
    """Return the weighted criteria that cannot count because the own figure is unknown."""
    return [name for name in CRITERIA if weights.get(name, 0) > 0 and not _known(own, name)]


def _known(town: Town, criterion: str) -> bool:
    if criterion in _LOGS:
        return getattr(town, _LOGS[criterion]) is not None
    return bool(getattr(town, _CODES[criterion]))


def closeness(own: Town, other: Town, criterion: str) -> float | None:
    """Return how close two towns are in one criterion, 1 for equal; None when a figure is unknown."""
    if criterion in _CODES:
        mine, theirs = getattr(own, _CODES[criterion]), getattr(other, _CODES[criterion])
        return float(mine == theirs) if mine and theirs else None
    one, two = getattr(own, _LOGS[criterion]), getattr(other, _LOGS[criterion])
    return None if one is None or two is None else math.exp(-STEEPNESS * abs(one - two))


def parts(own: Town, other: Town, weights: Mapping[str, int]) -> list[Part]:
    """Return what each counting criterion adds; the points sum up to the similarity in per cent."""
    counting = usable(own, weights)
    total = sum(counting.values())
    found = []
    for name, weight in counting.items():
        close = closeness(own, other, name)
        most = 100 * weight / total
        found.append(Part(name, weight, close, most * (close or 0.0), most))
    return found


def most_similar(own: Town, among: Candidates, weights: Mapping[str, int], limit: int) -> list[tuple[float, Town]]:
    """Return (similarity in per cent, town) of the ``limit`` most similar towns without the own one."""
    counting = usable(own, weights)
    total = sum(counting.values())
    if not total:
        return []
    points = [0.0] * len(among.towns)
    for name, weight in counting.items():
        points = _add(points, own, among, name, weight)
    order = nlargest(limit + 1, range(len(points)), key=points.__getitem__)
    found = [(100 * points[place] / total, among.towns[place]) for place in order]
    return [(score, town) for score, town in found if not town.same_as(own)][:limit]


def _add(points: list[float], own: Town, among: Candidates, criterion: str, weight: int) -> list[float]:
    """Return ``points`` with those of one criterion; an unknown figure is infinitely far away."""
    column = among.columns[criterion]
    if criterion in _CODES:
        code = getattr(own, _CODES[criterion])
        return [sum_ + weight if value == code else sum_ for sum_, value in zip(points, column, strict=True)]
    mine, exp = getattr(own, _LOGS[criterion]), math.exp
    return [sum_ + weight * exp(-STEEPNESS * abs(mine - value)) for sum_, value in zip(points, column, strict=True)]
