# SPDX-License-Identifier: EUPL-1.2
"""The official shapes, read in place, and a town that measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from rdflib import Graph

from mittendrin.apps.stadtdaten.tests.open_data import measured
from mittendrin.townhall import town as town_module
from mittendrin.townhall.town import Town

FOLDER = Path(django_settings.TEST_DATA_DIR) / "dcat-ap-de" / "shapes"
FILES = (
    "semic/dcat-ap-SHACL-3.0.0.ttl",
    "v3.0/dcat-ap-SHACL-DE.ttl",
    "v3.0/dcat-ap-spec-german-additions.ttl",
    "v3.0/dcat-ap-de-deprecated.ttl",
    "v3.0/dcat-ap-de-controlledvocabularies.ttl",
)


@cache
def _shapes() -> Graph:
    graph = Graph()
    for name in FILES:
        graph.parse(FOLDER / name)
    return graph


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """Give the shapes of DCAT-AP 3.0 and of DCAT-AP.de 3.0, those of the controlled vocabularies included."""
    if not FOLDER.is_dir():
        pytest.skip("the shapes of DCAT-AP.de are not there: set MITTENDRIN_TEST_DATA")
    return _shapes()


@pytest.fixture
def town(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Give a town that filled in everything and measures in public, coarsely and in private."""
    settings.PUBLIC_ADDRESS, settings.PUBLIC_ADDRESS_SET = "https://daten.neustadt.example", True
    settings.CONTRIBUTOR_ID, settings.REGIONAL_KEY = "neustadt", "071310077077"
    made = replace(
        Town(name="Neustadt"), ags="07131077", email="daten@neustadt.example", phone="+49 2631 1234"
    )  # fmt: skip
    monkeypatch.setattr(town_module, "_read", lambda _path: made)
    town_module.town.cache_clear()
    measured()
    yield made
    town_module.town.cache_clear()
