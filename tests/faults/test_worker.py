# SPDX-License-Identifier: EUPL-1.2
"""Workers beside the server, and the chain of decisions under many writers, some of them killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.faults.chain_writers import verdict, writers

from tools import serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared town."""
    return serving.prepared(tmp_path_factory.mktemp("worker"))


def test_many_writers_and_a_killed_one_leave_a_sound_chain(data: Path) -> None:
    before = verdict(data)["entries"]
    victim, *others = writers(data, 3)
    assert victim.stdout is not None
    for _ in range(5):
        victim.stdout.readline()
    victim.kill()
    for other in others:
        _said, wrong = other.communicate(timeout=240)
        assert other.returncode == 0, wrong
    victim.communicate(timeout=60)
    found = verdict(data)
    assert (found["code"], found["status"]) == (0, "sound")
    assert found["entries"] - before >= 2 * 60 + 10


def test_the_database_refuses_to_change_the_chain(data: Path) -> None:
    for other in writers(data, 1):
        other.communicate(timeout=240)
    with sqlite3.connect(data / "musterstadt" / "mittendrin.sqlite3") as database:
        for statement in ("UPDATE decisions_entry SET who = 'x'", "DELETE FROM decisions_entry"):
            with pytest.raises(sqlite3.IntegrityError, match="append only"):
                database.execute(statement)
    assert verdict(data)["status"] == "sound"


def until(wanted: Callable[[], Any], seconds: float = 60) -> Any:
    """Return what ``wanted`` gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (found := wanted()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def worker_of(server: int) -> int:
    """Return the process id of the worker for the post of a server, 0 when there is none."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"worker" in words and b"default" in words and str(server).encode() in words:
            return int(folder.name)
    return 0


def test_the_server_keeps_a_worker_and_ends_it(data: Path) -> None:
    command = [str(serving.BIN / "mittendrin"), "run", "--port", str(serving.free_port()), "--workers", "1"]
    server = subprocess.Popen(
        command,
        env=serving.environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        first = until(lambda: worker_of(server.pid))
        assert first
        time.sleep(6)  # it is not started again within five seconds
        os.kill(first, signal.SIGKILL)
        second = until(lambda: (found := worker_of(server.pid)) != first and found)
        assert second
        os.killpg(server.pid, signal.SIGINT)
        said = server.communicate(timeout=60)[0]
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
    assert "Traceback" not in said
    assert until(lambda: worker_of(server.pid) == 0, 10)


def test_a_worker_ends_when_its_server_was_killed(data: Path) -> None:
    with serving.Serving(data) as server:
        assert server._process is not None
        pid = server._process.pid
        worker = until(lambda: worker_of(pid))
        assert worker
        os.kill(pid, signal.SIGKILL)
        assert until(lambda: worker_of(pid) == 0, 30)


def test_once_ends_by_itself(data: Path) -> None:
    done = serving.mittendrin(data, "worker", "--once")
    assert done.returncode == 0, done.stderr
