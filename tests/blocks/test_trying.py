# SPDX-License-Identifier: EUPL-1.2
"""A block can be tried on a text: people of the town hall only, and nothing is kept."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client
from django.urls import reverse

from mittendrin.apps.kiregister.services import entries, trying
from mittendrin.contracts import registry
from mittendrin.townhall.accounts import demo
from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions.models import Decision
from mittendrin.townhall.decisions.services import blocks

pytestmark = pytest.mark.django_db
TEXT_BLOCKS = [one.id for one in registry.manifests() if one.contract in trying.CONTRACTS]


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    demo.ensure_demo_town()
    return {role: Person.objects.get(role=role) for role in Role.values}


def address(block: str) -> str:
    return reverse("kiregister:try", args=[block])


def test_the_public_is_sent_to_the_login_and_sees_no_link(client: Client, people: dict[str, Person]) -> None:
    assert client.get(address("letter_kind")).status_code == 302
    assert client.post(address("letter_kind"), {"text": "Guten Tag"}).status_code == 302
    entry = reverse("kiregister:entry", args=["letter_kind"])
    assert address("letter_kind") not in client.get(entry).content.decode()
    client.force_login(people[Role.STAFF])
    assert address("letter_kind") in client.get(entry).content.decode()


@pytest.mark.parametrize("block", TEXT_BLOCKS)
def test_each_block_answers_its_samples_in_words(block: str, client: Client, people: dict[str, Person]) -> None:
    client.force_login(people[Role.STAFF])
    found = entries.entry(block)
    assert found
    for sample in trying.samples(found):
        assert sample.text[:20] in client.get(address(block), {"beispiel": sample.number}).content.decode()
    said = [one for sample in trying.samples(found) for one in trying.tried(found, sample.text)]
    assert said
    assert all(one.reasons or one.value for one in said)
    assert not {one.value for one in said} & {"yes", "no", "de", "money", "knowledge"}
    assert not Decision.objects.exists()


def test_what_was_sent_is_answered_and_forgotten(
    client: Client, people: dict[str, Person], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.force_login(people[Role.STAFF])
    text = client.post(address("letter_kind"), {"text": "Hiermit lege ich Widerspruch ein. <b>Sandmann</b>"})
    assert re.search("<strong>Widerspruch</strong>, (ziemlich )?sicher", text.content.decode())
    assert "&lt;b&gt;Sandmann" in text.content.decode()
    assert "Sandmann" not in caplog.text
    assert not Decision.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "\0\x07", "🙂" * 9, "x" * (trying.MOST + 1), "a " * 9999])
def test_odd_texts_get_an_answer_in_words(text: str, client: Client, people: dict[str, Person]) -> None:
    client.force_login(people[Role.STAFF])
    answer = client.post(address("letter_facts"), {"text": text})
    assert answer.status_code == (200 if text in {"🙂" * 9, "a " * 9999} else 422)


def test_a_block_for_series_or_one_that_is_off_cannot_be_tried(client: Client, people: dict[str, Person]) -> None:
    client.force_login(people[Role.STAFF])
    assert client.get(address("series_forecast")).status_code == 404
    assert client.get(address("gibt-es-nicht")).status_code == 404
    blocks.change("letter_kind", people[Role.HEAD_OF_UNIT], mode="off")
    answer = client.post(address("letter_kind"), {"text": "Guten Tag"})
    assert answer.status_code == 422
    assert "Das Programm ist abgeschaltet." in answer.content.decode()
