# SPDX-License-Identifier: EUPL-1.2
"""A real ``mittendrin run`` with its own data folder, for browser tests, fault tests and measurements."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType

from mittendrin.core.alone import alone

REPO = Path(__file__).resolve().parent.parent
BIN = REPO / ".venv" / "bin"
STATIC = REPO / "var" / "static"  # the first server fills it for all
RUN = "PYTEST_FOLDER_OF_RUN"  # what is made once for all processes of a test run; conftest.py makes and removes it


class NotServing(Exception):
    """The process ended or did not answer in time; the text holds what it printed."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return the environment for a Mittendrin that keeps everything in ``data``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MITTENDRIN_", "DJANGO_"))}
    # No broker: servers of tests run side by side, and its port is one for all of them.
    STATIC.mkdir(parents=True, exist_ok=True)
    own = {
        "MITTENDRIN_DATA_DIR": str(data),
        "MITTENDRIN_STATIC_DIR": str(STATIC),
        "MITTENDRIN_MQTT_EMBEDDED_PORT": "0",
        "PYTHONUNBUFFERED": "1",
    }
    return {**kept, **own, **more}


def mittendrin(data: Path, *arguments: str, timeout: float = 120, **more: str) -> subprocess.CompletedProcess[str]:
    """Run ``mittendrin`` with ``arguments`` and return what it did."""
    command = [str(BIN / "mittendrin"), *arguments]
    env = environment(data, **more)
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout, env=env)


def prepared(data: Path) -> Path:
    """Fill ``data`` with the demo town and return it. All processes of a test run copy the same one: it takes a while.

    Whoever asks how a town comes into being lets ``mittendrin run`` make one instead.
    """
    folder = Path(os.environ[RUN])
    town = folder / "town"
    with alone(folder / "lock"):
        if not town.exists():
            draft = folder / "draft"
            done = mittendrin(draft, "run", "--prepare-only", timeout=300)
            if done.returncode:
                raise NotServing(done.stdout + done.stderr)
            draft.rename(town)
    shutil.copytree(town, data, dirs_exist_ok=True)
    return data


class Serving:
    """A running server; use it in a ``with`` block."""

    def __init__(
        self,
        data: Path,
        *,
        workers: int = 1,
        threads: int = 8,
        patience: float = 90,
        background: bool = True,
        **more: str,
    ) -> None:
        self.background = background
        self.data, self.workers, self.threads, self.patience = data, workers, threads, patience
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / "server.log"
        self._more = more
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Serving:
        self.data.mkdir(parents=True, exist_ok=True)
        command = [BIN / "mittendrin", "run", "--port", self.port, "--workers", self.workers, "--threads", self.threads]
        command += [] if self.background else ["--no-worker"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment(self.data, **self._more),
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def _wait(self) -> None:
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.1)
        raise NotServing(self.printed()[-3000:])

    def answers(self) -> bool:
        """Return whether /healthz says that all is well."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def printed(self) -> str:
        """Return what the process wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End the process and its workers; the hard way when it does not end by itself."""
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait(timeout=15)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=15)
