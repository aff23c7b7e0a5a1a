# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL gives the same answers as SQLite: migrations, content, pages, interface, search, editing."""

from __future__ import annotations

import difflib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.postgres.conftest import Town
from tools.serving import REPO, Serving, environment

pytestmark = pytest.mark.slow


def ask(data: Path, **more: str) -> dict[str, Any]:
    """Return the answers of a town with its own folder."""
    data.mkdir()
    done = subprocess.run(
        [sys.executable, REPO / "tests/postgres/answers.py"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=environment(data, **more),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def both(address: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    folder = tmp_path_factory.mktemp("towns")
    return ask(folder / "sqlite"), ask(folder / "postgres", MITTENDRIN_DATABASE_URL=address)


def differences(one: Any, two: Any) -> list[str]:
    """Return the first lines that differ."""
    left, right = (
        json.dumps(answer, ensure_ascii=False, indent=1).replace("\\n", "\n").split("\n") for answer in (one, two)
    )
    lines = difflib.unified_diff(left, right, n=0, lineterm="")
    return [line[:200] for line in lines if line.strip("+-@ ")][:12]


def test_both_databases_give_the_same_answers(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    sqlite, postgres = both
    assert (sqlite.pop("vendor"), postgres.pop("vendor")) == ("sqlite", "postgresql")
    assert sqlite.keys() == postgres.keys()
    found = {name: differences(answer, postgres[name]) for name, answer in sqlite.items() if answer != postgres[name]}
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def test_the_answers_are_good(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Equal answers could be equally wrong."""
    for answers in both:
        first, second = answers["loading"]
        assert first["new"] > 400
        assert (second["new"], second["changed"], second["removed"]) == (0, 0, 0)
        assert answers["race"] == ["Outdated", "published"]
        assert answers["editing"][1:3] == ["Outdated", "ProblemsFound"]
        statuses = {name: answer[0] for name, answer in answers.items() if name.startswith("/")}
        assert {name for name, status in statuses.items() if status != 200} == {"/atlas/orte/nirgendwo/"}
        assert answers["projects?field=Verwaltung&field=Mobilität&stage=in_operation&page_size=100"][1]["count"] > 3
        assert answers["projects?municipality=a%00b"][0] == 400


def test_mittendrin_runs_on_postgres(demo_town: Town) -> None:
    """The real start: second process on a store that is there, login included in the health check."""
    with Serving(demo_town.folder, workers=2, MITTENDRIN_DATABASE_URL=demo_town.address) as serving:
        assert serving.answers()
        assert not (demo_town.folder / "musterstadt" / "mittendrin.sqlite3").exists()
