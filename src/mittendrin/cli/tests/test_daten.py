# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin daten``: the whole catalogue in a file, and what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rdflib import RDF, Graph
from rdflib.namespace import DCAT

from mittendrin.apps.opendata.services import catalogue, dcat
from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),  # rdflib about itself
]


def call(*words: str) -> Any:
    return CliRunner().invoke(main, ["daten", *words])


@pytest.mark.parametrize("form", list(dcat.FORMATS))
def test_export_holds_every_dataset(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dcat, "PAGE_SIZE", 1)
    path = tmp_path / "katalog"
    result = call("export", "--format", form, "--out", str(path), "--json")
    assert result.exit_code == ExitCode.OK
    graph = Graph().parse(path, format=dcat.FORMATS[form][0])
    found = set(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(found) == json.loads(result.output)["datasets"] == len(catalogue.datasets()) == 2


def test_export_to_the_output() -> None:
    result = call("export", "--out", "-")
    assert len(Graph().parse(data=result.stdout, format="turtle")) > 50


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    result = call("export", "--out", str(tmp_path / "kein" / "ordner"))
    assert result.exit_code == ExitCode.FAILED
    assert "ordner" in result.output


def test_check_tells_what_is_missing() -> None:
    result = call("check", "--json")
    data = json.loads(result.output)
    assert (result.exit_code, data["status"]) == (ExitCode.OK, "ok")
    assert any("MITTENDRIN_CONTRIBUTOR_ID" in one["message"] for one in data["findings"])


def test_check_ends_with_1_when_something_is_wrong(settings: Any) -> None:
    settings.OPEN_DATA_LICENCE = "gibt-es-nicht"
    assert call("check").exit_code == ExitCode.OK  # the Atlas names its own
    found = catalogue.datasets()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "datasets", list)
        result = call("check")
    assert found
    assert result.exit_code == ExitCode.FAILED
    assert "Fehler" in result.output
