# SPDX-License-Identifier: EUPL-1.2
"""However two administrators take the role from each other at one moment, one stays, also on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faults.test_rivals import ROUNDS, meet

pytestmark = pytest.mark.slow


def test_one_administrator_stays_on_postgresql(address: str, tmp_path: Path) -> None:
    found = meet(tmp_path, MITTENDRIN_DATABASE_URL=address)
    assert found == {"left": [1] * ROUNDS, "refused": ROUNDS, "failed": []}
