# SPDX-License-Identifier: EUPL-1.2
"""A post room that can be killed: run as ``python -m tests.faults.post_room JOB`` with a town in the environment.

Jobs: ``folder`` and ``mailbox`` take what is there, ``rest`` hands texts in, ``work`` reads and sorts; each until it is
killed or nothing is left. Texts are read without the reading process and without blocks: the steps are the subject.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from unittest.mock import patch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import django

django.setup()

from mittendrin.apps.posteingang.ingest import leases, mailbox, reading  # noqa: E402
from mittendrin.apps.posteingang.ingest.folder import WatchedFolder  # noqa: E402
from mittendrin.apps.posteingang.models import ApiSender  # noqa: E402
from mittendrin.apps.posteingang.services import intake, working  # noqa: E402
from mittendrin.apps.posteingang.sources.reading import Letter, Reading  # noqa: E402
from mittendrin.contracts.document import from_text  # noqa: E402


def take_folder() -> None:
    """Take the scans, round after round."""
    folder = WatchedFolder(Path(os.environ["SCANNER"]), settle=0.02)
    while True:
        folder.look()
        time.sleep(0.01)


def take_mailbox() -> None:
    """Take the messages, round after round."""
    account = mailbox.Account("127.0.0.1", "post", "secret", int(os.environ["IMAP_PORT"]), "plain", seconds=20)
    while True:
        mailbox.fetch(account)
        time.sleep(0.01)


def hand_in() -> None:
    """Hand in as many texts as wanted, from the first on: a program that was killed begins anew."""
    sender = ApiSender.objects.get(name="Fax")
    for number in range(int(os.environ["WANTED"])):
        intake.take_from_sender(sender, f"{number}.txt", io.BytesIO(f"rest {number}".encode()), once=f"key {number}")
    while True:
        time.sleep(1)


def work() -> None:
    """Read and sort, round after round."""
    while True:
        if not working.work_one():
            time.sleep(0.01)


def read_here(path: Path, name: str, folder: Path) -> Reading:
    """Return the text of a file as one letter."""
    return Reading(name, "text", (Letter(from_text(path.read_text()), 0, 1),))


JOBS: Mapping[str, Callable[[], None]] = {
    "folder": take_folder,
    "mailbox": take_mailbox,
    "rest": hand_in,
    "work": work,
}


def main(job: str) -> None:
    """Do a job until killed."""
    with (
        patch.object(reading, "read_file", read_here),
        patch("mittendrin.apps.posteingang.services.proposing.answering", return_value={}),
        patch.object(leases, "LEASE_SECONDS", 2),
        patch.object(leases, "MOST_BROKEN_OFF", 1000),
    ):
        print("ready", flush=True)  # noqa: T201
        JOBS[job]()


if __name__ == "__main__":
    main(sys.argv[1])
