# SPDX-License-Identifier: EUPL-1.2
"""A process that has everything loaded and forks workers, servers and clerks that can be killed.

Run as ``python -m tests.faults.zygote`` with a town in the environment. Each line of its input names a job; it answers
with the id of the process that now does it (``forking``). The jobs run the real code; only their clocks are quicker
(see ``quick``).
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from unittest.mock import patch
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import OperationalError, connections, transaction  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils import translation  # noqa: E402
from tests.faults import senders  # noqa: E402
from tests.faults.forking import listen, serve  # noqa: E402

from mittendrin.apps.posteingang.ingest import leases  # noqa: E402
from mittendrin.apps.posteingang.ingest.folder import WatchedFolder  # noqa: E402
from mittendrin.apps.posteingang.models import Letter, LetterState  # noqa: E402
from mittendrin.apps.posteingang.services import asking, deciding, detail, intake  # noqa: E402
from mittendrin.apps.posteingang.services.errors import Refused  # noqa: E402
from mittendrin.apps.posteingang.sources import limits  # noqa: E402
from mittendrin.apps.posteingang.sources import worker as reading_process  # noqa: E402
from mittendrin.contracts.document import from_text  # noqa: E402
from mittendrin.core import program  # noqa: E402
from mittendrin.townhall import offers  # noqa: E402
from mittendrin.townhall.accounts.models import Person, Role  # noqa: E402
from mittendrin.townhall.tasks import worker  # noqa: E402


@contextmanager
def quick() -> Iterator[None]:
    """Let leases end after two seconds instead of sixty, and work recur twelve times as often.

    Letters are not parked for having seen six workers die: here it is never the letter that kills.
    """
    often = [replace(work, every=work.every // 12) for work in offers.recurring() if work.every <= 60]
    with ExitStack() as changed:
        for owner, name, value in (
            (leases, "LEASE_SECONDS", 2),
            (leases, "RENEW_SECONDS", 0.5),
            (leases, "MOST_BROKEN_OFF", 1000),
            (worker, "TICK", 0.2),
            (worker, "BEAT", 1.0),
            (worker, "LOOK_FOR_LOST", 0.5),
            (offers, "recurring", lambda: often),
            (intake, "_folder", lambda path, after: WatchedFolder(Path(path), after, settle=0.0)),
        ):
            changed.enter_context(patch.object(owner, name, value))
        yield


class Forked:
    """A reading process that was forked instead of started; ends when whoever holds its input is gone."""

    def __init__(self) -> None:
        (task, tasks), (answers, answer) = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _read_files(task, answer, (tasks, answers))
        os.close(task)
        os.close(answer)
        self.stdin, self.stdout = os.fdopen(tasks, "wb", buffering=0), os.fdopen(answers, "rb", buffering=0)
        self._code: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        if self._code is None and os.waitpid(self.pid, os.WNOHANG)[0]:
            self._code = 1
        return self._code

    def wait(self) -> int:
        """Wait for its end."""
        if self._code is None:
            os.waitpid(self.pid, 0)
            self._code = 1
        return self._code


def _read_files(task: int, answer: int, not_mine: Sequence[int]) -> None:
    """Be the reading process, bounded as ``program.start`` bounds it."""
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (limits.READER_ADDRESSES, limits.READER_ADDRESSES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (program.Limits().file, program.Limits().file))
        for one in not_mine:
            os.close(one)
        os.dup2(task, sys.stdin.fileno())
        os.dup2(answer, sys.stdout.fileno())
        reading_process.main()
    finally:
        os._exit(1)


def work() -> None:
    """Do the tasks of the queue: look at folder and mailbox, read, propose, index."""
    # Forked before there are threads; should it break, the next one is started as ever.
    ready, start_one = [Forked()], program.start
    with patch.object(program, "start", lambda *words, **more: ready.pop() if ready else start_one(*words, **more)):
        worker.work(interval=0.05)


def confirm() -> None:
    """Confirm four of ten letters that wait, each with a look at what is unsure, as a clerk does."""
    clerk, seen = Person.objects.filter(role=Role.EDITOR)[0], set[UUID]()
    while True:
        waiting = Letter.objects.filter(state=LetterState.WAITING, unit__isnull=False, number__regex="[0-3]$")
        for uuid in waiting.exclude(uuid__in=seen).values_list("uuid", flat=True)[:20]:
            try:
                _confirm(clerk, str(uuid))
            except Refused:
                seen.add(uuid)
            except OperationalError:
                continue
        time.sleep(0.2)


def _confirm(clerk: Person, uuid: str) -> None:
    for fact in detail.facts(Letter.objects.get(uuid=uuid)):
        if fact.needs_key:
            deciding.check_unsure(clerk, uuid, fact.name)
    deciding.confirm_all(clerk, uuid)


JOBS: Mapping[str, Callable[[], None]] = {"work": work, "serve": serve, "confirm": confirm}


def warm_up() -> None:
    """Load what the jobs need, addresses and blocks with their models too, and let go of the database."""
    for app in ("apps.posteingang", "townhall"):
        package = import_module(f"mittendrin.{app}")
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if ".tests" not in module.name and ".demo" not in module.name:
                import_module(module.name)
    assert get_resolver().url_patterns
    with transaction.atomic():
        for text in senders.texts(3):
            list(asking._ask(from_text(text)))
    program.is_network_cut()
    get_wsgi_application()
    connections.close_all()


def main() -> None:
    """Start what is asked for until the input ends."""
    translation.activate("de")
    warm_up()
    with quick():
        listen(JOBS)


if __name__ == "__main__":
    main()
