# SPDX-License-Identifier: EUPL-1.2
"""Starts that go wrong: broken content, killed half-way, two at once, missing index, locked store."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tools.serving import BIN, REPO, Serving, environment, mittendrin, prepared

from mittendrin.core.exit_codes import ExitCode

pytestmark = pytest.mark.slow
TABLES = "SELECT name FROM sqlite_master WHERE name = 'atlas_record'"


def database(data: Path) -> Path:
    """Return the database of the demo town."""
    return data / "musterstadt" / "mittendrin.sqlite3"


def count(data: Path, table: str = "atlas_record") -> int:
    """Return the number of rows; 0 while the table is not there."""
    if not database(data).exists():
        return 0
    with closing(sqlite3.connect(f"file:{database(data)}?mode=ro", uri=True, timeout=5)) as connection:
        if not connection.execute(TABLES).fetchone():
            return 0
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - own constant


def get(port: int, path: str) -> tuple[int, str]:
    """Return status and text of a page."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()


def test_broken_content_is_named_and_nothing_is_stored(tmp_path: Path) -> None:
    package = tmp_path / "src"
    ignore = shutil.ignore_patterns("dist", "frontend")
    shutil.copytree(REPO / "src" / "mittendrin", package / "mittendrin", ignore=ignore)
    content = package / "mittendrin" / "apps" / "atlas" / "content"
    (content / "steps.yaml").write_text("- id: eins\n  title: [offen\n", encoding="utf-8")
    (content / "municipalities" / "soest.yaml").write_bytes("name: Köln\n".encode("cp1252"))
    code = "from mittendrin.cli.main import main; main()"
    started = subprocess.run(
        [sys.executable, "-c", code, "run", "--prepare-only"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=tmp_path,
        env=environment(tmp_path / "var", PYTHONPATH=str(package)),
    )
    assert started.returncode == ExitCode.BAD_INPUT
    assert "steps.yaml" in started.stderr
    assert "soest.yaml" in started.stderr
    assert "Traceback" not in started.stderr
    assert count(tmp_path / "var") == 0


def test_killed_while_loading_leaves_nothing_half(tmp_path: Path) -> None:
    seen = []
    for pause in (0.0, 2.5):
        process = subprocess.Popen(
            [BIN / "mittendrin", "run", "--prepare-only"], env=environment(tmp_path), stdout=subprocess.DEVNULL
        )
        end = time.monotonic() + 60
        while not _migrated(tmp_path) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        seen.append(count(tmp_path))
    last = mittendrin(tmp_path, "run", "--prepare-only")
    assert last.returncode == 0, last.stderr
    whole = count(tmp_path)
    assert whole > 400
    assert set(seen) <= {0, whole}
    assert 0 in seen, "at least one start was killed before it had finished"


def _migrated(data: Path) -> bool:
    if not database(data).exists():
        return False
    with closing(sqlite3.connect(f"file:{database(data)}?mode=ro", uri=True, timeout=5)) as connection:
        try:
            return connection.execute(TABLES).fetchone() is not None
        except sqlite3.OperationalError:
            return False


KILLED_WHILE_MIGRATING = """
import os, sys, django; django.setup()
from django.db.migrations.recorder import MigrationRecorder
from mittendrin.townhall.tables import migrate
note, last = MigrationRecorder.record_applied, int(sys.argv[1])
def note_until(recorder, app, name, count=[0]):
    count[0] += 1
    if count[0] == last:
        os._exit(9)  # its tables are made, its note is not
    note(recorder, app, name)
MigrationRecorder.record_applied = note_until
migrate()
"""


def test_killed_while_migrating_leaves_the_tables_as_they_were(tmp_path: Path) -> None:
    variables = environment(tmp_path, DJANGO_SETTINGS_MODULE="mittendrin.config.settings")
    codes = []
    for last in (70, 0):
        command = [sys.executable, "-c", KILLED_WHILE_MIGRATING, str(last)]
        codes.append(subprocess.run(command, env=variables, check=False, timeout=120).returncode)
        with closing(sqlite3.connect(database(tmp_path))) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
        assert (tables > 100) is (last == 0), tables
    assert codes == [9, 0]


def test_two_starts_at_once_on_an_empty_folder(tmp_path: Path) -> None:
    command = [str(BIN / "mittendrin"), "run", "--prepare-only"]
    both = [
        subprocess.Popen(command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ends = [(process.communicate(timeout=180), process.returncode) for process in both]
    assert [code for _, code in ends] == [0, 0], ends
    alone = prepared(tmp_path / "alone")
    assert count(tmp_path) == count(alone)
    assert count(tmp_path, "atlas_revision") == count(alone, "atlas_revision")
    assert count(tmp_path, "accounts_person") == count(alone, "accounts_person") == 4


def test_a_running_town_survives_loss_of_its_index_and_a_locked_store(tmp_path: Path) -> None:
    with Serving(prepared(tmp_path)) as serving:
        before = get(serving.port, "/atlas/suche/?q=chatbot")
        shutil.rmtree(tmp_path / "musterstadt" / "search")
        assert get(serving.port, "/atlas/suche/?q=chatbot")[0] == before[0] == 200
        with closing(sqlite3.connect(database(tmp_path), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert get(serving.port, "/atlas/orte/soest/")[0] == 200, "reading goes on while somebody writes"
            other.execute("ROLLBACK")
    assert not (tmp_path / "musterstadt" / "search" / "state.json").exists()
    with Serving(tmp_path) as serving:
        status, page = get(serving.port, "/atlas/suche/?q=chatbot")
        assert status == 200
        assert "Chatbot" in page
    assert "Traceback" not in serving.printed()


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with Serving(prepared(tmp_path)) as serving:
        second = mittendrin(tmp_path, "run", "--port", str(serving.port))
        assert second.returncode == ExitCode.NOT_READY
        assert str(serving.port) in second.stderr
