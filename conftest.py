# SPDX-License-Identifier: EUPL-1.2
"""Fixtures for all tests: own data folder, plain static files, real content once per session."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")
os.environ["MITTENDRIN_DATA_DIR"] = DATA_DIR = tempfile.mkdtemp(prefix="mittendrin-test-")
(Path(DATA_DIR) / "static").mkdir()  # WhiteNoise warns when it is missing

import pytest  # noqa: E402 - the environment must be set before Django reads it
from django.test import override_settings  # noqa: E402
from django.utils import translation  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402
from hypothesis.internal.conjecture.providers import HypothesisProvider  # noqa: E402
from hypothesis.internal.constants_ast import Constants  # noqa: E402
from tools.serving import RUN  # noqa: E402
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # noqa: E402

OWN_RUN = "" if RUN in os.environ else tempfile.mkdtemp(prefix="mittendrin-run-")  # the first process of all
os.environ.setdefault(RUN, OWN_RUN)
TOURS, STORE = "tests/docs/test_commands.py", "tests/postgres/"
# What takes longest begins, so that no process is left alone with it at the end.
LONGEST = (
    STORE, "tests/faults/test_post_room.py", TOURS, "tests/faults/",
    "tests/blocks/",
)  # fmt: skip

# Machines are shared and noisy: how long one example takes says nothing. CI judges a change, so it tries the same
# examples each time; new ones are found at the desk.
hypothesis_settings.register_profile("mittendrin", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("mittendrin")
if "CI" in os.environ:
    # Hypothesis also draws constants out of those of our modules that happen to be loaded, so the examples would differ
    # from run to run. It has no setting for that; tests/test_same_examples.py tells when this no longer holds.
    HypothesisProvider._local_constants = Constants()  # type: ignore[assignment, unused-ignore]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a database with the real content: ``make check`` leaves them out. The longest begin."""
    items.sort(key=lambda item: next((at for at, one in enumerate(LONGEST) if item.nodeid.startswith(one)), 99))
    for item in items:
        needs = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if needs or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Tests stay in one process with those that share what is dear with them; the long tours may part."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        if path.startswith(STORE):
            return STORE
        return nodeid if path == TOURS else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    """Return how ``--dist loadfile`` hands out the tests."""
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """Let the search for garbage pass over what was collected: it took a quarter of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.disable()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Look for garbage after each file instead of every few objects."""
    if nextitem is None or nextitem.path != item.path:
        gc.collect()


def pytest_unconfigure() -> None:
    """Take away what this process made."""
    for folder in filter(None, (DATA_DIR, OWN_RUN)):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _plain_static() -> Iterator[None]:
    """Tests need no collected static files and no slow password hashing."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:  # noqa: ARG001
    """Load the real content once; each test runs in a transaction on top of it."""
    from mittendrin.apps.atlas import ingest

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        ingest.load_content()


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    """Each test starts in German, whatever the one before it chose."""
    with translation.override("de"):
        yield


@pytest.fixture
def atlas_content(db: None) -> None:
    """Ask for the real content by name."""
