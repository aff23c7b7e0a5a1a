# SPDX-License-Identifier: EUPL-1.2
"""Ctrl-C ends a start at any moment, without a traceback and without words of make."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tools import serving

pytestmark = pytest.mark.slow


def start(command: Sequence[str], data: Path) -> subprocess.Popen[str]:
    """Start a command as a terminal does: in a group of its own."""
    return subprocess.Popen(
        command,
        cwd=serving.REPO,
        env=serving.environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def interrupt(process: subprocess.Popen[str]) -> str:
    """Press Ctrl-C and return all that was printed."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        return process.communicate(timeout=60)[0]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def test_make_run_ends_in_one_line(tmp_path: Path) -> None:
    serving.prepared(tmp_path)
    port = serving.free_port()
    process = start(["make", "run", "PYTHON=true", f"PORT={port}"], tmp_path)  # true: this checkout is prepared
    end = time.monotonic() + 120
    while not answers(port) and time.monotonic() < end and process.poll() is None:
        time.sleep(0.1)
    said = interrupt(process)
    assert f"http://127.0.0.1:{port}" in said
    assert said.rstrip().endswith("Mittendrin ist beendet.")
    assert "Traceback" not in said
    assert "make:" not in said
    assert not answers(port)


@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.0])
def test_a_start_ends_at_once_while_it_loads(tmp_path: Path, seconds: float) -> None:
    process = start([str(serving.BIN / "mittendrin"), "run", "--port", str(serving.free_port())], tmp_path)
    time.sleep(seconds)
    said = interrupt(process)
    assert process.returncode != 0
    assert "Traceback" not in said
