# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin atlas import-register``: tries, stores, refuses, with words and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mittendrin.apps.atlas.models import RegisterImport
from mittendrin.apps.atlas.tests import register_files as files
from mittendrin.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a register with four municipalities."""
    found = tmp_path / "AuszugGV.xlsx"
    found.write_bytes(files.official())
    return found


def run(*arguments: str) -> tuple[int, str]:
    """Return exit code and output of a command."""
    result = CliRunner().invoke(main, ["atlas", "import-register", *arguments])
    return result.exit_code, result.output


def test_a_dry_run_tells_and_stores_nothing(path: Path) -> None:
    code, output = run(str(path), "--dry-run")
    assert code == 0
    assert "4 Gemeinden und Gebiete, Stand 31.12.2020" in output
    assert "Nichts wurde gespeichert" in output
    assert not RegisterImport.objects.exists()


def test_the_register_is_stored_and_told_as_json(path: Path) -> None:
    code, output = run(str(path), "--json")
    data = json.loads(output)
    assert (code, data["status"], data["rows"], data["year"]) == (0, "stored", 4, 2019)
    assert RegisterImport.objects.get().rows == 4
    assert json.loads(run(str(path), "--json")[1])["written"] == 0


def test_the_year_can_be_told(path: Path) -> None:
    code, output = run(str(path), "--year", "2011", "--json")
    assert (code, json.loads(output)["problems"][0]["kind"]) == (3, "unknown-year")
    assert run(str(path), "--year", "11")[0] == 2


def test_a_wrong_file_is_refused_with_words(path: Path) -> None:
    path.write_text("ags;name;fläche;einwohner\n05974040;Soest;85,81;viele\n", encoding="utf-8")
    code, output = run(str(path))
    assert code == 3
    assert "Zeile 2, Spalte „einwohner“" in output
    assert "Nichts wurde gespeichert" in output


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert run(str(tmp_path / "nix.csv"))[0] == 3
    assert run(str(tmp_path))[0] == 3
