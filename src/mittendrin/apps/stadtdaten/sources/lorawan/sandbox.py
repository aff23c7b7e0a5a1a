# SPDX-License-Identifier: EUPL-1.2
"""Codecs of vendors run in a process on a leash: no network, no files, bounded in time, memory and size of answer.

A codec that kills or hangs the process is refused; the next call gets a fresh process.
"""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

from mittendrin.apps.stadtdaten.sources.lorawan.prelude import CALL, MOST_ANSWER, PRELUDE
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.core import instants, program

_PROCESS = Path(__file__).with_name("sandbox_process.py")
_FIRST = {"prelude": PRELUDE, "call": CALL, "most": MOST_ANSWER}
_ADDRESSES = 4 * 1024**4  # the engine reserves much and uses little; the process bounds what it really uses
MOST_SOURCE = 1_000_000
START_SECONDS = 30.0
SECONDS = 8.0
CALLS = 20_000
_EXPORT = re.compile(
    r"^[ \t]*export[ \t]+(?:default[ \t]+)?(?=(?:async[ \t]+)?(?:function|const|let|var|class)\b)", re.MULTILINE
)
_EXPORTED = re.compile(r"^[ \t]*export[ \t]*\{[^}]*\};?[ \t]*$", re.MULTILINE)


class Sandbox:
    """One process that runs codecs; from any thread, one call at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._calls = 0

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def decode(
        self,
        codec: str,
        payload: bytes,
        port: int | None,
        time: int | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Any:
        """Return what the JavaScript ``codec`` makes of ``payload``, as plain data. Raises SourceRefused."""
        if len(codec) > MOST_SOURCE:
            raise SourceRefused("codec-too-long", f"{MOST_SOURCE // 1000} kB")
        task = {
            "codec": _EXPORTED.sub("", _EXPORT.sub("", codec)),
            "bytes": list(payload),
            "port": port or 0,
            "time": instants.to_iso(instants.now() if time is None else time),
            "variables": dict(variables or {}),
        }
        with self._lock:
            answer = self._ask(task)
        if "answer" not in answer:
            raise SourceRefused(answer.get("kind", "codec-failed"), answer.get("detail", ""))
        try:
            return json.loads(answer["answer"])
        except (ValueError, RecursionError) as error:
            raise SourceRefused("codec-no-answer") from error

    def _ask(self, task: dict[str, Any]) -> dict[str, str]:
        """Return the answer; a process that ends over it may have been filled by others: a fresh one is asked then."""
        process = self._running()
        used = self._calls > 1
        try:
            self._say(process, task)
            found = json.loads(self._line(process, SECONDS))
        except TimeoutError:
            self._end()
            return {"kind": "codec-too-slow", "detail": f"{SECONDS:.0f} s"}
        except (EOFError, OSError, ValueError):
            self._end()
            return self._ask(task) if used else {"kind": "codec-too-big"}
        return found if isinstance(found, dict) else {}

    @staticmethod
    def _say(process: subprocess.Popen[bytes], words: Mapping[str, Any]) -> None:
        if process.stdin is None:
            raise EOFError
        process.stdin.write(json.dumps(words).encode() + b"\n")
        process.stdin.flush()

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """Return one line of the process. Raises TimeoutError, EOFError."""
        if process.stdout is None:
            raise EOFError
        said, deadline = b"", monotonic() + seconds
        while not said.endswith(b"\n"):
            patience = deadline - monotonic()
            if patience <= 0 or not select.select([process.stdout], [], [], patience)[0]:
                raise TimeoutError
            more = os.read(process.stdout.fileno(), 65_536)
            if not more or len(said) > 8 * MOST_ANSWER:
                raise EOFError
            said += more
        return said

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and (self._calls >= CALLS or self._process.poll() is not None):
            self._end()
        if self._process is None:
            self._folder = tempfile.TemporaryDirectory(prefix="codecs-")
            command: list[str | Path] = [sys.executable, "-I", _PROCESS]
            self._process = program.start(command, folder=Path(self._folder.name), memory=_ADDRESSES)
            self._calls = 0
            try:
                self._say(self._process, _FIRST)
                self._line(self._process, START_SECONDS)
            except (TimeoutError, EOFError, OSError) as error:
                self._end()
                raise SourceRefused("sandbox-not-started") from error
        self._calls += 1
        return self._process

    def _end(self) -> None:
        if self._process:
            program.end(self._process)
            self._process = None
        if self._folder:
            self._folder.cleanup()
            self._folder = None


@cache
def _sandbox_of(process: int) -> Sandbox:  # noqa: ARG001 - a forked process must not talk to its parent's sandbox
    return Sandbox()


def shared() -> Sandbox:
    """Return the sandbox of this process."""
    return _sandbox_of(os.getpid())
