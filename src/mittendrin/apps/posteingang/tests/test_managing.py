# SPDX-License-Identifier: EUPL-1.2
"""Administrators name the post room and give rights on a page; others only see it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mittendrin.apps.posteingang.models import RightGrant
from mittendrin.apps.posteingang.services import access, setup
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.web.tests.browsers import As, browsers

SETTINGS = reverse("posteingang:settings")


@pytest.fixture
def as_role(post_room: dict[str, Person]) -> As:
    return browsers(post_room)


def test_an_administrator_names_the_post_room(as_role: As) -> None:
    admin = as_role(Role.ADMINISTRATOR)
    page = admin.get(SETTINGS).content.decode()
    assert "Poststelle speichern" in page
    assert "kern-form-check__checkbox" in page
    assert "kern-form-check__radio" not in page
    done = admin.post(reverse("posteingang:post_room"), {"units": ["buergerbuero"]}, follow=True)
    assert "Die Poststelle ist benannt." in done.content.decode()
    assert setup.post_room_units() == ["Bürgerbüro"]
    refused = admin.post(reverse("posteingang:post_room"), {})
    assert refused.status_code == 422
    assert "mindestens ein Amt" in refused.content.decode()
    assert setup.post_room_units() == ["Bürgerbüro"]


def test_an_administrator_gives_and_takes_rights(as_role: As, post_room: dict[str, Person]) -> None:
    admin, whose = as_role(Role.ADMINISTRATOR), post_room[Role.STAFF]
    given = {"person": str(whose.pk), "right": "data_protection"}
    admin.post(reverse("posteingang:right"), {**given, "geben": "1"})
    assert access.is_data_protection(whose)
    assert "wegnehmen" in admin.get(SETTINGS).content.decode()
    admin.post(reverse("posteingang:right"), given)
    assert not access.is_data_protection(whose)
    assert admin.post(reverse("posteingang:right"), {"person": "999999", "right": "x"}).status_code == 422


def test_nobody_gives_data_protection_to_oneself(as_role: As, post_room: dict[str, Person]) -> None:
    own = {"person": str(post_room[Role.ADMINISTRATOR].pk), "right": "data_protection", "geben": "1"}
    done = as_role(Role.ADMINISTRATOR).post(reverse("posteingang:right"), own, follow=True)
    assert "nur eine andere Person" in done.content.decode()
    assert not RightGrant.objects.exists()


@pytest.mark.parametrize("role", [Role.STAFF, Role.HEAD_OF_UNIT, Role.EDITOR])
def test_others_change_nothing(as_role: As, post_room: dict[str, Person], role: str) -> None:
    person = as_role(role)
    assert person.post(reverse("posteingang:post_room"), {"units": ["buergerbuero"]}).status_code == 403
    given = {"person": str(post_room[Role.STAFF].pk), "right": "data_protection", "geben": "1"}
    assert person.post(reverse("posteingang:right"), given).status_code == 403
    shown = person.get(SETTINGS)
    assert "Poststelle speichern" not in shown.content.decode()
