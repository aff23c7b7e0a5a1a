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


def test_their_own_tests_pass(address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *SUITES, "-n", "2", "-m", CHOICE, "--tb=short"],
        env={**os.environ, "MITTENDRIN_DATABASE_URL": address},
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert "100%" in done.stdout
