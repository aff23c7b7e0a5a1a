# SPDX-License-Identifier: EUPL-1.2
"""The chain of decisions in PostgreSQL: many writers, no gaps, nothing changed."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from tests.faults.chain_writers import verdict, writers

from tools import serving

pytestmark = pytest.mark.slow


def test_many_writers_leave_a_sound_chain(address: str, tmp_path: Path) -> None:
    done = serving.mittendrin(tmp_path, "run", "--prepare-only", timeout=300, MITTENDRIN_DATABASE_URL=address)
    assert done.returncode == 0, done.stderr
    for writer in writers(tmp_path, 3, MITTENDRIN_DATABASE_URL=address):
        _said, wrong = writer.communicate(timeout=240)
        assert writer.returncode == 0, wrong
    found = verdict(tmp_path, MITTENDRIN_DATABASE_URL=address)
    assert (found["status"], found["entries"]) == ("sound", 180)
    with psycopg.connect(address) as database, pytest.raises(psycopg.errors.RaiseException, match="append only"):
        database.execute("UPDATE decisions_entry SET who = 'x'")
