# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin standort funding``: read a list in and show it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import timezone

from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode

pytestmark = pytest.mark.django_db
CSV = "Programm;Geber;Themen;Anteil;Frist\nDigitale Orte;Land;process;80;{day}\n"


def test_the_command_line_reads_and_lists(tmp_path: Path) -> None:

    file = tmp_path / "liste.csv"
    file.write_text(CSV.format(day=timezone.localdate() + timedelta(days=90)), encoding="utf-8")
    runner = CliRunner()
    dry = runner.invoke(main, ["standort", "funding", "import", str(file), "--dry-run", "--json"])
    assert json.loads(dry.output)["new"] == 1
    assert runner.invoke(main, ["standort", "funding", "list"]).exit_code == ExitCode.NOTHING_FOUND
    assert runner.invoke(main, ["standort", "funding", "import", str(file)]).exit_code == ExitCode.OK
    listed = json.loads(runner.invoke(main, ["standort", "funding", "list", "--open", "--json"]).output)
    assert listed["programmes"][0]["plan"][-1]["what"] == "Frist des Programms"
    file.write_text("Programm;Geber\nA;\n", encoding="utf-8")
    bad = runner.invoke(main, ["standort", "funding", "import", str(file)])
    assert bad.exit_code == ExitCode.BAD_INPUT
    assert "Das Feld ist leer" in bad.output
