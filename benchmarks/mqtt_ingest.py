# SPDX-License-Identifier: EUPL-1.2
"""How many Observations a second come through a real Mosquitto by QoS 1 into the store, beside the bare database.

Each message is acknowledged only when it is stored. Rows are counted and their sum is compared with what was sent.
Usage: .venv/bin/python -m benchmarks.mqtt_ingest [--size 20000] [--publishers 1 8 32]
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
_DATA = tempfile.mkdtemp(prefix="mqtt-ingest-")
os.environ["MITTENDRIN_DATA_DIR"] = _DATA

import django  # noqa: E402 - the folder must be set before Django reads it

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Sum  # noqa: E402

from mittendrin.apps.stadtdaten.models import Datastream, Observation  # noqa: E402
from mittendrin.apps.stadtdaten.services import broker  # noqa: E402
from mittendrin.apps.stadtdaten.sources.mqtt import BrokerAddress, BrokerLink  # noqa: E402
from mittendrin.apps.stadtdaten.tests.brokers import Mosquitto, wait_for  # noqa: E402
from mittendrin.apps.stadtdaten.tests.factories import NOON, datastream, thing  # noqa: E402
from mittendrin.core.instants import SECOND  # noqa: E402

STREAMS = 50


class Rate(NamedTuple):
    """Rows a second: by the clock, and by the time that this process had of a processor.

    On a busy machine only the second says something.
    """

    clock: float
    processor: float


COLUMNS = "datastream_id, phenomenon_start, duration, id, result, result_time, feature_id, flags"


def bare(size: int) -> Rate:
    """Return how many rows a second the database alone inserts, in transactions of the same size, into such a table."""
    with tempfile.TemporaryDirectory() as folder:
        store = sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)
        for words in ("journal_mode=WAL", "synchronous=NORMAL"):
            store.execute(f"PRAGMA {words}")
        store.execute(
            f"CREATE TABLE o ({COLUMNS.replace(', id,', ', id UNIQUE,')},"
            " PRIMARY KEY (datastream_id, phenomenon_start, duration)) WITHOUT ROWID"
        )
        rows = [(at % STREAMS, NOON + at * SECOND, 0, at, float(at), None, 1, 0) for at in range(size)]
        began, cpu = time.perf_counter(), time.process_time()
        for start in range(0, size, 1000):
            store.execute("BEGIN IMMEDIATE")
            store.executemany("INSERT INTO o VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows[start : start + 1000])
            store.execute("COMMIT")
        found = Rate(size / (time.perf_counter() - began), size / (time.process_time() - cpu))
        store.close()
    return found


def through(port: int, size: int, publishers: int, base: int) -> Rate:
    """Return how many Observations a second were stored and acknowledged."""
    streams = list(Datastream.objects.values_list("pk", flat=True))
    python = [sys.executable, "-m", "benchmarks.mqtt_publisher"]
    said = [str(port), str(size), str(publishers), str(base), *map(str, streams)]
    senders = [
        subprocess.Popen([*python, str(number), *said], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(publishers)
    ]
    for sender in senders:
        assert sender.stdout
        assert sender.stdout.readline() == b"ready\n"

    before = Observation.objects.count()
    with BrokerLink(BrokerAddress("127.0.0.1", port, "plain", client="bench")) as link:
        wait_for(lambda: link.is_up)
        time.sleep(0.5)
        began, cpu = time.perf_counter(), time.process_time()
        for sender in senders:
            assert sender.stdin
            sender.stdin.close()
        count = broker.Count()
        while count.stored + count.same < size:
            batch = link.batch()
            broker.store_surely(batch, count, lambda _seconds: False)
            link.done(batch)
        found = Rate(size / (time.perf_counter() - began), size / (time.process_time() - cpu))
    for sender in senders:
        assert sender.wait(30) == 0
    assert Observation.objects.count() - before == size
    total = Observation.objects.filter(phenomenon_start__gte=base, phenomenon_start__lt=base + size * SECOND)
    assert total.aggregate(sum=Sum("result"))["sum"] == size * (size - 1) / 2
    return found


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--publishers", type=int, nargs="+", default=[1, 8, 32])
    wanted = parser.parse_args()
    call_command("migrate", verbosity=0)
    place = thing()
    for at in range(STREAMS):
        datastream(f"Reihe {at}", of=place)
    folder = Path(tempfile.mkdtemp(prefix="mosquitto-"))
    server = Mosquitto(folder, "max_inflight_messages 2000", "autosave_interval 1800").start()
    try:
        print(
            "| publishers | MQTT QoS 1, observations/s | bare SQLite, rows/s | ratio |"
            " the same per processor second | ratio | goal |"
        )
        print("|---|---|---|---|---|---|---|")
        for number, publishers in enumerate(wanted.publishers):
            alone = bare(wanted.size)
            found = through(server.port, wanted.size, publishers, NOON - (number + 1) * wanted.size * SECOND)
            print(
                f"| {publishers} | {found.clock:,.0f} | {alone.clock:,.0f} | {found.clock / alone.clock:.2f} |"
                f" {found.processor:,.0f} : {alone.processor:,.0f} | {found.processor / alone.processor:.2f} | 0.3 |"
            )
    finally:
        server.stop()


if __name__ == "__main__":
    main()
