# SPDX-License-Identifier: EUPL-1.2
"""The pages and the files: the same rows in each form, nothing that is not there."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from mittendrin.apps.opendata.services import catalogue
from mittendrin.apps.stadtdaten.tests.open_data import measured


def body(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def key_of(title: str) -> str:
    """Return the key of the dataset of measured values with this name."""
    return next(one.key for one in catalogue.datasets() if title in one.title.de and not one.simulated)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_all_forms_hold_the_same_values(db: None) -> None:
    measured()
    key = key_of("Lufttemperatur")
    table = list(csv.DictReader(io.StringIO(body(f"/daten/{key}/{key}.csv").decode())))
    objects: list[dict[str, Any]] = json.loads(body(f"/daten/{key}/{key}.json"))
    columns = pq.read_table(io.BytesIO(body(f"/daten/{key}/{key}.parquet"))).to_pylist()
    assert len(table) == len(objects) == len(columns) == 60
    for line, one, row in zip(table, objects, columns, strict=True):
        assert float(line["value"]) == one["value"] == row["value"]
        assert moment(line["start"]) == moment(one["start"]) == row["start"]
        assert int(line["datastream_id"]) == one["datastream_id"] == row["datastream_id"]
    assert {line["thing"] for line in table} == {"Markt", "'=Bahnhof"}
    assert {row["thing"] for row in columns} == {"Markt", "=Bahnhof"}


@pytest.mark.parametrize("key", ["atlas-projekte", "atlas-orte"])
def test_atlas_in_all_forms(db: None, key: str) -> None:
    table = list(csv.reader(io.StringIO(body(f"/daten/{key}/{key}.csv").decode())))
    objects = json.loads(body(f"/daten/{key}/{key}.json"))
    columns = pq.read_table(io.BytesIO(body(f"/daten/{key}/{key}.parquet")))
    assert len(table) - 1 == len(objects) == columns.num_rows > 50
    assert table[0] == columns.column_names
    assert table[0][0] == "id"
    assert [row[0] for row in table[1:]] == [one["id"] for one in objects] == columns["id"].to_pylist()


def test_long_series_come_whole_and_in_order(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mittendrin.apps.stadtdaten.services.open_data.CHUNK", 7)
    monkeypatch.setattr("mittendrin.apps.opendata.services.files.CHUNK", 4)
    monkeypatch.setattr("mittendrin.apps.opendata.services.files.GROUP", 4)
    numbers = measured()
    key = key_of("Lufttemperatur")
    objects = json.loads(body(f"/daten/{key}/{key}.json"))
    values = [one["value"] for one in objects if one["datastream_id"] == numbers["second"].pk]
    assert values == [float(100 + step) for step in range(30)]
    assert pq.read_table(io.BytesIO(body(f"/daten/{key}/{key}.parquet"))).num_rows == 60


@pytest.mark.parametrize(
    "path",
    ["/daten/gibt-es-nicht/", "/daten/atlas-orte/atlas-orte.exe", "/daten/atlas-orte/anders.csv"],
)
def test_what_is_not_there(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_in_both_languages(db: None, language: str) -> None:
    measured()
    browser, asked = Client(), {"lang": language}
    text = browser.get("/daten/", asked).content.decode()
    assert ("Offene Daten" if language == "de" else "Open data") in text
    for one in catalogue.datasets():
        page = browser.get(f"/daten/{one.key}/", asked).content.decode()
        assert one.title.to(language) in page
        assert f"/daten/{one.key}/{one.key}.parquet" in page
        assert "curl" in page


def test_examples_of_the_interface_answer(db: None) -> None:
    measured()
    for one in catalogue.datasets():
        assert one.api
        for path in (one.api.access_path, one.api.description_path, *(example.path for example in one.api.examples)):
            response = Client().get(path)
            assert response.status_code == 200, path


def test_search_and_theme(db: None) -> None:
    measured()
    found = catalogue.datasets()
    assert [one.key for one in catalogue.search(found, "künstliche projekte")] == ["atlas-projekte"]
    assert {one.key for one in catalogue.search(found, "", "GOVE")} == {"atlas-orte", "atlas-projekte"}
    assert catalogue.search(found, "gibtesnirgends") == []
    page = Client().get("/daten/", {"q": "gibtesnirgends"}).content.decode()
    assert "Kein Datensatz passt" in page


def test_only_reading(db: None) -> None:
    for path in ("/daten/", "/daten/atlas-orte/", "/catalog.ttl"):
        assert Client().post(path).status_code == 405
