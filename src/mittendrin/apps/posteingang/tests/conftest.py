# SPDX-License-Identifier: EUPL-1.2
"""A post room with its people, a store of its own, and letters that are read without OCR."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from mittendrin.apps.posteingang.ingest import arriving
from mittendrin.apps.posteingang.ingest.arriving import Offer
from mittendrin.apps.posteingang.models import Channel, Letter, LetterState, Step
from mittendrin.apps.posteingang.services import access, setup, working
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.cases.models import Grant
from mittendrin.web.tests.conftest import as_role, people

__all__ = ["as_role", "people"]

TEXT = """Erika Sandmann
Gartenweg 7
56999 Musterstadt

Stadtverwaltung Musterstadt
Rathausplatz 1
56999 Musterstadt

12. November 2026

Antrag auf Ermäßigung der Hundesteuer, Kassenzeichen 21.004711.8

Sehr geehrte Damen und Herren,

hiermit beantrage ich die Ermäßigung der Hundesteuer für meinen Hund Waldi. Ich beziehe Grundsicherung und kann
die volle Steuer von 120,00 EUR nicht zahlen. Bitte antworten Sie mir bis zum 30.11.2026.

Mit freundlichen Grüßen
Erika Sandmann
"""

Take = Callable[..., Letter]


@pytest.fixture(autouse=True)
def store_of_its_own(settings: Any, tmp_path: Path) -> Path:
    """Keep letters, their work and their index in a folder of this test."""
    root = tmp_path / "town"
    root.mkdir()
    settings.TOWN_DIR, settings.DELETIONS_DIR = root, tmp_path
    settings.LETTER_STORAGE = {
        "BACKEND": "mittendrin.apps.posteingang.ingest.store.AtomicFiles",
        "OPTIONS": {"location": root / "letters"},
    }
    settings.LETTER_WORK_DIR = root / "work"
    settings.LETTER_INDEX_DIR = root / "search"
    settings.FILE_KEY = ""
    return root


@pytest.fixture
def post_room(people: dict[str, Person]) -> dict[str, Person]:
    """Return the demo people; the main office (editor, administrator) is the post room."""
    setup.ensure_demo()
    return people


@pytest.fixture
def clerk(post_room: dict[str, Person]) -> Person:
    """Return somebody of the post room."""
    return post_room[Role.EDITOR]


@pytest.fixture
def grant() -> Callable[[Person], None]:
    """Return a function that lets a person see special categories of personal data."""

    def give(person: Person) -> None:
        Grant.objects.create(person=person)

    return give


@pytest.fixture
def take(db: None) -> Take:
    """Return a function that takes a text in as a letter, unread unless told otherwise."""
    count = iter(range(1, 1000))

    def taken(text: str = TEXT, *, read: bool = False, name: str = "brief.txt", **fields: Any) -> Letter:
        offer = Offer(Channel.UPLOAD, "test", f"{next(count)}", name)
        letter = arriving.take(offer, BytesIO(text.encode())).letter
        assert letter is not None
        if read:
            working.work_all()
        if fields:
            Letter.objects.filter(pk=letter.pk).update(**fields)
        return Letter.objects.get(pk=letter.pk)

    return taken


@pytest.fixture
def waiting(take: Take) -> Take:
    """Return a function that makes a letter that waits for a person, without asking any block."""

    def made(unit: str = "Ordnungsamt", **fields: Any) -> Letter:
        values = {"state": LetterState.WAITING, "step": Step.NONE, "unit": access.unit_named(unit), "kind": "Antrag"}
        return take(**{**values, **fields})

    return made


def later(letter: Letter, seconds: float) -> None:
    """Let the lease and the pause of a letter be over."""
    past = timezone.now() - timedelta(seconds=seconds)
    Letter.objects.filter(pk=letter.pk, lease_until__isnull=False).update(lease_until=past)
    Letter.objects.filter(pk=letter.pk, next_try_at__isnull=False).update(next_try_at=past)
