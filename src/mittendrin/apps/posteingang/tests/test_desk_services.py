# SPDX-License-Identifier: EUPL-1.2
"""What people decide at the desk, and who may see what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone

from mittendrin.apps.posteingang.ingest import reading
from mittendrin.apps.posteingang.models import AccessLog, Letter, LetterState, Proposal, ProposalState
from mittendrin.apps.posteingang.services import (
    access,
    deciding,
    detail,
    errors,
    files,
    filing,
    quarantine,
    queue,
    routing,
    setup,
)
from mittendrin.apps.posteingang.sources.reading import Letter as ReadLetter
from mittendrin.apps.posteingang.sources.reading import Reading
from mittendrin.apps.posteingang.tests.conftest import TEXT, Take
from mittendrin.contracts.document import from_text
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.cases.models import Case, State
from mittendrin.townhall.decisions.models import Decision, Outcome

pytestmark = pytest.mark.django_db
People = dict[str, Person]


@pytest.fixture
def letter(take: Take, post_room: People) -> Letter:
    """Return a letter that was read and asks for a look."""
    document = from_text(TEXT)
    with patch.object(reading, "read_file", return_value=Reading("a", "text", (ReadLetter(document, 0, 1),))):
        return take(read=True)


def look_at_all(person: Person, letter: Letter) -> None:
    for fact in detail.facts(Letter.objects.get(pk=letter.pk)):
        if fact.needs_key and fact.value:
            deciding.check_unsure(person, letter.uuid, fact.name)
        elif fact.needs_key:
            deciding.correct(person, letter.uuid, fact.name, "Antrag" if fact.name == "kind" else "Steueramt")


def test_the_queue_groups_what_waits(clerk: Person, waiting: Take, take: Take) -> None:
    waiting(state=LetterState.SURE, kind="Rechnung")
    waiting(state=LetterState.SURE, kind="Antrag")
    urgent = waiting(urgent=True)
    waiting()
    waiting(state=LetterState.QUARANTINE, reason="Die Datei ist leer.")
    waiting(state=LetterState.PARKED, reason="Seite %(pages)s fehlt.", reason_values={"pages": "2"})
    waiting(wiedervorlage_on=timezone.localdate() + timedelta(days=3))
    take()
    found = queue.queue(clerk)
    assert found.waiting[0].uuid == urgent.uuid
    assert (len(found.waiting), found.sure, found.in_work) == (2, 2, 1)
    assert [stack.kind for stack in found.stacks] == ["Antrag", "Rechnung"]
    assert found.quarantine[0].reason == "Die Datei ist leer."
    assert found.parked[0].reason == "Seite 2 fehlt."
    assert len(queue.put_off(clerk)) == 1


def test_who_sees_which_letter(post_room: People, waiting: Take, take: Take, grant: Callable[[Person], None]) -> None:
    ours, theirs, new = waiting("Bürgerbüro"), waiting("Standesamt"), take()
    special = waiting("Bürgerbüro", special=True)
    second = waiting("Sozialamt", second_unit=Unit.objects.get(name="Bürgerbüro"))
    done = waiting("Bürgerbüro", state=LetterState.DONE)
    staff, post = post_room[Role.STAFF], post_room[Role.EDITOR]
    assert set(access.may_see(staff)) == {ours, second, done}
    assert set(access.may_see(post)) == {ours, theirs, second, new}
    assert access.hidden_special(post) == 1
    assert access.hidden_special(staff) == 0
    grant(staff)
    assert set(access.may_see(staff)) == {ours, second, done, special}
    staff.is_active = False
    assert not access.may_see(staff).exists()


def test_strangers_learn_nothing(post_room: People, letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(unit=Unit.objects.get(name="Standesamt"), special=True)
    stranger = post_room[Role.STAFF]
    asked: list[Callable[[], Any]] = [
        lambda: detail.detail(stranger, letter.uuid),
        lambda: detail.text_of(stranger, str(letter.uuid)),
        lambda: detail.words_of(stranger, letter.uuid, 0),
        lambda: files.page_image(stranger, letter.uuid, 0),
        lambda: files.file(stranger, letter.arrival.files.get().uuid),
        lambda: deciding.correct(stranger, letter.uuid, "kind", "Antrag"),
        lambda: deciding.check_unsure(stranger, letter.uuid, "kind"),
        lambda: deciding.confirm_all(stranger, letter.uuid),
        lambda: deciding.confirm_stack(stranger, [letter.uuid]),
        lambda: deciding.undo(stranger, letter.uuid),
        lambda: routing.forward(stranger, letter.uuid, "Steueramt", ""),
        lambda: routing.snooze(stranger, letter.uuid, None),
        lambda: routing.note(stranger, letter.uuid, "x"),
        lambda: access.access_log(stranger, letter.uuid),
        lambda: detail.detail(stranger, uuid4()),
        lambda: detail.detail(stranger, "no uuid"),
    ]
    said = set()
    for one in asked:
        with pytest.raises(errors.NotVisible) as refusal:
            one()
        said.add(refusal.value.words)
    assert len(said) == 1
    assert not AccessLog.objects.exists()


def test_the_desk_shows_facts_with_reasons_and_places(clerk: Person, letter: Letter) -> None:
    found = detail.detail(clerk, letter.uuid)
    facts = {fact.name: fact for fact in found.facts}
    assert facts["date"].value == "2026-11-12"
    assert facts["date"].shown == "12. November 2026"
    assert facts["deadline"].value == "2026-11-30"
    assert facts["date"].marks
    assert facts["date"].certainty_word in {"sicher", "ziemlich sicher", "unsicher"}
    assert len(facts["unit"].choices) == 14
    assert facts["iban"].empty
    assert [fact.number for fact in found.facts] == list(range(1, len(found.facts) + 1))
    assert found.pages[0].width > 0
    assert "Erika Sandmann" in detail.text_of(clerk, letter.uuid)[0]
    assert detail.words_of(clerk, letter.uuid, 0)[0].text == "Erika"
    assert AccessLog.objects.filter(what="seen").count() == 1  # within an hour once
    assert access.access_log(clerk, letter.uuid)[0].person == clerk.name


def test_unsure_facts_wait_for_their_own_key(clerk: Person, letter: Letter) -> None:
    Proposal.objects.filter(letter=letter).update(state=ProposalState.CONFIRMED)
    row = Proposal.objects.get(letter=letter, name="unit")
    row.state, row.output = ProposalState.OPEN, {**row.output, "confidence": 0.3}
    row.save()
    assert detail.detail(clerk, letter.uuid).open_unsure == ["Amt"]
    with pytest.raises(errors.Unsure, match="Amt"):
        deciding.confirm_all(clerk, letter.uuid)
    assert not deciding.check_unsure(clerk, letter.uuid, "unit").needs_key
    assert deciding.confirm_all(clerk, letter.uuid).cases


def test_correcting_is_one_step_and_teaches(clerk: Person, letter: Letter) -> None:
    fact = deciding.correct(clerk, letter.uuid, "unit", "Standesamt", reason="Friedhof")
    assert (fact.value, fact.state, fact.certainty) == ("Standesamt", "corrected", "sure")
    assert fact.was
    letter.refresh_from_db()
    assert letter.unit is not None
    assert letter.unit.name == "Standesamt"
    decision = Decision.objects.get(subject=f"letter:{letter.uuid}", block="letter_unit")
    assert (decision.outcome, decision.final) == (Outcome.CORRECTED, "Standesamt")
    deciding.undo(clerk, letter.uuid)
    letter.refresh_from_db()
    decision.refresh_from_db()
    assert letter.unit.name != "Standesamt"
    assert decision.outcome == Outcome.OPEN


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("date", "3.11.2026", "2026-11-03"),
        ("deadline", "1. Dezember 2026", "2026-12-01"),
        ("amount", "1.234,50 €", "1234.50"),
        ("amount", "1.234", "1234.00"),
        ("amount", "12", "12.00"),
        ("iban", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("sender", "  Karl   Klein ", "Karl Klein"),
        ("date", "", ""),
        ("urgent", "true", "yes"),
        ("special_data", "nein", "no"),
    ],
)
def test_values_are_kept_in_normal_form(clerk: Person, letter: Letter, name: str, given: str, kept: str) -> None:
    assert deciding.correct(clerk, letter.uuid, name, given).value == kept


@pytest.mark.parametrize(
    ("name", "given"), [("date", "irgendwann"), ("amount", "viel"), ("iban", "DE00 1234"), ("reference", "x" * 200)]
)
def test_values_that_do_not_fit_are_refused(clerk: Person, letter: Letter, name: str, given: str) -> None:
    with pytest.raises(errors.WrongValue):
        deciding.correct(clerk, letter.uuid, name, given)
    with pytest.raises(errors.MissingUnit):
        deciding.correct(clerk, letter.uuid, "unit", "Nirgendwo")


def test_confirming_makes_a_case_for_each_unit_and_can_be_taken_back(clerk: Person, letter: Letter) -> None:
    deciding.correct(clerk, letter.uuid, "unit", "Steueramt")
    deciding.correct(clerk, letter.uuid, "second_unit", "Sozialamt")
    look_at_all(clerk, letter)
    assert "Steueramt" in deciding.confirm_line(clerk, letter.uuid)
    assert "Sozialamt" in deciding.confirm_line(clerk, letter.uuid)
    done = deciding.confirm_all(clerk, letter.uuid)
    assert [case.unit for case in done.cases] == ["Steueramt", "Sozialamt"]
    assert Case.objects.filter(source=f"letter:{letter.uuid}", due=date(2026, 11, 30)).count() == 2
    letter.refresh_from_db()
    assert letter.state == LetterState.DONE
    assert not letter.proposals.filter(state=ProposalState.OPEN).exists()
    assert Decision.objects.filter(subject=f"letter:{letter.uuid}", outcome=Outcome.CONFIRMED, looked=True).exists()
    assert deciding.last_letter(clerk) == letter.uuid
    assert "Zurückgenommen" in deciding.undo(clerk, letter.uuid)
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING
    assert not Case.objects.filter(source=f"letter:{letter.uuid}").exclude(state=State.DONE).exists()
    deciding.confirm_all(clerk, letter.uuid)
    assert Case.objects.exclude(state=State.DONE).count() == 2


def test_a_case_that_is_worked_on_is_not_taken_back(clerk: Person, letter: Letter) -> None:
    deciding.correct(clerk, letter.uuid, "unit", "Steueramt")
    look_at_all(clerk, letter)
    deciding.confirm_all(clerk, letter.uuid)
    Case.objects.update(version=2)
    with pytest.raises(errors.CaseTouched):
        deciding.undo(clerk, letter.uuid)
    letter.refresh_from_db()
    assert letter.state == LetterState.DONE


def test_only_ones_own_last_step_is_taken_back(post_room: People, letter: Letter) -> None:
    clerk, other = post_room[Role.EDITOR], post_room[Role.ADMINISTRATOR]
    deciding.correct(clerk, letter.uuid, "kind", "Anfrage")
    with pytest.raises(errors.NothingToUndo):
        deciding.undo(other, letter.uuid)
    deciding.correct(other, letter.uuid, "sender", "Karl")
    with pytest.raises(errors.NothingToUndo):
        deciding.undo(clerk, letter.uuid)


def test_two_at_once_are_noticed(clerk: Person, letter: Letter) -> None:
    seen = letter.version
    deciding.correct(clerk, letter.uuid, "kind", "Anfrage")
    with pytest.raises(errors.Changed) as conflict:
        deciding.correct(clerk, letter.uuid, "kind", "Antrag", version=seen)
    assert conflict.value.letter.kind == "Anfrage"


def test_a_stack_is_confirmed_as_a_whole(clerk: Person, waiting: Take) -> None:
    uuids = [waiting(state=LetterState.SURE).uuid for _ in range(3)]
    other = waiting(state=LetterState.WAITING).uuid
    with pytest.raises(errors.WrongState):
        deciding.confirm_stack(clerk, [*uuids, other])
    assert not Case.objects.exists()
    assert "liegt jetzt" in deciding.take_out(clerk, uuids[0])
    assert deciding.confirm_stack(clerk, uuids[1:]).sentence == "2 Briefe sind übergeben."
    assert Letter.objects.filter(handled_alone=True, state=LetterState.DONE).count() == 2
    deciding.undo(clerk, uuids[1])
    again = Letter.objects.get(uuid=uuids[1])
    assert (again.state, again.handled_alone) == (LetterState.SURE, False)


def test_forwarding_with_a_note(clerk: Person, letter: Letter) -> None:
    look_at_all(clerk, letter)
    sentence = routing.forward(clerk, letter.uuid, "Ordnungsamt", "Bitte prüfen")
    assert "Ordnungsamt" in sentence
    case = Case.objects.get()
    assert case.unit.name == "Ordnungsamt"
    assert case.events.get().note == "Bitte prüfen"
    said = [deciding.undo(clerk, letter.uuid).rpartition(": ")[2] for _step in range(3)]
    assert said == ["Bestätigung", "Notiz", "Änderung"]
    letter.refresh_from_db()
    assert (letter.state, letter.note) == (LetterState.WAITING, "")


def test_snoozing(clerk: Person, letter: Letter) -> None:
    day = timezone.localdate() + timedelta(days=5)
    routing.snooze(clerk, letter.uuid, day)
    assert not queue.queue(clerk).waiting
    deciding.undo(clerk, letter.uuid)
    assert len(queue.queue(clerk).waiting) == 1
    with pytest.raises(errors.WrongValue):
        routing.snooze(clerk, letter.uuid, timezone.localdate())


def test_a_place_on_the_page_becomes_a_value(clerk: Person, letter: Letter) -> None:
    boxes = detail.words_of(clerk, letter.uuid, 0)
    deadline = next(box for box in boxes if box.text.startswith("30.11.2026"))
    assert deciding.value_at(clerk, letter.uuid, "deadline", 0, deadline.x0, deadline.y0) == "2026-11-30"
    amount = next(box for box in boxes if box.text == "120,00")
    assert deciding.value_at(clerk, letter.uuid, "amount", 0, amount.x0, amount.y0) == "120.00"
    name = boxes[0]
    assert deciding.value_at(clerk, letter.uuid, "sender", 0, name.x0, name.y0) == "Erika Sandmann"


def test_pages_are_drawn_once(clerk: Person, letter: Letter) -> None:
    picture, media_type = files.page_image(clerk, letter.uuid, 0)
    assert media_type == "image/png"
    assert picture.startswith(b"\x89PNG")
    assert files.page_image(clerk, letter.uuid, 0)[0] == picture
    assert letter.files.count() == 1
    with pytest.raises(errors.NotVisible):
        files.page_image(clerk, letter.uuid, 7)
    assert picture != files.page_image(clerk, letter.uuid, 0, 2000)[0]


def test_the_original_of_a_batch_is_for_those_who_see_all_of_it(post_room: People, take: Take) -> None:
    one = from_text(TEXT)
    batch = Reading("a", "text", (ReadLetter(one, 0, 1), ReadLetter(one, 1, 1)))
    with patch.object(reading, "read_file", return_value=batch):
        first = take(read=True)
    staff, clerk = post_room[Role.STAFF], post_room[Role.EDITOR]
    Letter.objects.filter(pk=first.pk).update(unit=staff.unit)
    original = first.arrival.files.get(role="original")
    with pytest.raises(errors.NotVisible):
        files.file(staff, original.uuid)
    assert not [file for file in detail.detail(staff, first.uuid).files if file.role == "original"]
    opened = files.file(clerk, original.uuid)
    assert not opened.inline
    assert opened.media_type == "application/octet-stream"
    assert files.whole(opened) == TEXT.encode()
    assert AccessLog.objects.filter(what="file", person=clerk).count() == 1


def test_neighbours_in_the_list(clerk: Person, waiting: Take) -> None:
    first, second = waiting(), waiting()
    following = queue.next_after(clerk, first.uuid)
    assert following is not None
    assert following.uuid == second.uuid
    assert queue.previous_before(clerk, first.uuid) is None
    assert queue.next_after(clerk, uuid4()) is not None


def test_rights_are_given_by_administrators(post_room: People) -> None:
    boss, staff = post_room[Role.ADMINISTRATOR], post_room[Role.STAFF]
    assert not access.is_post_room(staff)
    setup.set_right(boss, staff, "post_room", True)
    assert access.is_post_room(staff)
    setup.set_right(boss, staff, "post_room", False)
    assert not access.is_post_room(staff)
    with pytest.raises(errors.NotAllowed):
        setup.set_right(boss, boss, "data_protection", True)
    with pytest.raises(errors.NotAllowed):
        setup.name_post_room(staff, [])
    setup.name_post_room(boss, ["Bürgerbüro"])
    assert setup.post_room_units() == ["Bürgerbüro"]
    assert access.is_post_room(staff)


def test_the_second_unit_reads_along_but_does_not_decide(post_room: People, letter: Letter) -> None:
    staff = post_room[Role.STAFF]
    Letter.objects.filter(pk=letter.pk).update(unit=Unit.objects.get(name="Steueramt"), second_unit=staff.unit)
    assert detail.detail(staff, letter.uuid).letter == letter
    asked: list[Callable[[], Any]] = [
        lambda: deciding.correct(staff, letter.uuid, "kind", "Antrag"),
        lambda: deciding.check_unsure(staff, letter.uuid, "kind"),
        lambda: deciding.confirm_all(staff, letter.uuid),
        lambda: routing.forward(staff, letter.uuid, "Ordnungsamt", ""),
        lambda: routing.snooze(staff, letter.uuid, timezone.localdate() + timedelta(days=2)),
        lambda: routing.note(staff, letter.uuid, "x"),
        lambda: filing.assign(staff, letter.uuid, None),
        lambda: quarantine.split(staff, letter.uuid, [1]),
        lambda: quarantine.keep_together(staff, letter.uuid),
    ]
    for one in asked:
        with pytest.raises(errors.NotAllowed):
            one()


def test_a_unit_hands_a_letter_on_that_is_not_its_own(post_room: People, letter: Letter) -> None:
    clerk, staff = post_room[Role.EDITOR], post_room[Role.STAFF]
    look_at_all(clerk, letter)
    deciding.correct(clerk, letter.uuid, "unit", "Bürgerbüro")
    assert "Ordnungsamt" in routing.forward(staff, letter.uuid, "Ordnungsamt", "Nicht bei uns")
    assert Case.objects.get().unit.name == "Ordnungsamt"


def test_handing_on_is_done_whole_or_not_at_all(clerk: Person, letter: Letter) -> None:
    row = Proposal.objects.get(letter=letter, name="date")
    row.output, row.state, row.checked = {**row.output, "confidence": 0.3}, ProposalState.OPEN, False
    row.save()
    before = Letter.objects.get(pk=letter.pk)
    with pytest.raises(errors.Unsure):
        routing.forward(clerk, letter.uuid, "Ordnungsamt", "Bitte prüfen")
    after = Letter.objects.get(pk=letter.pk)
    assert (after.unit, after.note, after.version) == (before.unit, before.note, before.version)
