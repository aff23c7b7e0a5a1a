# SPDX-License-Identifier: EUPL-1.2
"""The checks that forms, proposals and imports share."""

from __future__ import annotations

from typing import Any

import pytest

from mittendrin.apps.atlas.services import checks
from mittendrin.apps.atlas.tests import factories

Data = dict[str, Any]


def everything(kind: str, key: str) -> bool:
    return key != "nirgendwo"


def found(data: Data, kind: str = "project") -> dict[str, str]:
    return {problem.where: problem.kind for problem in checks.check(kind, data, everything)}


def test_a_valid_record_passes() -> None:
    assert found(factories.project()) == {}
    assert found(factories.municipality(), "municipality") == {}


@pytest.mark.parametrize(
    ("changes", "where", "kind"),
    [
        ({"colour": "blue"}, "colour", "unknown-field"),
        ({"stage": "finished"}, "stage", "not-in-list"),
        ({"as_of": "2021"}, "as_of", "not-a-number"),
        ({"as_of": 1900}, "as_of", "minimum"),
        ({"number": 10**400}, "number", "maximum"),
        ({"title": 5}, "title", "type"),
        ({"id": "Große Stadt"}, "id", "key-pattern"),
        ({"id": "neu"}, "id", "reserved-key"),
        ({"period": {"start": "gestern"}}, "period.start", "date-pattern"),
        ({"links": [{"title": "x", "url": "javascript:alert(1)"}]}, "links.0.url", "url-pattern"),
        ({"summary_de": "Wort " * 61}, "summary_de", "summary-too-long"),
        ({"municipalities": ["nirgendwo"]}, "municipalities", "unknown-reference"),
        ({"locator": "Seite 4"}, "locator", "locator-notation"),
        ({"citations": [{"source": "kolumnenarchiv", "locator": "Nr. 17"}]}, "citations.0.locator", "locator-notation"),
        ({"partners": ["a\x00b"]}, "partners", "control-sign"),
        ({"transfer": {"de": "x" * 6000, "en": "xx"}}, "transfer.de", "too-long"),
        ({"kind": "model"}, "number", "missing-field"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(changes: Data, where: str, kind: str) -> None:
    assert found(factories.project(**changes))[where] == kind


def test_a_missing_field_is_named_itself() -> None:
    data = factories.project()
    del data["summary_en"], data["stage"]
    assert found(data) == {"summary_en": "missing-field", "stage": "missing-field"}


def test_a_year_that_is_no_number_is_said_once() -> None:
    data = factories.municipality(population=[{"value": 1, "year": "abc", "source": "zensus-2022"}])
    assert found(data, "municipality") == {"population.0.year": "not-a-number"}


def test_a_statement_of_the_town_needs_no_study() -> None:
    data = factories.project(source=checks.OWN_STATEMENT, locator="Stadt Testhausen, November 2026")
    assert found(data) == {}


@pytest.mark.parametrize(
    "data", [None, 5, "text", [], {}, {"id": ["x"]}, {"links": "x", "citations": [1], "period": 3}]
)
def test_nonsense_is_refused_without_an_error_of_ours(data: Any) -> None:
    assert checks.check("project", data, everything)
