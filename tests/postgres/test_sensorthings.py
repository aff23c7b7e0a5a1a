# SPDX-License-Identifier: EUPL-1.2
"""The tests of Stadtdaten and of the SensorThings API once more, with PostgreSQL as the store."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.postgres import cluster
from tools.serving import REPO

pytestmark = pytest.mark.slow
SUITES = ("src/mittendrin/apps/stadtdaten", "tests/conformance/sta")
CHOICE = "database and not slow"  # what asks no store says nothing new here


def test_stadtdaten_does_the_same_on_postgres(tmp_path: Path) -> None:
    programs = cluster.programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("CI must test PostgreSQL: apt-get install postgresql")
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    (tmp_path / "static").mkdir()
    with cluster.cluster(programs) as address:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *SUITES, "-n", "2", "-m", CHOICE, "--tb=short"],
            capture_output=True,
            text=True,
            check=False,
            timeout=1200,
            cwd=REPO,
            env={**os.environ, "MITTENDRIN_DATABASE_URL": address, "MITTENDRIN_DATA_DIR": str(tmp_path)},
        )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "100%" in done.stdout
