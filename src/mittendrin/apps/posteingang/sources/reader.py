# SPDX-License-Identifier: EUPL-1.2
"""Files of strangers are read by a process on a leash: no network, bounded memory, ended when it is stuck.

A file that crashes, exhausts or hangs the process is refused; the next one gets a fresh process.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic
from types import TracebackType

from mittendrin.apps.posteingang.sources import libreoffice, limits
from mittendrin.apps.posteingang.sources.names import safe_name
from mittendrin.apps.posteingang.sources.reading import Postponed, Reading
from mittendrin.apps.posteingang.sources.record import reading_of, remark_of
from mittendrin.apps.posteingang.sources.refusals import remark
from mittendrin.core import program
from mittendrin.core.alone import lock

_WORKER = "mittendrin.apps.posteingang.sources.worker"
_PREFIX, _LOCK = "reader-", "lock"


def read_safely(path: Path, name: str = "", folder: Path | None = None) -> Reading:
    """Return what stands in one file; for several files keep a Reader. Raises Postponed."""
    with Reader() as reader:
        return reader.read(path, name, folder)


def left_behind(root: Path) -> Iterator[Path]:
    """Yield the folders of readers below ``root`` whose process is gone; text of letters may lie in them."""
    for folder in root.glob(f"{_PREFIX}*"):
        with suppress(OSError), lock(folder / _LOCK, wait=False) as ownerless:
            if ownerless:
                libreoffice.clear(folder)
                yield folder


class _Stuck(Exception):
    """The reading process was silent or busy for too long."""


class Reader:
    """One reading process; use it as a context, from one thread at a time.

    on_page: called after each page. root: where its folder for passing files is made; ``left_behind`` finds it there
    when this process was killed. peak_memory: most memory the process really used so far, in bytes.
    """

    def __init__(self, on_page: Callable[[], None] | None = None, root: Path | None = None) -> None:
        self.on_page = on_page or (lambda: None)
        self.peak_memory = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX, dir=root)
        self._held = ExitStack()
        self._held.enter_context(lock(Path(self._folder.name) / _LOCK, wait=False))
        self._count = 0

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._end()
        self._held.close()
        self._folder.cleanup()

    def read(self, path: Path, name: str = "", folder: Path | None = None) -> Reading:
        """Return what stands in the file ``path``; whatever goes wrong with it comes back as refused.

        name: what the sender called it. folder: where archive copies are put, none are made without. Raises Postponed
        when something outside of the file is missing.
        """
        title = safe_name(name or path.name)
        answer = Path(self._folder.name) / "answer.json"
        answer.unlink(missing_ok=True)
        task = {
            "path": str(path.absolute()),
            "name": title,
            "folder": str(folder.absolute()) if folder else None,
            "answer": str(answer),
        }
        try:
            last = self._ask(task)
        except _Stuck:
            self._end()
            return Reading(title, "", refused=remark("took-too-long"))
        except (EOFError, BrokenPipeError):
            self._end()
            return Reading(title, "", refused=remark("crashed"))
        if last.startswith("later "):
            raise Postponed(remark_of(json.loads(last.removeprefix("later "))))
        self.peak_memory = max(self.peak_memory, int(last.removeprefix("done ")) * 1024)
        return reading_of(json.loads(answer.read_text(encoding="utf-8")))

    def _ask(self, task: dict[str, str | None]) -> str:
        """Return the line with which the process ends its answer. Raises _Stuck, EOFError, BrokenPipeError."""
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        process.stdin.write(json.dumps(task).encode() + b"\n")
        process.stdin.flush()
        deadline = monotonic() + limits.TOTAL_SECONDS
        said = b""
        while True:
            patience = min(limits.SILENCE_SECONDS, deadline - monotonic())
            if patience <= 0 or not select.select([process.stdout], [], [], patience)[0]:
                raise _Stuck
            if not (more := os.read(process.stdout.fileno(), 65_536)):
                raise EOFError
            *lines, said = (said + more).split(b"\n")
            for line in lines:
                if line != b".":
                    return line.decode("utf-8", "replace")
                self.on_page()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and (self._count >= limits.FILES_PER_PROCESS or self._process.poll() is not None):
            self._end()
        if self._process is None:
            command = [sys.executable, "-m", _WORKER]
            self._process = program.start(command, folder=Path(self._folder.name), memory=limits.READER_ADDRESSES)
            self._count = 0
        self._count += 1
        return self._process

    def _end(self) -> None:
        if self._process:
            program.end(self._process)
            self._process = None
            libreoffice.clear(Path(self._folder.name))
