# SPDX-License-Identifier: EUPL-1.2
"""The own tests of cases, decisions, tasks, letters and sensors once more, with PostgreSQL as the store."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tools.serving import REPO

pytestmark = pytest.mark.slow
SUITES = (
    "src/mittendrin/townhall/cases", "src/mittendrin/townhall/decisions", "src/mittendrin/townhall/tasks",
    "src/mittendrin/apps/posteingang", "src/mittendrin/apps/stadtdaten", "tests/conformance/sta",
)  # fmt: skip
CHOICE = "database and not slow and not browser"  # what asks no store says nothing new here
# Pages, files, refused bodies, mail and the promise ask the store nothing that the services below them do not; what
# filters say on both stores is compared by test_filters.py beside this file.
LEFT_OUT = (
    "src/mittendrin/townhall/decisions/tests/test_promise_and_meter.py",
    "src/mittendrin/townhall/decisions/tests/test_learning.py", "src/mittendrin/apps/posteingang/tests/test_views.py",
    "src/mittendrin/apps/posteingang/tests/test_demo*.py", "src/mittendrin/apps/posteingang/tests/test_mailbox.py",
    "src/mittendrin/apps/posteingang/tests/test_damage.py", "src/mittendrin/apps/stadtdaten/tests/test_cockpit.py",
    "src/mittendrin/apps/stadtdaten/tests/test_csv_import.py", "src/mittendrin/apps/stadtdaten/tests/test_demo.py",
    "src/mittendrin/apps/stadtdaten/tests/test_inside.py", "src/mittendrin/apps/stadtdaten/tests/test_lorawan.py",
    "src/mittendrin/apps/stadtdaten/tests/test_tables.py", "src/mittendrin/apps/stadtdaten/tests/test_verdicts.py",
    "tests/conformance/sta/test_hostile_bodies.py", "tests/conformance/sta/test_filters.py",
)  # fmt: skip


def test_their_own_tests_pass(address: str) -> None:
    left_out = [f"--ignore-glob={REPO / name}" for name in LEFT_OUT]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *SUITES, "-n", "0", "-m", CHOICE, "--tb=short", *left_out],
        env={**os.environ, "MITTENDRIN_DATABASE_URL": address},
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert "100%" in done.stdout
