# SPDX-License-Identifier: EUPL-1.2
"""The import contracts: all named ones are there, all are kept, and each one really catches a break."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture.sources import REPO, SOURCE

CONFIG = REPO / ".importlinter"
CONTRACTS = {
    "one direction",
    "stages inside an app",
    "apps do not know one another",
    "blocks, contracts and core are plain Python",
    "blocks do not know one another",
    "blocks are asked of the registry, never imported",
    "views reach the store only through services",
}
STAGES = ("models", "sources", "ingest", "services")
BREAKS = {
    "core/broken.py": "import mittendrin.web.navigation",
    "contracts/broken.py": "import django.conf",
    "blocks/broken_one/__init__.py": "",
    "blocks/broken_two/__init__.py": "import mittendrin.blocks.broken_one",
    "townhall/broken.py": "import mittendrin.blocks.broken_one",
    "apps/atlas/ingest/broken.py": "import mittendrin.apps.atlas.services.records",
    "apps/atlas/views/broken.py": "import mittendrin.apps.atlas.models",
    "apps/other/__init__.py": "import mittendrin.apps.atlas.models",
    **{f"apps/other/{stage}.py": "" for stage in STAGES},
}


def lint(root: Path) -> str:
    """Return what import-linter says about the package in ``root``; raise nothing when contracts are broken."""
    program = Path(sys.executable).parent / "lint-imports"
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"}
    command = [str(program), "--no-cache", "--config", str(CONFIG)]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False).stdout


def verdicts(said: str) -> dict[str, str]:
    """Return contract -> KEPT or BROKEN."""
    found = {}
    for line in said.splitlines():
        name, _, verdict = line.strip().rpartition(" ")
        if verdict in {"KEPT", "BROKEN"}:
            found[name] = verdict
    return found


def test_the_named_contracts_are_there() -> None:
    parser = configparser.ConfigParser()
    parser.read(CONFIG, encoding="utf-8")
    names = {parser[section]["name"] for section in parser.sections() if ":contract:" in section}
    assert names >= CONTRACTS
    assert parser["importlinter"]["root_package"] == "mittendrin"


@pytest.mark.slow
def test_all_contracts_are_kept() -> None:
    said = lint(SOURCE.parent)
    assert set(verdicts(said).values()) == {"KEPT"}, said
    assert set(verdicts(said)) >= CONTRACTS


@pytest.mark.slow
def test_each_contract_catches_its_break(tmp_path: Path) -> None:
    copy = tmp_path / "mittendrin"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("static", "content", "frontend", "tests", "locale"))
    for name, text in BREAKS.items():
        path = copy / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    said = lint(tmp_path)
    kept = [name for name in CONTRACTS if verdicts(said).get(name) != "BROKEN"]
    assert kept == [], said
