# SPDX-License-Identifier: EUPL-1.2
"""What happens to a case: making, taking, handing on, putting aside, finishing, undoing, in one go, and conflicts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mittendrin.townhall.accounts.models import Role
from mittendrin.townhall.cases import errors
from mittendrin.townhall.cases.models import Case, CaseEvent, Priority, State, Step
from mittendrin.townhall.cases.services import handling, making
from mittendrin.townhall.cases.services.together import MOST, together
from mittendrin.townhall.cases.tests.town import MONDAY, case, person, today, unit

pytestmark = pytest.mark.django_db
TOMORROW = MONDAY + timedelta(days=1)


def test_numbers_count_within_the_year() -> None:
    year = timezone.localdate().year
    first, second = case("Eins"), case("Zwei")
    assert first.number.startswith(f"{year}-")
    assert int(second.number[5:]) == int(first.number[5:]) + 1
    assert [event.what for event in first.events.all()] == [Step.CREATED]


def test_the_same_key_makes_one_case() -> None:
    made = case("Eins", once="letter:1:first", source="letter:1")
    again = case("Anders", once="letter:1:first", source="letter:1")
    assert (again.pk, again.title) == (made.pk, "Eins")
    assert case("Eins", once="letter:1:second", source="letter:1").pk != made.pk


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"kind": "nix"}, errors.UnknownKind),
        ({"title": "  "}, errors.Missing),
    ],
)
def test_wrong_cases_are_refused(values: dict[str, str], refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        case(**{"title": "Ein Titel", **values})
    assert not Case.objects.exists()


def test_nobody_of_another_unit_or_without_right_gets_a_case() -> None:
    stranger, plain = person("fremd", "Bauamt"), person("ohne")
    with pytest.raises(errors.WrongPerson):
        case(person=stranger)
    with pytest.raises(errors.NotGranted):
        case(person=plain, special=True)
    closed = unit("Altes Amt")
    closed.active = False
    closed.save()
    with pytest.raises(errors.WrongUnit):
        making.create(kind="own", title="Eins", unit=closed)


def test_taking_a_case_opens_it_and_stands_in_the_history() -> None:
    who = person("kessler")
    taken = handling.take(today(who), case(), 1)
    assert (taken.person, taken.state, taken.version) == (who, State.OPEN, 2)
    event = CaseEvent.objects.get(case=taken, what=Step.TAKEN)
    assert (event.who, event.before["person_id"], event.after["person_id"]) == (who, None, who.pk)


def test_a_stale_version_is_a_conflict_that_shows_what_stands() -> None:
    one, two = person("eins"), person("zwei", role=Role.HEAD_OF_UNIT)
    made = case()
    handling.take(today(one), made, 1)
    with pytest.raises(errors.Conflict) as refused:
        handling.snooze(today(two), made, 1, TOMORROW)
    assert (refused.value.case.person, refused.value.case.version) == (one, 2)
    assert Case.objects.get(pk=made.pk).resubmission is None


def test_colleagues_read_and_comment_but_do_not_change() -> None:
    owner, colleague = person("eins"), person("zwei")
    made = case(person=owner)
    with pytest.raises(errors.NotHandled) as refused:
        handling.finish(today(colleague), made, 1)
    assert "Eins" in refused.value.words
    handling.comment(today(colleague), made, "Herr Sandmann hat angerufen.")
    assert made.comments.get().who == colleague


def test_handing_on_makes_it_new_there_and_invisible_here() -> None:
    who, there = person("eins"), unit("Bauamt")
    made = case(person=who, resubmission=TOMORROW, due=TOMORROW)
    moved = handling.forward(today(who), made, 1, there, note="Es geht um die Garage.")
    assert (moved.unit, moved.person, moved.state, moved.resubmission) == (there, None, State.NEW, None)
    assert moved.due == TOMORROW
    assert not today(who).sees(moved)
    assert moved.events.get(what=Step.FORWARDED).note == "Es geht um die Garage."


def test_special_cases_are_not_handed_to_units_where_nobody_may_see_them() -> None:
    who, there = person("eins", special=True), unit("Bauamt")
    made = case(person=who, special=True)
    with pytest.raises(errors.NobodyGranted):
        handling.forward(today(who), made, 1, there)
    person("bau", "Bauamt", special=True)
    assert handling.forward(today(who), made, 1, there).unit == there


def test_putting_aside_waiting_finishing_and_opening_again() -> None:
    who = today(person("eins"))
    made = case(person=who.person)
    with pytest.raises(errors.PastDay):
        handling.snooze(who, made, 1, MONDAY)
    made = handling.snooze(who, made, 1, TOMORROW)
    made = handling.wait(who, made, 2, note="Unterlagen fehlen")
    made = handling.go_on(who, made, 3)
    made = handling.change_due(who, made, 4, date(2026, 12, 4))
    made = handling.finish(who, made, 5)
    assert (made.state, made.resubmission, made.done_at is None) == (State.DONE, None, False)
    with pytest.raises(errors.AlreadyDone):
        handling.take(who, made, 6)
    made = handling.reopen(who, made, 6)
    assert (made.state, made.done_at) == (State.OPEN, None)
    with pytest.raises(errors.NotDone):
        handling.reopen(who, made, 7)


def test_changing_nothing_is_no_step() -> None:
    who = today(person("eins"))
    made = case(person=who.person)
    values = {"title": made.title, "due": None, "priority": Priority.NORMAL, "special": False}
    with pytest.raises(errors.NothingChanged):
        handling.change(who, made, 1, **values)  # type: ignore[arg-type]
    assert made.events.count() == 1


def test_undo_brings_back_what_was_before() -> None:
    who = today(person("eins"))
    made = case(person=who.person, resubmission=TOMORROW)
    handling.finish(who, made, 1)
    [back] = handling.undo(who)
    assert (back.state, back.resubmission, back.done_at, back.version) == (State.OPEN, TOMORROW, None, 3)
    with pytest.raises(errors.NothingToUndo):
        handling.undo(who)


def test_undo_works_after_handing_on_until_somebody_goes_on_from_it() -> None:
    who, other = today(person("eins")), today(person("bau", "Bauamt"))
    made = case(person=who.person)
    handling.forward(who, made, 1, unit("Bauamt"))
    assert handling.undo(who)[0].unit == unit()
    moved = handling.forward(who, made, 3, unit("Bauamt"))
    handling.take(other, moved, 4)
    with pytest.raises(errors.NothingToUndo):
        handling.undo(who)


def test_undo_reaches_back_some_hours_only() -> None:
    who = today(person("eins"))
    handling.take(who, case(), 1)
    CaseEvent.objects.update(at=timezone.now() - timedelta(hours=handling.UNDO_HOURS + 1))
    with pytest.raises(errors.NothingToUndo):
        handling.undo(who)


def test_several_at_once_and_all_back_at_once() -> None:
    who = today(person("eins"))
    cases = [case(f"Nummer {number}") for number in range(3)]
    outcome = together(who, [(one.uuid, 1) for one in cases], handling.take)
    assert (len(outcome.done), outcome.refused) == (3, [])
    assert len(handling.undo(who)) == 3
    assert not Case.objects.exclude(person=None, state=State.NEW).exists()


def test_one_that_does_not_go_stops_all_and_is_named() -> None:
    who = today(person("eins"))
    good, changed, foreign = case("Gut"), case("Anders"), case("Fremd", "Bauamt")
    handling.take(today(person("zwei")), changed, 1)
    outcome = together(who, [(one.uuid, 1) for one in (good, changed, foreign)], handling.take)
    assert (outcome.done, outcome.chosen) == ([], 3)
    assert [number for number, _ in outcome.refused] == [changed.number, ""]
    assert Case.objects.get(pk=good.pk).person is None
    with pytest.raises(errors.TooMany):
        together(who, [(good.uuid, 1)] * (MOST + 1), handling.take)


def test_a_case_made_by_mistake_is_withdrawn_while_nobody_touched_it() -> None:
    made = case(once="letter:1")
    making.withdraw(made)
    assert Case.objects.get(pk=made.pk).done
    assert case(once="letter:1").pk != made.pk
    touched = case("Angefasst")
    handling.comment(today(person("eins")), touched, "Ich kümmere mich.")
    with pytest.raises(errors.Conflict):
        making.withdraw(touched)


def test_what_a_case_says_is_erased_and_its_steps_stay() -> None:
    who = today(person("eins"))
    made = case("Widerspruch Sandmann", source="letter:7", note="Frau Sandmann")
    handling.comment(who, made, "Frau Sandmann rief an.")
    handling.change(who, made, 1, title="Klage Sandmann", due=None, priority=1, special=False)
    assert making.erase("letter:7") == 1
    assert making.erase("") == 0
    fresh = Case.objects.get(pk=made.pk)
    everything = f"{fresh.title} {fresh.folded} {list(fresh.events.values())} {list(fresh.comments.values())}"
    assert "sandmann" not in everything.casefold()
    steps = [event.what for event in fresh.events.all()]
    assert steps == [Step.CREATED, Step.COMMENTED, Step.CHANGED, Step.ERASED]
