# SPDX-License-Identifier: EUPL-1.2
"""Importing the register: repeatable, all or nothing, changes told; and the pages."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mittendrin.apps.atlas.ingest.register import RegisterReport, import_register
from mittendrin.apps.atlas.models import RegisterImport, RegisterMunicipality
from mittendrin.apps.atlas.services import register
from mittendrin.apps.atlas.tests import register_files as files
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person, Role

pytestmark = pytest.mark.django_db

REAL = Path(settings.TEST_DATA_DIR) / "municipalities-de" / "municipalities.csv"
NAMES = ("Ahlen", "Beckum", "Coesfeld", "Dülmen", "Emsdetten")


def rows(**changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Return five municipalities of one district, with changes by name."""
    found = [
        files.row(f"0597400{number}", name, 50.0 + number, 10_000 + number, lon=8 + number / 10)
        for number, name in enumerate(NAMES)
    ]
    return [{**one, **changes.get(one["name"], {})} for one in found]


def take(table: list[dict[str, Any]], **options: Any) -> RegisterReport:
    """Import rows of a table."""
    data = files.table(table)
    return import_register(io.BytesIO(data), "register.csv", len(data), **options)


def test_the_second_time_nothing_changes() -> None:
    first, second = take(rows()), take(rows())
    assert (first.written, second.written) == (5, 0)
    assert first.changes["first"]
    assert second.changes["counts"] == {"new": 0, "gone": 0, "rekeyed": 0, "renamed": 0, "area": 0}
    assert RegisterMunicipality.objects.count() == 5
    assert RegisterImport.objects.count() == 2


def test_a_dry_run_stores_nothing() -> None:
    report = take(rows(), dry_run=True)
    assert (report.stored, report.written, report.pk) == (False, 5, None)
    assert not RegisterMunicipality.objects.exists()
    assert not RegisterImport.objects.exists()


def test_a_wrong_row_stores_nothing() -> None:
    take(rows())
    with pytest.raises(ProblemsFound):
        take(rows(Beckum={"population_2019": 99_999, "name": ""}))
    assert RegisterMunicipality.objects.get(ags="05974001").population == 10_001
    assert RegisterImport.objects.count() == 1


def test_names_borders_and_people_are_compared() -> None:
    take(rows())
    report = take(
        rows(
            Ahlen={"name": "Ahlen am See"},
            Beckum={"area_km2": 58.0},
            Coesfeld={"area_km2": 52.05},
            Emsdetten={"population_2019": 9_000},
        )
    )
    changes = report.changes
    assert [(one["was"], one["name"]) for one in changes["renamed"]] == [("Ahlen", "Ahlen am See")]
    assert [(one["name"], one["was"], one["is"]) for one in changes["area"]] == [("Beckum", 51.0, 58.0)]
    assert changes["remeasured"] == 1
    assert (changes["population"]["grown"], changes["population"]["shrunk"]) == (0, 1)
    assert changes["population"]["largest"][0]["name"] == "Emsdetten"
    assert RegisterMunicipality.objects.get(ags="05974000").plain_name == "ahlen am see"
    lines = register.lines(changes)
    assert "1 Gemeinde hat andere Grenzen." in lines
    assert "1 Fläche ist nur neu vermessen." in lines


def test_a_merger_names_where_the_town_probably_went() -> None:
    take(rows())
    merged = rows(Dülmen={"area_km2": 53.0 + 54.0})[:4]
    report = take(merged, allow_gone=True)
    assert [(one["name"], one["into"]["name"]) for one in report.changes["gone"]] == [("Emsdetten", "Dülmen")]
    assert not RegisterMunicipality.objects.filter(name="Emsdetten").exists()


def test_a_town_with_another_key_is_neither_new_nor_gone() -> None:
    take(rows())
    report = take(rows(Beckum={"ags": "05978001"}), allow_gone=True)
    assert report.changes["counts"]["rekeyed"] == 1
    assert (report.changes["counts"]["new"], report.changes["counts"]["gone"]) == (0, 0)
    assert report.changes["rekeyed"][0]["was"] == "05974001"


def test_a_part_of_the_register_is_refused_unless_confirmed() -> None:
    take(rows())
    with pytest.raises(ProblemsFound) as error:
        take(rows()[:2])
    assert error.value.problems[0].kind == "too-many-gone"
    assert RegisterMunicipality.objects.count() == 5
    assert take(rows()[:2], allow_gone=True).changes["counts"]["gone"] == 3


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="shared test data not at hand")
def test_the_real_register_is_imported_under_ten_seconds_and_again_without_change() -> None:
    written = []
    for _round in range(2):
        started = time.perf_counter()
        with REAL.open("rb") as stream:
            report = import_register(stream, REAL.name, REAL.stat().st_size)
        assert time.perf_counter() - started < 10
        written.append((report.rows, report.written))
    assert written == [(11_004, 11_004), (11_004, 0)]


def person(role: str) -> Client:
    """Return a browser in which somebody with ``role`` is logged in."""
    client = Client()
    client.force_login(Person.objects.create_user(f"test-{role}", password="x", role=role))
    return client


def upload(data: bytes, name: str = "register.csv", **more: str) -> dict[str, Any]:
    """Return what the form sends."""
    return {"datei": SimpleUploadedFile(name, data), **more}


@pytest.mark.parametrize("name", ["atlas:register", "atlas:register_import"])
def test_only_editors_and_administrators_see_the_register_pages(name: str) -> None:
    address = reverse(name, args=[take(rows()).pk] if name.endswith("import") else [])
    public = Client().get(address)
    assert public.status_code == 302
    assert reverse("web:login") in public["Location"]
    assert person(Role.STAFF).get(address).status_code == 403
    assert person(Role.HEAD_OF_UNIT).get(address).status_code == 403
    assert person(Role.EDITOR).get(address).status_code == 200
    assert person(Role.ADMINISTRATOR).get(address).status_code == 200


def test_staff_cannot_import() -> None:
    data = upload(files.table(rows()), speichern="1")
    assert person(Role.STAFF).post(reverse("atlas:register"), data).status_code == 403
    assert not RegisterImport.objects.exists()


def test_an_editor_tries_and_stores() -> None:
    editor = person(Role.EDITOR)
    tried = editor.post(reverse("atlas:register"), upload(files.official(), "GV.xlsx", pruefen="1"))
    assert "Gespeichert ist nichts" in tried.content.decode()
    assert not RegisterImport.objects.exists()
    stored = editor.post(reverse("atlas:register"), upload(files.official(), "GV.xlsx", speichern="1"), follow=True)
    page = stored.content.decode()
    assert stored.redirect_chain[-1][0] == reverse("atlas:register_import", args=[RegisterImport.objects.get().pk])
    assert "31.12.2020" in page
    assert "Statistisches Bundesamt (Destatis)" in page
    record = RegisterImport.objects.get()
    assert (record.year, record.rows, record.person and record.person.username) == (2019, 4, "test-editor")


def test_a_wrong_file_is_answered_with_row_column_and_mend() -> None:
    data = files.plain("ags;name;fläche;einwohner", "05974040;Soest;viel;1")
    answer = person(Role.EDITOR).post(reverse("atlas:register"), upload(data, speichern="1"))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Zeile 2, Spalte „fläche“" in page
    assert "Schreiben Sie zum Beispiel 85,81" in page
    assert not RegisterImport.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"jahr": "abc"}, {"datei": SimpleUploadedFile("leer.csv", b"")}])
def test_a_form_without_a_file_is_answered(sent: dict[str, Any]) -> None:
    assert person(Role.EDITOR).post(reverse("atlas:register"), sent).status_code == 400


def test_an_unknown_import_is_not_found() -> None:
    assert person(Role.EDITOR).get(reverse("atlas:register_import", args=[999_999])).status_code == 404
