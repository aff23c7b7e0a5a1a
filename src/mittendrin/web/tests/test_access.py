# SPDX-License-Identifier: EUPL-1.2
"""Who may open which page of the shell."""

import pytest
from django.test import Client
from django.urls import reverse

from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.web.tests.browsers import PUBLIC, As

OPEN = ["accessibility", "report", "privacy", "imprint", "keys", "version", "login", "healthz"]
OWN = ["profile", "password"]
ADMINISTRATION = ["people", "new_person", "units", "new_unit", "reports"]
ROLES = [PUBLIC, *Role.values]


@pytest.mark.parametrize("role", ROLES)
def test_open_pages_are_for_everybody(role: str, as_role: As) -> None:
    client = as_role(role)
    expected = {name: 302 if name == "login" and role != PUBLIC else 200 for name in OPEN}
    assert {name: client.get(reverse(f"web:{name}")).status_code for name in OPEN} == expected


@pytest.mark.parametrize("role", ROLES)
def test_own_pages_are_for_people_who_are_logged_in(role: str, as_role: As) -> None:
    client = as_role(role)
    expected = 302 if role == PUBLIC else 200
    assert {client.get(reverse(f"web:{name}")).status_code for name in OWN} == {expected}


@pytest.mark.parametrize("role", ROLES)
def test_administration_is_for_administrators(role: str, as_role: As, people: dict[str, Person]) -> None:
    client = as_role(role)
    addresses = [reverse(f"web:{name}") for name in ADMINISTRATION]
    addresses += [reverse("web:person", args=[people[Role.STAFF].pk]), reverse("web:unit", args=[1])]
    addresses += [reverse("web:import", args=[what]) for what in ("personen", "aemter")]
    addresses += [reverse("web:import_example", args=["personen"])]
    expected = {PUBLIC: {302}, Role.ADMINISTRATOR: {200}}.get(role, {403})
    assert {client.get(address).status_code for address in addresses} - {404} == expected


@pytest.mark.parametrize("role", [PUBLIC, Role.STAFF, Role.HEAD_OF_UNIT, Role.EDITOR])
@pytest.mark.parametrize("name", ["new_password", "person_active"])
def test_others_change_nobody(role: str, name: str, as_role: As, people: dict[str, Person]) -> None:
    person = people[Role.ADMINISTRATOR]
    response = as_role(role).post(reverse(f"web:{name}", args=[person.pk]), {"active": "off"})
    assert response.status_code == (302 if role == PUBLIC else 403)
    fresh = Person.objects.get(pk=person.pk)
    assert (fresh.is_active, fresh.password) == (True, person.password)


def test_the_refusal_names_who_may(as_role: As) -> None:
    page = as_role(Role.STAFF).get(reverse("web:people")).content.decode()
    assert "Diese Seite sehen nur: Administration." in page


def test_the_public_comes_back_after_the_login(client: Client, people: dict[str, Person]) -> None:
    address = reverse("web:people")
    response = client.get(f"{address}?q=a")
    assert response.headers["Location"] == f"{reverse('web:login')}?next={address}%3Fq%3Da"


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_shows_what_the_role_may_open(role: str, as_role: As) -> None:
    page = as_role(role).get(reverse("web:keys")).content.decode()
    assert ("Rückmeldungen" in page) is (role == Role.ADMINISTRATOR)
    assert ("Abmelden" in page) is (role != PUBLIC)


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30])
def test_unknown_people_and_units_are_not_found(pk: str, admin: Client) -> None:
    for prefix in ("personen", "aemter"):
        if (prefix, pk) != ("aemter", "0"):
            assert admin.get(f"/verwaltung/{prefix}/{pk}/").status_code == 404


def test_logging_out_needs_a_post(admin: Client) -> None:
    assert admin.get(reverse("web:logout")).status_code == 405
    assert admin.post(reverse("web:logout")).status_code == 302
    assert admin.get(reverse("web:profile")).status_code == 302
