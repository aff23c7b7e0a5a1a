# SPDX-License-Identifier: EUPL-1.2
"""Series from CSV: plain files, files of offices, rows that cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mittendrin.apps.stadtdaten.models import Datastream, DaySummary, Observation
from mittendrin.apps.stadtdaten.services import csv_import
from mittendrin.apps.stadtdaten.tests.factories import datastream
from mittendrin.core import instants
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.instants import from_iso

BEGIN = from_iso("2026-01-01T00:00:00Z")


@pytest.fixture
def stream(db: None) -> Datastream:
    return datastream()


def stored() -> list[tuple[int, float | None]]:
    return list(Observation.objects.order_by("phenomenon_start").values_list("phenomenon_start", "result"))


def test_a_plain_file_twice(stream: Datastream) -> None:
    lines = ["timestamp,value\n", *(f"2026-01-01T{hour:02}:00:00Z,{hour / 2}\n" for hour in range(24))]
    first, again = csv_import.import_csv(lines, stream.pk), csv_import.import_csv(lines, stream.pk)
    assert (first.new, first.wrong, again.new, again.same) == (24, 0, 0, 24)
    assert stored()[3] == (from_iso("2026-01-01T03:00:00Z"), 1.5)


def test_a_file_of_an_office_with_bad_rows(stream: Datastream) -> None:
    lines = [
        "\ufeffOrt;Zeit;Wert\n", "Markt;2026-01-01 00:00:00+01:00;1,5\n", "Markt;gestern;2\n", "\n",
        "Markt;2026-01-01 01:00:00+01:00;1.234,5\n", "Markt;1970-01-01 01:00:00;3\n", "Markt;2026-01-01T02:00;NaN\n",
        "Markt\n",
    ]  # fmt: skip
    report = csv_import.import_csv(lines, stream.pk)
    assert (report.new, report.wrong, report.empty) == (2, 3, 1)
    assert sorted((one.where, one.kind) for one in report.refused) == [
        ("3", "unreadable-row"), ("6", "too_old"), ("8", "unreadable-row"),
    ]  # fmt: skip
    assert stored() == [(from_iso("2025-12-31T23:00:00Z"), 1.5), (from_iso("2026-01-01T00:00:00Z"), 1234.5)]


def test_a_row_without_a_value_is_no_mistake(stream: Datastream) -> None:
    report = csv_import.import_csv(
        ["time,result\n", "2026-01-01T00:00:00Z,nan\n", "2026-01-01T00:00:01Z,1\n"], stream.pk
    )
    assert (report.new, report.empty, report.refused) == (1, 1, [])


def test_files_without_the_columns(stream: Datastream) -> None:
    for head in ("", "a,b\n", "timestamp\n", "timestamp,colour,shape\n"):
        with pytest.raises(ProblemsFound):
            csv_import.import_csv([head], stream.pk)
    with pytest.raises(csv_import.UnknownDatastream):
        csv_import.import_csv(["timestamp,value\n"], 999_999)


@pytest.mark.parametrize("bad", [None, 0, 3000, 89_999])
def test_files_are_read_quickly_and_to_the_end(stream: Datastream, tmp_path: Path, bad: int | None) -> None:
    """Several blocks of Arrow's reader, with a row in one of them that only the patient reader can say something of."""
    lines = [f"x,{instants.to_iso(BEGIN + row * 1_000_000)},{row / 8}" for row in range(90_000)]
    if bad is not None:
        lines[bad] = "x,gestern,1"
    file = tmp_path / "series.csv"
    file.write_text("\n".join(["note,Timestamp,value", *lines]), encoding="utf-8")
    report = csv_import.import_file(file, stream.pk)
    assert (report.new, report.changed, report.same) == (90_000 - (bad is not None), 0, 0)
    assert [(one.where, one.kind) for one in report.refused] == (
        [] if bad is None else [(str(bad + 2), "unreadable-row")]
    )
    assert stored()[-2][1] == ((89_998 if bad != 89_999 else 89_997) / 8)
    assert csv_import.import_file(file, stream.pk).same == report.new


def test_bad_numbers_in_plain_files_are_named_with_their_line(stream: Datastream, tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_text("time,result\n2026-01-01T00:00:00Z,1\n1970-01-01T00:00:00Z,2\n2026-01-01T00:00:02Z,\n", "utf-8")
    report = csv_import.import_file(file, stream.pk)
    assert (report.new, {(one.where, one.kind) for one in report.refused}) == (
        1,
        {("3", "too_old")},
    )
    assert report.empty == 1
    with pytest.raises(csv_import.UnknownDatastream):
        csv_import.import_file(file, 999_999)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_as_an_office_saves_it(stream: Datastream, tmp_path: Path, encoding: str) -> None:
    """German times and numbers, an umlaut, a column of another name; the hour that comes twice in autumn."""
    file = tmp_path / "amt.csv"
    lines = ["Zeit;Außentemperatur °C"]
    lines += [f"25.10.2026 {clock};{value}" for clock, value in
              (("01:00", "9,5"), ("02:00", "9"), ("02:00", "8,5"), ("03:00", "1.008,25"), ("04:00", ""))]  # fmt: skip
    file.write_text("\r\n".join(lines), encoding=encoding)
    report = csv_import.import_file(file, stream.pk, zone="Europe/Berlin")
    assert (report.new, report.wrong, report.empty) == (4, 0, 1)
    begin = from_iso("2026-10-24T23:00:00Z")
    assert stored() == [(begin + at * instants.HOUR, value) for at, value in enumerate((9.5, 9.0, 8.5, 1008.25))]


def test_an_hour_that_was_left_out_and_rows_that_are_no_csv(stream: Datastream) -> None:
    lines = ["Zeit;Wert\n", "29.03.2026 02:30;1\n", f'29.03.2026 04:00;"{"9" * 200_000}"\n', "29.03.2026 05:00;2\n"]
    report = csv_import.import_csv(lines, stream.pk, zone="Europe/Berlin")
    assert [(one.where, one.kind) for one in report.refused] == [("2", "no-such-hour"), ("3", "unreadable-row")]
    assert stored() == [(from_iso("2026-03-29T03:00:00Z"), 2.0)]


def test_the_column_is_named_or_the_only_one(stream: Datastream) -> None:
    lines = ["timestamp,temp,hum\n", "2026-01-01T00:00:00Z,1,2\n"]
    with pytest.raises(ProblemsFound) as refused:
        csv_import.import_csv(lines, stream.pk)
    assert [(one.kind, one.detail) for one in refused.value.problems] == [("column-unclear", "temp, hum")]
    assert csv_import.import_csv(lines, stream.pk, column="Hum").new == 1
    assert stored()[0][1] == 2.0


def test_corrections_of_a_long_file_ask_the_store_a_few_times_only(
    stream: Datastream, django_assert_max_num_queries: Any
) -> None:
    lines = [f"{instants.to_iso(BEGIN + hour * instants.HOUR)},{{}}\n" for hour in range(1000)]
    csv_import.import_csv(["time,value\n", *(line.format(1) for line in lines)], stream.pk)
    with django_assert_max_num_queries(60):
        report = csv_import.import_csv(["time,value\n", *(line.format(at) for at, line in enumerate(lines))], stream.pk)
    assert report.changed == 999
    days = DaySummary.objects.filter(datastream_id=stream.pk).order_by("start")
    assert sum(day.total for day in days) == sum(range(1000))
    assert (days[1].count, days[1].low, days[1].high, days[1].first, days[1].last) == (24, 23.0, 46.0, 23.0, 46.0)
