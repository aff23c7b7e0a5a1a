# SPDX-License-Identifier: EUPL-1.2
"""Out of the Atlas and back: nothing is lost; what is wrong in a file is named and nothing of it is stored."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from mittendrin.apps.atlas.models import DataVersion, Kind, Origin, Record, Revision
from mittendrin.apps.atlas.services import problem_words
from mittendrin.apps.atlas.services.exchange import importing, names, sheets, tables, writing
from mittendrin.apps.atlas.services.exchange.incoming import MAX_BYTES
from mittendrin.apps.atlas.tests import factories

Data = dict[str, Any]
CELL_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(
    lambda text: text == text.strip()
)


def stored() -> dict[tuple[str, str], Data]:
    return {(kind, key): data for kind, key, data in Record.objects.values_list("kind", "key", "data")}


def read(data: bytes, name: str, kind: str = "") -> dict[tuple[str, str], Data]:
    batch = importing.read_bytes(data, name, kind)
    assert batch.problems == []
    return {(incoming.kind, incoming.data["id"]): incoming.data for incoming in batch.rows}


def run(data: bytes, name: str, kind: str = "", dry_run: bool = False) -> importing.ImportReport:
    return importing.run(importing.read_bytes(data, name, kind), person=None, comment=f"Datei {name}", dry_run=dry_run)


def words_of(report: importing.ImportReport) -> list[str]:
    with translation.override("de"):
        return [str(problem_words.describe(problem)) for problem in report.problems]


@pytest.mark.slow
@pytest.mark.parametrize("format_name", ["json", "yaml", "csv", "xlsx"])
def test_all_records_come_back_the_same(atlas_content: None, format_name: str) -> None:
    options = writing.Options()
    data = writing.export(format_name, options)
    assert read(data, writing.file_name(format_name, options)) == stored()
    report = run(data, writing.file_name(format_name, options))
    assert (report.problems, report.new.total(), report.changed.total()) == ([], 0, 0)
    assert report.unchanged.total() == Record.objects.count()


@pytest.mark.parametrize("options", [writing.Options("providers", ";", bom=True), writing.Options("steps", "\t")])
def test_one_table_in_the_dialect_of_a_spreadsheet(atlas_content: None, options: writing.Options) -> None:
    data = writing.export("csv", options)
    assert data.startswith(b"\xef\xbb\xbf") == options.bom
    assert read(data, f"{options.kind}.csv") == {
        identity: row for identity, row in stored().items() if identity[0] == options.kind
    }


def test_the_object_has_the_promised_lists(atlas_content: None) -> None:
    document = json.loads(writing.export("json"))
    lists = "sources municipalities profiles projects providers application_fields factors recommendations steps"
    assert set(f"{lists} survey clusters voices statistics about".split()) == set(document)
    wanted = {"id", "title", "municipalities", "fields", "ai", "summary_de", "summary_en", "source", "locator"}
    assert all(wanted <= project.keys() for project in document["projects"])
    assert all("municipality" in profile for profile in document["profiles"])
    assert document["about"]["licence"] == "CC BY 4.0"
    assert any("Smart-City-Atlas" in line for line in document["about"]["attribution"])


def test_geojson_has_places_with_counts_and_projects(atlas_content: None) -> None:
    document = json.loads(writing.export("geojson"))
    soest = next(f for f in document["features"] if f["properties"]["id"] == "soest")
    projects = sum("soest" in r.data["municipalities"] for r in Record.objects.of(Kind.PROJECT))
    assert soest["properties"]["projects"] == projects
    assert soest["geometry"]["coordinates"][0] == pytest.approx(8.11, abs=0.05)
    only = writing.geojson(Kind.PROJECT)["features"]
    assert {feature["properties"]["type"] for feature in only} == {"project"}


@given(CELL_TEXT | st.just(""))
def test_no_text_is_a_formula_and_every_text_comes_back(text: str) -> None:
    guarded = tables.guard(text)
    assert guarded[:1] not in set("=+-@\t\r\n")
    assert guarded
    assert tables.unguard(guarded) == text


@given(st.lists(CELL_TEXT, max_size=4))
def test_lists_come_back_from_one_cell(partners: list[str]) -> None:
    data = factories.project(partners=partners)
    cells = {name: str(cell) for name, cell in tables.to_cells("project", data).items()}
    assert tables.from_cells("project", cells) == data


def test_nothing_null_and_empty_are_kept_apart() -> None:
    figures = [{"value": 1.5, "year": None, "source": "zensus-2022", "approximate": False}]
    place = factories.municipality(population=figures, area_km2=[], note={"de": "=1+1", "en": ""})
    cells = {name: str(cell) for name, cell in tables.to_cells("municipality", place).items()}
    assert cells["note.de"] == "'=1+1"
    assert tables.from_cells("municipality", cells) == place
    empty = factories.project(period={}, partners=[])
    assert tables.from_cells("project", tables.to_cells("project", empty)) == empty


@pytest.mark.parametrize(
    "column", ["", "titel", "milestones", "title.1", "milestones.0.date", "milestones.x.date", "milestones.9999.date"]
)
def test_columns_that_name_no_value(column: str) -> None:
    known = tables.field_of("profile", column)
    assert known is None or column == "milestones"  # "milestones" can hold []


def test_a_spreadsheet_may_drop_the_zero_of_the_key() -> None:
    assert tables.from_cells("municipality", {"id": "x", "ags": 5974999.0})["ags"] == "05974999"
    assert tables.from_cells("municipality", {"id": "x", "ags": "5974999"})["ags"] == "05974999"


@pytest.fixture
def small(atlas_content: None) -> None:
    """Leave only the sources and one place."""
    factories.remove(Record.objects.exclude(kind=Kind.SOURCE))
    Record.objects.create(kind="municipality", key="testhausen", title="Testhausen", data=factories.municipality())


def as_csv(*rows: Data, delimiter: str = ",") -> bytes:
    cells = [tables.to_cells("project", row) for row in rows]
    columns = tables.columns("project", cells)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in cells)
    return out.getvalue().encode()


def test_an_import_stores_with_history(small: None) -> None:
    version = DataVersion.objects.get().number
    report = run(as_csv(factories.project()), "projects.csv")
    assert (report.stored, report.new["project"]) == (True, 1)
    revision = Revision.objects.get(kind="project", key="testhausen-briefe")
    assert (revision.origin, revision.comment) == (Origin.IMPORT, "Datei projects.csv")
    assert Record.objects.get(key="testhausen-briefe").links_out.filter(target_key="testhausen").exists()
    assert DataVersion.objects.get().number > version


def test_a_dry_run_stores_nothing(small: None) -> None:
    report = run(as_csv(factories.project()), "projects.csv", dry_run=True)
    assert (report.stored, report.new["project"]) == (False, 1)
    assert not Record.objects.filter(kind="project").exists()


def test_one_wrong_row_stores_nothing_and_is_named(small: None) -> None:
    good, bad = factories.project(), factories.project("zweites", stage="fertig", municipalities=["testhausn"])
    report = run(as_csv(good, bad), "projects.csv")
    assert not Record.objects.filter(kind="project").exists()
    place, stage = words_of(report)
    assert place == (
        "projects.csv, Zeile 3, Spalte „municipalities“: „testhausn“ gibt es im Atlas nicht."
        " Legen Sie den Eintrag zuerst an oder verbessern Sie die Kennung. Meinten Sie „testhausen“?"
    )
    assert stage == (
        "projects.csv, Zeile 3, Spalte „stage“: „fertig“ steht nicht in der Liste der Werte."
        " Erlaubt sind: in_operation, in_progress, planned, idea, ended, not_stated."
    )


def test_windows_1252_and_semicolons_are_read(small: None) -> None:
    data = as_csv(factories.project(title="Straßen prüfen – schnell"), delimiter=";").decode().encode("cp1252")
    assert run(data, "projekte.csv", "project").stored
    assert Record.objects.get(kind="project").title == "Straßen prüfen – schnell"


def test_columns_that_are_missing_keep_what_is_stored(small: None) -> None:
    run(as_csv(factories.project(partners=["FH"])), "projects.csv")
    report = run(b"id,stage\ntesthausen-briefe,ended\n", "projects.csv")
    assert report.changed["project"] == 1
    changed = Record.objects.get(kind="project").data
    assert (changed["stage"], changed["partners"], changed["title"]) == ("ended", ["FH"], "Briefe verteilen")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("projects.csv", b"", "empty-file"),
        ("projects.csv", b"id;titel\nx;y\n", "unknown-field"),
        ("projects.csv", b"title\ny\n", "column-missing"),
        ("projects.csv", b"id,title\nx,=1+1\n", "formula"),
        ("projects.csv", b"id,id\nx,y\n", "column-twice"),
        ("projects.csv", b"\x00\x01\x02", "not-csv"),
        ("irgendwas.csv", b"id\nx\n", "kind-missing"),
        ("projects.json", b"{", "json"),
        ("projects.json", b'{"projects": [], "projects": []}', "duplicate-key"),
        ("projects.json", b'{"projects": [NaN]}', "json"),
        ("projects.json", b"[" * 100_000, "too-deep"),
        ("projects.json", b"\xff\xfe\xfd", "encoding"),
        ("atlas.json", b"5", "not-a-record"),
        ("atlas.json", b'{"projects": 5}', "not-a-list"),
        ("atlas.json", b'{"projects": [5]}', "not-a-record"),
        ("atlas.json", b'{"projekte": []}', "unknown-kind"),
        ("atlas.json", b'{"type": "FeatureCollection", "features": []}', "geojson-import"),
        ("atlas.yaml", b"projects: [\n", "yaml"),
        ("atlas.yaml", b"a: &a [x]\nb: [*a, *a]\n", "yaml"),
        ("atlas.yaml", b"[" * 100_000, "yaml"),
        ("atlas.yaml", b"projects:\n- id: x\n  id: y\n", "yaml"),
        ("atlas.xlsx", b"PK\x03\x04 no zip", "xlsx"),
        ("atlas.zip", b"no zip", "zip"),
        ("atlas.pdf", b"%PDF", "unknown-format"),
        ("karte.geojson", b"{}", "geojson-import"),
    ],
)
def test_bad_files_are_answered_in_words(small: None, name: str, data: bytes, kind: str) -> None:
    report = run(data, name)
    assert kind in {problem.kind for problem in report.problems}
    assert all("%(" not in line for line in words_of(report))
    assert not Record.objects.filter(kind="project").exists()


def test_doubled_keys_in_a_file(small: None) -> None:
    report = run(as_csv(factories.project(), factories.project()), "projects.csv")
    assert {problem.kind for problem in report.problems} == {"duplicate-id"}
    assert report.problems[0].where == "projects.csv:3:id"


def test_two_hundred_megabytes_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "projects.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _self: pytest.fail("was read"))
    assert [problem.kind for problem in importing.read_path(path).problems] == ["too-large"]
    assert importing.read_path(tmp_path / "nichts.csv").problems[0].kind == "not-found"


def workbook(sheet: str, *rows: list[Any]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_formulas_and_errors_in_a_workbook_are_named_by_cell(small: None) -> None:
    report = run(workbook("projects", ["id", "title"], ["x", "=1+1"]), "tabelle.xlsx")
    assert [(p.where, p.kind) for p in report.problems] == [("tabelle.xlsx: projects:2:title", "formula")]
    assert words_of(report)[0].startswith("tabelle.xlsx: projects, Zeile 2, Spalte „title“:")


def test_a_workbook_may_hold_dates_numbers_and_one_sheet_of_any_name(small: None) -> None:
    cells = tables.to_cells("project", factories.project(period={"start": "2019-03-31"}))
    columns = list(cells)
    report = run(workbook("Tabelle1", columns, [cells[name] for name in columns]), "x.xlsx", "project")
    assert report.stored
    assert Record.objects.get(kind="project").data["period"] == {"start": "2019-03-31"}


def test_a_zip_bomb_is_refused_by_its_size_on_paper(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("projects.csv", b"0" * 1_000_000)
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 999_999)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_args: pytest.fail("was unpacked"))
    for name in ("atlas.zip", "atlas.xlsx"):
        assert [problem.kind for problem in run(out.getvalue(), name).problems] == ["zip-bomb"]


def test_xml_traps_in_a_workbook_are_refused(small: None) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert [problem.kind for problem in run(out.getvalue(), "atlas.xlsx").problems] == ["xlsx"]


def test_a_file_that_is_too_large_by_upload(small: None) -> None:
    assert [problem.kind for problem in run(b"x" * (MAX_BYTES + 1), "projects.csv").problems] == ["too-large"]


def test_text_in_a_workbook_stays_text(atlas_content: None) -> None:
    book = load_workbook(io.BytesIO(writing.export("xlsx", writing.Options("municipality"))), read_only=True)
    rows = list(book["municipalities"].iter_rows(values_only=True))
    column = rows[0].index("ags")
    assert all(isinstance(row[column], str) for row in rows[1:] if row[column] is not None)


def test_names_of_lists_and_kinds() -> None:
    assert names.kind_of("Projects") == "project" == names.kind_of("project")
    assert names.kind_of("quatsch") == ""
    assert set(names.LISTS) == set(Kind)
