# SPDX-License-Identifier: EUPL-1.2
"""Which recommendations and answers belong to which of the ten steps to a digital agenda."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from mittendrin.apps.standort.sources.questionnaire import CONTENT, Condition
from mittendrin.core import yaml_strict


@dataclass(frozen=True)
class AgendaStep:
    """One of the ten steps by its key in the Atlas. next: its recommendations. reached: the answer that shows it."""

    key: str
    next: tuple[str, ...]
    reached: Condition


@cache
def frame() -> tuple[AgendaStep, ...]:
    """Return the ten steps in their order."""
    data: dict[str, Any] = yaml_strict.read(CONTENT / "agenda.yaml")
    return tuple(AgendaStep(one["key"], tuple(one["next"]), Condition(**one["reached"])) for one in data["steps"])


def step_of(recommendation: str) -> str:
    """Return the key of the step that a recommendation belongs to; the last one for those that name none."""
    found = (one.key for one in frame() if recommendation in one.next)
    return next(found, frame()[-1].key)
