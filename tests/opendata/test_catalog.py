# SPDX-License-Identifier: EUPL-1.2
"""The catalogue for programs: forms, pages, what must not be in it, plausibility."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from rdflib import RDF, Graph, Namespace
from rdflib.namespace import DCAT

from mittendrin.apps.opendata.services import catalogue, checks, dcat
from mittendrin.apps.stadtdaten.tests.open_data import SECRET, measured
from mittendrin.contracts.dataset import Column, OpenDataset, Row, Words
from mittendrin.townhall import offers

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")


def rows() -> Iterator[Row]:
    yield (1, "eins")


def made(key: str = "probe", **more: Any) -> OpenDataset:
    columns = (Column("number", Words("Zahl", "Number"), "integer"), Column("word", Words("Wort", "Word")))
    text = Words("Eine lange genug geratene Beschreibung.", "A description of sufficient length.")
    values: dict[str, Any] = {"themes": ("GOVE",), "keywords": (Words("Probe", "Sample"),), **more}
    return OpenDataset(key, Words(f"Titel {key}", f"Title {key}"), text, columns, rows, **values)


def sentences(one: OpenDataset) -> list[str]:
    return [found.sentence for found in checks.findings([one]) if found.serious]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/ld+json"),
        ("application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml"),
        ("text/turtle;q=0.9, application/rdf+xml;q=0.2", "text/turtle"),
        ("*/*", "application/rdf+xml"),
    ],
)
def test_form_by_accept(db: None, accept: str, media: str) -> None:
    response = Client().get("/catalog", headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["Content-Type"].partition(";")[0] == media
    assert "Accept" in response.headers["Vary"]


def test_browsers_are_led_to_the_pages(db: None) -> None:
    accept = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    response = Client().get("/catalog", headers=accept)
    assert (response.status_code, response.headers["Location"]) == (303, "/daten/")
    response = Client().get("/catalog/datasets/atlas-projekte", headers=accept)
    assert (response.status_code, response.headers["Location"]) == (303, "/daten/atlas-projekte/")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/catalog.pdf", 404),
        ("/catalog.ttl?page=2", 404),
        ("/catalog.ttl?page=0", 404),
        ("/catalog.ttl?page=x", 404),
        ("/catalog.ttl?page=²", 404),
        ("/catalog.ttl?page=000000001" + "9" * 5000, 404),
        ("/catalog/datasets/gibt-es-nicht.ttl", 404),
        ("/catalog/datasets/atlas-orte.ttl", 200),
    ],
)
def test_what_is_not_there(db: None, path: str, status: int) -> None:
    assert Client().get(path).status_code == status


def test_what_nobody_offers_is_refused(db: None) -> None:
    assert Client().get("/catalog", headers={"accept": "image/png"}).status_code == 406


def test_iris_follow_the_settings(db: None, settings: Any) -> None:
    settings.PUBLIC_ADDRESS, settings.PUBLIC_ADDRESS_SET = "https://daten.neustadt.example", True
    assert "https://daten.neustadt.example/catalog/datasets/atlas-orte" in Client().get("/catalog.ttl").content.decode()
    settings.PUBLIC_ADDRESS_SET = False
    assert b"neustadt" not in Client().get("/catalog.ttl").content


def test_pages_hold_every_dataset_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dcat, "PAGE_SIZE", 3)
    monkeypatch.setattr(catalogue, "datasets", lambda: [made(f"probe-{n}") for n in range(7)])
    seen: list[str] = []
    path: str | None = "/catalog.ttl"
    visits = 0
    while path:
        visits += 1
        graph = Graph().parse(data=Client().get(path).content, format="turtle")
        view = next(graph.subjects(RDF.type, HYDRA.PagedCollection))
        assert int(str(graph.value(view, HYDRA.totalItems))) == 7
        seen += [str(one) for one in graph.subjects(RDF.type, DCAT.Dataset)]
        following = graph.value(view, HYDRA.next)
        assert following == graph.value(view, HYDRA.nextPage)
        path = str(following).removeprefix("http://testserver") if following else None
    assert (visits, len(seen), len(set(seen))) == (3, 7, 7)


def test_nothing_private_is_told(db: None) -> None:
    numbers = measured()
    text = Client().get("/catalog.ttl").content.decode()
    found = {one.key: one for one in catalogue.datasets() if one.key.startswith("messwerte")}
    assert SECRET not in text
    assert "7.6123" not in text
    assert "50.3456" not in text
    everything = [row for one in found.values() for row in one.rows()]
    assert {row[0] for row in everything} == {numbers[name].pk for name in ("public", "second", "coarse", "simulated")}
    coarse = [row for row in everything if row[0] == numbers["coarse"].pk]
    assert [row[3:5] for row in coarse][:1] == [(7.61, 50.35)]
    assert len(coarse) == 5
    assert len([row for row in everything if row[0] == numbers["public"].pk]) == 30


def test_simulated_and_real_never_share_a_dataset(db: None) -> None:
    numbers = measured()
    for one in catalogue.datasets():
        ids = {row[0] for row in one.rows()} if one.key.startswith("messwerte") else set()
        assert one.simulated == (ids == {numbers["simulated"].pk})
        assert one.simulated == one.key.endswith("-simulation")


def test_what_becomes_private_is_gone_at_once(db: None) -> None:
    numbers = measured()
    one = next(found for found in catalogue.datasets() if found.key.startswith("messwerte") and not found.simulated)
    type(numbers["public"]).objects.update(open_grade="internal")
    assert list(one.rows()) == []
    assert [found.key for found in catalogue.datasets() if found.key.startswith("messwerte")] == []


def test_an_app_that_fails_takes_nothing_else_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[OpenDataset]:
        raise RuntimeError

    monkeypatch.setattr("mittendrin.apps.stadtdaten.services.open_data.datasets", fail)
    assert [one.key for one in offers.datasets()] == ["atlas-orte", "atlas-projekte"]


def test_the_own_datasets_are_plausible(db: None) -> None:
    measured()
    assert [one for one in checks.findings(catalogue.datasets()) if one.serious] == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"title": Words("", "")}, "Titel"),
        ({"description": Words("Kurz", "Short")}, "Beschreibung"),
        ({"themes": ("KATZEN",)}, "KATZEN"),
        ({"frequency": "OFT"}, "OFT"),
        ({"licence": "alles-meins"}, "alles-meins"),
        ({"rows": lambda: iter(())}, "keine Zeilen"),
        ({"rows": lambda: iter([(1,)])}, "andere Zahl"),
        ({"rows": lambda: iter([("eins", "eins")])}, "number"),
        ({"key": "Mit Blank"}, "Adresse"),
        ({"box": (8.0, 50.0, 7.0, 51.0)}, "Erde"),
        ({"start": datetime(2026, 2, 1, tzinfo=UTC), "end": datetime(2026, 1, 1, tzinfo=UTC)}, "Zeitraum"),
    ],
)
def test_checks_find_each_fault(db: None, change: dict[str, Any], word: str) -> None:
    assert sentences(made()) == []
    told = sentences(replace(made(), **change))
    assert any(word in sentence for sentence in told), told


def test_an_empty_catalogue_is_a_fault(db: None) -> None:
    assert any(one.serious for one in checks.findings([]))
