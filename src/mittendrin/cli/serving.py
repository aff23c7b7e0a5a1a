# SPDX-License-Identifier: EUPL-1.2
"""Gunicorn inside this process, with workers for tasks beside the processes that answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from mittendrin.apps.stadtdaten.services import brokers
from mittendrin.cli.patience import whole_bodies
from mittendrin.web.charsets import usual_charsets

QUEUES = ("default", "slow")
"""One process each: learning takes minutes, and the post must not wait for it."""
PATIENCE = 10.0
"""Seconds that a worker may take to end its task; what it leaves is taken up at the next start."""
PAUSE = 5.0
"""Seconds between two starts of a worker that dies at once."""


class TaskWorker:
    """A process beside the server; started again when it dies, ended with the server.

    It has a session of its own: Ctrl-C in the terminal reaches the server, which lets it end its task.
    """

    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0

    def keep(self) -> None:
        """Start it when it does not run."""
        if not self.runs() and time.monotonic() - self.started >= PAUSE:
            command = [sys.argv[0], "--town", settings.TOWN, *self.arguments, "--parent", str(os.getpid())]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
            self.started = time.monotonic()

    def runs(self) -> bool:
        """Return whether it lives; the server may have taken note of its end already."""
        return self.process is not None and self.process.poll() is None

    def tell(self) -> None:
        """Tell it to end after the task in hand."""
        if self.process is not None and self.runs():
            self.process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Wait until it ended, then end it anyway."""
        if self.process is None or not self.runs():
            return
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()


def beside() -> list[TaskWorker]:
    """Return what runs beside the server: one process for each queue, one for each broker."""
    workers = [TaskWorker("worker", "--queue", queue) for queue in QUEUES]
    return workers + [TaskWorker("stadtdaten", "mqtt", "--number", str(number)) for number in brokers.numbers()]


class HouseArbiter(Arbiter):  # type: ignore[misc]
    """Looks after the task workers as after its own."""

    def __init__(self, app: Server) -> None:
        super().__init__(app)
        self.task_workers = beside() if app.with_task_workers else []

    def manage_workers(self) -> None:
        """Start what is missing."""
        super().manage_workers()
        for worker in self.task_workers:
            worker.keep()

    def stop(self, graceful: bool = True) -> None:
        """End all."""
        workers, self.task_workers = self.task_workers, []
        super().stop(graceful)
        for worker in workers:
            worker.tell()
        for worker in workers:
            worker.end()


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, configured here instead of by a file."""

    def __init__(self, options: dict[str, Any], with_task_workers: bool = True) -> None:
        self.options = options
        self.with_task_workers = with_task_workers
        super().__init__()

    def load_config(self) -> None:
        """Hand the options over."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        """Return the WSGI application."""
        return whole_bodies(usual_charsets(get_wsgi_application()))

    def run(self) -> None:
        """Serve until a signal ends it."""
        HouseArbiter(self).run()
