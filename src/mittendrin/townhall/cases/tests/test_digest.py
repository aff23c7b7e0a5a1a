# SPDX-License-Identifier: EUPL-1.2
"""The daily mail: whom it reaches, when, how often, and that it holds no content."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Absence
from mittendrin.townhall.cases.services import digest
from mittendrin.townhall.cases.tests.town import MONDAY, case, person, today

pytestmark = pytest.mark.django_db
SECRETS = ("Sandmann", "Fahrerlaubnis", "Brück", "Pflege", "Kessler")
DAY = timedelta(days=1)


@pytest.fixture
def owner(db: None) -> Person:
    who, away = person("kessler"), person("aydin")
    away.email = ""
    away.save()
    Absence.objects.create(person=away, deputy=who, first=MONDAY, last=MONDAY)
    case("Widerspruch Sandmann", person=who, due=MONDAY - 7 * DAY, note="Fahrerlaubnis Sandmann")
    case("Beschwerde Brück", person=who, due=MONDAY)
    case("Fahrerlaubnis", person=who, resubmission=MONDAY)
    case("Beschwerde Brück, zweiter Teil")
    case("Pflege", special=True)
    case("Vertretung Brück", person=away, due=MONDAY)
    return who


def test_the_mail_holds_numbers_and_links_and_nothing_else(owner: Person) -> None:
    assert digest.send_all(MONDAY).sent == 1
    [message] = mail.outbox
    assert message.to == ["kessler@stadt.example"]
    text = f"{message.subject}\n{message.body}"
    assert not [secret for secret in SECRETS if secret.casefold() in text.casefold()]
    assert "1 Vorgang ist überfällig.\n  http://127.0.0.1:8000/vorgaenge/?ansicht=ueberfaellig" in text
    for sentence in ("heute fällig", "1 Wiedervorlage ist da", "Für 1 Vorgang ist niemand da", "bei dem Sie vertreten"):
        assert sentence in text


def test_it_comes_once_a_day_and_only_on_working_days(owner: Person) -> None:
    assert digest.send_all(MONDAY - DAY).sent == 0
    assert digest.send_all(MONDAY).sent == 1
    again = digest.send_all(MONDAY)
    assert (again.sent, again.before) == (0, 1)
    assert digest.send_all(MONDAY + DAY).sent == 1


@pytest.mark.parametrize("why", ["no address", "not wanted", "inactive", "away"])
def test_people_who_get_none(owner: Person, why: str) -> None:
    if why == "no address":
        owner.email = ""
    elif why == "inactive":
        owner.is_active = False
    elif why == "away":
        Absence.objects.create(person=owner, first=MONDAY - DAY, last=MONDAY + DAY)
    else:
        digest.keep_wish(owner, False)
        assert not digest.wish(owner)
    owner.save()
    assert digest.send_all(MONDAY).sent == 0
    assert mail.outbox == []


def test_an_absence_before_and_one_after_do_not_count_together(owner: Person) -> None:
    Absence.objects.create(person=owner, first=MONDAY - 9 * DAY, last=MONDAY - 8 * DAY)
    Absence.objects.create(person=owner, first=MONDAY + 8 * DAY, last=MONDAY + 9 * DAY)
    assert digest.send_all(MONDAY).sent == 1


def test_nobody_without_work_gets_one() -> None:
    person("frei")
    outcome = digest.send_all(MONDAY)
    assert (outcome.sent, outcome.nothing) == (0, 1)


def test_a_mail_server_that_is_gone_is_tried_again(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", gone)
        assert digest.send_all(MONDAY).failed == 1
    assert digest.send_all(MONDAY).sent == 1


def test_it_speaks_the_language_of_the_person(owner: Person) -> None:
    owner.language = "en"
    assert digest.mail(owner, digest.numbers(today(owner))).to == ["kessler@stadt.example"]
