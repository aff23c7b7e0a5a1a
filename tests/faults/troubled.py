# SPDX-License-Identifier: EUPL-1.2
"""In real trouble: ``python -m tests.faults.troubled full|locked|worker`` with an empty town in the environment.

``full`` wants the folders ``letters`` and ``letters-work`` of the town on small file systems of their own. ``locked``
takes the write lock of the database by a second connection, as a stuck backup program does. Both print as JSON what
people would see at each step.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import OperationalError  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402
from tests.faults import meeting_locks  # noqa: E402

from mittendrin.apps.posteingang.ingest import leases  # noqa: E402
from mittendrin.apps.posteingang.ingest.folder import WatchedFolder  # noqa: E402
from mittendrin.apps.posteingang.models import Letter  # noqa: E402
from mittendrin.apps.posteingang.services import intake, quarantine, setup, working  # noqa: E402
from mittendrin.townhall.accounts.demo import ensure_demo_town  # noqa: E402
from mittendrin.townhall.accounts.models import Person  # noqa: E402
from mittendrin.townhall.tasks import services as task_services  # noqa: E402
from mittendrin.townhall.tasks import worker as working_on  # noqa: E402

LETTER = b"Antrag\n\nHiermit beantrage ich die Befreiung von der Hundesteuer.\n\nErika Sandmann\n" * 40
BUSY_SECONDS = 0.2


def fill(folder: Path) -> Path:
    """Write into a small file system until nothing goes in any more; return the file that fills it."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return path


def later() -> None:
    """Let pauses and leases be over."""
    past = timezone.now() - timedelta(seconds=1)
    Letter.objects.filter(next_try_at__isnull=False).update(next_try_at=past)
    Letter.objects.filter(lease_until__isnull=False).update(lease_until=past)


def seen() -> list[str]:
    """Return state and reason of the only letter."""
    letter = Letter.objects.get()
    return [letter.state, letter.reason]


def full() -> Mapping[str, Any]:
    """Let the store be full, then the folder for work; each time until there is room again."""
    clerk, scanner = Person.objects.get(username="lorenz"), settings.TOWN_DIR / "scanner"
    scanner.mkdir()
    (scanner / "a.txt").write_bytes(LETTER)
    folder = WatchedFolder(scanner, settle=0.0)
    filler = fill(settings.TOWN_DIR / "letters")
    found: dict[str, Any] = {"look": folder.look().problem, "words": [one.sentence for one in intake.states()]}
    upload = intake.take(clerk, [intake.Upload("b.txt", BytesIO(LETTER))])[0]
    found["upload"], found["scan is left"] = [upload.ok, upload.sentence], (scanner / "a.txt").is_file()
    filler.unlink()
    found["taken"] = folder.look().taken
    filler = fill(Path(settings.LETTER_WORK_DIR))
    found["steps"] = []
    for _ in range(len(leases.PAUSES) + 1):
        working.work_all()
        found["steps"].append(seen())
        later()
    filler.unlink()
    quarantine.retry(clerk, Letter.objects.get().uuid)
    working.work_all()
    found["end"] = seen()
    return found


@contextmanager
def locked_database() -> Iterator[None]:
    """Hold the write lock of the database."""
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def attempt(action: Callable[[], object]) -> str:
    """Return what came of an action: its error's name."""
    try:
        action()
    except OperationalError as error:
        return str(error)
    return "done"


def leased() -> Letter:
    """Return the letter, leased as by a worker."""
    letter = leases.next_letter()
    assert letter is not None
    return letter


def fail(letter: Letter) -> None:
    """Let the step fail because the database was locked."""
    working._failed(letter, OperationalError("database is locked"))


def locked() -> Mapping[str, Any]:
    """Lock the database while a letter comes in, while it is leased, and in the middle of the reading."""
    clerk = Person.objects.get(username="lorenz")

    def send() -> list[intake.FileResult]:
        return intake.take(clerk, [intake.Upload("a.txt", BytesIO(LETTER), once="once")])

    with locked_database():
        found: dict[str, Any] = {"intake": attempt(send), "letters": Letter.objects.count()}
    found["again"] = [send()[0].ok, Letter.objects.count()]
    with locked_database():
        found["lease"] = attempt(working.work_one)
    letter = leased()
    with locked_database():
        found["failing"] = attempt(lambda: fail(letter))
    found["leased"] = seen()
    found["steps"] = []
    for _ in range(len(leases.PAUSES) + 1):
        later()
        letter = leased()
        fail(letter)
        found["steps"].append(seen())
    quarantine.retry(clerk, letter.uuid)
    working.work_all()
    found["end"] = seen()
    return found


def worker() -> Mapping[str, Any]:
    """Lock the database before a worker looks for tasks, while it does one, and when it writes down the end of one."""
    working_on.PAUSES = (0.3,) * 30
    task_services.LEAST_WAIT = timedelta(seconds=0.2)
    DBTaskResult.objects.all().delete()
    meeting_locks.lock_for(1.5)
    working_on.work(once=True)
    found: dict[str, Any] = {"before": "worked on"}
    for where in ("inside", "end"):
        row = meeting_locks.meets.enqueue(where, 1.5)
        ends = time.monotonic() + 30
        while time.monotonic() < ends and DBTaskResult.objects.get(pk=row.id).status != "SUCCESSFUL":
            working_on.work(once=True)
        found[where] = [DBTaskResult.objects.get(pk=row.id).status, meeting_locks.seen.count(where)]
    return found


def main(job: str) -> None:
    """Make the town and let the trouble begin."""
    translation.activate("de")
    settings.DATABASES["default"]["OPTIONS"]["timeout"] = BUSY_SECONDS
    call_command("migrate", verbosity=0)
    ensure_demo_town()
    setup.ensure_demo()
    jobs: Mapping[str, Callable[[], Mapping[str, Any]]] = {"full": full, "locked": locked, "worker": worker}
    print(json.dumps(jobs[job]()))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
