# SPDX-License-Identifier: EUPL-1.2
"""A block that needs no letters' knowledge, people, and proposals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Block
from mittendrin.contracts.document import Document, from_text
from mittendrin.contracts.dummies import MajorityClassifier
from mittendrin.contracts.manifest import Manifest
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions import services
from mittendrin.townhall.decisions.models import Decision
from mittendrin.townhall.decisions.services import blocks

BLOCK = "majority"
Propose = Callable[..., Decision]


def text_of(subject: str) -> Document | None:
    """Return a document made of the subject; those called gone are gone."""
    return None if "gone" in subject else from_text(f"Brief {subject} mit Bitte um Antwort und vielen Worten")


@pytest.fixture(autouse=True)
def _own_world(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test a folder, an empty cache and the dummy as an installed block."""
    settings.TOWN_DIR = tmp_path
    cache.clear()
    blocks._kept.cache_clear()
    known: dict[str, type[Block[Any]]] = {BLOCK: MajorityClassifier}

    def manifest(block_id: str) -> Manifest:
        if block_id not in known:
            raise registry.UnknownBlock(block_id)
        return known[block_id].manifest

    monkeypatch.setattr(registry, "block_class", lambda block_id: known[block_id])
    monkeypatch.setattr(registry, "manifest", manifest)
    monkeypatch.setattr(offers, "document", text_of)
    yield
    cache.clear()
    blocks._kept.cache_clear()


@pytest.fixture
def clerk(db: None) -> Person:
    return Person.objects.create(username="clerk", role=Role.STAFF)


@pytest.fixture
def head(db: None) -> Person:
    return Person.objects.create(username="head", role=Role.HEAD_OF_UNIT)


def proposal(subject: str = "letter:1", value: str | None = "Bauamt", confidence: float = 0.9, **more: Any) -> Decision:
    """Return the decision on a proposal of the dummy."""
    answer: Answer[str] = Answer(value, confidence if value else 0.0, abstained=value is None)
    more.setdefault("document", text_of(subject))
    return services.propose(services.Proposal(BLOCK, subject, answer, **more))[0]
