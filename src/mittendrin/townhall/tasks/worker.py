# SPDX-License-Identifier: EUPL-1.2
"""A worker process: takes tasks from the queue, shows that it lives, puts recurring work into the queue."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Sequence

from django.db import Error, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker

from mittendrin.townhall.tasks import services

BEAT, LOOK_FOR_LOST, TICK = 10.0, 15.0, 1.0
log = logging.getLogger(__name__)


class Caretaker(threading.Thread):
    """Beside the tasks: beats, takes back what dead workers left, queues what is due, ends when the parent ended."""

    def __init__(self, worker: str, parent: int = 0) -> None:
        super().__init__(daemon=True, name="caretaker")
        self.worker, self.parent = worker, parent
        self.ended = threading.Event()
        self._next = {"beat": 0.0, "lost": 0.0}

    def run(self) -> None:
        """Go round until the worker ends."""
        while not self.ended.wait(TICK):
            if self.parent and os.getppid() != self.parent:
                os.kill(os.getpid(), signal.SIGTERM)
                return
            try:
                close_old_connections()
                self.go_round(time.monotonic())
            except (Error, ImportError, AttributeError) as error:
                log.warning("caretaker.failed error=%s", type(error).__name__)
        connection.close()

    def go_round(self, now: float) -> None:
        """Do what is due at ``now`` (seconds of a clock that never goes back)."""
        if now >= self._next["beat"]:
            services.beat(self.worker)
            self._next["beat"] = now + BEAT
        if now >= self._next["lost"]:
            services.take_back_lost()
            self._next["lost"] = now + LOOK_FOR_LOST
        services.put_due()


def work(parent: int = 0, interval: float = 0.5, once: bool = False, queues: Sequence[str] = ("*",)) -> None:
    """Work until a signal ends it after the task in hand; ``once``: until the queue is empty.

    parent: process without which this one ends too, 0 for none. interval: seconds between looks into an empty queue.
    queues: which ones to work on, ``*`` for all.
    """
    name = services.new_worker()
    services.beat(name)
    services.take_back_lost()
    worker = Worker(
        queue_names=list(queues),
        interval=interval,
        batch=once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    caretaker = Caretaker(name, parent)
    caretaker.start()
    if not once:
        worker.configure_signals()
    try:
        worker.run()
    finally:
        caretaker.ended.set()
        caretaker.join(timeout=5)
        services.say_goodbye(name)
