# SPDX-License-Identifier: EUPL-1.2
"""How long does the first set-up take, how long the second start, and how much room does it need?

    python -m benchmarks.setup [--keep]

Clones the committed state into a temporary folder and calls ``make setup`` there, then ``make run`` twice; the clock of
a start ends when /healthz answers. Needs the network (package registries). "Second start" is the one that people
wait for every day; the goal is 5 seconds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from benchmarks.machine import machine
from tools.serving import REPO, free_port

GOAL_SECONDS = 5.0
ROOM = (".venv", "node_modules", "var", "src/mittendrin/web/static/dist", ".git")


def clean_environment() -> dict[str, str]:
    """Return the environment without anything of this checkout."""
    dropped = ("MITTENDRIN_", "DJANGO_", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def first_setup(clone: Path) -> float:
    """Clone, set up, return the seconds of ``make setup``."""
    subprocess.run(["git", "clone", "--quiet", REPO, clone], check=True)
    start = time.perf_counter()
    subprocess.run(["make", "setup"], cwd=clone, check=True, env=clean_environment(), stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def start_until_ready(clone: Path, patience: float = 120) -> float:
    """Start with ``make run``, return the seconds until the health check answers, stop."""
    port = free_port()
    start = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=clone,
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not healthy(port):
            if process.poll() is not None or time.perf_counter() - start > patience:
                raise SystemExit("make run did not come up")
            time.sleep(0.02)
        return time.perf_counter() - start
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)


def healthy(port: int) -> bool:
    """Return whether the health check answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def megabytes(folder: Path) -> float:
    """Return the room that a folder takes."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink()) / 1e6


def main() -> int:
    """Measure and print the table; return 1 when the second start is too slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="keep the clone and say where it is")
    arguments = parser.parse_args()
    print(machine())
    folder = Path(tempfile.mkdtemp(prefix="mittendrin-setup-"))
    clone = folder / "clone"
    try:
        setup = first_setup(clone)
        starts = [start_until_ready(clone) for _ in range(3)]
        print("\n| what | |\n|---|---:|")
        print(f"| first set-up (make setup on a fresh clone) | {setup:.0f} s |")
        print(f"| second start (make run until /healthz answers), median of 3 | {sorted(starts)[1]:.1f} s |")
        for name in ROOM:
            print(f"| {name} | {megabytes(clone / name):.0f} MB |")
    finally:
        if arguments.keep:
            print(f"\nkept: {clone}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if sorted(starts)[1] < GOAL_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
