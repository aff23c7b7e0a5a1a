# SPDX-License-Identifier: EUPL-1.2
"""What stays when a letter is destroyed names nobody."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from mittendrin.apps.posteingang.ingest import folder as watching
from mittendrin.apps.posteingang.ingest.folder import WatchedFolder
from mittendrin.apps.posteingang.models import AccessLog, Arrival, DeletionRecord, Letter, LetterFile, LetterState
from mittendrin.apps.posteingang.services import files, quarantine
from mittendrin.apps.posteingang.tests.conftest import TEXT, Take
from mittendrin.townhall.accounts.models import Person

pytestmark = pytest.mark.django_db
hide_names = import_module("mittendrin.apps.posteingang.migrations.0002_signatures_without_names").hide_names


def test_no_name_of_a_file_outlives_its_letter(clerk: Person, take: Take, tmp_path: Path) -> None:
    folder = tmp_path / "scanner"
    (folder / "Sozialamt").mkdir(parents=True)
    (folder / "Sozialamt" / "Sandmann Krankschreibung.txt").write_text(TEXT, encoding="utf-8")
    WatchedFolder(folder, settle=0.0).look()
    letter = Letter.objects.get()
    Letter.objects.update(state=LetterState.QUARANTINE, step="")
    file = LetterFile.objects.get()
    assert file.name == "Sandmann Krankschreibung.txt"
    list(files.file(clerk, file.uuid).chunks)
    quarantine.delete(clerk, letter.uuid)
    left = [*Arrival.objects.values(), *AccessLog.objects.values(), *DeletionRecord.objects.values()]
    assert len(left) == 3
    assert "Krank" not in str(left)


def test_older_rows_lose_the_names_of_files_and_are_found_again(take: Take, tmp_path: Path) -> None:
    (tmp_path / "Ümit Kaya.txt").write_text(TEXT, encoding="utf-8")
    seen = next(iter(watching.files(tmp_path)))
    arrival = take().arrival
    old = f"Ümit Kaya.txt|{seen.changed}|{seen.size}"
    Arrival.objects.filter(pk=arrival.pk).update(channel="folder", signature=old)
    for _time in range(2):
        hide_names(apps, None)
        assert Arrival.objects.get().signature == seen.signature
