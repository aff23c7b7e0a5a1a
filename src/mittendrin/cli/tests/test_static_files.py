# SPDX-License-Identifier: EUPL-1.2
"""Static files are collected once, and again when one changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finder
from pytest_django import Settings

from mittendrin.cli import static_files


@pytest.fixture
def sheet(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """The one file of a town that has nothing collected yet."""
    source = tmp_path / "source"
    source.mkdir()
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "data" / "static"
    get_finder.cache_clear()  # type: ignore[attr-defined]
    one = source / "sheet.css"
    one.write_text("a {}")
    yield one
    get_finder.cache_clear()  # type: ignore[attr-defined]


def test_files_are_collected_when_they_changed(sheet: Path, settings: Settings) -> None:
    collected = Path(settings.STATIC_ROOT) / sheet.name
    static_files.collect()
    assert collected.read_text() == "a {}"
    collected.write_text("as it was")
    static_files.collect()
    assert collected.read_text() == "as it was"
    sheet.write_text("b {} /* longer */")
    static_files.collect()
    assert collected.read_text() == "b {} /* longer */"
