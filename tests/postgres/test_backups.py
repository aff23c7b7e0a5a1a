# SPDX-License-Identifier: EUPL-1.2
"""A town in PostgreSQL is saved, tried and brought back; a trial leaves nothing and touches nothing."""

from __future__ import annotations

import json
import subprocess
import tarfile
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from tests.faults.test_restore import revives_nothing
from tests.postgres.conftest import Town

from tools import serving

pytestmark = pytest.mark.slow
PASSWORD = "sehr-geheimes-wort"


@pytest.fixture(scope="module")
def town(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a town whose database belongs to a role with a password and without more rights."""
    folder = tmp_path_factory.mktemp("town")
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE ROLE rathaus LOGIN PASSWORD '{PASSWORD}'")
        server.execute('CREATE DATABASE "Rathaus-Stadt" OWNER rathaus')
        hba = Path(str(server.execute("SHOW hba_file").fetchall()[0][0]))
        hba.write_text("host all rathaus 127.0.0.1/32 scram-sha-256\n" + hba.read_text())
        server.execute("SELECT pg_reload_conf()")
    done = command(folder, address, "run", "--prepare-only")
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def command(folder: Path, address: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command for the town; the password is in nothing it says."""
    server = address.partition("@")[2].rpartition("/")[0]
    url = f"postgres://rathaus:{PASSWORD}@{server}/Rathaus-Stadt"
    done = serving.mittendrin(folder, *words, timeout=300, MITTENDRIN_DATABASE_URL=url, MITTENDRIN_LOG_LEVEL="DEBUG")
    assert PASSWORD not in done.stdout + done.stderr
    return done


def databases(address: str) -> set[str]:
    with psycopg.connect(address) as server:
        return {str(name) for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()}


def rows(address: str) -> dict[str, Any]:
    """Return how many rows the tables of the town have; trials add one of their own."""
    counted, count = {}, sql.SQL("SELECT count(*) FROM {}")
    with psycopg.connect(make_conninfo(address, dbname="Rathaus-Stadt")) as server:
        for (name,) in server.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 2200"):
            counted[name] = server.execute(count.format(sql.Identifier(name))).fetchall()[0][0]
    counted.pop("backups_restoretrial")
    return counted


def test_a_trial_needs_a_right_and_leaves_nothing_behind(address: str, town: Path, tmp_path: Path) -> None:
    saved = tmp_path / "s.tar"
    made = command(town, address, "town", "backup", str(saved))
    assert made.returncode == 0, made.stderr
    assert saved.stat().st_mode & 0o077 == 0
    refused = command(town, address, "town", "try-backup", str(saved))
    assert refused.returncode == 1
    assert "ALTER ROLE rathaus CREATEDB" in refused.stderr

    old = f"rathaus_stadt_trial_{int(time.time()) - 90_000}_abcdef"
    young, foreign = f"rathaus_stadt_trial_{int(time.time()) - 60}_abcdef", "rathaus_stadt_trial"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("ALTER ROLE rathaus CREATEDB")
        for name in (old, young, foreign):
            server.execute(f"CREATE DATABASE {name} OWNER rathaus")
    before, counted = databases(address), rows(address)
    tried = command(town, address, "town", "try-backup", str(saved), "--json")
    assert tried.returncode == 0, tried.stderr
    found = json.loads(tried.stdout)
    assert (found["tables"], found["rows"]) == (len(counted) + 1, sum(counted.values()))
    assert databases(address) == before - {old}
    assert rows(address) == counted
    assert not list(town.glob("*/backup-trial-*"))


def test_a_damaged_dump_is_refused_and_removed(address: str, town: Path, tmp_path: Path) -> None:
    """With the right checksum in the list: the server itself must notice."""
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("ALTER ROLE rathaus CREATEDB")
    saved, folder = tmp_path / "s.tar", tmp_path / "open"
    assert command(town, address, "town", "backup", str(saved)).returncode == 0
    with tarfile.open(saved) as tar:
        tar.extractall(folder, filter="data")
    dump = folder / "mittendrin.pgdump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size * 2 // 3])
    listing = json.loads((folder / "backup.json").read_text())
    checksum = subprocess.run(["sha256sum", dump], capture_output=True, text=True, check=True).stdout.split()[0]
    listing["files"]["mittendrin.pgdump"] = checksum
    (folder / "backup.json").write_text(json.dumps(listing))
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        for path in sorted(folder.iterdir()):
            tar.add(path, path.name)
    before = databases(address)
    tried = command(town, address, "town", "try-backup", str(tmp_path / "b.tar"))
    assert tried.returncode == 1
    assert "ließ sich nicht zurückspielen" in tried.stderr
    assert databases(address) == before


def test_a_backup_comes_back_and_what_was_destroyed_stays_so(demo_town: Town) -> None:
    said = revives_nothing("restore", demo_town.folder, MITTENDRIN_DATABASE_URL=demo_town.address)
    own = demo_town.address.rpartition("/")[2]
    aside = [name for name in databases(demo_town.address) if name.startswith(f"{own}_before_")]
    assert len(aside) == 1
    assert f"heißt jetzt {aside[0]}" in said
    assert not [name for name in databases(demo_town.address) if "_incoming_" in name or f"{own}_trial" in name]
