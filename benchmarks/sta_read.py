# SPDX-License-Identifier: EUPL-1.2
"""How long do questions to the SensorThings API take, and how does that grow with the number of observations?

    python -m benchmarks.sta_read [--size 1000000] [--streams 500] [--database postgres://...] [--loaded]

Loads the observations, asks each question many times in one process without a network, checks the content of the
answers. Run it with several sizes for the growth.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.machine import machine
from benchmarks.sta_town import BEGIN, PARSER, STEP, batches, datastreams, start, value

PARSER.add_argument("--loaded", action="store_true", help="the folder holds them from an earlier run")
OPTIONS = start()

from django.test import Client  # noqa: E402 - Django must be set up first

from mittendrin.apps.stadtdaten.models import Datastream  # noqa: E402
from mittendrin.apps.stadtdaten.services import series  # noqa: E402
from mittendrin.apps.stadtdaten.services.access import PUBLIC  # noqa: E402
from mittendrin.apps.stadtdaten.services.storing import store_observations  # noqa: E402
from mittendrin.core.instants import to_iso  # noqa: E402

SECONDS, LEAST, MOST = 4.0, 5, 300
CLIENT = Client()
Check = Callable[[Any], bool]


def ask(address: str) -> Any:
    """Return the JSON of an answer."""
    response = CLIENT.get(f"/sta/v1.1/{address}")
    assert response.status_code == 200, response.content[:300]
    return json.loads(response.content)


def questions(streams: list[int], steps: int) -> list[tuple[str, Callable[[], Any], Check]]:
    """Return names, questions and what must be in their answers."""
    one, size = streams[len(streams) // 2], steps * len(streams)
    month = min(steps, 30 * 24 * 12)
    end = to_iso(BEGIN + month * STEP)
    middle = BEGIN + steps // 2 * STEP
    newest = "$orderby=phenomenonTime desc;$top=1;$select=result"
    deep = max(0, min(steps - 1100, 100_000))
    of_one = f"Datastreams({one})/Observations"
    return [
        ("latest of 100 things", lambda: ask(f"Things?$top=100&$expand=Datastreams($expand=Observations({newest}))"),
         lambda got: got["value"][0]["Datastreams"][0]["Observations"][0]["result"] == value(streams[0], steps - 1)),
        ("latest of 500 things", lambda: ask(f"Things?$top=500&$expand=Datastreams($expand=Observations({newest}))"),
         lambda got: len(got["value"]) == min(500, len(streams))),
        ("$count of all", lambda: ask("Observations?$count=true&$top=0"), lambda got: got["@iot.count"] == size),
        ("$count of one from a moment on",
         lambda: ask(f"{of_one}?$count=true&$top=0&$filter=phenomenonTime ge {to_iso(middle + 1)}"),
         lambda got: got["@iot.count"] == steps - steps // 2 - 1),
        ("$count of all from a moment on",
         lambda: ask(f"Observations?$count=true&$top=0&$filter=phenomenonTime ge {to_iso(middle)}"),
         lambda got: got["@iot.count"] == (steps - steps // 2) * len(streams)),
        ("$top=100 of all", lambda: ask("Observations?$top=100"), lambda got: len(got["value"]) == 100),
        ("newest 100 of all", lambda: ask("Observations?$top=100&$orderby=phenomenonTime desc"),
         lambda got: got["value"][0]["phenomenonTime"] == to_iso(BEGIN + (steps - 1) * STEP)),
        ("page 1,000 of all", lambda: ask("Observations?$top=100&$skip=100000"),
         lambda got: got["value"][0]["result"] == result_of(value(streams[100_000 // steps], 100_000 % steps))),
        (f"page at {deep} of one", lambda: ask(f"{of_one}?$top=100&$skip={deep}"),
         lambda got: got["value"][0]["result"] == result_of(value(one, deep))),
        ("data array of 1,000", lambda: ask(f"{of_one}?$top=1000&$resultFormat=dataArray"),
         lambda got: len(got["value"][0]["dataArray"]) == 1000),
        ("a month of one series (service)", lambda: series.points(PUBLIC, one, BEGIN, BEGIN + month * STEP),
         lambda got: len(got) == month and got[5].result == value(one, 5)),
        ("a month of one series (first 1,000 by HTTP)",
         lambda: ask(f"{of_one}?$top=1000&$filter=phenomenonTime lt {end}&$select=phenomenonTime,result"),
         lambda got: len(got["value"]) == 1000),
        ("daily means of a year", lambda: series.sums(PUBLIC, one, BEGIN - 288 * STEP, BEGIN + 365 * 288 * STEP, "day"),
         lambda got: sum(day.count for day in got) == min(steps, 365 * 288 + 276)),
        *through(streams, size),
    ]  # fmt: skip


def through(streams: list[int], size: int) -> list[tuple[str, Callable[[], Any], Check]]:
    """Return questions about Observations through others: some that all answer, some that nothing answers."""
    place = f"Ort {len(streams) // 2}"
    thing = f"Datastream/Thing/name eq 'Reihe {len(streams) // 2}'"
    total = "$count=true&$top=1"
    return [
        (f"Things with a result {words}", partial(ask, f"Things?{total}&$filter=Datastreams/Observations/{asked}"),
         partial(_counts, held))
        for words, asked, held in (
            ("above 90", "result gt 90", len(streams)),
            ("above 100 (none)", "result gt 100", 0),
            ("of 100.5 (none)", "result eq 100.5", 0),
        )
    ] + [
        ("Datastreams with a result above 90", partial(ask, f"Datastreams?{total}&$filter=Observations/result gt 90"),
         partial(_counts, len(streams))),
        ("Datastreams with a result below 0 (none)",
         partial(ask, f"Datastreams?{total}&$filter=Observations/result lt 0"), partial(_counts, 0)),
        ("Observations of series with a result above 100 (none)",
         partial(ask, f"Observations?{total}&$filter=Datastream/Observations/result gt 100"), partial(_counts, 0)),
        ("Observations above 100 (none)", partial(ask, f"Observations?{total}&$filter=result gt 100"),
         partial(_counts, 0)),
        ("Observations of a Thing by name", partial(ask, f"Observations?{total}&$filter={thing}"),
         partial(_counts, size // len(streams))),
        ("features of a Thing by name",
         partial(ask, f"FeaturesOfInterest?{total}&$filter=Observations/{thing}"), partial(_counts, 1)),
        ("features with a result above 100 (none)",
         partial(ask, f"FeaturesOfInterest?{total}&$filter=Observations/result gt 100"), partial(_counts, 0)),
        ("Datastreams about a place by name",
         partial(ask, f"Datastreams?{total}&$filter=Observations/FeatureOfInterest/name eq '{place}'"),
         partial(_counts, 1)),
    ]  # fmt: skip


def _counts(held: int, got: Any) -> bool:
    return bool(got["@iot.count"] == held)


def result_of(number: float) -> float | int:
    """Return a result as JSON gives it back."""
    return int(number) if number.is_integer() else number


def measured(question: Callable[[], Any], check: Check) -> tuple[float, float, float, int]:
    """Return median and 95th percentile, the median of processor time, in milliseconds, and how often it was asked."""
    times: list[float] = []
    processor: list[float] = []
    question()  # the first time, modules are loaded and pages are read
    began = time.perf_counter()
    while len(times) < LEAST or (time.perf_counter() - began < SECONDS and len(times) < MOST):
        start_at, busy = time.perf_counter(), time.process_time()
        answer = question()
        times.append((time.perf_counter() - start_at) * 1000)
        processor.append((time.process_time() - busy) * 1000)
        assert check(answer), str(answer)[:400]
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95)], statistics.median(processor), len(times)


def loaded() -> list[int]:
    """Store the observations and return the numbers of their Datastreams."""
    streams, stored = datastreams(OPTIONS.streams), 0
    for batch in batches(streams, OPTIONS.size, 50_000):
        stored += store_observations(batch).new
    assert stored == OPTIONS.size // len(streams) * len(streams)
    return streams


def main() -> None:
    """Load, ask, print."""
    began = time.perf_counter()
    streams = list(Datastream.objects.values_list("pk", flat=True)) if OPTIONS.loaded else loaded()
    seconds, steps = time.perf_counter() - began, OPTIONS.size // len(streams)
    print(machine())
    store = "PostgreSQL" if OPTIONS.database else "SQLite"
    print(f"{steps * len(streams)} observations in {len(streams)} Datastreams, {store}, ready after {seconds:.0f} s\n")
    print("| question | p50 ms | p95 ms | processor p50 ms | asked |\n|---|---:|---:|---:|---:|")
    for name, question, check in questions(streams, steps):
        middle, slow, busy, count = measured(question, check)
        print(f"| {name} | {middle:.1f} | {slow:.1f} | {busy:.1f} | {count} |", flush=True)


if __name__ == "__main__":
    main()
