# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten mqtt``: a process for each broker, each with a lock of its own; one of them publishes."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from mittendrin.apps.stadtdaten.services import broker, tokens
from mittendrin.cli import serving, stadtdaten_intake
from mittendrin.core.exit_codes import ExitCode

MORE = ["mqtts://wir:geheim@mqtt.werke.example:8884", "mqtt://10.0.0.7"]


@pytest.fixture(autouse=True)
def _three(settings: Settings) -> None:
    settings.MQTT_MORE, settings.MQTT_EMBEDDED_PORT = MORE, 18_883


def test_the_server_starts_a_process_for_each() -> None:
    commands = [one.arguments for one in serving.beside() if "mqtt" in one.arguments]
    assert commands == [("stadtdaten", "mqtt", "--number", str(number)) for number in (0, 1, 2)]


def test_each_process_has_a_lock_of_its_own_and_one_of_them_publishes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locks: list[str] = []
    told: list[tuple[str, bool, str]] = []

    def alone(path: Any) -> Any:
        locks.append(path.name)
        return nullcontext()

    def work(link: Any, _ended: Any, *, publishes: bool, key: str, asked: Any) -> None:
        told.append((link.name, publishes, key))

    monkeypatch.setattr("signal.signal", lambda *_args: None)
    monkeypatch.setattr(stadtdaten_intake, "alone", alone)
    monkeypatch.setattr(broker, "EmbeddedBroker", lambda _port: nullcontext())
    monkeypatch.setattr(broker, "BrokerLink", nullcontext)
    monkeypatch.setattr(broker, "work", work)
    for words in ([], ["--number", "1"], ["--number", "2"]):
        result = CliRunner().invoke(stadtdaten_intake.mqtt, words)
        assert result.exit_code == ExitCode.OK, result.output
    assert len(set(locks)) == 3
    assert told == [
        ("127.0.0.1:18883", True, ""),
        ("mqtt.werke.example:8884", False, ""),
        ("10.0.0.7:1883", False, ""),
    ]
    assert CliRunner().invoke(stadtdaten_intake.mqtt, ["--number", "3"]).exit_code == ExitCode.NOT_READY


def test_only_the_first_broker_may_make_entities_and_a_key_without_right_is_named(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, db: None
) -> None:
    keys: list[str] = []
    settings.MQTT = {**settings.MQTT, "key": "messwagen"}
    monkeypatch.setattr("signal.signal", lambda *_args: None)
    monkeypatch.setattr(stadtdaten_intake, "alone", lambda _path: nullcontext())
    monkeypatch.setattr(broker, "EmbeddedBroker", lambda _port: nullcontext())
    monkeypatch.setattr(broker, "BrokerLink", nullcontext)
    monkeypatch.setattr(broker, "work", lambda _link, _ended, *, publishes, key, asked: keys.append(key))
    named = CliRunner().invoke(stadtdaten_intake.mqtt, [])
    assert "Den Schlüssel „messwagen“ gibt es nicht" in named.output
    tokens.new_token("messwagen", writes=True)
    assert CliRunner().invoke(stadtdaten_intake.mqtt, []).output == ""
    assert CliRunner().invoke(stadtdaten_intake.mqtt, ["--number", "2"]).output == ""
    assert keys == ["messwagen", "messwagen", ""]
