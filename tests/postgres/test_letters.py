# SPDX-License-Identifier: EUPL-1.2
"""Two workers at the same letters on PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from tests.postgres.conftest import Town
from tools.serving import environment

pytestmark = pytest.mark.slow
LETTERS = 40
PREPARE = f"""
import io, django; django.setup()
from mittendrin.apps.posteingang.ingest import arriving
text = "Antrag {{}}: Befreiung von der Hundesteuer, bitte bis zum 30.11.2026."
for number in range({LETTERS}):
    offer = arriving.Offer("rest", "sender:test", f"key {{number}}", f"{{number}}.txt")
    arriving.take(offer, io.BytesIO(text.format(number).encode()))
"""
WORK = """
import django; django.setup()
from mittendrin.apps.posteingang.services import working
print(working.work_all(seconds=200))
"""
COUNT = """
import django, json; django.setup()
from collections import Counter
from mittendrin.apps.posteingang.models import Letter, LetterEvent, Proposal
from mittendrin.townhall.decisions.models import Decision
from mittendrin.townhall.decisions.services import verifying
events = Counter(LetterEvent.objects.values_list("letter_id", "what"))
proposals = Counter(Proposal.objects.values_list("letter_id", "name"))
decisions = Counter(Decision.objects.values_list("subject", "block", "part"))
print(json.dumps({
    "states": Counter(Letter.objects.values_list("state", flat=True)),
    "most": [max(found.values()) for found in (events, proposals, decisions)],
    "read": sum(what == "read" for _letter, what in events),
    "sound": verifying.verify().sound,
}))
"""


def test_two_workers_share_the_letters_and_do_none_twice(demo_town: Town) -> None:
    variables = environment(
        demo_town.folder,
        DJANGO_SETTINGS_MODULE="mittendrin.config.settings",
        MITTENDRIN_DATABASE_URL=demo_town.address,
        MITTENDRIN_LOG_LEVEL="ERROR",
    )
    subprocess.run([sys.executable, "-c", PREPARE], env=variables, check=True, timeout=300)
    workers = [
        subprocess.Popen([sys.executable, "-c", WORK], env=variables, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    steps = [int(worker.communicate(timeout=300)[0]) for worker in workers]
    assert min(steps) > 0
    done = subprocess.run([sys.executable, "-c", COUNT], env=variables, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert sum(found["states"].values()) == LETTERS
    assert set(found["states"]) <= {"waiting", "sure"}
    assert (found["most"], found["read"], found["sound"]) == ([1, 1, 1], LETTERS, True)
