# SPDX-License-Identifier: EUPL-1.2
"""A real server of the SensorThings API under load over HTTP: how much does it store, how many requests does it answer?

    python -m benchmarks.sta_server [--seconds 20] [--rows 1000] [--clients 1 8 32] [--workers 2] [--size 1000000]
                                    [--database postgres://...]

Writing: publishers, each a process of its own with one connection, post data arrays of ``--rows`` observations to
``CreateObservations`` for ``--seconds``; what was acknowledged is counted in the store, and sums are checked. Beside it
the bare database doing the same inserts before and after. Reading: clients in one process ask for
``Observations?$top=100`` and for a data array of 1,000 out of ``--size`` observations; each answer is looked into.
Server, clients and database share the cores of the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.machine import machine
from benchmarks.sta_town import PARSER, batches, datastreams, start, value

PARSER.add_argument("--seconds", type=float, default=20.0, help="how long each figure is measured")
PARSER.add_argument("--rows", type=int, default=1000, help="observations in one request")
PARSER.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
PARSER.add_argument("--workers", type=int, default=2, help="processes of the server")
PARSER.add_argument("--batch", type=int, default=1000, help="rows in one transaction of the bare database")
OPTIONS = start()

from django.db import connection  # noqa: E402 - Django must be set up first
from django.db.models import Sum  # noqa: E402
from tools.serving import REPO, Serving  # noqa: E402

from mittendrin.apps.stadtdaten.models import Observation  # noqa: E402
from mittendrin.apps.stadtdaten.services import series, tokens  # noqa: E402
from mittendrin.apps.stadtdaten.services.storing import store_observations  # noqa: E402

PEER = {"Observations?$top=100": "17 to 20", "data array of 1,000": "5 to 7"}
THREADS = 4


def written(port: int, token: str, clients: int, streams: list[int], turn: int) -> tuple[int, float, int]:
    """Let publishers post; return how many rows were acknowledged, in how many seconds, and in how many requests."""
    senders = []
    for number in range(clients):
        mine = streams[number % len(streams) :: clients] or streams[:1]
        given = {
            "port": port, "token": token, "streams": mine, "rows": OPTIONS.rows, "seconds": OPTIONS.seconds,
            "first": (turn * 100 + number) * 10_000_000 // 100,
        }  # fmt: skip
        command = [sys.executable, "-m", "benchmarks.sta_publisher", json.dumps(given)]
        senders.append(subprocess.Popen(command, cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    for sender in senders:
        assert sender.stdout and sender.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for sender in senders:
        assert sender.stdin
        sender.stdin.close()
    rows = requests = 0
    total = 0.0
    for sender in senders:
        assert sender.stdout
        said = json.loads(sender.stdout.readline())
        rows, requests, total = rows + said["rows"], requests + said["requests"], total + said["total"]
        assert sender.wait(60) == 0
    spent = time.perf_counter() - began
    stored = Observation.objects.filter(datastream_id__in=streams)
    assert stored.count() == series.count(streams) == rows, (stored.count(), series.count(streams), rows)
    assert abs(stored.aggregate(n=Sum("result"))["n"] - total) < 1e-6 * max(abs(total), 1)
    return rows, spent, requests


def bare(seconds: float) -> float:
    """Return how many rows a second the database alone inserts into such a table, in transactions of ``--batch``."""
    kind, end = ("real", ") WITHOUT ROWID") if connection.vendor == "sqlite" else ("double precision", ")")
    names = "datastream_id, phenomenon_start, duration, id, result, result_time, feature_id, flags"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare (datastream_id bigint, phenomenon_start bigint, duration bigint,"
            f" id bigint NOT NULL UNIQUE, result {kind}, result_time bigint, feature_id bigint, flags smallint,"
            f" PRIMARY KEY (datastream_id, phenomenon_start, duration){end}"
        )
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        rows = [(at % 500, at, 0, at, at / 10, None, 1, 0) for at in range(done, done + OPTIONS.batch)]
        _inserted(names, rows)
        done += len(rows)
    spent = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM bare")
        assert cursor.fetchone()[0] == done
        cursor.execute("DROP TABLE bare")
    return done / spent


def _inserted(names: str, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows in one transaction, the quickest way that the database has."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(f"INSERT INTO bare ({names}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", rows)  # noqa: S608
            cursor.execute("COMMIT")
        else:
            with cursor.copy(f"COPY bare ({names}) FROM STDIN") as copy:
                lines = ("\t".join("\\N" if one is None else str(one) for one in row) for row in rows)
                copy.write("\n".join(lines) + "\n")


def read(port: int, path: str, expected: str, clients: int) -> dict[str, Any]:
    """Ask from several clients at once and return what they saw."""
    given = [str(port), path, expected, str(clients), str(OPTIONS.seconds)]
    command = [sys.executable, "-m", "benchmarks.load", *given]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True, timeout=OPTIONS.seconds + 120)
    found: dict[str, Any] = json.loads(done.stdout)
    assert not found["wrong"], found["wrong"][:3]
    return found


@contextmanager
def serving() -> Iterator[int]:
    """Yield the port of a server on the store of this measurement."""
    more = {"MITTENDRIN_DATABASE_URL": OPTIONS.database} if OPTIONS.database else {}
    server = Serving(Path(OPTIONS.folder), workers=OPTIONS.workers, threads=THREADS, background=False, **more)
    with server:
        yield server.port


def writing(port: int) -> None:
    """Measure and print what is stored."""
    token = tokens.new_token("bench", writes=True)[1]
    print("| publishers | rows/s | requests/s | of the bare database |\n|---:|---:|---:|---:|")
    for turn, clients in enumerate(OPTIONS.clients):
        streams = datastreams(max(OPTIONS.streams // 10, clients), f"Schreiben {turn}")
        before = bare(OPTIONS.seconds / 4)
        rows, seconds, requests = written(port, token, clients, streams, turn)
        own = (before + bare(OPTIONS.seconds / 4)) / 2
        ratio = f"{rows / seconds / own:.2f} of {own:,.0f}"
        print(f"| {clients} | {rows / seconds:,.0f} | {requests / seconds:.1f} | {ratio} |", flush=True)


def reading(port: int, streams: list[int]) -> None:
    """Measure and print what is answered."""
    one = streams[len(streams) // 2]
    questions = {
        "Observations?$top=100": ("/sta/v1.1/Observations?$top=100", f'"result":{value(streams[0], 99)}'),
        "data array of 1,000": (
            f"/sta/v1.1/Datastreams({one})/Observations?$top=1000&$resultFormat=dataArray",
            f'"dataArray@iot.count":{min(1000, OPTIONS.size // len(streams))}',
        ),
    }  # fmt: skip
    print("\n| question | clients | requests/s | p50 ms | p95 ms | a Django peer, measured elsewhere |")
    print("|---|---:|---:|---:|---:|---|")
    for name, (path, expected) in questions.items():
        for clients in OPTIONS.clients:
            found = read(port, path, expected, clients)
            parts = quantiles(found["latencies"], n=20)
            rate = len(found["latencies"]) / found["seconds"]
            print(f"| {name} | {clients} | {rate:.1f} | {parts[9]:.1f} | {parts[18]:.1f} | {PEER[name]} |", flush=True)


def main() -> None:
    """Load, serve, measure."""
    streams = datastreams(OPTIONS.streams)
    for batch in batches(streams, OPTIONS.size, 50_000):
        store_observations(batch)
    print(machine())
    store = "PostgreSQL" if OPTIONS.database else "SQLite"
    print(f"{store}, {OPTIONS.size} observations there, {OPTIONS.workers} processes of {THREADS} threads, "
          f"{OPTIONS.rows} rows a request, {OPTIONS.seconds:.0f} s each\n")  # fmt: skip
    with serving() as port:
        writing(port)
        reading(port, streams)


if __name__ == "__main__":
    main()
