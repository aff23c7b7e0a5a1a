# SPDX-License-Identifier: EUPL-1.2
"""A disk that is really full and a database that is really locked: tried again, then parked in words, nothing lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tools.serving import REPO, environment

from mittendrin.apps.posteingang.ingest import leases

pytestmark = pytest.mark.slow
SMALL = "mount -t tmpfs -o size=256k small {folder} && "


def told(town: Path, job: str, *before: str) -> dict[str, Any]:
    """Return what a post room in trouble showed; before: commands that prepare its file systems."""
    for name in ("letters", "letters-work"):
        (town / "musterstadt" / name).mkdir(parents=True)
    line = "".join(before) + f"exec {sys.executable} -m tests.faults.troubled {job}"
    command = ["unshare", "-r", "-m", "sh", "-c", line] if before else ["sh", "-c", line]
    done = subprocess.run(
        command,
        env=environment(town, MITTENDRIN_LOG_LEVEL="ERROR"),
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def may_mount() -> bool:
    """Return whether a small file system of our own can be made here."""
    try:
        done = subprocess.run(
            ["unshare", "-r", "-m", "sh", "-c", "mount -t tmpfs -o size=64k small /mnt"],
            capture_output=True,
            check=False,
            timeout=20,
        )
    except OSError:
        return False
    return done.returncode == 0


@pytest.mark.skipif(not may_mount(), reason="no small file systems here: user namespaces are switched off")
def test_a_disk_that_is_full_loses_nothing(tmp_path: Path) -> None:
    town = tmp_path / "musterstadt"
    small = [SMALL.format(folder=town / name) for name in ("letters", "letters-work")]
    found = told(tmp_path, "full", *small)
    assert found["look"].startswith("Kein Platz mehr in der Ablage.")
    assert "Kein Platz mehr in der Ablage." in found["words"][0]
    assert found["upload"] == [False, "Kein Platz mehr in der Ablage. Bitte später noch einmal."]
    assert (found["scan is left"], found["taken"]) == (True, 1)
    full = "Auf der Platte ist kein Platz mehr."
    assert found["steps"] == [["reading", full]] * len(leases.PAUSES) + [["parked", full]]
    assert found["end"] == ["waiting", ""]


def test_a_database_that_is_locked_loses_nothing(tmp_path: Path) -> None:
    found = told(tmp_path, "locked")
    assert (found["intake"], found["letters"]) == ("database is locked", 0)
    assert found["again"] == [True, 1]
    assert found["lease"] == "database is locked"
    assert (found["failing"], found["leased"]) == ("done", ["reading", ""])
    busy = "Die Datenbank war zu lange beschäftigt."
    assert found["steps"] == [["reading", busy]] * len(leases.PAUSES) + [["parked", busy]]
    assert found["end"] == ["waiting", ""]


def test_a_worker_outlasts_a_locked_database(tmp_path: Path) -> None:
    found = told(tmp_path, "worker")
    assert found["before"] == "worked on"
    assert found["inside"] == ["SUCCESSFUL", 2], "a task that met the lock is done again"
    assert found["end"][0] == "SUCCESSFUL", "so is one whose end could not be written down"
    assert found["end"][1] >= 1
