# SPDX-License-Identifier: EUPL-1.2
"""Several brokers: their addresses, what is wrong with them, and how their connections do in words."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from mittendrin.apps.stadtdaten.models import BrokerState
from mittendrin.apps.stadtdaten.services import brokers
from mittendrin.apps.stadtdaten.sources.mqtt import BrokerAddress, BrokerLink, address_of
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.tests.browsers import As
from mittendrin.web.tests.conftest import as_role, people

__all__ = ["as_role", "people"]
FIRST = {
    "host": "mqtt.neustadt.example", "port": 0, "security": "tls", "user": "a", "password": "b", "ca_file": "",
    "client": "", "topics": [], "publish": True, "log": False,
}  # fmt: skip
MORE = ["mqtts://wir:ge%40heim@mqtt.werke.example:8884", "mqtt://10.0.0.7"]


@pytest.fixture
def three(settings: Settings) -> None:
    settings.MQTT, settings.MQTT_MORE, settings.MQTT_EMBEDDED_PORT = FIRST, MORE, 0


class Link:
    """A connection that says what it is told to."""

    def __init__(self, name: str) -> None:
        host, _colon, port = name.partition(":")
        self.address, self.is_up, self.lost = BrokerAddress(host, int(port)), True, ""


def note(link: Any, messages: int = 0) -> None:
    brokers.Notes(link).note(messages)


def test_addresses_of_several_brokers(three: None) -> None:
    one, two, last = brokers.addresses()
    assert (one.name, one.user) == ("mqtt.neustadt.example:8883", "a")
    assert (two.name, two.security, two.user, two.password) == ("mqtt.werke.example:8884", "tls", "wir", "ge@heim")
    assert (last.name, last.security, last.user) == ("10.0.0.7:1883", "plain", "")
    assert len({one.client, two.client, last.client}) == 3
    assert brokers.numbers() == [1, 2, 3]
    assert brokers.place(3) == last
    for wrong in (0, -1, 4):
        with pytest.raises(LookupError):
            brokers.place(wrong)


def test_the_broker_inside_stands_beside_further_ones(settings: Settings) -> None:
    settings.MQTT, settings.MQTT_MORE, settings.MQTT_EMBEDDED_PORT = {**FIRST, "host": ""}, MORE[:1], 18_883
    assert brokers.numbers() == [0, 1]
    assert [brokers.place(number).name for number in (0, 1)] == ["127.0.0.1:18883", "mqtt.werke.example:8884"]


@pytest.mark.parametrize("text", ["", "mqtt.example", "http://x", "mqtts://", "mqtts://x:99999", "mqtts://x/topic"])
def test_an_address_that_cannot_be_read(text: str, settings: Settings) -> None:
    with pytest.raises(ValueError):
        address_of(text)
    settings.MQTT, settings.MQTT_MORE = FIRST, [text]
    assert brokers.lines() == [], "the page goes on; the system check says it before the start"


def test_each_connection_in_words(three: None, db: None) -> None:
    assert {line.sentence for line in brokers.lines()} == {"Der Empfang lief noch nie."}
    one, two, last = (Link(address.name) for address in brokers.addresses())
    note(one, 3)
    note(two)
    last.is_up, last.lost = False, "ConnectionRefusedError"
    note(last)
    lines = brokers.lines()
    assert [line.good for line in lines] == [True, True, False]
    assert "3 Nachrichten seit dem Start, zuletzt gerade eben" in lines[0].sentence
    assert lines[1].sentence.endswith("noch keine Nachricht")
    assert lines[2].sentence.endswith("Dort nimmt niemand an.")
    BrokerState.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert all("läuft nicht" in line.sentence and not line.good for line in brokers.lines())


def test_a_change_is_noted_at_once_and_the_rest_now_and_then(db: None) -> None:
    link: Any = Link("a.example:1883")
    notes = brokers.Notes(link)
    notes.note(1)
    notes.note(5)
    assert BrokerState.objects.get().taken == 1
    link.is_up = False
    notes.note(0)
    state = BrokerState.objects.get()
    assert (state.up, state.taken) == (False, 6)


def test_a_database_that_is_away_stops_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_words: Any) -> None:
        raise OperationalError

    with monkeypatch.context() as without:
        without.setattr(BrokerState.objects, "update_or_create", away)
        note(Link("a.example:1883"), 1)
    assert not BrokerState.objects.exists()
    note(Link("a.example:1883"), 2)
    assert BrokerState.objects.get().up


def test_a_connection_says_why_it_is_lost() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with BrokerLink(BrokerAddress("127.0.0.1", port, "plain")) as link:
        assert not link.is_up
        assert link.lost == "ConnectionRefusedError"


def test_the_page_of_devices_shows_them(three: None, as_role: As) -> None:
    page = as_role(Role.EDITOR).get(reverse("stadtdaten:devices")).content.decode()
    assert "mqtt.werke.example:8884" in page
    assert "heim" not in page
