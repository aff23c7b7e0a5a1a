# SPDX-License-Identifier: EUPL-1.2
"""Every wrong setting of the intake is named with its mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mittendrin.config import sensor_checks


def found() -> set[str]:
    return {str(message.id) for check in sensor_checks.CHECKS for message in check()}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ({}, set()),
        ({"host": "mqtt.neustadt.example", "user": "stadt", "password": "geheim"}, set()),
        ({"host": "mqtt.neustadt.example", "security": "ssl"}, {"mittendrin.E040"}),
        ({"host": "mqtt.neustadt.example", "ca_file": "/gibt/es/nicht.pem"}, {"mittendrin.E041"}),
        ({"host": "mqtt.neustadt.example", "security": "plain", "password": "geheim"}, {"mittendrin.W042"}),
        ({"host": "localhost", "security": "plain", "password": "geheim"}, set()),
    ],
)
def test_broker(words: dict[str, str], ids: set[str], settings: Any) -> None:
    settings.MQTT = {**settings.MQTT, **words}
    assert found() == ids


def test_folder(settings: Any, tmp_path: Path) -> None:
    settings.SENSOR_FOLDER = str(tmp_path)
    assert found() == set()
    settings.SENSOR_FOLDER = str(tmp_path / "fehlt")
    assert found() == {"mittendrin.W043"}
    settings.SENSOR_FOLDER = "sensoren"
    assert found() == {"mittendrin.W043"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mqtts://a:b@mqtt.example:8884", set()),
        ("mqtt://mqtt.example", set()),
        ("mqtt://a:b@localhost", set()),
        ("mqtt://a:b@mqtt.example", {"mittendrin.W045"}),
        ("mqtt.example:8883", {"mittendrin.E044"}),
        ("mqtts://mqtt.example:99999", {"mittendrin.E044"}),
    ],
)
def test_further_brokers(text: str, expected: set[str], settings: Any) -> None:
    settings.MQTT_MORE = ["mqtts://good.example", text]
    assert {str(message.id) for message in sensor_checks.more_brokers()} == expected
