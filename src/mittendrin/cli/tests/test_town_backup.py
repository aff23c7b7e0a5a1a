# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin town backup`` and ``try-backup``: what they say, and that a refusal names what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from mittendrin.cli.main import main
from mittendrin.core import program
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.backups import postgres, services
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


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (program.ProgramMissing("pg_dump"), "apt-get install postgresql-client"),
        (program.ProgramFailed("pg_dump", 1, "server version: 17.2; pg_dump version: 15"), "postgresql-client-17"),
        (program.ProgramFailed("pg_dump", 1, "pg_dump: error: no disk"), "pg_dump meldet: pg_dump: error: no disk"),
    ],
)
def test_with_postgresql_it_says_what_is_missing(
    error: program.ProgramError,
    words: str,
    town_folder: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(arguments: list[str], *, environment: dict[str, str], **_more: object) -> None:
        assert "geheim" not in " ".join(map(str, arguments))
        assert environment == {"PGPASSWORD": "geheim"}
        raise error

    monkeypatch.setattr(services, "store", lambda: services.DUMP)
    monkeypatch.setattr(postgres, "_environment", lambda: {"PGPASSWORD": "geheim"})
    monkeypatch.setattr(postgres, "_major", lambda: 17)
    monkeypatch.setattr(program, "run", fail)
    done = CliRunner().invoke(main, ["town", "backup", str(tmp_path / "s.tar")])
    assert done.exit_code == ExitCode.FAILED
    assert words in done.output
    assert not list(tmp_path.glob("s.tar*"))


def test_a_backup_from_the_other_kind_of_database_is_refused(
    town_folder: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = services.make(tmp_path / "s.tar")
    monkeypatch.setattr(services, "store", lambda: services.DUMP)
    done = CliRunner().invoke(main, ["town", "try-backup", str(made.path)])
    assert "MITTENDRIN_DATABASE_URL" in done.output
