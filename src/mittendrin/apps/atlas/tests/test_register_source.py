# SPDX-License-Identifier: EUPL-1.2
"""Reading the official register: layouts, encodings, repairs, and everything that is refused."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.atlas.services import register_words
from mittendrin.apps.atlas.sources import register
from mittendrin.apps.atlas.sources.register import keys
from mittendrin.apps.atlas.tests import register_files as files
from mittendrin.core.errors import ProblemsFound

REAL = Path(settings.TEST_DATA_DIR) / "municipalities-de" / "municipalities.csv"
HEADER = "ags;name;fläche km²;einwohner 2019;land"
SOEST = '05974040;"Soest, Stadt";85,81;47.514;Nordrhein-Westfalen'


def read(data: bytes, name: str = "register.csv", year: int | None = None) -> register.RegisterFile:
    """Read a register from memory."""
    return register.read(io.BytesIO(data), name, len(data), year)


def refused(data: bytes, year: int | None = None) -> list[tuple[str, str, str]]:
    """Return where, kind and detail of all problems; each has words."""
    with pytest.raises(ProblemsFound) as error:
        read(data, year=year)
    for problem in error.value.problems:
        words = register_words.describe(problem)
        assert words.what
        assert words.mend
        assert "%(" not in str(words)
    return [(problem.where, problem.kind, problem.detail) for problem in error.value.problems]


def test_the_official_extract_is_read() -> None:
    found = read(files.official(), "AuszugGV4QAktuell.xlsx")
    by_key = {one.ags: one for one in found.municipalities}
    assert (found.territory, found.year, len(by_key)) == ("31.12.2020", 2019, 4)
    soest = by_key["05974040"]
    assert (soest.ars, soest.name, soest.district) == ("059740040040", "Soest, Stadt", "Soest")
    assert (soest.area_km2, soest.population, soest.lon, soest.lat) == (85.81, 47514, 8.106308, 51.572543)
    assert by_key["07313000"].role == "independent_city"
    assert by_key["07313000"].population == 46881
    assert by_key["05974028"].role == "district_member"
    forest = by_key["01053105"]
    assert (forest.role, forest.population, forest.state) == ("unincorporated", 0, "SH")
    assert ("uninhabited", "1") in found.notices


def test_the_extract_saved_as_csv_is_read_the_same() -> None:
    from_xlsx, from_csv = read(files.official()), read(files.official_csv())
    keep = ("ags", "ars", "name", "district", "role", "area_km2", "population", "lon", "lat")
    values = [[[getattr(one, key) for key in keep] for one in file.municipalities] for file in (from_xlsx, from_csv)]
    assert values[0] == values[1]
    assert ("windows-1252", "") in from_csv.notices


GERMAN = ("AGS;Gemeindename;Fläche in km²;Bevölkerung", "05974040;Soest, Stadt;85,81;47.514")
TABS = ("Gemeindeschlüssel\tName\tFläche\tEinwohner 2020", "05974040\tSoest, Stadt\t85,81\t47 514")
ENGLISH = ("municipality key,municipality,area km2,inhabitants", '05974040,"Soest, Stadt",85.81,"47,514"')
TITLED = ("Bevölkerung", "", "ags;stadt;fläche;bevölkerung insgesamt", "05 974 040;Soest, Stadt;85,81;47514")
SPLIT = [
    ("land", "rb", "kreis", "vb", "gem", "gemeindename", "fläche", "einwohner"),
    ("05", "9", "74", "0040", "040", "Soest, Stadt", 85.81, 47514.0),
]
TABLES = {
    "german": files.plain(*GERMAN, encoding="utf-8-sig"),
    "windows-1252": files.plain(*TABS, encoding="cp1252"),
    "english-utf-16": files.plain(*ENGLISH, encoding="utf-16"),
    "sep-line": files.plain("sep=;", "ars;ort;flaeche;einwohnerzahl", "059740040040;Soest, Stadt;85,81;47514"),
    "title-line": files.plain(*TITLED),
    "split-key": files.workbook(SPLIT),
}


@pytest.mark.parametrize("data", TABLES.values(), ids=TABLES)
def test_plain_tables_of_many_kinds_are_read(data: bytes) -> None:
    soest = read(data).municipalities[0]
    assert (soest.ags, soest.name, soest.area_km2, soest.population) == ("05974040", "Soest, Stadt", 85.81, 47514)
    assert (soest.state, soest.role) == ("NW", "district_member")


def test_a_lost_zero_is_put_back_and_told() -> None:
    found = read(files.workbook([("ags", "name", "area_km2", "population"), (5974040, "Soest", 85.81, 47514)]))
    assert found.municipalities[0].ags == "05974040"
    assert ("zero-restored", "1") in found.notices
    assert register_words.notice("zero-restored", "1").startswith("Bei 1 Schlüsseln")


def test_the_youngest_population_counts_unless_a_year_is_wanted() -> None:
    data = files.table(
        [
            files.row(population_zensus2022=46453),
            files.row("07313000", "Landau", 82.94, 46881, population_zensus2022=""),
        ]
    )
    youngest = read(data)
    assert (youngest.year, youngest.census) == (2022, True)
    assert [(one.population, one.population_year) for one in youngest.municipalities] == [(46453, 2022), (46881, 2019)]
    assert ("population-older", "1") in youngest.notices
    assert [one.population for one in read(data, year=2019).municipalities] == [47514, 46881]
    assert refused(data, year=2011) == [("1", "unknown-year", "2022, 2019")]


def test_the_year_of_an_undated_column_can_be_told() -> None:
    data = files.plain(HEADER.replace(" 2019", ""), SOEST)
    assert ("year-unknown", "einwohner") in read(data).notices
    assert read(data, year=2020).municipalities[0].population_year == 2020


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('=1+1;"Soest";85,81;47514;NW', ("2:ags", "formula", "=1+1")),
        ("5,97E+06;Soest;85,81;47514;NW", ("2:ags", "key-rounded", "5,97E+06")),
        ("974040;Soest;85,81;47514;NW", ("2:ags", "bad-ags", "974040")),
        ("17974040;Soest;85,81;47514;NW", ("2:ags", "bad-ags", "17974040")),
        (";Soest;85,81;47514;NW", ("2:ags", "missing-key", "")),
        ("05974040;;85,81;47514;NW", ("2:name", "missing-name", "")),
        ("05974040;123;85,81;47514;NW", ("2:name", "bad-name", "123")),
        ("05974040;Soest;viel;47514;NW", ("2:fläche km²", "not-a-number", "viel")),
        ("05974040;Soest;-3;47514;NW", ("2:fläche km²", "area-range", "-3")),
        ("05974040;Soest;;47514;NW", ("2:fläche km²", "missing-area", "")),
        ("05974040;Soest;85,81;47514,5;NW", ("2:einwohner 2019", "not-a-count", "47514,5")),
        ("05974040;Soest;85,81;-5;NW", ("2:einwohner 2019", "population-range", "-5")),
        ("05974040;Soest;85,81;;NW", ("2:einwohner 2019", "missing-population", "")),
        ("05974040;Soest;85,81;#REF!;NW", ("2:einwohner 2019", "excel-error", "#REF!")),
        ("05974040;Soest;85,81;47514;Bayern", ("2:land", "state-differs", "Bayern / 05974040")),
        ("05974040;Soest;85,81;47514;Tirol", ("2:land", "unknown-state", "Tirol")),
        ("05974040;Soest;85,81;47514", ("2", "row-width", "4/5")),
        ('05974040;"Soest;85,81;47514;NW', ("2", "broken-row", "")),
    ],
)
def test_wrong_rows_are_named_with_row_and_column(line: str, problem: tuple[str, str, str]) -> None:
    assert refused(files.plain(HEADER, line)) == [problem]


def test_every_wrong_row_is_told_and_one_wrong_row_refuses_the_file() -> None:
    rows = [SOEST, "05974028;Lippstadt;x;1;NW", SOEST, "05974999;;1;y;NW"]
    kinds = [(where, kind) for where, kind, _detail in refused(files.plain(HEADER, *rows))]
    assert kinds == [
        ("3:fläche km²", "not-a-number"),
        ("4:AGS", "key-twice"),
        ("5:name", "missing-name"),
        ("5:einwohner 2019", "not-a-count"),
    ]


def test_at_most_fifty_problems_are_collected() -> None:
    assert len(refused(files.plain(HEADER, *(f"0597{number:04};X;x;1;NW" for number in range(100))))) == 50


def test_ags_and_ars_must_belong_together() -> None:
    data = files.plain("ags;ars;name;fläche;einwohner", "05974040;059740028028;Soest;85,81;47514")
    assert refused(data) == [("2:ars", "keys-differ", "05974040 / 059740028028")]


@pytest.mark.parametrize(
    ("lon", "lat", "kind"),
    [("51,57", "8,11", "place-swapped"), ("0", "51,57", "place-outside"), ("x", "1", "not-a-number")],
)
def test_wrong_coordinates_are_refused(lon: str, lat: str, kind: str) -> None:
    data = files.plain("ags;name;fläche;einwohner;lon;lat", f"05974040;Soest;85,81;47514;{lon};{lat}")
    assert refused(data)[0][1] == kind


def test_formulas_in_workbooks_are_refused_with_their_cell() -> None:
    data = files.workbook([("ags", "name", "area_km2", "population"), ("05974040", "Soest", "=80+5.81", 47514)])
    assert refused(data) == [("cell:C2", "formula", "")]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty-file"),
        (b"\n\n \n", "empty-file"),
        (b"hello", "no-header"),
        (b"ags;name;einwohner\n05974040;Soest;1\n", "missing-column"),
        (HEADER.encode() + b"\n", "no-rows"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not-csv"),
        (b"\xd0\xcf\x11\xe0rest", "old-excel"),
        (b"PK\x03\x04garbage", "broken-workbook"),
    ],
)
def test_files_that_are_no_register_are_refused(data: bytes, kind: str) -> None:
    assert [found for _where, found, _detail in refused(data)] == [kind]


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refused(out.getvalue())[0][1] == "broken-workbook"


def test_200_megabytes_are_refused_before_anything_is_read() -> None:
    class Untouched(io.BytesIO):
        def read(self, *args: object) -> bytes:
            raise AssertionError("read")

    with pytest.raises(ProblemsFound) as error:
        register.read(Untouched(), "big.csv", 200_000_000)
    assert error.value.problems[0].kind == "too-large"
    assert "20 MB" in register_words.describe(error.value.problems[0]).what


def test_an_unknown_record_type_is_refused() -> None:
    rows = [row if row[:1] != ("50",) else ("5O", *row[1:]) for row in files.official_rows()]
    assert refused(files.official(rows)) == [("10:Satz art", "record-type", "5O")]


@given(st.binary(max_size=400))
def test_garbage_is_refused_and_never_fails(data: bytes) -> None:
    with pytest.raises(ProblemsFound):
        read(data)


@given(st.integers(min_value=1, max_value=16), st.integers(min_value=0, max_value=999_999))
def test_keys_survive_the_loss_of_their_zero(state: int, rest: int) -> None:
    key = f"{state:02}{rest:06}"
    assert keys.repair(key.lstrip("0") if state > 9 else key[1:], 8)[0] == key
    assert keys.state_of(key) == keys.STATES[key[:2]][0]


@pytest.mark.skipif(not REAL.exists(), reason="shared test data not at hand")
def test_the_real_register_is_read_whole_and_fast() -> None:
    started = time.perf_counter()
    with REAL.open("rb") as stream:
        found = register.read(stream, REAL.name, REAL.stat().st_size)
    assert time.perf_counter() - started < 10
    assert len(found.municipalities) == 11_004
    roles = [one.role for one in found.municipalities]
    assert (roles.count("city_state"), roles.count("unincorporated")) == (2, 210)
    assert len({one.state for one in found.municipalities}) == 16
