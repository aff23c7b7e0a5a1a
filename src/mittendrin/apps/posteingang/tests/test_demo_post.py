# SPDX-License-Identifier: EUPL-1.2
"""Invented letters at the press of a button, in the demo town and its post room only."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from mittendrin.apps.posteingang.models import Letter
from mittendrin.apps.posteingang.services import demo_post
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.web.tests.browsers import browsers

pytestmark = pytest.mark.django_db
DESK, BUTTON = reverse("posteingang:desk"), "Erfundene Briefe hereinholen"


def test_the_demo_town_has_letters_at_hand(clerk: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, address = browsers({"clerk": clerk})("clerk"), reverse("posteingang:demo")
    settings.DEMO = True
    monkeypatch.setattr(demo_post, "SOME", 1)
    assert BUTTON in desk.get(DESK).content.decode()
    assert "1 erfundener Brief ist da." in desk.post(address, follow=True).content.decode()
    assert Letter.objects.count() == 1
    settings.DEMO = False
    assert desk.post(address).status_code == 403
    assert BUTTON not in desk.get(DESK).content.decode()


def test_only_the_post_room_gets_invented_letters(post_room: dict[str, Person], settings: Settings) -> None:
    settings.DEMO = True
    stranger = browsers(post_room)(Role.HEAD_OF_UNIT)
    assert BUTTON not in stranger.get(DESK).content.decode()
    assert stranger.post(reverse("posteingang:demo")).status_code == 403
