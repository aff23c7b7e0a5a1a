# SPDX-License-Identifier: EUPL-1.2
"""A register with one block in use, and a browser for each role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from mittendrin.contracts import registry
from mittendrin.contracts.app import BlockUse
from mittendrin.contracts.block import Answer
from mittendrin.townhall import offers
from mittendrin.townhall.accounts import demo
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions import services
from mittendrin.web.tests.browsers import As, browsers

BLOCK = "letter_unit"
PROMISE = "Von 100 Briefen, die niemand einzeln ansieht, kommen höchstens %(wrong)s zum falschen Amt."


@pytest.fixture(autouse=True)
def _own_world(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let one app ask one block, with words of its own."""
    settings.TOWN_DIR = tmp_path
    cache.clear()
    use = BlockUse(registry.manifest(BLOCK).question, "Briefe", PROMISE, "Noch zu wenige Briefe. Alles wird gefragt.")
    monkeypatch.setattr(offers, "uses", lambda: {use.question: use})
    yield
    cache.clear()


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    demo.ensure_demo_town()
    return {role: Person.objects.get(role=role) for role in Role.values}


@pytest.fixture
def as_role(people: dict[str, Person]) -> As:
    return browsers(people)


def decide(
    count: int, by: Person, value: str = "Bauamt", start: int = 0, unit: str = "Bauamt", sure: float = 0.9
) -> None:
    """Propose ``Bauamt`` and let a person say ``value``."""
    for number in range(start, start + count):
        row = services.propose(services.Proposal(BLOCK, f"letter:{number}", Answer("Bauamt", sure), unit=unit))[0]
        services.correct(row, value, by)
