# SPDX-License-Identifier: EUPL-1.2
"""How many requests a second do the ten main pages take, and how long does a visitor wait?

    python -m benchmarks.pages [--seconds 3] [--runs 3] [--only NAME] [--clients 1 8 32]

Starts a real ``mittendrin run`` with two workers on a store of its own with the whole content. Each page is asked by
1, 8 and 32 clients that ask again at once; each answer is checked for a text that only the right page has. The same
clients ask a plain gunicorn with as many workers for one fixed kilobyte: more than that no page could reach here.
Shown are the medians of the runs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import machine
from tools.serving import BIN, REPO, Serving, free_port

WORKERS, THREADS = 2, 4
GOAL_PAGE, GOAL = "town page", 60.0
PLAIN = "plain 1 KB (limit)"
PAGES = {
    "start": ("/atlas/", "Was machen andere Städte?"),
    "search": ("/atlas/suche/?q=stra%C3%9Fenzustant", "Straßenzustand"),
    "places": ("/atlas/orte/", "Soest"),
    "town page": ("/atlas/orte/soest/", "Nordrhein-Westfalen"),
    "comparison": ("/atlas/vergleich/?orte=soest,emden,ravensburg", "Ravensburg"),
    "projects": ("/atlas/projekte/", "Leuchtturmprojekt"),
    "project page": ("/atlas/projekte/aachen-autonomer-marktliner/", "Autonom fahrender Marktliner"),
    "twins": ("/atlas/zwillinge/?ort=Soest", "Soest"),
    "cross-section": ("/atlas/querschnitt/leuchtturmprojekte/", "Mobilität"),
    "interface": ("/api/v1/atlas/projects?stage=in_operation", '"attribution"'),
}
_PLAIN_APP = """
BODY = b"x" * 1024

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "1024")])
    return [BODY]
"""


@dataclass(frozen=True)
class Run:
    """One measurement."""

    per_second: float
    p50: float
    p95: float


def measure(port: int, path: str, expected: str, clients: int, seconds: float) -> Run:
    """Ask one page; raises SystemExit when any answer is wrong."""
    command = [sys.executable, "-m", "benchmarks.load", str(port), path, expected, str(clients), str(seconds)]
    seen = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=REPO).stdout)
    if seen["wrong"] or not seen["latencies"]:
        raise SystemExit(f"{path} with {clients} clients: {seen['wrong'][:3] or 'no answer'}")
    latencies = sorted(seen["latencies"])
    p95 = latencies[min(len(latencies) - 1, round(0.95 * len(latencies)))]
    return Run(len(latencies) / seen["seconds"], statistics.median(latencies), p95)


@contextmanager
def plain_server(folder: Path) -> Iterator[int]:
    """Give the port of a gunicorn that answers a fixed kilobyte."""
    (folder / "plain_app.py").write_text(_PLAIN_APP, encoding="ascii")
    port = free_port()
    options = ["--workers", WORKERS, "--threads", THREADS, "--worker-class", "gthread", "--log-level", "warning"]
    command = [BIN / "gunicorn", "--bind", f"127.0.0.1:{port}", "--chdir", folder, *options, "plain_app"]
    process = subprocess.Popen([str(part) for part in command])
    try:
        time.sleep(2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=15)


def measure_all(arguments: argparse.Namespace, port: int, pages: dict[str, tuple[str, str]]) -> dict[str, list[Run]]:
    """Return the runs by page and number of clients, round by round so that a bad moment hits all alike."""
    found: dict[str, list[Run]] = {}
    for path, expected in pages.values():
        measure(port, path, expected, WORKERS * THREADS, 1)  # warm
    for _ in range(arguments.runs):
        for name, (path, expected) in pages.items():
            for clients in arguments.clients:
                run = measure(port, path, expected, clients, arguments.seconds)
                found.setdefault(f"{name}|{clients}", []).append(run)
    return found


def main() -> int:
    """Measure, print the table, return 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--only", choices=PAGES, action="append")
    arguments = parser.parse_args()
    pages = {name: page for name, page in PAGES.items() if not arguments.only or name in arguments.only}
    with tempfile.TemporaryDirectory(prefix="mittendrin-bench-") as name:
        folder = Path(name)
        with plain_server(folder) as port:
            found = measure_all(arguments, port, {PLAIN: ("/", "x" * 1024)})
        with Serving(folder, workers=WORKERS, threads=THREADS, MITTENDRIN_API_THROTTLE="0") as serving:
            found |= measure_all(arguments, serving.port, pages)
    medians = {
        key: Run(*(statistics.median(getattr(run, part) for run in runs) for part in ("per_second", "p50", "p95")))
        for key, runs in found.items()
    }
    print_table(medians, arguments)
    return verdict(medians, pages)


def print_table(medians: dict[str, Run], arguments: argparse.Namespace) -> None:
    """Print one line per page and number of clients."""
    print(machine())
    print(f"{WORKERS} workers of {THREADS} threads, {arguments.seconds:g} s each, medians of {arguments.runs} runs\n")
    print("| page | clients | requests/s | p50 ms | p95 ms | of the limit |")
    print("|---|---:|---:|---:|---:|---:|")
    for key, run in medians.items():
        name, clients = key.split("|")
        limit = medians[f"{PLAIN}|{clients}"].per_second
        share = f"{run.per_second / limit:.1%}"
        print(f"| {name} | {clients} | {run.per_second:.1f} | {run.p50:.1f} | {run.p95:.1f} | {share} |")


def verdict(medians: dict[str, Run], pages: dict[str, tuple[str, str]]) -> int:
    """Say whether the town page reaches the goal; return the exit status."""
    if GOAL_PAGE not in pages:
        return 0
    best = max(run.per_second for key, run in medians.items() if key.startswith(f"{GOAL_PAGE}|"))
    reached = best >= GOAL
    print(f"\n{GOAL_PAGE}: {best:.1f} requests/s at best, goal {GOAL:g}: {'reached' if reached else 'missed'}")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
