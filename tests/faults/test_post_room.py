# SPDX-License-Identifier: EUPL-1.2
"""Workers, server and clerk killed at 200 random moments while 500 letters come in: each is there exactly once."""

from __future__ import annotations

import json
import logging
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.faults import senders
from tests.faults.chain_writers import verdict
from tests.faults.forking import Zygote, running
from tools.serving import environment, free_port

from mittendrin.apps.posteingang.tests.imap_server import Mailbox, serving

pytestmark = pytest.mark.slow
log = logging.getLogger(__name__)
KILLS, EACH, SECONDS = 200, 125, 900
# Most kills hit the workers, which do the most: they take folder and mailbox in, read, propose.
JOBS = ("work 1", "work 1", "work 2", "work 2", "serve", "confirm")
MEAN_GAP = 0.25
SORTED = "SELECT id FROM posteingang_letter WHERE state IN ('waiting', 'sure', 'done')"
PREPARE = """
import django, json; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from mittendrin.apps.posteingang.services import intake, setup
from mittendrin.townhall.accounts.demo import ensure_demo_town
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Grant
ensure_demo_town()
setup.ensure_demo()
person = Person.objects.get(username="lorenz")
Grant.objects.create(person=person)
clerk = Client()
clerk.force_login(person, "django.contrib.auth.backends.ModelBackend")
token = intake.new_sender("Fax")[1]
print(json.dumps({"session": clerk.cookies["sessionid"].value, "token": token}))
"""


@dataclass
class Town:
    """A town in a folder of its own, with what it is told and what stands in its tables."""

    data: Path
    variables: Mapping[str, str]
    server: senders.Server
    sent: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        path = self.data / "musterstadt" / "mittendrin.sqlite3"
        with closing(sqlite3.connect(path, timeout=30)) as database:
            return database.execute(question).fetchall()

    def column(self, question: str) -> list[Any]:
        return [row[0] for row in self.rows(question)]

    @property
    def scanner(self) -> Path:
        return self.data / "scanner"


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    """An empty mailbox."""
    with serving(Mailbox()) as one:
        yield one


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, box: Mailbox) -> Town:
    """A town with a scanner, a mailbox, a clerk who is logged in and a program that may hand in."""
    data, port = tmp_path_factory.mktemp("post-room"), free_port()
    (data / "scanner").mkdir()
    variables = environment(
        data,
        DJANGO_SETTINGS_MODULE="mittendrin.config.settings",
        MITTENDRIN_LOG_LEVEL="ERROR",
        MITTENDRIN_LETTER_FOLDERS=str(data / "scanner"),
        MITTENDRIN_IMAP_HOST="127.0.0.1",
        MITTENDRIN_IMAP_PORT=str(box.port),
        MITTENDRIN_IMAP_USER="post",
        MITTENDRIN_IMAP_PASSWORD=box.password,
        MITTENDRIN_IMAP_SECURITY="plain",
        PORT=str(port),
    )
    done = subprocess.run(
        [sys.executable, "-c", PREPARE], env=variables, capture_output=True, text=True, check=True, timeout=300
    )
    given = json.loads(done.stdout.splitlines()[-1])
    cookies = {"sessionid": given["session"], "csrftoken": "c" * 32}
    return Town(data, variables, senders.Server(port, cookies, given["token"]))


def letters() -> dict[str, list[tuple[str, bytes]]]:
    """Return the files for each way in."""
    words = senders.texts(4 * EACH)
    found = {
        way: [senders.file(words[number], number) for number in range(at * EACH, (at + 1) * EACH)]
        for at, way in enumerate(("folder", "rest", "upload"))
    }
    found["imap"] = [(f"{number}", senders.mail(words[number], number)) for number in range(3 * EACH, 4 * EACH)]
    return found


def all_there(town: Town) -> bool:
    return len(town.rows(SORTED)) >= 4 * EACH


def shoot(zygote: Zygote, chance: random.Random) -> None:
    """Kill jobs at random moments and start them again."""
    for _ in range(KILLS):
        time.sleep(chance.expovariate(1 / MEAN_GAP))
        job = chance.choice(JOBS)
        zygote.kill(job)
        zygote.start(job)


@pytest.fixture(scope="module")
def after(town: Town, box: Mailbox) -> Town:
    """The town after all letters came in under fire."""
    town.sent = letters()
    ways: Mapping[str, Callable[[str, bytes], object]] = {
        "folder": partial(senders.put_into, town.scanner),
        "imap": lambda _name, content: box.add(content),
        "rest": town.server.program,
        "upload": town.server.upload,
    }
    seconds = KILLS * MEAN_GAP
    jobs = [partial(senders.spread, ways[way], files, seconds) for way, files in town.sent.items()]
    begun = time.monotonic()
    fire = running("tests.faults.zygote", town.variables, town.data, JOBS)
    with fire as zygote, senders.all_at_work(town.server, jobs):
        shoot(zygote, random.Random(7))
        early, took = len(town.rows(SORTED)), time.monotonic() - begun
        while not all_there(town) and time.monotonic() - begun < SECONDS:
            time.sleep(0.25)
        time.sleep(1.0)  # what would come twice has time to come
    log.info(
        "%s kills in %.0f s, %s letters sorted by then; %.0f s in all", KILLS, took, early, time.monotonic() - begun
    )
    return town


def test_every_letter_came_in_exactly_once(after: Town, box: Mailbox) -> None:
    assert all_there(after), Counter(after.rows("SELECT state, step, reason FROM posteingang_letter"))
    wanted = Counter((way, senders.digest(content)) for way, files in after.sent.items() for _, content in files)
    assert len(wanted) == 4 * EACH
    assert Counter(after.rows("SELECT channel, sha256 FROM posteingang_arrival")) == wanted
    assert Counter(after.column("SELECT arrival_id FROM posteingang_letter")).most_common(1)[0][1] == 1
    assert [path for path in after.scanner.iterdir() if path.is_file()] == []
    assert box.seen == set(box.messages)
    numbers = after.column("SELECT number FROM posteingang_letter")
    days = Counter(number[:10] for number in numbers)  # two when midnight falls into it
    assert sorted(numbers) == sorted(f"{day}-{at:03d}" for day, last in days.items() for at in range(1, last + 1))


def test_every_letter_was_read_and_sorted_once(after: Town) -> None:
    letters = after.column("SELECT id FROM posteingang_letter")
    events = after.rows("SELECT what, letter_id FROM posteingang_letterevent")
    for what in ("received", "read", "proposed"):
        assert sorted(letter for name, letter in events if name == what) == sorted(letters), what
    proposals = after.rows("SELECT letter_id, name FROM posteingang_proposal")
    assert len(set(proposals)) == len(proposals)
    assert {letter for letter, _name in proposals} == set(letters)
    decisions = after.rows("SELECT subject, block, part FROM decisions_decision WHERE subject <> ''")
    assert len(set(decisions)) == len(decisions) == len(proposals)


def test_files_are_those_that_were_sent_and_no_others(after: Town) -> None:
    root = after.data / "musterstadt" / "letters"
    rows = dict(after.rows("SELECT path, sha256 FROM posteingang_letterfile"))
    stored = {str(path.relative_to(root)): path for path in root.rglob("*") if path.is_file()}
    left = {path for path in stored if path.endswith(".part")}
    assert set(stored) - left == set(rows)
    assert {path for path in rows if senders.digest(stored[path].read_bytes()) != rows[path]} == set()
    assert sum("attachment" in path for path in rows) == EACH // 5


def test_the_chain_is_sound_and_holds_each_decision(after: Town) -> None:
    found = verdict(after.data)
    assert (found["code"], found["status"]) == (0, "sound")
    assert found["entries"] >= after.column("SELECT count(*) FROM decisions_decision")[0]


def test_every_confirmed_letter_is_one_case_for_each_unit(after: Town) -> None:
    units = {
        f"letter:{UUID(uuid)}": 1 + bool(second and second != unit)
        for uuid, unit, second in after.rows(
            "SELECT uuid, unit_id, second_unit_id FROM posteingang_letter WHERE state = 'done'"
        )
    }
    assert len(units) > EACH
    assert Counter(after.column("SELECT source FROM cases_case")) == units
    events = after.column("SELECT letter_id FROM posteingang_letterevent WHERE what = 'confirmed'")
    assert len(set(events)) == len(events) == len(units)
