# SPDX-License-Identifier: EUPL-1.2
"""Decisions about people and units."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone

from mittendrin.townhall.accounts import demo, services, tasks
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.accounts.passwords import GermanCommonPasswordValidator

pytestmark = pytest.mark.django_db


def test_the_demo_town_has_fourteen_units_and_each_role() -> None:
    demo.ensure_demo_town()
    demo.ensure_demo_town()
    assert Unit.objects.count() == 14
    assert set(Person.objects.values_list("role", flat=True)) == set(Role.values)


def test_people_are_found_by_words_unit_and_state() -> None:
    demo.ensure_demo_town()
    assert [person.username for person in services.find_people("jana meier")] == ["meier"]
    assert [person.username for person in services.find_people(unit="ordnungsamt")] == ["yilmaz"]
    assert list(services.find_people(state="inactive")) == []
    Person.objects.create_user("oez", last_name="Özdemir")
    assert services.find_people("özdemir").count() == services.find_people("ÖZDEMIR").count() == 1
    assert services.find_people("x" * 10_000).count() == 0


def test_the_last_administrator_cannot_be_switched_off_or_demoted() -> None:
    person = Person.objects.create_user("chefin", role=Role.ADMINISTRATOR)
    with pytest.raises(services.LastAdministrator):
        services.set_active(person, False)
    person.refresh_from_db()
    person.role = Role.STAFF
    with pytest.raises(services.LastAdministrator):
        services.save_person(person)
    Person.objects.create_user("zweite", role=Role.ADMINISTRATOR)
    services.save_person(person)
    assert Person.objects.get(username="chefin").role == Role.STAFF


def test_temporary_passwords_are_long_different_and_readable() -> None:
    made = {services.temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(password) == 14 and not set(password) & set("ilo01") for password in made)


def test_a_unit_with_people_stays_on() -> None:
    unit = Unit.objects.create(key="a", name="A")
    person = Person.objects.create_user("p", unit=unit)
    with pytest.raises(services.UnitInUse):
        services.set_unit_active(unit, False)
    services.set_active(person, False)
    services.set_unit_active(unit, False)
    assert not Unit.objects.get(key="a").active


@pytest.mark.parametrize("password", ["Sommer2026!", "passwort123", "RathausRathaus1", "Frühling2025"])
def test_common_german_words_are_no_passwords(password: str) -> None:
    with pytest.raises(ValidationError):
        GermanCommonPasswordValidator().validate(password)


def test_three_words_are_a_password() -> None:
    GermanCommonPasswordValidator().validate("Lampe-Fluss-Regal")


def test_passwords_that_everybody_knows_end_with_the_demo() -> None:
    demo.ensure_demo_town()
    own = Person.objects.get(username="lorenz")
    own.set_password("Etwas-Eigenes-91")
    own.save()
    assert demo.lock_known_passwords() == ["meier", "yilmaz", "admin"]
    assert demo.lock_known_passwords() == []
    assert not Person.objects.get(username="admin").has_usable_password()
    assert Person.objects.get(username="lorenz").check_password("Etwas-Eigenes-91")


def test_sessions_that_are_over_are_deleted() -> None:
    for name, hours in (("a", -1), ("b", 1)):
        Session.objects.create(session_key=name, session_data="x", expire_date=timezone.now() + timedelta(hours=hours))
    tasks.clear_sessions.call()
    assert [session.session_key for session in Session.objects.all()] == ["b"]
