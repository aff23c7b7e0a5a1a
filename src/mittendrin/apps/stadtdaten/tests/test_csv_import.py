# SPDX-License-Identifier: EUPL-1.2
"""Series from CSV: plain files, files of offices, rows that cannot be read."""

from __future__ import annotations

import pytest

from mittendrin.apps.stadtdaten.models import Datastream, Observation
from mittendrin.apps.stadtdaten.services import csv_import
from mittendrin.apps.stadtdaten.tests.factories import datastream
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.instants import from_iso


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
