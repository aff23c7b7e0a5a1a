# SPDX-License-Identifier: EUPL-1.2
"""A process that has everything loaded and forks jobs that can be killed.

A start so takes milliseconds, as the subject is what a kill leaves, not how fast Python starts.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.wsgi import get_wsgi_application


class Zygote:
    """Starts jobs that can be killed.

    module: what runs as ``python -m`` and calls ``listen``. Errors go into ``errors.txt`` in the folder ``data``.
    """

    def __init__(self, module: str, variables: Mapping[str, str], data: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            env=dict(variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(data / "errors.txt").open("ab"),
            text=True,
            bufsize=1,
        )
        self.running: dict[str, int] = {}

    def start(self, job: str) -> None:
        """Start a job."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{job}\n")
        self.running[job] = int(self._process.stdout.readline())

    def kill(self, job: str) -> None:
        """Kill a job and wait until it is gone."""
        os.kill(self.running[job], signal.SIGKILL)
        while Path(f"/proc/{self.running[job]}").exists():
            time.sleep(0.001)

    def end(self) -> None:
        """Kill all."""
        for job in self.running:
            self.kill(job)
        self._process.kill()
        self._process.wait()


@contextmanager
def running(module: str, variables: Mapping[str, str], data: Path, jobs: Iterable[str]) -> Iterator[Zygote]:
    """Run ``jobs`` during the block."""
    one = Zygote(module, variables, data)
    try:
        for job in sorted(set(jobs)):
            one.start(job)
        yield one
    finally:
        one.end()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 32


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def serve() -> None:
    """A job: answer requests on the port in ``PORT``."""
    application = get_wsgi_application()
    with _Server(("127.0.0.1", int(os.environ["PORT"])), _Quiet) as server:
        server.set_app(application)
        server.serve_forever(poll_interval=0.1)


def start(job: str, jobs: Mapping[str, Callable[[], None]]) -> int:
    """Return the id of a new process that does ``job`` (``work 1``: the first word counts) until it is killed."""
    if child := os.fork():
        return child
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        jobs[job.partition(" ")[0]]()
    finally:
        os._exit(1)


def listen(jobs: Mapping[str, Callable[[], None]]) -> None:
    """Start what each line of the input names and answer with its id, until the input ends."""
    gc.freeze()  # what is loaded stays shared between the processes
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the killed leave nothing behind that would have to be waited for
    for line in sys.stdin:
        print(start(line.strip(), jobs), flush=True)  # noqa: T201
