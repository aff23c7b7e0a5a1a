# SPDX-License-Identifier: EUPL-1.2
"""Anybody may object: without an account, slowed down, without a trace in the logs; it becomes a case."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mittendrin.apps.kiregister.services import objecting
from mittendrin.apps.kiregister.tests.conftest import BLOCK
from mittendrin.townhall import offers
from mittendrin.townhall.accounts.models import Person, Unit
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.feedback.services import PER_VISITOR_AND_HOUR

pytestmark = pytest.mark.django_db
FORM = reverse("kiregister:object", args=[BLOCK])
GIVEN = {"wish": "human", "reference": "2026-11-30-007", "contact": "Erika Sandmann, Gartenweg 7", "text": "Danke."}


def send(client: Client, **more: str) -> int:
    return client.post(FORM, {**GIVEN, **more}).status_code


def test_an_objection_becomes_a_case_of_the_unit_that_answers(
    client: Client, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = Unit.objects.get(name="Stadtkasse")
    monkeypatch.setattr(offers, "knowledge", lambda name: (lambda _question: unit) if name == "objections" else None)
    done = client.post(FORM, GIVEN, follow=True)
    case = Case.objects.get(kind="objection")
    assert case.number in done.content.decode()
    assert (case.unit, case.title) == (unit, "Widerspruch: Zuständige Einheit eines Schreibens")
    assert case.due
    assert 27 < (case.due - timezone.localdate()).days < 36
    note = case.events.get().note
    assert all(part in note for part in ("2026-11-30-007", "Erika Sandmann, Gartenweg 7", "Danke.", "Ein Mensch soll"))
    assert "Sandmann" not in case.title


def test_without_a_named_unit_that_of_an_administrator_answers(people: dict[str, Person]) -> None:
    found = objecting.unit_for("series.anomaly")
    assert found is not None
    admin = people["administrator"]
    assert found == (admin.unit or Unit.objects.filter(active=True).first())


def test_nothing_of_it_stands_in_the_logs(
    client: Client, people: dict[str, Person], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert send(client) == 302
    assert not any(word in caplog.text for word in ("Sandmann", "Gartenweg", "Danke", "007"))


def test_floods_are_slowed_down(client: Client, people: dict[str, Person]) -> None:
    for _ in range(PER_VISITOR_AND_HOUR):
        assert send(client) == 302
    refused = client.post(FORM, GIVEN)
    assert refused.status_code == 429
    assert "in einer Stunde" in refused.content.decode()
    assert "Gartenweg 7" in refused.content.decode(), "what was written is kept"
    assert Case.objects.filter(kind="objection").count() == PER_VISITOR_AND_HOUR


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"contact": ""}, "Ohne Anschrift oder E-Mail"),
        ({"wish": "wrong", "text": ""}, "was falsch war"),
        ({"wish": "gibt es nicht"}, "gibt es nicht"),
        ({"reference": "x" * 61}, "60"),
        ({"text": "x" * 3001}, "3000"),
    ],
)
def test_what_is_missing_is_said_at_the_field(
    client: Client, people: dict[str, Person], more: dict[str, str], field: str
) -> None:
    response = client.post(FORM, {**GIVEN, **more})
    assert response.status_code == 422
    assert field in response.content.decode().replace("3.000", "3000")
    assert not Case.objects.filter(kind="objection").exists()


def test_a_mistake_may_be_told_without_a_name(client: Client, people: dict[str, Person]) -> None:
    assert send(client, wish="wrong", contact="") == 302


def test_a_town_without_units_says_how_else(client: Client, db: None) -> None:
    Unit.objects.update(active=False)
    response = client.post(FORM, GIVEN)
    assert response.status_code == 503
    assert "Impressum" in response.content.decode()


def test_the_register_leads_there(client: Client, people: dict[str, Person]) -> None:
    assert FORM in client.get(reverse("kiregister:entry", args=[BLOCK])).content.decode()
    assert FORM in client.get(reverse("kiregister:plain_language", args=[BLOCK])).content.decode()
    data = client.get(reverse("kiregister:entry_json", args=[BLOCK])).json()
    assert data["mittendrin"]["objection_url"].endswith(FORM)
    assert "2026-11-30-007" in client.get(f"{FORM}?nummer=2026-11-30-007").content.decode()
