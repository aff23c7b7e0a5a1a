# SPDX-License-Identifier: EUPL-1.2
"""Load on one address from several clients at once, in a process of its own; each answer is checked.

    python -m benchmarks.load PORT PATH EXPECTED CLIENTS SECONDS

Prints one line of JSON: requests, seconds, the latencies in milliseconds, and what went wrong.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException


class Client(threading.Thread):
    """One visitor that asks again as soon as the answer is there, on one connection."""

    def __init__(self, port: int, path: str, expected: bytes, end: float) -> None:
        super().__init__()
        self.port, self.path, self.expected, self.end = port, path, expected, end
        self.latencies: list[float] = []
        self.wrong: list[str] = []

    def run(self) -> None:
        """Ask until the time is over."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        while time.perf_counter() < self.end:
            start = time.perf_counter()
            try:
                connection.request("GET", self.path)
                response = connection.getresponse()
                body = response.read()
            except (OSError, HTTPException) as error:
                self.wrong.append(repr(error))
                connection.close()
                continue
            self.latencies.append((time.perf_counter() - start) * 1000)
            if response.status != 200 or self.expected not in body:
                self.wrong.append(f"status {response.status}, {len(body)} bytes")
        connection.close()


def main() -> None:
    """Run the clients and print what they saw."""
    port, path, expected, number, seconds = sys.argv[1:]
    start = time.perf_counter()
    clients = [Client(int(port), path, expected.encode(), start + float(seconds)) for _ in range(int(number))]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    seen = {
        "latencies": [round(value, 3) for client in clients for value in client.latencies],
        "seconds": time.perf_counter() - start,
        "wrong": [text for client in clients for text in client.wrong],
    }
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
