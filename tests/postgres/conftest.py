# SPDX-License-Identifier: EUPL-1.2
"""A PostgreSQL server for the tests of a file."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from tests.postgres import cluster


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a running server with an empty database."""
    programs = cluster.programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("CI must test PostgreSQL: apt-get install postgresql")
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    with cluster.cluster(programs) as found:
        yield found
