# SPDX-License-Identifier: EUPL-1.2
"""Answers for tests."""

from __future__ import annotations

from typing import Any

from mittendrin.apps.standort.services.assessment import Assessment, assess
from mittendrin.apps.standort.sources.answers import Answers, parse
from mittendrin.apps.standort.sources.questionnaire import Item, shipped

TOWN = {"name": "Neustadt", "state": "RP", "population": 41000, "area_km2": 80}


def answers(said: dict[str, Any] | None = None, **more: Any) -> Answers:
    """Return the answers of a town as if read from a file."""
    return parse({"town": TOWN, "answers": said or {}, **more}, "a.yaml", shipped())


def assessed(said: dict[str, Any] | None = None, **more: Any) -> Assessment:
    """Return the result of a town."""
    return assess(shipped(), answers(said, **more))


def best(item: Item) -> Any:
    """Return the answer to an item that counts most."""
    if item.kind == "number":
        return item.most
    if item.kind == "multiple":
        return [choice.key for choice in item.choices]
    return max(item.choices, key=lambda choice: choice.value or 0).key


def worst(item: Item) -> Any:
    """Return the answer to an item that counts least."""
    if item.kind == "number":
        return 0
    return [] if item.kind == "multiple" else min(item.choices, key=lambda choice: choice.value or 0).key
