# SPDX-License-Identifier: EUPL-1.2
"""Done cases go after their term, when a person confirms it; a record without content stays."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from mittendrin.townhall.accounts.models import Role
from mittendrin.townhall.backups import ledger
from mittendrin.townhall.cases.errors import NotAllowed
from mittendrin.townhall.cases.models import Attachment, Case, CaseDeletion, CaseEvent, Comment, State
from mittendrin.townhall.cases.services import disposal, handling
from mittendrin.townhall.cases.services.access import viewer
from mittendrin.townhall.cases.services.files import attach
from mittendrin.townhall.cases.tests.town import case, person

pytestmark = pytest.mark.django_db
LATER, DONE = date(2032, 1, 1), date(2026, 12, 31)


def done(title: str = "Widerspruch Sandmann", when: date = DONE, **values: Any) -> Case:
    made = case(title, **values)
    moment = timezone.make_aware(datetime.combine(when, time(23, 30)))
    Case.objects.filter(pk=made.pk).update(state=State.DONE, done_at=moment)
    return Case.objects.get(pk=made.pk)


def test_the_term_counts_from_the_end_of_the_year_and_by_kind(settings: Settings) -> None:
    own, objection = done(), done(kind="objection", source="objection:letter_unit")
    letter, fresh = done(kind="letter", source="letter:1"), case()
    assert disposal.dispose_on(own) == date(2032, 1, 1)
    assert disposal.dispose_on(objection) == date(2030, 1, 1)
    assert disposal.dispose_on(letter) is disposal.dispose_on(fresh) is None
    assert list(disposal.due(date(2029, 12, 31))) == []
    assert list(disposal.due(date(2030, 1, 1))) == [objection]
    assert list(disposal.due(date(2031, 12, 31))) == [objection]
    assert set(disposal.due(LATER)) == {own, objection}
    settings.CASE_YEARS = ["own=1", "objection=0", "measure=x", "kaputt"]
    assert list(disposal.due(LATER)) == [own]
    assert disposal.dispose_on(objection) is None


def test_the_head_confirms_the_list_of_the_own_unit(django_capture_on_commit_callbacks: Any) -> None:
    head = viewer(person("chefin", role=Role.HEAD_OF_UNIT), LATER)
    first, second = done("Erster"), done("Zweiter")
    foreign, special = done("Fremder", where="Bauamt"), done("Heikler", special=True)
    attach(head, first, SimpleUploadedFile("anlage.txt", b"geheim"))
    handling.comment(head, first, "Ein Kommentar")
    stored = Attachment.objects.get().file
    assert list(disposal.due_for(head)) == [first, second]
    with django_capture_on_commit_callbacks(execute=True):
        gone = disposal.dispose_of(head, [first.uuid, foreign.uuid, special.uuid, "unsinn"])
    assert (gone.numbers, gone.files) == ([first.number], 1)
    assert set(Case.objects.all()) == {second, foreign, special}
    assert not stored.storage.exists(str(stored.name))
    assert not Comment.objects.exists()
    assert not CaseEvent.objects.filter(case_id=first.pk).exists()
    record = CaseDeletion.objects.get()
    assert (record.number, record.kind, record.reason, record.files) == (first.number, "own", "retention", 1)
    assert record.deleted_by == head.person
    assert "Erster" not in json.dumps({name: str(value) for name, value in vars(record).items()})
    with pytest.raises(NotAllowed):
        disposal.due_for(viewer(person("eins"), LATER))


def test_what_was_opened_again_meanwhile_stays() -> None:
    seen = done()
    Case.objects.filter(pk=seen.pk).update(state=State.OPEN, done_at=None)
    assert disposal.dispose([seen]).numbers == []
    assert Case.objects.count() == 1


def test_an_old_backup_does_not_bring_it_back(
    settings: Settings, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DELETIONS_DIR = tmp_path
    back, stays = done("Zurück"), done("Bleibt")
    with django_capture_on_commit_callbacks(execute=True):
        ledger.note("case", str(back.uuid))
    assert ledger.repeat()["case"].count == 1
    assert Case.objects.get() == stays
    assert CaseDeletion.objects.get().reason == "restored"
    assert ledger.repeat() == {}


def test_a_list_that_cannot_be_written_stops_nothing_and_is_completed(
    settings: Settings, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DELETIONS_DIR = tmp_path / "gone"
    made = done()
    with django_capture_on_commit_callbacks(execute=True):
        assert disposal.dispose([made]).numbers == [made.number]
    settings.DELETIONS_DIR = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        assert disposal.note_all() == 1
    assert ledger.entries() == {"case": [str(made.uuid)]}
