# SPDX-License-Identifier: EUPL-1.2
"""Intake and workers killed at random moments: at the end every letter is there exactly once."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from mittendrin.apps.posteingang.tests.imap_server import Mailbox, serving

pytestmark = pytest.mark.slow
KILLS, EACH, SECONDS = 20, 12, 240
JOBS = ("folder", "mailbox", "rest", "work")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment of an empty town with its tables."""
    data = tmp_path_factory.mktemp("post-room")
    (data / "scanner").mkdir()
    values = {"MITTENDRIN_DATA_DIR": str(data), "SCANNER": str(data / "scanner"), "WANTED": str(EACH)}
    environment = {**os.environ, **values, "MITTENDRIN_LOG_LEVEL": "ERROR"}
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "from mittendrin.apps.posteingang.services import intake\n"
        "intake.new_sender('Fax')\n"
    )
    environment["DJANGO_SETTINGS_MODULE"] = "mittendrin.config.settings"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=300)
    return environment


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mailbox with messages."""
    with serving(Mailbox()) as one:
        for number in range(EACH):
            one.add(f"Subject: {number}\r\n\r\nmail {number}\r\n".encode())
        yield one


def start(job: str, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.post_room", job],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=(Path(environment["MITTENDRIN_DATA_DIR"]) / "errors.txt").open("a", encoding="utf-8"),
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def rows(environment: Mapping[str, str], question: str) -> list[tuple[str, ...]]:
    path = Path(environment["MITTENDRIN_DATA_DIR"]) / "musterstadt" / "mittendrin.sqlite3"
    with closing(sqlite3.connect(path, timeout=30)) as database:
        return database.execute(question).fetchall()


def finished(environment: Mapping[str, str]) -> bool:
    question = "SELECT state FROM posteingang_letter"
    return [row[0] for row in rows(environment, question)] == ["waiting"] * 3 * EACH


def test_every_letter_is_there_exactly_once(town: Mapping[str, str], box: Mailbox) -> None:
    scanner, chance = Path(town["SCANNER"]), random.Random(7)
    environment = {**town, "IMAP_PORT": str(box.port)}
    running = {job: start(job, environment) for job in JOBS}
    try:
        for number in range(KILLS):
            if number < EACH:
                draft = scanner / f"{number}.txt.tmp"
                draft.write_text(f"scan {number}")
                draft.rename(scanner / f"{number}.txt")
            time.sleep(chance.uniform(0.0, 0.25))
            job = JOBS[number % len(JOBS)]
            running[job].kill()
            running[job].wait()
            running[job] = start(job, environment)
        end = time.monotonic() + SECONDS
        while not finished(environment) and time.monotonic() < end:
            time.sleep(0.5)
    finally:
        for process in running.values():
            process.kill()
            process.wait()
    channels = Counter(row[0] for row in rows(environment, "SELECT channel FROM posteingang_letter"))
    assert channels == {"folder": EACH, "imap": EACH, "rest": EACH}
    digests = [row[0] for row in rows(environment, "SELECT sha256 FROM posteingang_arrival")]
    assert len(set(digests)) == len(digests) == 3 * EACH
    assert finished(environment)
    reads = rows(environment, "SELECT letter_id FROM posteingang_letterevent WHERE what = 'read'")
    assert len(set(reads)) == len(reads) == 3 * EACH
    assert not [path for path in scanner.iterdir() if path.is_file()]
    assert box.seen == set(box.messages)
    paths = {row[0] for row in rows(environment, "SELECT path FROM posteingang_letterfile")}
    root = Path(environment["MITTENDRIN_DATA_DIR"]) / "musterstadt" / "letters"
    stored = {str(path.relative_to(root)) for path in root.rglob("original")}
    assert stored == paths
