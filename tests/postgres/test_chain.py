# SPDX-License-Identifier: EUPL-1.2
"""The chain of decisions in PostgreSQL: many writers, no gaps, nothing changed."""

from __future__ import annotations

import psycopg
import pytest
from tests.faults.chain_writers import verdict, writers
from tests.postgres.conftest import Town

pytestmark = pytest.mark.slow


def test_many_writers_leave_a_sound_chain(demo_town: Town) -> None:
    for writer in writers(demo_town.folder, 3, MITTENDRIN_DATABASE_URL=demo_town.address):
        _said, wrong = writer.communicate(timeout=240)
        assert writer.returncode == 0, wrong
    found = verdict(demo_town.folder, MITTENDRIN_DATABASE_URL=demo_town.address)
    assert (found["status"], found["entries"]) == ("sound", 180)
    with (
        psycopg.connect(demo_town.address) as database,
        pytest.raises(psycopg.errors.RaiseException, match="append only"),
    ):
        database.execute("UPDATE decisions_entry SET who = 'x'")
