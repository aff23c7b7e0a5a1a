# SPDX-License-Identifier: EUPL-1.2
"""However two administrators take the role from each other at one moment, one stays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tools.serving import REPO, environment

pytestmark = pytest.mark.slow
ROUNDS = 12


def meet(folder: Path, **settings: str) -> dict[str, Any]:
    """Return what the meetings left behind."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.rivals"],
        env=environment(folder, MITTENDRIN_LOG_LEVEL="ERROR", **settings),
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_one_administrator_stays_on_sqlite(tmp_path: Path) -> None:
    assert meet(tmp_path) == {"left": [1] * ROUNDS, "refused": ROUNDS, "failed": []}
