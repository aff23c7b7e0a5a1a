# SPDX-License-Identifier: EUPL-1.2
"""Server and taker of measurements killed at 200 random moments under load: nothing acknowledged is lost or twice."""

from __future__ import annotations

import json
import logging
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from tests.faults.forking import Zygote, running
from tools.serving import environment, free_port

from mittendrin.apps.stadtdaten.tests import brokers
from mittendrin.apps.stadtdaten.tests.brokers import Mosquitto, publisher, wait_for
from mittendrin.core import instants
from mittendrin.core.instants import SECOND

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(brokers.PROGRAM is None, reason="Mosquitto is not installed"),
]
log = logging.getLogger(__name__)
KILLS, MEAN_GAP, PATIENCE = 200, 0.2, 240
JOBS = ("serve", "take")
ARRAYS, ROWS, MESSAGES = 150, 50, 4_000  # for each of two publishers by HTTP, and for each of two by MQTT
SUMS = (
    "SELECT datastream_id, sum(count) FROM stadtdaten_hoursummary GROUP BY 1",
    "SELECT datastream_id, sum(count) FROM stadtdaten_daysummary GROUP BY 1",
)
PREPARE = """
import django, json; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from mittendrin.apps.stadtdaten.services.tokens import new_token
from mittendrin.apps.stadtdaten.tests.factories import datastream
streams = [datastream(str(number)).pk for number in range(5)]
print(json.dumps({"streams": streams, "token": new_token("Feuerprobe", writes=True)[1]}))
"""


@dataclass
class Town:
    """A town with five Datastreams: two by HTTP, two by MQTT, one to see whether the taker listens."""

    data: Path
    variables: Mapping[str, str]
    broker: Mosquitto
    token: str
    streams: list[int]
    begin: int = field(default_factory=lambda: instants.now() // SECOND * SECOND - 7 * 24 * 3600 * SECOND)
    unanswered: int = 0

    def rows(self, question: str, *values: int) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.data / "musterstadt" / "mittendrin.sqlite3", timeout=30)) as base:
            return base.execute(question, values).fetchall()

    def time(self, at: int) -> str:
        return instants.to_iso(self.begin + at * SECOND)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    data, folder = tmp_path_factory.mktemp("measurements"), tmp_path_factory.mktemp("broker")
    broker = Mosquitto(folder).start()
    variables = environment(
        data,
        DJANGO_SETTINGS_MODULE="mittendrin.config.settings",
        MITTENDRIN_LOG_LEVEL="ERROR",
        MITTENDRIN_MQTT_HOST="127.0.0.1",
        MITTENDRIN_MQTT_PORT=str(broker.port),
        MITTENDRIN_MQTT_SECURITY="plain",
        PORT=str(free_port()),
    )
    done = subprocess.run([sys.executable, "-c", PREPARE], env=variables, capture_output=True, text=True, check=True)
    yield Town(data, variables, broker, **json.loads(done.stdout.splitlines()[-1]))
    broker.stop()


def send_arrays(town: Town, stream: int, seconds: float) -> list[str]:
    """Send data arrays, each until it is acknowledged; return the addresses of what was."""
    begun, acknowledged = time.monotonic(), list[str]()
    for number in range(ARRAYS):
        time.sleep(max(0.0, begun + seconds * number / ARRAYS - time.monotonic()))
        lines = [[town.time(at), at] for at in range(number * ROWS, (number + 1) * ROWS)]
        group = {"Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"], "dataArray": lines}
        acknowledged += until_taken(town, json.dumps([group]).encode())
    return acknowledged


def until_taken(town: Town, body: bytes) -> list[str]:
    """Return the answer to a body that is sent until there is one."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        status, said = post(town, body)
        if status == 201 and said.endswith(b"]"):  # a server that was killed may have said only half of it
            found: list[str] = json.loads(said)
            assert "error" not in found
            return found
        assert status in {0, 201, 500, 503}, (status, said[:300])
        town.unanswered += 1
        time.sleep(0.05)
    raise AssertionError("never taken")


def post(town: Town, body: bytes) -> tuple[int, bytes]:
    """Return status and body of the answer, 0 when there was none."""
    connection = HTTPConnection("127.0.0.1", int(town.variables["PORT"]), timeout=20)
    try:
        headers = {"Authorization": f"Bearer {town.token}", "Content-Type": "application/json"}
        connection.request("POST", "/sta/v1.1/CreateObservations", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()


def send_messages(town: Town, stream: int, seconds: float) -> list[str]:
    """Publish one message for each Observation and wait until the broker has them all."""
    sender, begun = publisher(town.broker.port, inflight=200), time.monotonic()
    for at in range(MESSAGES):
        if at % 20 == 0:
            time.sleep(max(0.0, begun + seconds * at / MESSAGES - time.monotonic()))
        told = sender.publish(f"v1.1/Datastreams({stream})/Observations", message(town, at), qos=1)
    told.wait_for_publish(PATIENCE)
    sender.disconnect()
    sender.loop_stop()
    return []


def message(town: Town, at: int) -> str:
    return json.dumps({"result": at, "phenomenonTime": town.time(at)})


def until_listening(town: Town) -> None:
    """Send a message until it is stored: from then on the broker keeps messages for the taker."""
    sender, stream = publisher(town.broker.port), town.streams[4]

    def there() -> bool:
        sender.publish(f"v1.1/Datastreams({stream})/Observations", message(town, 0), qos=1)
        time.sleep(0.3)
        return town.rows("SELECT count FROM stadtdaten_datastreamstate WHERE datastream_id = ?", stream) == [(1,)]

    wait_for(there, 60)
    sender.disconnect()
    sender.loop_stop()


def shoot(zygote: Zygote, chance: random.Random) -> None:
    """Kill jobs at random moments and start them again."""
    for _kill in range(KILLS):
        time.sleep(chance.expovariate(1 / MEAN_GAP))
        job = chance.choice(JOBS)
        zygote.kill(job)
        zygote.start(job)


def test_no_observation_is_lost_and_none_is_twice(town: Town) -> None:
    first, second, third, fourth, _probe = town.streams
    seconds, begun = KILLS * MEAN_GAP, time.monotonic()
    wanted = 2 * ARRAYS * ROWS + 2 * MESSAGES + 1
    with (
        running("tests.faults.sensor_zygote", town.variables, town.data, JOBS) as zygote,
        ThreadPoolExecutor(4) as pool,
    ):
        until_listening(town)
        jobs = [pool.submit(send_arrays, town, stream, seconds) for stream in (first, second)]
        jobs += [pool.submit(send_messages, town, stream, seconds) for stream in (third, fourth)]
        shooting = threading.Thread(target=shoot, args=(zygote, random.Random(11)))
        shooting.start()
        acknowledged = [address for job in jobs for address in job.result()]
        shooting.join()
        took = time.monotonic() - begun
        wait_for(lambda: town.rows("SELECT count(*) FROM stadtdaten_observation") >= [(wanted,)], PATIENCE)
    whole = time.monotonic() - begun
    log.info("%s kills in %.0f s, %s requests sent again, %.0f s in all", KILLS, took, town.unanswered, whole)
    check(town, acknowledged)


def check(town: Town, acknowledged: list[str]) -> None:
    """Each Observation is there once with its result, each number that was told is one of them, and all sums agree."""
    found = town.rows("SELECT datastream_id, phenomenon_start, result, id FROM stadtdaten_observation")
    counts = dict(zip(town.streams, [ARRAYS * ROWS, ARRAYS * ROWS, MESSAGES, MESSAGES, 1], strict=True))
    sent = [(stream, town.begin + at * SECOND, at) for stream, count in counts.items() for at in range(count)]
    assert sorted(row[:3] for row in found) == sorted(sent)
    told = {int(address.rpartition("(")[2].rstrip(")")) for address in acknowledged}
    assert len(told) == len(acknowledged) == 2 * ARRAYS * ROWS
    assert told == {row[3] for row in found if row[0] in town.streams[:2]}
    assert dict(town.rows("SELECT datastream_id, count FROM stadtdaten_datastreamstate")) == counts
    for question in SUMS:
        assert dict(town.rows(question)) == counts
