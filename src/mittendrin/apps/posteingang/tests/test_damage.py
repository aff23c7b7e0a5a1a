# SPDX-License-Identifier: EUPL-1.2
"""A damaged, tampered or missing text of one letter costs its own line, on every page and in every job."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from mittendrin.apps.posteingang.ingest import copies, reading, store
from mittendrin.apps.posteingang.models import Letter, LetterFile, LetterState
from mittendrin.apps.posteingang.models import Reading as StoredReading
from mittendrin.apps.posteingang.services import (
    documents,
    export,
    keys,
    queue,
    rules,
    searching,
    setup,
    stacks,
    subjects,
)
from mittendrin.apps.posteingang.services.rules import RuleDraft
from mittendrin.apps.posteingang.sources.reading import Letter as ReadLetter
from mittendrin.apps.posteingang.sources.reading import Reading
from mittendrin.apps.posteingang.tests.conftest import Take
from mittendrin.contracts.document import from_text
from mittendrin.core.sealing import new_key
from mittendrin.townhall.accounts.models import Person, Role

pytestmark = pytest.mark.django_db
People = dict[str, Person]
Read = Callable[..., Letter]
SAID = "Der Text dieses Briefs ließ sich nicht lesen."


@pytest.fixture
def read(take: Take, post_room: People) -> Read:
    """Return a function that makes a letter of a text, read without the reading process and without blocks."""

    def made(text: str, **fields: Any) -> Letter:
        found = Reading("a", "text", (ReadLetter(from_text(text), 0, 1),))
        nothing: dict[str, str] = {}
        with (
            patch.object(reading, "read_file", return_value=found),
            patch("mittendrin.apps.posteingang.services.proposing.answering", return_value=nothing),
        ):
            return take(text, read=True, **fields)

    return made


def spoil(letter: Letter, way: str) -> None:
    kept = StoredReading.objects.filter(letter=letter)
    body = bytes(kept.get().body)
    if way == "missing":
        kept.delete()
    elif way == "tampered":
        kept.update(body=body[:-9] + bytes([body[-9] ^ 1]) + body[-8:])
    else:
        kept.update(body={"cut": body[: len(body) // 2], "empty": b"", "foreign": b"\x00\xff" * 40}[way])


@pytest.fixture(params=["cut", "empty", "foreign", "tampered", "missing"])
def pair(request: pytest.FixtureRequest, read: Read, settings: Any) -> tuple[Letter, Letter]:
    """Return a letter that is whole and one whose text is spoilt, sealed when it is tampered with."""
    if request.param == "tampered":
        settings.FILE_KEY = new_key()
    whole = read("Antrag von Karl Klein, Hauptstraße 3. " * 10, state=LetterState.WAITING)
    spoilt = read("Widerspruch von Erika Sandmann, Gartenweg 7. " * 10, state=LetterState.WAITING)
    spoil(spoilt, request.param)
    return whole, Letter.objects.get(pk=spoilt.pk)


@pytest.fixture
def officer(people: People) -> Person:
    setup.set_right(people[Role.ADMINISTRATOR], people[Role.STAFF], "data_protection", True)
    return people[Role.STAFF]


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_person_is_found_in_all_other_letters_and_the_gap_is_told(
    pair: tuple[Letter, Letter], officer: Person, tmp_path: Path
) -> None:
    whole, spoilt = pair
    page = browser(officer).post(reverse("posteingang:held"), {"words": "Karl Klein"})
    assert page.status_code == 200
    text = page.content.decode()
    assert whole.number in text
    assert f"Der Text von einem Brief ließ sich nicht durchsuchen: {spoilt.number}." in text
    assert export.export(officer, [whole.uuid, spoilt.uuid], tmp_path / "a.zip") == 2
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        about = json.loads(archive.read("uebersicht.json"))
        assert about["not_readable"] == [f"{spoilt.number}/brief.json: text"]
        assert SAID in json.loads(archive.read(f"{spoilt.number}/brief.json"))["text_problem"]
        assert json.loads(archive.read(f"{whole.number}/brief.json"))["text_problem"] == ""


@pytest.mark.parametrize("way", ["missing", "cut"])
def test_a_file_that_is_gone_or_cut_is_named_in_the_export(
    way: str, read: Read, officer: Person, tmp_path: Path, settings: Any
) -> None:
    settings.FILE_KEY = new_key()
    letter = read("Antrag von Karl Klein. " * 10, state=LetterState.WAITING)
    path = Path(store.storage().path(LetterFile.objects.get().path))
    if way == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-5])
    export.export(officer, [letter.uuid], tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert "original" in json.loads(archive.read("uebersicht.json"))["not_readable"][0]


def test_desk_search_stacks_rules_and_learning_go_on(
    pair: tuple[Letter, Letter], clerk: Person, people: People
) -> None:
    whole, spoilt = pair
    client = browser(clerk)
    page = client.get(reverse("posteingang:letter", args=[spoilt.uuid]))
    assert page.status_code == 200
    assert SAID in page.content.decode()
    assert client.get(reverse("posteingang:letter", args=[spoilt.uuid]) + "?ansicht=text").status_code == 200
    assert client.get(reverse("posteingang:desk")).status_code == 200
    assert SAID not in client.get(reverse("posteingang:letter", args=[whole.uuid])).content.decode()
    assert [row.item.uuid for row in searching.search(clerk, "Hauptstraße").rows] == [whole.uuid]
    leaves = stacks.leaves(clerk, queue.items([whole, spoilt]))
    assert leaves[1].line == "Der Text lässt sich gerade nicht öffnen."
    assert rules.tried(people[Role.ADMINISTRATOR], RuleDraft("kind", "Antrag", ("klein",))).looked_at == 1
    assert subjects.document(f"letter:{spoilt.uuid}") is None


def test_a_text_that_breaks_after_it_was_indexed_does_not_break_the_search(read: Read, clerk: Person) -> None:
    letter = read("Widerspruch von Erika Sandmann, Gartenweg 7. " * 10, state=LetterState.WAITING)
    assert searching.search(clerk, "Gartenweg").total == 1
    StoredReading.objects.update(body=b"kaputt")
    found = searching.search(clerk, "Gartenweg")
    assert found.rows[0].item.uuid == letter.uuid
    assert "".join(part.text for part in found.rows[0].text) == "Der Text lässt sich gerade nicht öffnen."


def test_health_and_settings_tell_the_administrator(pair: tuple[Letter, Letter], people: People) -> None:
    _whole, spoilt = pair
    documents.look_over()
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["letters"]) == (200, "degraded")
    page = browser(people[Role.ADMINISTRATOR]).get(reverse("posteingang:settings")).content.decode()
    assert spoilt.number in page.split("Nicht lesbar")[1][:400]


def test_what_is_whole_again_is_no_longer_told(read: Read) -> None:
    letter = read("Antrag von Karl Klein. " * 10, state=LetterState.WAITING)
    body = StoredReading.objects.get().body
    StoredReading.objects.update(body=b"kaputt")
    assert documents.look_over() == 1
    assert documents.unreadable() == [letter.number]
    StoredReading.objects.update(body=body)
    assert documents.look_over() == 0
    assert documents.unreadable() == []


def test_the_key_is_changed_although_one_text_is_damaged(read: Read, settings: Any) -> None:
    settings.FILE_KEY = old = new_key()
    whole = read("Antrag von Karl Klein. " * 10, state=LetterState.WAITING)
    spoil(read("Widerspruch. " * 40, state=LetterState.WAITING), "tampered")
    settings.FILE_KEY = f"{new_key()},{old}"
    keys.seal_all()
    settings.FILE_KEY = settings.FILE_KEY.partition(",")[0]
    assert documents.opened(Letter.objects.get(pk=whole.pk)) is not None


def test_old_fingerprints_are_renewed_and_never_compared_with_new_ones(read: Read, post_room: People) -> None:
    text = "Widerspruch von Erika Sandmann gegen den Bescheid über die Hundesteuer im Gartenweg 7 dieser Stadt. " * 4
    first = read(text, state=LetterState.WAITING)
    old = "0" * 192
    Letter.objects.filter(pk=first.pk).update(fingerprint=old)
    assert read(text + "Noch ein Satz.", state=LetterState.WAITING).near_duplicate_of is None
    assert documents.renew_fingerprints() == 1
    assert Letter.objects.get(pk=first.pk).fingerprint == copies.fingerprint(from_text(text).text)
    assert documents.renew_fingerprints() == 0
    assert read(text + "Und noch einer.", state=LetterState.WAITING).near_duplicate_of is not None
    Letter.objects.filter(pk=first.pk).update(fingerprint=old)
    spoil(first, "cut")
    documents.renew_fingerprints()
    assert documents.renew_fingerprints() == 0, "what cannot be read is not tried for ever"
