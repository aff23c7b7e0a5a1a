# SPDX-License-Identifier: EUPL-1.2
"""The catalogue against the official shapes of DCAT-AP 3.0 and DCAT-AP.de 3.0."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyshacl
import pytest
from django.test import Client
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, SH

from mittendrin.apps.opendata.services import catalogue, dcat
from mittendrin.townhall.town import Town

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib about itself
READERS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}


def complaints(graph: Graph, shapes: Graph) -> Counter[tuple[str, str]]:
    """Return severity and path of what the shapes complain of, counted."""
    _conforms, report, _text = pyshacl.validate(
        graph, shacl_graph=shapes, inference="none", advanced=True, allow_warnings=True
    )
    assert isinstance(report, Graph)
    found: Counter[tuple[str, str]] = Counter()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2]
        found[severity, str(report.value(result, SH.resultMessage))] += 1
    return found


def violations(graph: Graph, shapes: Graph) -> list[str]:
    """Return the messages of all violations."""
    return sorted(message for severity, message in complaints(graph, shapes) if severity == "Violation")


def read(path: str, form: str) -> Graph:
    """Return the graph that the service answers."""
    response = Client().get(path)
    assert response.status_code == 200
    return Graph().parse(data=response.content, format=READERS[form])


def test_catalogue_has_no_violation(shapes: Graph, town: Town) -> None:
    graph = read("/catalog.ttl", "ttl")
    found = complaints(graph, shapes)
    assert found == Counter()
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == len(catalogue.datasets()) >= 4


def test_a_town_that_filled_in_nothing_has_no_violation(shapes: Graph, db: None, settings: Any) -> None:
    settings.CONTRIBUTOR_ID = settings.REGIONAL_KEY = ""
    graph = read("/catalog.rdf", "rdf")
    assert violations(graph, shapes) == []


@pytest.mark.parametrize(
    ("subject", "predicate"),
    [
        (DCAT.Catalog, DCTERMS.title),
        (DCAT.Catalog, DCTERMS.publisher),
        (DCAT.Dataset, DCTERMS.title),
        (DCAT.Dataset, DCTERMS.description),
        (DCAT.Distribution, DCAT.accessURL),
        (FOAF.Agent, FOAF.name),
        (DCAT.DataService, DCAT.endpointURL),
    ],
)
def test_shapes_find_what_is_taken_away(shapes: Graph, town: Town, subject: URIRef, predicate: URIRef) -> None:
    graph = dcat.catalogue(catalogue.datasets()[:2], dcat.address())
    assert violations(graph, shapes) == []
    for one in list(graph.subjects(RDF.type, subject)):
        graph.remove((one, predicate, None))
    assert violations(graph, shapes) != []


def test_shapes_find_an_entry_of_no_table(shapes: Graph, town: Town) -> None:
    graph = dcat.catalogue(catalogue.datasets()[:1], dcat.address())
    for theme in set(graph.objects(None, DCAT.theme)):
        graph.remove((theme, None, None))
    assert violations(graph, shapes) != []


def test_all_forms_say_the_same(town: Town) -> None:
    graphs = [read(f"/catalog.{form}", form) for form in READERS]
    assert len({len(graph) for graph in graphs}) == 1
    datasets = [set(graph.subjects(RDF.type, DCAT.Dataset)) for graph in graphs]
    assert datasets[0] == datasets[1] == datasets[2] != set()


def test_what_german_portals_ask_for_is_there(town: Town) -> None:
    graph = read("/catalog.jsonld", "jsonld")
    one = next(s for s in graph.subjects(RDF.type, DCAT.Dataset) if "messwerte-" in str(s))
    assert str(one).startswith("https://daten.neustadt.example/catalog/datasets/")
    assert str(graph.value(one, DCATDE.contributorID)) == "http://dcat-ap.de/def/contributors/neustadt"
    places = {str(found) for found in graph.objects(one, DCTERMS.spatial)}
    assert "http://dcat-ap.de/def/politicalGeocoding/regionalKey/071310077077" in places
    level = str(graph.value(one, DCATDE.politicalGeocodingLevelURI))
    assert level == "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
    assert str(graph.value(one, DCTERMS.accrualPeriodicity)).startswith(
        "http://publications.europa.eu/resource/authority/frequency/"
    )
    licences = {str(x) for d in graph.objects(one, DCAT.distribution) for x in graph.objects(d, DCTERMS.license)}
    assert licences == {"http://dcat-ap.de/def/licenses/dl-by-de/2.0"}
    files = list(graph.objects(one, DCAT.distribution))
    formats = {str(found).rpartition("/")[2] for file in files for found in graph.objects(file, DCTERMS["format"])}
    assert formats == {"CSV", "JSON", "PARQUET"}
