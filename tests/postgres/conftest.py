# SPDX-License-Identifier: EUPL-1.2
"""A PostgreSQL server for all tests of this folder, and databases on it: empty, or with the demo town."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.postgres import cluster

from tools import serving


@dataclass(frozen=True)
class Town:
    """A town whose store is PostgreSQL: its data folder and the address of its database."""

    folder: Path
    address: str


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of an empty database of a running server."""
    programs = cluster.programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("CI must test PostgreSQL: apt-get install postgresql")
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    with cluster.cluster(programs) as found:
        yield found


@pytest.fixture(scope="module")
def address(server: str) -> str:
    """The address of an empty database for the tests of a file."""
    return cluster.another(server)


@pytest.fixture(scope="session")
def prepared(server: str, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The demo town, made once."""
    town = Town(tmp_path_factory.mktemp("prepared"), cluster.another(server))
    done = serving.mittendrin(town.folder, "run", "--prepare-only", timeout=300, MITTENDRIN_DATABASE_URL=town.address)
    assert done.returncode == 0, done.stderr[-3000:]
    return town


@pytest.fixture
def demo_town(prepared: Town, tmp_path: Path) -> Town:
    """A copy of the demo town for one test."""
    shutil.copytree(prepared.folder, tmp_path, dirs_exist_ok=True)
    return Town(tmp_path, cluster.another(prepared.address, prepared.address.rpartition("/")[2]))
