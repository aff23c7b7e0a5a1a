# SPDX-License-Identifier: EUPL-1.2
"""People say of a plain check whether it was right; a wrong one is set aside for two weeks and can be brought back."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from mittendrin.apps.stadtdaten.models import CheckWord, DeviceState
from mittendrin.apps.stadtdaten.services import check_words, cockpit_devices
from mittendrin.apps.stadtdaten.services.cockpit_devices import Trouble
from mittendrin.apps.stadtdaten.tests.series_in_tests import NOW, series
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR
from mittendrin.townhall.accounts.models import Person, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def clerk() -> Person:
    words = {"username": "kern", "first_name": "Ina", "last_name": "Kern", "password": "x"}
    return Person.objects.create_user(**words, role=Role.STAFF)


@pytest.fixture
def dead() -> int:
    """A series that is silent, of a device whose battery is low too."""
    made = series("Pegel", "Wasserstand", lambda _at: 1.0, unit="m", weeks=1, end=NOW - 6 * HOUR)
    DeviceState.objects.create(thing=made.thing, battery=12)
    return made.pk


def said(days_ago: int = 0) -> None:
    """Let all words be so old."""
    CheckWord.objects.update(at=instants.to_datetime(NOW - days_ago * DAY))


def test_a_wrong_check_is_set_aside_for_two_weeks(dead: int, clerk: Person) -> None:
    assert cockpit_devices.health(NOW)[0].trouble is Trouble.SILENT
    check_words.say(dead, Trouble.SILENT, False, clerk, "im Winter ausgebaut")
    said()
    row = cockpit_devices.health(NOW)[0]
    assert (row.trouble, [one.trouble for one in row.aside]) == (Trouble.NONE, [Trouble.SILENT])
    word = row.aside[0].word
    assert word is not None
    assert "Ina Kern" in word.sentence
    assert word.reason == "im Winter ausgebaut"
    said(days_ago=15)
    assert cockpit_devices.health(NOW)[0].trouble is Trouble.SILENT


def test_what_else_is_wrong_comes_up_instead(clerk: Person) -> None:
    made = series("Boden", "Bodenfeuchte", lambda at: 27.4 if at > NOW - 2 * DAY else at // HOUR % 7 + 20, unit="%")
    DeviceState.objects.create(thing=made.thing, battery=9)
    assert cockpit_devices.health(NOW)[0].trouble is Trouble.STUCK
    check_words.say(made.pk, Trouble.STUCK, False, clerk)
    said()
    assert cockpit_devices.health(NOW)[0].trouble is Trouble.BATTERY


def test_a_right_check_stays_and_says_so(dead: int, clerk: Person) -> None:
    check_words.say(dead, Trouble.SILENT, True, clerk)
    said()
    row = cockpit_devices.health(NOW)[0]
    assert row.trouble is Trouble.SILENT
    assert row.word is not None
    assert row.word.sentence == "War richtig, sagt Ina Kern."
    assert check_words.record() == "Bisher gibt es 1 Urteil über diese Prüfungen, davon „war richtig“: 1."
    check_words.undo(dead, Trouble.SILENT)
    assert check_words.record() == ""
    with pytest.raises(check_words.NoSuchCheck):
        check_words.undo(dead, Trouble.SILENT)


def test_the_step_on_the_page(dead: int, clerk: Person, client: Client) -> None:
    address = reverse("stadtdaten:check_word")
    wrong = {"reihe": str(dead), "was": "silent", "sagen": "falsch", "grund": "x" * 400}
    assert client.post(address, wrong).status_code == 302
    assert not CheckWord.objects.exists(), "nobody without an account"
    client.force_login(clerk)
    answer = client.post(address, wrong)
    assert answer["Location"] == reverse("stadtdaten:device_health") + f"#pruefung-{dead}-silent"
    assert CheckWord.objects.values_list("trouble", "right", "by").get() == ("silent", False, clerk.pk)
    assert len(CheckWord.objects.get().reason) == 300
    page = client.get(reverse("stadtdaten:device_health")).content.decode()
    assert "Beiseite gelegt" in page
    assert client.post(address, {**wrong, "sagen": "zurueck"}).status_code == 302
    assert not CheckWord.objects.exists()
    assert client.get(address).status_code == 405
    for changes in ({"was": "none"}, {"was": "x"}, {"reihe": "0"}, {"reihe": "¹"}, {"sagen": ""}, {"sagen": "zurueck"}):
        assert client.post(address, {**wrong, **changes}).status_code == 404, changes
