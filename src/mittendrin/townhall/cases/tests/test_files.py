# SPDX-License-Identifier: EUPL-1.2
"""Files of cases: names, kinds, sizes, rights, sealing."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pytest_django import Settings

from mittendrin.townhall.cases import errors
from mittendrin.townhall.cases.models import Attachment, CaseEvent
from mittendrin.townhall.cases.services import files, making
from mittendrin.townhall.cases.tests.town import case, person, today

pytestmark = pytest.mark.django_db
DATA = b"%PDF-1.7 Quittung"


def upload(name: str = "Quittung.pdf", data: bytes = DATA) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_file_comes_back_as_it_was_for_all_who_see_the_case() -> None:
    who, colleague, stranger = person("eins"), person("zwei"), person("bau", "Bauamt")
    made = case(person=who)
    kept = files.attach(today(colleague), made, upload())
    found, content = files.open_attachment(today(who), made.uuid, kept.uuid)
    assert (found.name, found.size, b"".join(content)) == ("Quittung.pdf", len(DATA), DATA)
    for viewer, case_uuid, uuid in (
        (today(stranger), made.uuid, kept.uuid),
        (today(who), case("Anderer").uuid, kept.uuid),
        (today(who), made.uuid, uuid4()),
    ):
        with pytest.raises(errors.NotYours):
            files.open_attachment(viewer, case_uuid, uuid)
    with pytest.raises(errors.NotYours):
        files.attach(today(stranger), made, upload("zweite.pdf", b"x"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("leer.pdf", b""),
        ("virus.exe", b"MZ"),
        ("Rechnung.pdf.EXE", b"MZ"),
        ("seite.html", b"<script>"),
        ("bild.svg", b"<svg/>"),
    ],
)
def test_programs_pages_and_empty_files_are_refused(name: str, data: bytes) -> None:
    made = case()
    with pytest.raises(errors.FileRefused) as refused:
        files.attach(today(person("eins")), made, upload(name, data))
    assert refused.value.words.startswith("Diese Datei nehmen wir nicht an: ")
    assert not Attachment.objects.exists()


def test_too_large_too_many_and_twice(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    who, made = today(person("eins")), case()
    files.attach(who, made, upload())
    with pytest.raises(errors.FileRefused, match="hängt schon"):
        files.attach(who, made, upload("anders.pdf"))
    monkeypatch.setattr(files, "MOST_PER_CASE", 1)
    with pytest.raises(errors.FileRefused):
        files.attach(who, made, upload("noch.pdf", b"noch"))
    settings.UPLOAD_MAX_BYTES = 3
    with pytest.raises(errors.FileRefused):
        files.attach(who, case("Zweiter"), upload())


def test_with_a_key_the_stored_file_is_sealed(settings: Settings) -> None:
    settings.FILE_KEY = base64.b64encode(bytes(range(32))).decode()
    who, made = today(person("eins")), case()
    kept = files.attach(who, made, upload())
    stored = default_storage.open(str(kept.file.name)).read()
    assert (DATA in stored, kept.sealed) == (False, True)
    assert b"".join(files.open_attachment(who, made.uuid, kept.uuid)[1]) == DATA


def test_a_file_that_is_gone_is_not_found() -> None:
    who, made = today(person("eins")), case()
    kept = files.attach(who, made, upload())
    default_storage.delete(str(kept.file.name))
    with pytest.raises(errors.NotYours):
        files.open_attachment(who, made.uuid, kept.uuid)


def test_nothing_stays_behind_when_storing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    who, made = today(person("eins")), case()

    def broken(**_values: object) -> None:
        raise OSError

    monkeypatch.setattr(CaseEvent.objects, "create", broken)
    before = set(default_storage.listdir("cases")[1]) if default_storage.exists("cases") else set()
    with pytest.raises(OSError), transaction.atomic():
        files.attach(who, made, upload())
    assert set(default_storage.listdir("cases")[1]) == before
    assert not Attachment.objects.exists()


def test_erasing_takes_the_files_too(django_capture_on_commit_callbacks: object) -> None:
    who, made = today(person("eins")), case(source="letter:1")
    kept = files.attach(who, made, upload())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        making.erase("letter:1")
    assert not Attachment.objects.exists()
    assert not default_storage.exists(str(kept.file.name))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\a.pdf", "a.pdf"),
        ("a\r\nb\x00.pdf", "a__b_.pdf"),
        ("Rechnung\u202efdp.exe", "Rechnungfdp.exe"),
        ("", "datei"),
        ("...", "datei"),
        ("x" * 300 + ".pdf", "x" * 156 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert files.safe_name(given) == kept


@limits(max_examples=40)
@given(st.text(max_size=400))
def test_every_name_is_short_and_has_no_path(name: str) -> None:
    safe = files.safe_name(name)
    assert 0 < len(safe) <= files.NAME
    assert not set(safe) & set('/\\\x00\r\n"<>|:*?')


def test_files_that_a_kill_left_behind_go_after_a_day(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": own}
    assert files.sweep() == 0
    made = case()
    kept = files.attach(today(person("eins")), made, upload())
    lost = default_storage.save(f"cases/{uuid4()}", ContentFile(b"verloren"))
    assert files.sweep() == 0
    monkeypatch.setattr(files, "LEFT_BEHIND", timedelta(seconds=-5))
    assert files.sweep() == 1
    assert not default_storage.exists(lost)
    assert default_storage.exists(str(kept.file.name))
    assert files.sweep() == 0
