# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin town backup`` and ``try-backup``: what they say, and that a refusal names what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.backups.tests.test_backups import town_folder  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own tools"),
]


def test_the_command_line_says_what_to_do(town_folder: Path, tmp_path: Path) -> None:  # noqa: F811
    path = str(tmp_path / "s.tar")
    runner = CliRunner()
    assert runner.invoke(main, ["town", "backup", path, "--json"]).exit_code == ExitCode.OK
    again = runner.invoke(main, ["town", "backup", path])
    assert again.exit_code == ExitCode.FAILED
    assert "gibt es schon" in again.output
    tried = runner.invoke(main, ["town", "try-backup", path])
    assert tried.exit_code == ExitCode.OK
    assert "heil" in tried.output
    broken = tmp_path / "b.tar"
    broken.write_bytes(b"nichts")
    assert "keine Sicherung" in runner.invoke(main, ["town", "try-backup", str(broken)]).output
