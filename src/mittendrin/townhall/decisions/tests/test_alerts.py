# SPDX-License-Identifier: EUPL-1.2
"""Who is told by e-mail that a block fell back or drifts, once each, without a word of a letter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from mittendrin.townhall.accounts.models import Person, Role
from mittendrin.townhall.decisions import services
from mittendrin.townhall.decisions.models import Alert, What
from mittendrin.townhall.decisions.services import alerts, blocks, drift, keeping
from mittendrin.townhall.decisions.tests.conftest import BLOCK, proposal

pytestmark = pytest.mark.django_db
SECRET = "Sandmann"


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    """A clerk, a head who reads English, an administrator, and three who get no mail."""
    wanted = {
        "clerk": Role.STAFF,
        "editor": Role.EDITOR,
        "head": Role.HEAD_OF_UNIT,
        "admin": Role.ADMINISTRATOR,
        "left": Role.ADMINISTRATOR,
        "silent": Role.ADMINISTRATOR,
    }
    found = {
        name: Person.objects.create(username=name, role=role, email=f"{name}@stadt.example")
        for name, role in wanted.items()
    }
    Person.objects.filter(username="head").update(language="en")
    Person.objects.filter(username="left").update(is_active=False)
    Person.objects.filter(username="silent").update(email="")
    return found


def fall_back(clerk: Person) -> None:
    """Let people change so much that the block falls back."""
    for number in range(20):
        row = proposal(f"letter:{SECRET} {number}", unit=SECRET, kind=SECRET)
        services.correct(row, "Kasse", clerk, reason=f"{SECRET} war hier")


def test_a_fallback_is_told_once_to_those_in_charge(people: dict[str, Person]) -> None:
    fall_back(people["clerk"])
    assert alerts.send_all() == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["admin@stadt.example", "head@stadt.example"]
    german = next(message for message in mail.outbox if message.to == ["admin@stadt.example"])
    english = next(message for message in mail.outbox if message.to == ["head@stadt.example"])
    assert "schlägt nur noch vor" in german.subject
    assert "20 von 20 Vorschlägen" in german.body
    assert "only suggests" in english.subject
    assert "20 of 20 proposals" in english.body
    for message in mail.outbox:
        assert f"http://127.0.0.1:8000/ki-register/verwaltung/{BLOCK}/" in message.body
        assert SECRET not in f"{message.subject}{message.body}"
    assert alerts.send_all() == 0
    keeping.watch_all()
    assert alerts.send_all() == 0


def test_a_second_fallback_is_told_again(people: dict[str, Person]) -> None:
    fall_back(people["clerk"])
    alerts.send_all()
    blocks.change(BLOCK, people["admin"], mode="automatic")
    for number in range(20):
        services.correct(proposal(f"letter:again {number}"), "Kasse", people["clerk"])
    assert alerts.send_all() == 2


def test_a_shift_is_told_once(people: dict[str, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    moved = [
        drift.Finding("language", 0.4, 0.1, "far", "en", 0.05, 0.4),
        drift.Finding("length", 0.0, 0.1, "calm", "0–50", 0.5, 0.5),
    ]
    monkeypatch.setattr(drift, "findings", lambda _block: moved)
    drift.watch(BLOCK)
    drift.watch(BLOCK)
    assert alerts.send_all() == 2
    german = next(message for message in mail.outbox if message.to == ["admin@stadt.example"])
    assert "Sprache" in german.body
    assert "Länge" not in german.body
    assert "die Post hat sich verändert" in german.subject


def test_a_mail_server_that_is_gone_is_tried_again(people: dict[str, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    fall_back(people["clerk"])
    real, tries = EmailBackend.send_messages, []

    def half_gone(backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        tries.append(messages[0].to)
        if len(tries) > 1:
            raise ConnectionRefusedError
        return int(real(backend, messages))

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", half_gone)
        assert alerts.send_all() == 1
    assert alerts.send_all() == 1
    assert sorted(message.to[0] for message in mail.outbox) == ["admin@stadt.example", "head@stadt.example"]


def test_after_three_days_without_a_mail_server_it_is_given_up(
    people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object) -> int:
        raise ConnectionRefusedError

    fall_back(people["clerk"])
    Alert.objects.update(made_at=timezone.now() - timedelta(days=4))
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", gone)
        assert alerts.send_all() == 0
    assert alerts.send_all() == 0
    assert Alert.objects.get().what == What.FELL_BACK
