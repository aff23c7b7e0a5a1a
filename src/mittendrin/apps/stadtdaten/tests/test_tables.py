# SPDX-License-Identifier: EUPL-1.2
"""Tables of all forms: columns, notations, time zones, daylight saving."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.stadtdaten.sources.mapping import (
    SeriesMap,
    TableMap,
    delivery_of,
    guess,
    map_of,
    number_of,
    parsed_time,
)
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.sources.tables import table_of
from mittendrin.core import instants
from mittendrin.core.instants import HOUR

GERMAN = """Zählstelle;Datum;Uhrzeit;Räder [Anzahl];Temperatur (°C)
Brücke;26.10.2025;01:00;1.204;7,5
Brücke;26.10.2025;02:00;12;7,0
Brücke;26.10.2025;02:00;9;6,5
Brücke;26.10.2025;03:00;-;6,0
Brücke;31.02.2025;03:00;1;6,0
Markt;26.10.2025;02:00;3;x
"""


def read(data: bytes, wanted: TableMap | None = None) -> tuple[list[tuple[Any, ...]], dict[str, int]]:
    """Return station, quantity, time and value of all records, and the problems."""
    guessed = wanted or guess(*sample(data))
    found = delivery_of(table_of(data, path=guessed.path, skip=guessed.skip), guessed)
    rows = [(one.station, one.quantity, instants.to_iso(one.time)[:16], one.value) for one in found.records]
    return rows, dict(found.problems)


def sample(data: bytes) -> tuple[tuple[str, ...], list[Sequence[Any]]]:
    table = table_of(data)
    return table.columns, [row for row, _at in zip(table.rows, range(50), strict=False)]


def test_german_csv_with_the_hour_that_comes_twice() -> None:
    guessed = guess(*sample(GERMAN.encode("cp1252")))
    assert (guessed.time, guessed.clock, guessed.station, guessed.decimal) == ("Datum", "Uhrzeit", "Zählstelle", ",")
    assert [(one.title, one.symbol) for one in guessed.series] == [("Räder", "Anzahl"), ("Temperatur", "°C")]
    assert map_of(guessed.as_data()) == guessed
    rows, problems = read(GERMAN.encode("cp1252"))
    bicycles = [(station, at, value) for station, name, at, value in rows if name.startswith("Räder")]
    assert bicycles == [
        ("Brücke", "2025-10-25T23:00", 1204.0),
        ("Brücke", "2025-10-26T00:00", 12.0),
        ("Brücke", "2025-10-26T01:00", 9.0),
        ("Markt", "2025-10-26T00:00", 3.0),
    ]
    assert problems == {"bad-time": 1, "no-number": 1}


def test_hour_that_is_missing_is_refused() -> None:
    text = b"time,value\n2026-03-29 01:30,1\n2026-03-29 02:30,2\n2026-03-29 03:30,3\n"
    rows, problems = read(text)
    assert [row[2] for row in rows] == ["2026-03-29T00:30", "2026-03-29T01:30"]
    assert problems == {"no-such-hour": 1}


def test_quarters_of_the_hour_that_comes_twice() -> None:
    quarters = ["01:45", "02:00", "02:15", "02:30", "02:45", "02:00", "02:15", "02:30", "02:45", "03:00"]
    text = "zeit;wert\n" + "".join(f"26.10.2025 {at};{n}\n" for n, at in enumerate(quarters))
    rows, _problems = read(text.encode())
    assert [row[2][11:] for row in rows] == [
        "23:45", "00:00", "00:15", "00:30", "00:45", "01:00", "01:15", "01:30", "01:45", "02:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1.234,5", "", 1234.5), ("1,234.5", "", 1234.5), ("7,5", "", 7.5), ("7.5", "", 7.5), ("1.204", ",", 1204.0),
        ("1,204", ".", 1204.0), ("−3,2", "", -3.2), ("+4", "", 4.0), ("1e3", "", 1000.0), ("12 345", "", 12345.0),
        ("-", "", None), ("NaN", "", None), ("inf", "", None), ("1e999", "", None), ("12 °C", "", None),
        (True, "", None),
        (float("nan"), "", None), ("9" * 50, "", None),
    ],
)  # fmt: skip
def test_numbers(cell: Any, decimal: str, value: float | None) -> None:
    assert number_of(cell, decimal) == value


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("26.10.2025 14:05", "2025-10-26T14:05:00"), ("26.10.25", "2025-10-26T00:00:00"),
        ("26.10.2025 24:00", "2025-10-27T00:00:00"), ("2025-10-26", "2025-10-26T00:00:00"),
        ("2025/10/26 14:05", "2025-10-26T14:05:00"), ("202510261405", "2025-10-26T14:05:00"),
        ("2025102614", "2025-10-26T14:00:00"), ("20251026", "2025-10-26T00:00:00"),
        ("2025-10-26T14:05:00Z", "2025-10-26T14:05:00+00:00"), (1761487500, "2025-10-26T14:05:00+00:00"),
        (1761487500000, "2025-10-26T14:05:00+00:00"), ("1761487500", "2025-10-26T14:05:00+00:00"),
        (45956.5, "2025-10-26T12:00:00"), ("14:05", None), ("gestern", None), ("99.99.2025", None), ("", None),
    ],
)  # fmt: skip
def test_times(cell: Any, iso: str | None) -> None:
    found = parsed_time(cell)
    assert (found.isoformat() if found else None) == iso


def test_json_at_a_path_and_by_itself() -> None:
    data = b"""{"meta": {"n": 2}, "data": {"items": [
        {"id": "a", "at": "2026-01-01T10:00:00+01:00", "v": {"t": 1.5}, "geo": {"coordinates": [7.6, 50.3]}},
        {"id": "b", "at": "2026-01-01T11:00:00+01:00", "v": {"t": null}}]}}"""
    assert table_of(data).columns == ("id", "at", "v.t", "geo.coordinates.0", "geo.coordinates.1")
    wanted = TableMap(
        time="at", station="id", latitude="geo.coordinates.1", longitude="geo.coordinates.0", path="data.items",
        series=(SeriesMap("v.t", "Temperatur", "°C"),),
    )  # fmt: skip
    found = delivery_of(table_of(data, path=wanted.path), wanted)
    assert [one.value for one in found.records] == [1.5]
    assert (found.stations["a"].latitude, found.stations["a"].longitude) == (50.3, 7.6)
    assert found.stations["b"].latitude is None
    lines = b'{"time": "2026-01-01T10:00:00Z", "v": 1}\n{"time": "2026-01-01T11:00:00Z", "v": 2}\n'
    assert [row[3] for row in read(lines)[0]] == [1.0, 2.0]


def test_excel_and_parquet() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Zeit", "Leistung [kW]"], [datetime(2026, 7, 1, 12), 4.5], [datetime(2026, 7, 1, 13), 5]):  # noqa: DTZ001
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue())[0] == [
        ("", "Leistung [kW]", "2026-07-01T10:00", 4.5),
        ("", "Leistung [kW]", "2026-07-01T11:00", 5.0),
    ]
    table = pa.table({"zeit": pa.array([1_782_900_000_000], pa.timestamp("ms", tz="UTC")), "no2": [31.5]})
    packed = io.BytesIO()
    pq.write_table(table, packed)
    assert read(packed.getvalue())[0] == [("", "no2", "2026-07-01T10:00", 31.5)]


def test_one_value_in_each_row_and_ends_of_periods() -> None:
    text = b"time,name,value\n2026-01-01T01:00Z,pm10,12\n2026-01-01T01:00Z,no2,30\n"
    wanted = TableMap(time="time", name="name", value="value", minutes=60, ends=True)
    found = delivery_of(table_of(text), wanted)
    rows = list(found.records)
    assert [(one.quantity, one.value, one.duration) for one in rows] == [("pm10", 12, HOUR), ("no2", 30, HOUR)]
    assert instants.to_iso(rows[0].time).startswith("2026-01-01T00:00")
    assert found.quantities["pm10"].symbol == "µg/m³"


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01", b"PK\x03\x04kaputt", b"PAR1kaputt", b"{", b"[]", b'{"a": {"b": {}}}', b"\xff\xfe\x00", b"\n\n"],
)
def test_what_is_no_table(data: bytes) -> None:
    with pytest.raises(SourceRefused):
        read(data, TableMap(time="zeit", series=(SeriesMap("wert", "Wert"),)))


@given(st.binary(max_size=300))
def test_odd_bytes_are_refused_by_name(data: bytes) -> None:
    try:
        read(data)
    except SourceRefused as error:
        assert error.kind


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=3), min_size=1, max_size=5))
def test_odd_cells_are_counted(cells: list[list[str]]) -> None:
    text = "zeit;wert;ort\n" + "\n".join(
        ";".join(cell.replace(";", " ").replace('"', " ") for cell in row) for row in cells
    )
    wanted = TableMap(time="zeit", station="ort", series=(SeriesMap("wert", "Wert"),))
    try:
        read(text.encode("utf-8", "replace"), wanted)
    except SourceRefused as error:
        assert error.kind


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("01.03.2026 10:00;12,5;\n01.03.2026 11:00;13;4\n", ("Spalte 1", "Spalte 2", "Spalte 3")),
        ("2026-03-01T10:00:00Z,12\n2026-03-01T11:00:00Z,13\n", ("Spalte 1", "Spalte 2")),
        ("Zähler;01.01.2026;02.01.2026\nMarkt;5;6\n", ("Zähler", "01.01.2026", "02.01.2026")),
        ("Zeit;12\n01.03.2026 10:00;3\n", ("Zeit", "12")),
    ],
)
def test_a_first_row_of_values_is_no_header(text: str, columns: tuple[str, ...]) -> None:
    """Otherwise the first value would be lost, and a number would become the name of a series."""
    table = table_of(text.encode())
    assert table.columns == columns
    assert len(list(table.rows)) == (2 if columns[0] == "Spalte 1" else 1)
    if columns[0] == "Spalte 1":
        assert read(text.encode())[0][0][3] in {12, 12.5}
