# SPDX-License-Identifier: EUPL-1.2
"""Series from CSV: plain files, files of offices, rows that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from mittendrin.apps.stadtdaten.models import Datastream, Observation
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
    assert (report.new, report.wrong) == (2, 4)
    assert sorted((one.where, one.kind) for one in report.refused) == [
        ("3", "unreadable-row"), ("6", "too_old"), ("7", "unreadable-row"), ("8", "unreadable-row"),
    ]  # fmt: skip
    assert stored() == [(from_iso("2025-12-31T23:00:00Z"), 1.5), (from_iso("2026-01-01T00:00:00Z"), 1234.5)]


def test_numbers_that_are_none_in_a_plain_file(stream: Datastream) -> None:
    report = csv_import.import_csv(
        ["time,result\n", "2026-01-01T00:00:00Z,nan\n", "2026-01-01T00:00:01Z,1\n"], stream.pk
    )
    assert (report.new, [(one.where, one.kind) for one in report.refused]) == (1, [("2", "not_finite")])


def test_files_without_the_columns(stream: Datastream) -> None:
    for head in ("", "a,b\n", "timestamp,colour\n"):
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
        {("3", "too_old"), ("4", "unreadable-row")},
    )
    with pytest.raises(csv_import.UnknownDatastream):
        csv_import.import_file(file, 999_999)
