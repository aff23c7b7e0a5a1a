# SPDX-License-Identifier: EUPL-1.2
"""Which workers live, what the dead ones left, and which recurring work is due."""

from __future__ import annotations

import logging
import os
import platform
import secrets
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mittendrin.contracts.app import Recurring
from mittendrin.townhall import offers
from mittendrin.townhall.tasks.models import Pulse, RecurringRun

LOST_AFTER = timedelta(seconds=60)
MOST_TRIES = 3
"""A task that took so many workers with it is not tried again."""
LEAST_WAIT, MOST_WAIT = timedelta(seconds=2), timedelta(seconds=60)
_TROUBLE = "django.db.utils.OperationalError"
_TROUBLE_WORDS = (
    "is locked",
    "deadlock detected",
    "could not serialize",
    "lock timeout",
    "connection",
    "starting up",
    "shutting down",
)
log = logging.getLogger(__name__)


def new_worker() -> str:
    """Return a name for this process: machine, process id, something random."""
    return f"{platform.node()[:30]}/{os.getpid()}/{secrets.token_hex(4)}"


def beat(worker: str) -> None:
    """Say that ``worker`` lives; forget those that are long gone."""
    now = timezone.now()
    Pulse.objects.update_or_create(worker=worker, defaults={"seen_at": now})
    Pulse.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()


def say_goodbye(worker: str) -> None:
    """Say that ``worker`` ended."""
    Pulse.objects.filter(worker=worker).delete()


def alive() -> list[str]:
    """Return the workers that live: seen within a minute, and running when they are on this machine."""
    seen = Pulse.objects.filter(seen_at__gte=timezone.now() - LOST_AFTER).values_list("worker", flat=True)
    return [worker for worker in seen if _runs(worker)]


def _runs(worker: str) -> bool:
    machine, _, rest = worker.partition("/")
    process = rest.partition("/")[0]
    if machine != platform.node()[:30] or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def take_back_lost() -> int:
    """Put tasks of dead workers back into the queue; return how many.

    A task may so run twice: each one must do no harm when it does. One that took ``MOST_TRIES`` workers with it fails.
    """
    living = set(alive())
    count = 0
    for lost in DBTaskResult.objects.running():
        if lost.worker_ids and lost.worker_ids[-1] in living:
            continue
        again = len(lost.worker_ids) < MOST_TRIES
        status = TaskResultStatus.READY if again else TaskResultStatus.FAILED
        row = DBTaskResult.objects.filter(pk=lost.pk, status=TaskResultStatus.RUNNING, worker_ids=lost.worker_ids)
        changed = row.update(status=status, finished_at=None if again else timezone.now())
        count += changed
        if changed:
            log.warning("task.lost task=%s again=%s", lost.task_path, again)
    return count


def met_trouble(task: DBTaskResult[..., Any]) -> bool:
    """Return whether a task failed because the database was busy or away, not by a mistake."""
    last = task.traceback.strip().rpartition("\n")[2].lower()
    return task.exception_class_path == _TROUBLE and any(words in last for words in _TROUBLE_WORDS)


def do_later(task: DBTaskResult[..., Any]) -> None:
    """Put a task that met trouble back into the queue; it waits the longer, the older it is, at most a minute."""
    now = timezone.now()
    wait = min(max((now - task.enqueued_at) / 4, LEAST_WAIT), MOST_WAIT)
    DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY, finished_at=None, run_after=now + wait, worker_ids=task.worker_ids[:-1]
    )
    log.warning("task.later task=%s seconds=%s", task.task_path, round(wait.total_seconds()))


def due(work: Recurring, last: datetime | None, now: datetime) -> bool:
    """Return whether recurring work must be done at ``now``; work with an hour waits for it the first time."""
    if not work.at:
        return last is None or now - last >= timedelta(seconds=work.every)
    if last is None:
        return False
    local = timezone.localtime(now)
    hour = timezone.make_aware(datetime.combine(local.date(), time.fromisoformat(work.at)))
    return last < hour <= now


def put_due(now: datetime | None = None) -> list[str]:
    """Put the recurring work that is due into the queue, once for all workers; return its tasks.

    Work that still waits in the queue is not put there twice.
    """
    moment = now or timezone.now()
    last: Mapping[str, datetime] = dict(RecurringRun.objects.values_list("task", "last_at"))
    return [
        work.task
        for work in offers.recurring()
        if (due(work, last.get(work.task), moment) or work.task not in last)
        and _claim(work, last.get(work.task), moment)
    ]


@transaction.atomic
def _claim(work: Recurring, last: datetime | None, now: datetime) -> bool:
    if last is None:
        made = RecurringRun.objects.get_or_create(task=work.task, defaults={"last_at": now})[1]
        if not made or work.at:
            return False
    elif not RecurringRun.objects.filter(task=work.task, last_at=last).update(last_at=now):
        return False
    task = import_string(work.task)
    waiting = DBTaskResult.objects.filter(task_path=task.module_path, status=TaskResultStatus.READY)
    if waiting.exists():
        return False
    task.enqueue()
    return True
