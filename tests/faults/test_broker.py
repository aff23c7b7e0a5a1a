# SPDX-License-Identifier: EUPL-1.2
"""The process that takes measurements from a broker is killed again and again: nothing is lost, nothing is twice."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from mittendrin.apps.stadtdaten.tests import brokers
from mittendrin.apps.stadtdaten.tests.brokers import Mosquitto, publisher
from mittendrin.core import instants
from mittendrin.core.instants import SECOND

KILLS = int(os.environ.get("FAULT_KILLS", "4"))
MESSAGES = 1_500 * KILLS
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from mittendrin.apps.stadtdaten.tests.factories import datastream
print(datastream().pk)
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(brokers.PROGRAM is None, reason="Mosquitto is not installed"),
]


class Taker:
    """The process, started anew whenever it is not there."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "mittendrin"), "stadtdaten", "mqtt"]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    data = tmp_path / "data"
    data.mkdir()
    wanted = {
        "DJANGO_SETTINGS_MODULE": "mittendrin.config.settings", "MITTENDRIN_DATA_DIR": str(data),
        "MITTENDRIN_MQTT_HOST": "127.0.0.1", "MITTENDRIN_MQTT_SECURITY": "plain", "MITTENDRIN_MQTT_PUBLISH": "false",
    }  # fmt: skip
    return {**os.environ, **wanted}


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "broker"
    folder.mkdir()
    made = Mosquitto(folder).start()
    yield made
    made.stop()


def test_killed_at_random_moments(environment: dict[str, str], mosquitto: Mosquitto) -> None:
    environment["MITTENDRIN_MQTT_PORT"] = str(mosquitto.port)
    done = subprocess.run([sys.executable, "-c", PREPARE], env=environment, capture_output=True, check=True)
    stream, begin = int(done.stdout), instants.now() // SECOND * SECOND - MESSAGES * SECOND
    store = Path(environment["MITTENDRIN_DATA_DIR"]) / "musterstadt" / "mittendrin.sqlite3"
    chance = random.Random(7)
    taker = Taker(environment)
    taker.start()
    sender = publisher(mosquitto.port, client_id="sender", clean_session=False)
    wait_for_subscription(store, sender, stream, begin)
    sent, each = 1, MESSAGES // KILLS - 1
    for _kill in range(KILLS):
        count = stored(store)
        for at in range(sent, sent + each):
            body = json.dumps({"result": at, "phenomenonTime": instants.to_iso(begin + at * SECOND)})
            sender.publish(f"v1.1/Datastreams({stream})/Observations", body, qos=1)
        brokers.wait_for(lambda count=count: stored(store) > count, 60)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.4))
        taker.kill()
        taker.start()
        sent += each
    brokers.wait_for(lambda: stored(store) >= sent, 120)
    taker.kill()
    sender.loop_stop()
    with closing(sqlite3.connect(store)) as base:
        rows = base.execute("SELECT result FROM stadtdaten_observation ORDER BY phenomenon_start").fetchall()
        (count,) = base.execute("SELECT count FROM stadtdaten_datastreamstate").fetchone()
        (hours,) = base.execute("SELECT sum(count) FROM stadtdaten_hoursummary").fetchone()
    assert [row[0] for row in rows] == [float(at) for at in range(sent)]
    assert (count, hours) == (sent, sent)


def wait_for_subscription(store: Path, sender: mqtt.Client, stream: int, begin: int) -> None:
    """Send the first message again until it was stored: from then on the broker keeps messages for the process."""
    body = json.dumps({"result": 0, "phenomenonTime": instants.to_iso(begin)})

    def there() -> bool:
        sender.publish(f"v1.1/Datastreams({stream})/Observations", body, qos=1)
        time.sleep(0.3)
        return stored(store) == 1

    brokers.wait_for(there, 60)


def stored(store: Path) -> int:
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=20)) as base:
        found = base.execute("SELECT count(*) FROM stadtdaten_observation").fetchone()
    return int(found[0])
