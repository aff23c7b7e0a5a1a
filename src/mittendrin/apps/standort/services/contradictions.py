# SPDX-License-Identifier: EUPL-1.2
"""Answers that hardly go together, asked about gently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mittendrin.apps.standort.services.readiness import Reading
from mittendrin.apps.standort.sources.questionnaire import Condition, Contradiction, Questionnaire

_ALMOST = 1e-9


@dataclass(frozen=True)
class Doubt:
    """One contradiction with the items that it is about."""

    rule: Contradiction
    items: tuple[str, ...]


def doubts(questions: Questionnaire, readings: Mapping[str, Reading]) -> tuple[Doubt, ...]:
    """Return what to ask back; an open answer contradicts nothing."""
    return tuple(
        Doubt(rule, tuple(condition.item for condition in rule.when))
        for rule in questions.contradictions
        if all(holds(condition, readings.get(condition.item)) for condition in rule.when)
    )


def holds(condition: Condition, reading: Reading | None) -> bool:
    """Return whether a condition holds for a reading; for an open one it does not."""
    if reading is None or reading.value is None:
        return False
    if condition.has and not (isinstance(reading.answer, frozenset) and condition.has in reading.answer):
        return False
    if condition.at_least is not None and reading.value < condition.at_least - _ALMOST:
        return False
    return condition.at_most is None or reading.value <= condition.at_most + _ALMOST
