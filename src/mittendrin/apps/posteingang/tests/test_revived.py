# SPDX-License-Identifier: EUPL-1.2
"""Destroyed letters stay destroyed: the list beside the town is whole, and is carried out again."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from mittendrin.apps.posteingang.models import DeletionRecord, Letter, LetterState
from mittendrin.apps.posteingang.services import disposal, quarantine
from mittendrin.apps.posteingang.tests.conftest import Take
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.backups import ledger

pytestmark = pytest.mark.django_db


def test_what_an_old_backup_brings_back_is_destroyed_again(
    clerk: Person, waiting: Take, django_capture_on_commit_callbacks: Any
) -> None:
    letter = waiting(state=LetterState.QUARANTINE)
    whole = waiting(state=LetterState.QUARANTINE, text="Ein ganz anderer Brief. " * 30)
    part = uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        ledger.note("letter", str(letter.uuid), f"{part}/{whole.arrival.uuid}", str(uuid4()))
    assert len(ledger.entries()["letter"]) == 3
    done = ledger.repeat()["letter"]
    assert (done.count, len(done.remarks)) == (1, 1)
    assert whole.number in done.remarks[0]
    assert Letter.objects.get() == whole
    assert set(DeletionRecord.objects.values_list("number", "reason")) == {
        (letter.number, "restored"),
        (whole.number, "restored"),
    }
    assert ledger.repeat() == {}, "once told is enough"


def test_the_list_of_the_destroyed_is_completed_and_outlasts_torn_lines(
    clerk: Person, waiting: Take, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=False):
        quarantine.delete(clerk, waiting(state=LetterState.QUARANTINE).uuid)
    assert ledger.entries() == {}, "a kill came between"
    with django_capture_on_commit_callbacks(execute=True):
        ledger.note("interview", "1")
        ledger.note("interview", "1", back=True)
    with ledger.path().open("a") as file:
        file.write('["2026-11-30T10:00:00+00:00", "letter", "abc')
    with django_capture_on_commit_callbacks(execute=True):
        assert disposal.note_all() == 1
    assert ledger.entries()["letter"] == [str(DeletionRecord.objects.get().letter_uuid)]
    assert disposal.note_all() == 0
    assert ledger.path().stat().st_mode & 0o077 == 0
