# SPDX-License-Identifier: EUPL-1.2
"""A worker process: takes tasks from the queue, shows that it lives, puts recurring work into the queue."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db import Error, OperationalError, close_old_connections, connection
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from mittendrin.townhall.tasks import services

BEAT, LOOK_FOR_LOST, TICK = 10.0, 15.0, 1.0
PAUSES: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds before the database is tried again; the last one goes on."""
CALM = 60.0
"""Seconds of work after which pauses begin anew."""
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


class StubbornWorker(Worker):
    """Puts a task that met a busy database back into the queue, to be done a little later."""

    def run_task(self, db_task_result: DBTaskResult[..., Any]) -> None:
        """Do one task."""
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED and services.met_trouble(db_task_result):
            services.do_later(db_task_result)


def work(parent: int = 0, interval: float = 0.5, once: bool = False, queues: Sequence[str] = ("*",)) -> None:
    """Work until a signal ends it after the task in hand; ``once``: until the queue is empty.

    A database that is locked, or away, is tried again with growing pauses; under a new name each time, so that what
    was in hand is taken back as from a dead worker. parent: process without which this one ends too, 0 for none.
    interval: seconds between looks into an empty queue. queues: which ones to work on, ``*`` for all.

    Raises OperationalError with ``once`` when the trouble outlasts all pauses.
    """
    tries = 0
    ended: list[str] = []
    while True:
        name = services.new_worker()
        began = time.monotonic()
        try:
            while ended:
                services.say_goodbye(ended[-1])
                ended.pop()
            _work(name, parent, interval, once, queues)
        except OperationalError as error:
            tries = 0 if time.monotonic() - began > CALM else tries
            if once and tries >= len(PAUSES):
                raise
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            log.warning("worker.database_trouble error=%s pause=%s", type(error).__name__, pause)
            tries += 1
            ended.append(name)
            connection.close()
            time.sleep(pause)
        else:
            return


def _work(name: str, parent: int, interval: float, once: bool, queues: Sequence[str]) -> None:
    services.beat(name)
    services.take_back_lost()
    worker = StubbornWorker(
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
        with suppress(OperationalError):  # it is forgotten when it does not beat any more
            services.say_goodbye(name)
