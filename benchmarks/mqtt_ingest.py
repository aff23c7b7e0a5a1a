# SPDX-License-Identifier: EUPL-1.2
"""How many Observations a second come through a real Mosquitto by QoS 1 into the store, beside the bare database.

Each message is acknowledged only when it is stored. Rows are counted and their sum is compared with what was sent. In
each round the ceilings are measured, too: the broker with a subscriber that stores nothing, ours and that of paho, and
the broker without any. Ratios are medians over the rounds.

    python -m benchmarks.mqtt_ingest [--size 50000] [--publishers 1 8 32] [--rounds 5] [--database postgres://...]

--database: the address of an empty PostgreSQL database; SQLite without.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
_DATA = tempfile.mkdtemp(prefix="mqtt-ingest-")
os.environ["MITTENDRIN_DATA_DIR"] = _DATA
_PARSER = argparse.ArgumentParser(description=__doc__)
_PARSER.add_argument("--size", type=int, default=50_000)
_PARSER.add_argument("--publishers", type=int, nargs="+", default=[1, 8, 32])
_PARSER.add_argument("--rounds", type=int, default=5)
_PARSER.add_argument("--database", default="")
WANTED = _PARSER.parse_args()
if WANTED.database:
    os.environ["MITTENDRIN_DATABASE_URL"] = WANTED.database

import django  # noqa: E402 - the folder must be set before Django reads it

django.setup()

import paho.mqtt.client as paho  # noqa: E402
from benchmarks.machine import machine  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Sum  # noqa: E402
from paho.mqtt.enums import CallbackAPIVersion  # noqa: E402

from mittendrin.apps.stadtdaten.models import Datastream, Observation  # noqa: E402
from mittendrin.apps.stadtdaten.services import broker  # noqa: E402
from mittendrin.apps.stadtdaten.services.telling import Publisher  # noqa: E402
from mittendrin.apps.stadtdaten.sources.mqtt import TOPICS, BrokerAddress, BrokerLink  # noqa: E402
from mittendrin.apps.stadtdaten.tests.brokers import Mosquitto  # noqa: E402
from mittendrin.apps.stadtdaten.tests.factories import NOON, datastream, thing  # noqa: E402
from mittendrin.core.instants import SECOND  # noqa: E402

STREAMS = 50
EACH = 20  # values of a data array
STORED = "v1.1/Datastreams({})/Observations"


class Rate(NamedTuple):
    """Rows a second: by the clock, and by the time that this process and the broker had of a processor.

    On a busy machine the clock says little.
    """

    clock: float
    processor: float
    broker: float = 0.0


BARE = f"bare {'PostgreSQL' if WANTED.database else 'SQLite'}, transactions of 1,000"
COLUMNS = "datastream_id, phenomenon_start, duration, id, result, result_time, feature_id, flags"


def bare(size: int) -> Rate:
    """Return how many rows a second the database alone inserts, in transactions of the same size, into such a table."""
    return bare_postgres(size) if WANTED.database else bare_sqlite(size)


def bare_postgres(size: int) -> Rate:
    """Return the rate of COPY; the processor time is that of this process alone, not of the server."""
    lines = [f"{at % STREAMS}\t{NOON + at * SECOND}\t0\t{at}\t{float(at)}\t\\N\t1\t0\n" for at in range(size)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bare (datastream_id bigint, phenomenon_start bigint, duration bigint,"
            " id bigint NOT NULL UNIQUE, result double precision, result_time bigint, feature_id bigint,"
            " flags smallint, PRIMARY KEY (datastream_id, phenomenon_start, duration))"
        )
        began, cpu = time.perf_counter(), time.process_time()
        for start in range(0, size, 1000):
            with cursor.copy(f"COPY bare ({COLUMNS}) FROM STDIN") as copy:
                copy.write("".join(lines[start : start + 1000]))
        found = Rate(size / (time.perf_counter() - began), size / (time.process_time() - cpu))
        cursor.execute("DROP TABLE bare")
    return found


def bare_sqlite(size: int) -> Rate:
    """Return the rate of executemany."""
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


class Run:
    """One round against a broker: how many are published, by how many processes, from which moment on."""

    def __init__(self, server: Mosquitto, size: int, publishers: int, base: int) -> None:
        self.server, self.size, self.publishers, self.base = server, size, publishers, base
        self.streams = list(Datastream.objects.values_list("pk", flat=True))

    @contextmanager
    def published(self, topic: str, each: int = 1) -> Iterator[list[subprocess.Popen[bytes]]]:
        """Start the publishers; the block makes them begin and waits for what it waits for."""
        given = [self.server.port, self.size, self.publishers, self.base, each, *self.streams]
        python = [sys.executable, "-m", "benchmarks.mqtt_publisher", topic]
        senders = [
            subprocess.Popen([*python, str(number), *map(str, given)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for number in range(self.publishers)
        ]
        for sender in senders:
            assert sender.stdout
            assert sender.stdout.readline() == b"ready\n"
        yield senders
        for sender in senders:
            assert sender.wait(60) == 0

    def rate(self, senders: list[subprocess.Popen[bytes]], wait: Callable[[], None]) -> Rate:
        """Let the publishers begin and return how quickly ``wait`` had all."""
        assert self.server.process
        began, cpu, busy = time.perf_counter(), time.process_time(), used(self.server.process.pid)
        for sender in senders:
            assert sender.stdin
            sender.stdin.close()
        wait()
        clock, spent = time.perf_counter() - began, used(self.server.process.pid) - busy
        return Rate(self.size / clock, self.size / (time.process_time() - cpu), self.size / max(spent, 0.01))

    def stored(self, topic: str = STORED, each: int = 1, *, tells: bool = False) -> Rate:
        """Return how many were stored and acknowledged. tells: subscribers are told of what is new, as in a town."""
        before = Observation.objects.count()
        with self.published(topic, each) as senders, self.link("bench", TOPICS) as link:
            count, teller, next_telling = broker.Count(), Publisher() if tells else None, 0.0

            def tell() -> None:
                nonlocal next_telling
                if teller and time.monotonic() >= next_telling:
                    for told in teller.new():
                        link.publish(*told)
                    next_telling = time.monotonic() + broker.TOLD_EVERY

            def wait() -> None:
                while count.stored + count.same < self.size:
                    batch = link.batch()
                    broker.store_surely(batch, count, lambda _seconds: False)
                    link.done(batch)
                    tell()

            found = self.rate(senders, wait)
        assert Observation.objects.count() - before == self.size
        end = self.base + self.size * SECOND
        total = Observation.objects.filter(phenomenon_start__gte=self.base, phenomenon_start__lt=end)
        assert total.aggregate(sum=Sum("result"))["sum"] == self.size * (self.size - 1) / 2
        return found

    def link(self, client: str, topics: Any) -> BrokerLink:
        """Return our link to the broker."""
        return BrokerLink(BrokerAddress("127.0.0.1", self.server.port, "plain", client=client, topics=topics))

    def received(self) -> Rate:
        """Return how many our link takes and acknowledges at once without storing them."""
        with self.published("ours/{}/Observations") as senders, self.link("null", ("ours/#",)) as link:
            link.batch(wait=0.3)

            def wait() -> None:
                taken = 0
                while taken < self.size:
                    batch = link.batch()
                    taken += len(batch)
                    link.done(batch)

            return self.rate(senders, wait)

    def paho(self) -> Rate:
        """Return the same for the usual client."""
        taken: list[int] = []
        client = paho.Client(CallbackAPIVersion.VERSION2, client_id="paho")
        client.on_message = lambda _client, _data, message: taken.append(message.mid)
        client.connect("127.0.0.1", self.server.port)
        client.subscribe("paho/#", 1)
        for _turn in range(10):
            client.loop(0.05)

        def wait() -> None:
            while len(taken) < self.size:
                client.loop(0.05)

        with self.published("paho/{}/Observations") as senders:
            found = self.rate(senders, wait)
            client.disconnect()
        return found

    def alone(self) -> Rate:
        """Return how many the publishers bring to a broker that nobody listens to."""
        with self.published("nobody/{}/Observations") as senders:

            def wait() -> None:
                for sender in senders:
                    sender.wait(60)

            return self.rate(senders, wait)


def used(process: int) -> float:
    """Return the seconds of processor time that another process had."""
    words = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def show(publishers: int, rounds: list[dict[str, Rate]]) -> None:
    """Print medians: rates, and ratios to the bare database of the same round."""
    print(f"\n{publishers} publishers, median of {len(rounds)} rounds\n")
    print("| | per second | of bare | per processor second | of bare | broker, per processor second |")
    print("|---|---:|---:|---:|---:|---:|")
    for name in rounds[0]:
        rates = [one[name] for one in rounds]
        clock = median(one[name].clock / one[BARE].clock for one in rounds)
        own = median(one[name].processor / one[BARE].processor for one in rounds)
        other = f"{median(rate.broker for rate in rates):,.0f}" if rates[0].broker else ""
        per_second, per_processor = median(rate.clock for rate in rates), median(rate.processor for rate in rates)
        print(f"| {name} | {per_second:,.0f} | {clock:.2f} | {per_processor:,.0f} | {own:.2f} | {other} |", flush=True)


def main() -> None:
    """Measure and print a table for each number of publishers."""
    wanted = WANTED
    call_command("migrate", verbosity=0)
    place = thing()
    for at in range(STREAMS):
        datastream(f"Reihe {at}", of=place)
    folder = Path(tempfile.mkdtemp(prefix="mosquitto-"))
    server = Mosquitto(folder, "max_inflight_messages 5000", "autosave_interval 1800").start()
    print(machine())
    base = NOON
    try:
        for publishers in wanted.publishers:
            rounds = []
            for _round in range(wanted.rounds):
                base -= 3 * wanted.size * SECOND
                run = Run(server, wanted.size, publishers, base)
                arrays = Run(server, wanted.size, publishers, base + wanted.size * SECOND)
                told = Run(server, wanted.size, publishers, base + 2 * wanted.size * SECOND)
                rounds.append(
                    {
                        BARE: bare(wanted.size),
                        "**stored and acknowledged**": run.stored(),
                        f"**the same, {EACH} values a message**": arrays.stored("v1.1/CreateObservations", EACH),
                        "stored, and subscribers told": told.stored(tells=True),
                        "ours, nothing stored": run.received(),
                        "paho, nothing stored": run.paho(),
                        "nobody listens": run.alone(),
                    }
                )
            show(publishers, rounds)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
