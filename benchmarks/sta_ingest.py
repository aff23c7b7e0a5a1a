# SPDX-License-Identifier: EUPL-1.2
"""How many observations a second are stored durably, beside the bare database doing the same inserts?

    python -m benchmarks.sta_ingest [--size 1000000] [--streams 500] [--database postgres://...] [--batch 10000]
    python -m benchmarks.sta_ingest --memory --size 10000000

Ways: the one service that all use, HTTP data arrays, CSV; each into Datastreams of its own, in turn with the bare
database (executemany or COPY into a table of the same columns and keys, one transaction for each batch). Stored rows
are counted and sums are checked. MQTT is measured with its own broker, elsewhere.
"""

from __future__ import annotations

import csv
import json
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.sta_town import BEGIN, PARSER, STEP, batches, datastreams, start, value

PARSER.add_argument("--memory", action="store_true", help="only: how much memory is held while --size are stored?")
PARSER.add_argument("--batch", type=int, default=10_000, help="rows in one request")
OPTIONS = start()

from django.db import connection, transaction  # noqa: E402 - Django must be set up first
from django.test import Client  # noqa: E402

from mittendrin.apps.stadtdaten.models import HourSummary, Observation  # noqa: E402
from mittendrin.apps.stadtdaten.services import csv_import, series, tokens  # noqa: E402
from mittendrin.apps.stadtdaten.services.storing import store_observations  # noqa: E402
from mittendrin.core.instants import to_iso  # noqa: E402

_COLUMNS = "datastream_id, phenomenon_start, duration, id, result, result_time, feature_id, flags"


class Watch:
    """Adds up time on the wall and of the processor."""

    def __init__(self) -> None:
        self.wall = self.processor = 0.0

    def __enter__(self) -> Watch:
        self.began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_error: object) -> None:
        self.wall += time.perf_counter() - self.began[0]
        self.processor += time.process_time() - self.began[1]


Way = Callable[[list[int]], Watch]


def bare_table() -> None:
    """Make a table like that of Observations."""
    end, kind = (") WITHOUT ROWID", "real") if connection.vendor == "sqlite" else (")", "double precision")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare (datastream_id bigint NOT NULL, phenomenon_start bigint NOT NULL,"
            " duration bigint NOT NULL,"
            f" id bigint NOT NULL UNIQUE, result {kind} NULL, result_time bigint NULL, feature_id bigint NOT NULL,"
            f" flags smallint NOT NULL, PRIMARY KEY (datastream_id, phenomenon_start, duration){end}"
        )


def bare(streams: list[int]) -> Watch:
    """Store with nothing around it; return the time."""
    number, watch = 0, Watch()
    for batch in batches(streams, OPTIONS.size, OPTIONS.batch):
        rows = [(*row[:2], 0, number + place, row[2], None, 1, 0) for place, row in enumerate(batch)]
        number += len(rows)
        with watch, transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(f"INSERT INTO bare ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", rows)  # noqa: S608
            else:
                with cursor.copy(f"COPY bare ({_COLUMNS}) FROM STDIN") as copy:
                    copy.write(
                        "".join("\t".join("\\N" if one is None else str(one) for one in row) + "\n" for row in rows)
                    )
    return watch


def service(streams: list[int]) -> Watch:
    """Store by the service that all ways in use."""
    watch = Watch()
    for batch in batches(streams, OPTIONS.size, OPTIONS.batch):
        with watch:
            store_observations(batch)
    return watch


def data_arrays(streams: list[int]) -> Watch:
    """Store by HTTP, some Datastreams in each request, without a network between."""
    head = {"Authorization": f"Bearer {tokens.new_token(f'bench {streams[0]}', writes=True)[1]}"}
    client, watch = Client(headers=head), Watch()
    client.get("/sta/v1.1/Things?$top=1")  # loads the modules of all addresses
    for body in _bodies(streams):
        with watch:
            response = client.post("/sta/v1.1/CreateObservations", body, content_type="application/json")
        answer = json.loads(response.content)
        assert response.status_code == 201 and "error" not in answer, response.content[:300]
    return watch


def _bodies(streams: list[int]) -> Iterator[str]:
    """Yield requests of ``--batch`` rows: a day of as many Datastreams as it takes."""
    steps, day = OPTIONS.size // len(streams), 288
    groups: list[Any] = []
    for first in range(0, steps, day):
        for stream in streams:
            rows = [[to_iso(BEGIN + at * STEP), value(stream, at)] for at in range(first, min(first + day, steps))]
            groups.append(
                {"Datastream": {"@iot.id": stream}, "components": ["phenomenonTime", "result"], "dataArray": rows}
            )
            if sum(len(group["dataArray"]) for group in groups) >= OPTIONS.batch:
                yield json.dumps(groups)
                groups = []
    if groups:
        yield json.dumps(groups)


def files(streams: list[int]) -> Watch:
    """Store by CSV, one file for each Datastream."""
    watch = Watch()
    for stream in streams:
        file = Path(OPTIONS.folder) / "series.csv"
        steps = OPTIONS.size // len(streams)
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["timestamp", "value"])
            writer.writerows([[to_iso(BEGIN + at * STEP), value(stream, at)] for at in range(steps)])
        with watch:
            report = csv_import.import_file(file, stream)
        assert report.wrong == 0
    return watch


def checked(streams: list[int]) -> int:
    """Return how many rows are stored; raise AssertionError when counters or sums do not fit them."""
    steps = OPTIONS.size // len(streams)
    stored = Observation.objects.filter(datastream_id__in=streams).count()
    assert stored == series.count(streams) == steps * len(streams), (stored, series.count(streams))
    total = sum(HourSummary.objects.filter(datastream_id=streams[0]).values_list("total", flat=True))
    assert abs(total - sum(value(streams[0], step) for step in range(steps))) < 1e-3
    return stored


def memory() -> tuple[int, int]:
    """Return the memory of this process in bytes: its own, and pages of files that the system can take back."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    found = {name: int(rest.split()[0]) * 1024 for name, _colon, rest in (line.partition(":") for line in lines)
             if name in {"RssAnon", "RssFile"}}  # fmt: skip
    return found["RssAnon"], found["RssFile"]


def held() -> None:
    """Store by the service and print the memory that this process holds after each tenth."""
    print("| stored | own memory MB | pages of files MB | rows/s |\n|---:|---:|---:|---:|")
    streams, stored, told, began = datastreams(OPTIONS.streams), 0, 0, time.perf_counter()
    for batch in batches(streams, OPTIONS.size, OPTIONS.batch):
        stored += store_observations(batch).new
        if stored * 10 // OPTIONS.size > told:
            told = stored * 10 // OPTIONS.size
            own, files = memory()
            spent = time.perf_counter() - began
            print(f"| {stored} | {own / 1e6:.0f} | {files / 1e6:.0f} | {stored / spent:.0f} |", flush=True)
    assert stored == checked(streams)


def main() -> None:
    """Measure each way and print the table."""
    if OPTIONS.memory:
        print(machine())
        held()
        return
    bare_table()
    print(machine())
    store = "PostgreSQL" if OPTIONS.database else "SQLite"
    print(f"{store}, {OPTIONS.size} observations each way, {OPTIONS.batch} a request, {OPTIONS.streams} Datastreams\n")
    print("| way | rows/s | of bare | of bare by processor time | largest memory MB |\n|---|---:|---:|---:|---:|")
    few = max(1, OPTIONS.streams // 20)
    ways: list[tuple[str, Way, int]] = [
        ("service, all Datastreams in turn", service, OPTIONS.streams),
        ("HTTP data array", data_arrays, OPTIONS.streams),
        (f"CSV, {few} files", files, few),
    ]
    for turn, (name, way, count) in enumerate(ways):
        streams = datastreams(count, f"{name} {turn}")
        own = bare(streams)
        spent = way(streams)
        stored = checked(streams)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for words, watch, more in (("bare database", own, ""), (name, spent, f"{memory:.0f}")):
            ratios = f"{own.wall / watch.wall:.2f} | {own.processor / watch.processor:.2f}"
            print(f"| {words} | {stored / watch.wall:.0f} | {ratios} | {more} |", flush=True)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM bare")


if __name__ == "__main__":
    main()
