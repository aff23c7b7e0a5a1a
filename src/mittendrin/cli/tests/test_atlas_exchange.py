# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin atlas export | import | check``: files, words, JSON, exit codes."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.progress import Progress

from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.tests import factories
from mittendrin.cli import progress
from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["atlas", *map(str, arguments)])


def write(path: Path, *projects: object) -> Path:
    path.write_text(json.dumps({"projects": projects, "municipalities": [factories.municipality()]}), encoding="utf-8")
    return path


@pytest.mark.parametrize("format_name", ["json", "yaml", "geojson"])
def test_export_writes_the_file(atlas_content: None, tmp_path: Path, format_name: str) -> None:
    out = tmp_path / "atlas"
    result = run("export", "--format", format_name, "--out", out, "--json")
    assert result.exit_code == ExitCode.OK
    assert json.loads(result.stdout)["bytes"] == out.stat().st_size
    assert [path.name for path in tmp_path.iterdir()] == ["atlas"]


def test_export_of_one_kind_to_the_output(atlas_content: None) -> None:
    result = run("export", "--format", "csv", "--kind", "steps", "--delimiter", ";", "--out", "-")
    assert result.exit_code == ExitCode.OK
    assert result.stdout.splitlines()[0].startswith("id;")
    assert len(result.stdout.splitlines()) == 11


def test_export_refuses_what_it_cannot_do(atlas_content: None, tmp_path: Path) -> None:
    for arguments, code in [
        (["--format", "pdf", "--out", "x"], ExitCode.WRONG_USE),
        (["--format", "json", "--kind", "quatsch", "--out", "x"], ExitCode.WRONG_USE),
        (["--format", "geojson", "--kind", "steps", "--out", "x"], ExitCode.WRONG_USE),
        (["--format", "json", "--out", str(tmp_path / "fehlt" / "x.json")], ExitCode.BAD_INPUT),
    ]:
        result = run("export", *arguments)
        assert (result.exit_code, result.exception is None or isinstance(result.exception, SystemExit)) == (code, True)


def test_import_tries_and_stores(atlas_content: None, tmp_path: Path) -> None:
    path = write(tmp_path / "neu.json", factories.project())
    result = run("import", path, "--dry-run")
    assert "2 neu, 0 geändert, 0 unverändert." in result.output and "Probelauf" in result.output
    assert not Record.objects.filter(key="testhausen-briefe").exists()
    result = run("import", path, "--json")
    assert json.loads(result.stdout)["by_kind"]["projects"] == {"new": 1, "changed": 0, "unchanged": 0}
    assert Record.objects.filter(key="testhausen-briefe").exists()


def test_import_names_what_is_wrong(atlas_content: None, tmp_path: Path) -> None:
    path = write(tmp_path / "neu.json", factories.project(stage="fertig"))
    result = run("import", path)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "neu.json: projects[1] testhausen-briefe: stage" in result.stderr
    assert "Nichts wurde gespeichert." in result.stderr
    problem = json.loads(run("import", path, "--json").stdout)["problems"][0]
    assert problem["kind"] == "not-in-list" and problem["mend"].startswith("Erlaubt sind")
    english = CliRunner().invoke(main, ["--lang", "en", "atlas", "import", str(tmp_path / "nope.csv")])
    assert english.exit_code == ExitCode.BAD_INPUT


def test_check_of_a_file_a_folder_and_nothing(atlas_content: None, tmp_path: Path) -> None:
    good = write(tmp_path / "gut.json", factories.project())
    assert run("check", good).exit_code == ExitCode.OK
    bad = write(tmp_path / "schlecht.json", factories.project(municipalities=["nirgendwo"], locator="Seite 3"))
    result = run("check", bad, "--json")
    assert {problem["kind"] for problem in json.loads(result.stdout)["problems"]} >= {"unknown-reference"}
    assert run("check", tmp_path / "fehlt.json").exit_code == ExitCode.BAD_INPUT
    assert run("check", tmp_path).exit_code == ExitCode.OK  # a folder without content
    assert run("check", good, "--studies", tmp_path / "fehlt").exit_code == ExitCode.BAD_INPUT


@pytest.mark.slow
def test_check_of_the_shipped_content() -> None:
    result = run("check", "--json")
    assert result.exit_code == ExitCode.OK
    assert json.loads(result.stdout)["total"] > 800


def test_a_bar_is_drawn_only_for_people_and_only_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(Progress, "start", lambda _bar: started.append(time.monotonic()))
    with progress.progress_bar("Prüfen") as show:
        show(1, 2)
    assert started == []
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    with progress.progress_bar("Prüfen") as show:
        show(2, 2)
    assert len(started) == 1
