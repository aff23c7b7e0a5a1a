# SPDX-License-Identifier: EUPL-1.2
"""How much faster are two workers than one, all against PostgreSQL?

    python -m benchmarks.workers [--letters 12] [--repeat 3]

Scans come in, then one worker reads and sorts them, or two; in turn, each worker on a core of its own, the database on
whatever is left. Every run has letters of its own. Needs a PostgreSQL server's programs (apt-get install postgresql).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.letter_files import file_of
from benchmarks.machine import machine
from tests.postgres import cluster
from tools.serving import environment

from mittendrin.contracts.sample_letters import read_letters

GOAL = 1.8
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from mittendrin.townhall.accounts.demo import ensure_demo_town
ensure_demo_town()
"""
TAKE = """
import io, sys, time, django; django.setup()
from pathlib import Path
from mittendrin.apps.posteingang.ingest import arriving
for name in sys.argv[1:]:
    mark = f"{name} {time.monotonic_ns()}"
    offer = arriving.Offer("upload", "benchmark", mark[-400:], Path(name).name)
    arriving.take(offer, io.BytesIO(Path(name).read_bytes() + f"\\n%% {mark}\\n".encode()))
"""
# Each loads everything first and says so: what is measured is the work, not the start.
WORK = """
import os, sys, django; django.setup()
os.sched_setaffinity(0, {int(sys.argv[1])})
from mittendrin.apps.posteingang.ingest import reading
from mittendrin.apps.posteingang.services import asking, working
from mittendrin.contracts.document import from_text
from mittendrin.townhall.accounts.models import Unit
list(Unit.objects.all())
list(asking._ask(from_text("Sehr geehrte Damen und Herren, ich bitte um einen Termin im Bauamt.")))
reading._reader()[0]._running()
print("ready", flush=True)
sys.stdin.readline()
while working.work_one():
    pass
"""


def scans(count: int) -> list[str]:
    """Return the names of files with scanned letters."""
    files = (file_of(letter) for letter in read_letters("a", "c"))
    return [str(path) for _, path in zip(range(count), (path for path in files if path.suffix == ".pdf"), strict=False)]


def run(code: str, variables: dict[str, str], *arguments: str) -> None:
    """Run a piece of Python."""
    subprocess.run([sys.executable, "-c", code, *arguments], env=variables, check=True)


def seconds(variables: dict[str, str], cores: Sequence[int], paths: Sequence[str]) -> float:
    """Return how long workers on ``cores`` take for letters of their own."""
    run(TAKE, variables, *paths)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORK, str(core)],
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        for core in cores
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    start = time.perf_counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
    for worker in workers:
        if worker.wait() != 0:
            raise SystemExit("a worker failed")
    return time.perf_counter() - start


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=12)
    parser.add_argument("--repeat", type=int, default=3)
    wish = parser.parse_args()
    cores, programs, paths = sorted(os.sched_getaffinity(0)), cluster.programs(), scans(wish.letters)
    if len(cores) < 2 or programs is None or not paths:
        print("needs two cores, a PostgreSQL server and samples/letters")
        return 1
    print(f"{machine()}; load {os.getloadavg()[0]:.1f}")
    times: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder, cluster.cluster(programs) as address:
        more = {"MITTENDRIN_DATABASE_URL": address, "MITTENDRIN_LOG_LEVEL": "ERROR"}
        variables = environment(Path(folder), DJANGO_SETTINGS_MODULE="mittendrin.config.settings", **more)
        run(PREPARE, variables)
        for _ in range(wish.repeat):
            for count, spent in times.items():
                spent.append(seconds(variables, cores[:count], paths))
    ratio = statistics.median(times[1]) / statistics.median(times[2])
    for count, spent in times.items():
        each = ", ".join(f"{one:.1f}" for one in sorted(spent))
        print(f"{count} worker(s): {len(paths)} letters in {statistics.median(spent):.1f} s (runs: {each})")
    print(f"two are {ratio:.2f} times as fast as one (goal: {GOAL} where cores allow)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
