# SPDX-License-Identifier: EUPL-1.2
"""Who sees and handles what: owner, colleague, head, deputy, stranger, administrator; special categories; links."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.cases import errors
from mittendrin.townhall.cases.models import Absence, Case, Grant
from mittendrin.townhall.cases.services import absences as away
from mittendrin.townhall.cases.services import handling
from mittendrin.townhall.cases.services.access import find, link_token, unit_to_ask
from mittendrin.townhall.cases.tests.town import MONDAY, case, person, today, unit

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY + timedelta(days=4)


def rights(who: Person, made: Case) -> tuple[bool, bool, bool]:
    """Return whether the person finds, sees in the list, and handles a case."""
    viewer = today(who)
    try:
        found = find(viewer, made.uuid) == made
    except errors.NotYours:
        found = False
    return found, viewer.cases().filter(pk=made.pk).exists(), viewer.handles(made)


def test_the_matrix() -> None:
    owner, colleague, stranger = person("eins"), person("zwei"), person("bau", "Bauamt")
    head, foreign_head = person("chefin", role=Role.HEAD_OF_UNIT), person("chef", "Bauamt", Role.HEAD_OF_UNIT)
    admin, own_admin = person("admin", "Hauptamt", Role.ADMINISTRATOR), person("it", role=Role.ADMINISTRATOR)
    made = case(person=owner)
    assert rights(owner, made) == (True, True, True)
    assert rights(colleague, made) == (True, True, False)
    assert rights(head, made) == (True, True, True)
    for one in (stranger, foreign_head, admin):
        assert rights(one, made) == (False, False, False)
    assert rights(own_admin, made) == (True, True, True)
    owner.is_active = False
    assert rights(owner, made) == (False, False, False)


def test_what_nobody_has_is_handled_by_the_whole_unit() -> None:
    made, homeless = case(), person("ohne", "Steueramt")
    assert rights(person("eins"), made) == (True, True, True)
    homeless.unit = None
    homeless.save()
    assert rights(homeless, made) == (False, False, False)


def test_people_keep_their_cases_when_they_move() -> None:
    owner = person("eins")
    made = case(person=owner)
    owner.unit = unit("Bauamt")
    owner.save()
    assert rights(owner, made) == (True, True, True)


@pytest.mark.parametrize("role", [Role.STAFF, Role.HEAD_OF_UNIT, Role.ADMINISTRATOR])
def test_special_cases_need_a_grant_whatever_the_role(role: Role) -> None:
    made = case(special=True)
    who = person("eins", role=role)
    assert rights(who, made) == (False, False, False)
    Grant.objects.create(person=who, reason="Aufgabe", given_by=None)
    assert rights(who, made) == (True, True, True)


def test_a_grant_opens_nothing_outside_the_own_unit() -> None:
    assert rights(person("bau", "Bauamt", special=True), case(special=True)) == (False, False, False)


def test_the_deputy_sees_and_handles_while_the_person_is_away() -> None:
    owner, deputy = person("eins"), person("bau", "Bauamt")
    made, secret = case(person=owner), case("Geheim", person=None, special=True)
    Absence.objects.create(person=owner, deputy=deputy, first=MONDAY, last=FRIDAY)
    assert rights(deputy, made) == (True, True, True)
    assert rights(deputy, secret) == (False, False, False)
    later = today(deputy, FRIDAY + timedelta(days=1))
    assert not later.sees(made)
    taken = handling.take(today(deputy), made, 1)
    assert (taken.person, taken.unit) == (deputy, owner.unit)


def test_a_deputy_without_grant_sees_no_special_case() -> None:
    owner, deputy = person("eins", special=True), person("zwei")
    made = case(person=owner, special=True)
    Absence.objects.create(person=owner, deputy=deputy, first=MONDAY, last=FRIDAY)
    assert rights(deputy, made) == (False, False, False)


def test_who_may_enter_whose_absence() -> None:
    owner, colleague, there = person("eins"), person("zwei"), person("bau", "Bauamt")
    head, admin = person("chefin", role=Role.HEAD_OF_UNIT), person("admin", "Hauptamt", Role.ADMINISTRATOR)
    assert away.enter(today(owner), owner, MONDAY, FRIDAY, colleague).deputy == colleague
    with pytest.raises(errors.NotAllowed):
        away.enter(today(owner), colleague, MONDAY, FRIDAY, owner)
    with pytest.raises(errors.WrongPerson):
        away.enter(today(colleague), colleague, MONDAY, FRIDAY, there)
    assert away.enter(today(head), colleague, MONDAY, FRIDAY, there).deputy == there
    with pytest.raises(errors.WrongPerson):  # an administrator makes nobody's cases visible to the own eyes
        away.enter(today(admin), head, MONDAY, FRIDAY, admin)
    assert {one.username for one in away.manageable(today(head))} == {"eins", "zwei", "chefin"}


def test_wrong_and_overlapping_absences_are_refused() -> None:
    owner = person("eins")
    who = today(owner)
    for first, last in (
        (FRIDAY, MONDAY),
        (MONDAY - timedelta(days=9), MONDAY - timedelta(days=1)),
        (MONDAY, MONDAY + timedelta(days=400)),
    ):
        with pytest.raises(away.WrongDays):
            away.enter(who, owner, first, last, None)
    entered = away.enter(who, owner, MONDAY, FRIDAY, None)
    with pytest.raises(away.Overlapping):
        away.enter(who, owner, FRIDAY, FRIDAY, None)
    with pytest.raises(errors.NotAllowed):
        away.end(today(person("zwei")), entered)
    away.end(who, entered)
    assert not Absence.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(person=owner, deputy=owner, first=MONDAY, last=FRIDAY)


def test_grants_are_given_by_others_only() -> None:
    staff, head = person("eins"), person("chefin", role=Role.HEAD_OF_UNIT)
    admin, there = person("admin", "Hauptamt", Role.ADMINISTRATOR), person("bau", "Bauamt")
    for who, whom in ((staff, staff), (staff, head), (head, head), (admin, admin), (head, there)):
        with pytest.raises(errors.NotAllowed):
            away.give_grant(today(who), whom, "darum")
    grant = away.give_grant(today(head), staff, "Pflegegeld")
    assert away.give_grant(today(admin), staff, "noch einmal").pk == grant.pk
    assert [one.person for one in away.grants(today(head))] == [staff]
    assert there not in away.grantable(today(head))
    with pytest.raises(errors.NotAllowed):
        away.end_grant(today(staff), grant)
    away.end_grant(today(admin), grant)
    assert not today(staff).special
    with pytest.raises(errors.NotAllowed):
        away.grants(today(staff))


def test_special_cases_that_nobody_sees_are_counted_without_content() -> None:
    head, admin = person("chefin", role=Role.HEAD_OF_UNIT), person("admin", "Hauptamt", Role.ADMINISTRATOR)
    case("Geheim", special=True)
    case("Auch geheim", "Bauamt", special=True)
    assert away.unseen(today(head)) == [(unit(), 1)]
    assert len(away.unseen(today(admin))) == 2
    person("eins", special=True)
    assert away.unseen(today(head)) == []


def test_only_people_with_the_link_or_with_a_part_in_it_learn_whose_a_case_is() -> None:
    stranger, before = today(person("bau", "Bauamt")), today(person("eins"))
    made = case()
    other = case("Anderer")
    assert unit_to_ask(stranger, made.uuid, "") is None
    assert unit_to_ask(stranger, made.uuid, link_token(other)) is None
    assert unit_to_ask(stranger, uuid4(), link_token(made)) is None
    assert unit_to_ask(stranger, made.uuid, link_token(made)) == unit()
    moved = handling.forward(before, made, 1, unit("Hauptamt"))
    assert unit_to_ask(before, moved.uuid, "") == unit("Hauptamt")
