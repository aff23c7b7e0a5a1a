# SPDX-License-Identifier: EUPL-1.2
"""How fast a running server answers many open cockpits, each asking for news every 15 seconds as browsers do.

Needs a server with the demo town: make run, then python -m benchmarks.cockpit_live [--clients 200]
Counts answers, errors, bytes and events; prints p50, p95 and the worst time, and the same for whole pages.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

PAUSE = 15.0


@dataclass
class Seen:
    """What all clients saw together."""

    times: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    events: int = 0
    wrong: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, seconds: float, body: bytes, good: bool) -> None:
        """Add one answer."""
        with self.lock:
            self.times.append(seconds)
            self.sizes.append(len(body))
            self.events += b"event: cockpit" in body
            self.wrong += not good


def ask(address: str, path: str, headers: dict[str, str]) -> tuple[float, bytes, bool]:
    """Return seconds, body and whether the answer was 200."""
    parts = urlsplit(address)
    begin = time.perf_counter()
    try:
        connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
    except (OSError, HTTPException):
        return time.perf_counter() - begin, b"", False
    return time.perf_counter() - begin, body, answer.status == 200


def client(address: str, until: float, seen: Seen) -> None:
    """Ask again and again like an EventSource does; check that an event can be read."""
    version = ""
    # Pages are not opened in the same second.
    time.sleep(random.uniform(0, PAUSE))
    while time.monotonic() < until:
        seconds, body, good = ask(address, "/stadtdaten/live", {"Last-Event-ID": version} if version else {})
        for line in body.decode().splitlines():
            if line.startswith("id: "):
                version = line[4:]
            if line.startswith("data: "):
                good = good and "cockpit-opening" in json.loads(line[6:])
        seen.note(seconds, body, good and body.startswith(b"retry: "))
        time.sleep(PAUSE)


def line(name: str, seen: Seen) -> str:
    """Return one row of the table."""
    ordered = sorted(seen.times)
    p95 = ordered[int(len(ordered) * 0.95)]
    figures = (statistics.median(ordered), p95, ordered[-1])
    times = " ".join(f"{1000 * value:7.1f}" for value in figures)
    return f"{name:<18} {len(ordered):>6} {seen.wrong:>6} {seen.events:>7} {sum(seen.sizes) // 1024:>8} {times}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 when an answer was wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args(arguments)
    live, pages = Seen(), Seen()
    until = time.monotonic() + asked.seconds
    threads = [threading.Thread(target=client, args=(asked.address, until, live)) for _ in range(asked.clients)]
    for thread in threads:
        thread.start()
    while time.monotonic() < until:
        seconds, body, good = ask(asked.address, "/stadtdaten/", {})
        pages.note(seconds, body, good and b"m-tile" in body)
        time.sleep(1)
    for thread in threads:
        thread.join()
    print(f"{'':<18} {'asked':>6} {'wrong':>6} {'events':>7} {'KiB':>8} {'p50 ms':>7} {'p95 ms':>7} {'max ms':>7}")
    print(line(f"{asked.clients} open pages", live))
    print(line("new visitors", pages))
    return int(bool(live.wrong or pages.wrong))


if __name__ == "__main__":
    raise SystemExit(main())
