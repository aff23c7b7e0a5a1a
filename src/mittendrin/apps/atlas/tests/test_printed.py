# SPDX-License-Identifier: EUPL-1.2
"""What the studies print: complete, in our own words, each figure found where it is said to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from mittendrin.apps.atlas.sources import content, schemas, studies
from mittendrin.apps.atlas.sources.printed import Figure, printed, read

LIGHTHOUSE = {
    "Bildung": 13,
    "Datenplattform": 18,
    "Energie & Umwelt": 13,
    "Gesellschaft": 10,
    "Gesundheit": 3,
    "Handel": 4,
    "IT-Infrastruktur": 14,
    "Mobilität": 30,
    "Sicherheit": 2,
    "Verwaltung": 37,
}


@pytest.fixture(scope="module")
def found() -> dict[str, studies.Study]:
    texts = studies.load(Path(settings.STUDIES_DIR))
    if not texts:
        pytest.skip("the studies are not beside this checkout")
    return texts


def test_the_file_fits_its_schema() -> None:
    common = Resource.from_contents(schemas.schema("common"))
    registry = Registry().with_resource("common.schema.yaml", common)
    errors = list(Draft202012Validator(schemas.schema("printed"), registry=registry).iter_errors(read()))
    assert not errors, errors[0].message
    assert len(printed()) == len(read())


def test_printed_lighthouse_figures() -> None:
    figures = printed()["projects-by-field"].values
    assert {field: figure.exact for field, figure in figures.items()} == LIGHTHOUSE


def test_every_locator_resolves(found: dict[str, studies.Study]) -> None:
    open_ = [
        (item.id, item.locator)
        for item in printed().values()
        if studies.resolve(found[item.source], item.locator) is None
    ]
    assert not open_


def test_no_text_shares_a_run_with_the_studies(found: dict[str, studies.Study]) -> None:
    runs = {
        path: studies.shared_runs(text, found) for row in read() for path, text in content.german_texts(row, row["id"])
    }
    assert not {path: shared for path, shared in runs.items() if shared}


def test_reasons_name_items_that_are_printed() -> None:
    for item in printed().values():
        for reason in item.differences:
            assert reason.items <= item.values.keys(), item.id


@pytest.mark.parametrize(
    ("figure", "count", "agrees"),
    [
        (Figure(13, 13, {}), 13, True),
        (Figure(13, 13, {}), 14, False),
        (Figure(20, 25, {"de": "fast die Hälfte"}), 23, True),
        (Figure(20, 25, {"de": "fast die Hälfte"}), 26, False),
        (Figure(None, None, {"de": "einige"}), 3, True),
    ],
)
def test_words_without_a_size_never_contradict(figure: Figure, count: int, agrees: bool) -> None:
    assert figure.agrees(count) is agrees
