# SPDX-License-Identifier: EUPL-1.2
"""Wrong settings of the post room are named with id and mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from mittendrin.config import letter_checks


def ids() -> set[str]:
    found = [message for check in letter_checks.CHECKS for message in check()]
    assert all(message.hint for message in found)
    return {str(message.id) for message in found}


def test_the_default_settings_are_fine() -> None:
    assert ids() == set()


@pytest.mark.parametrize(
    ("name", "value", "identity"),
    [
        ("FILE_KEY", "kurz", "mittendrin.E020"),
        ("FILE_KEY", "11" * 32, "mittendrin.W021"),
        ("LETTER_FOLDERS", ["/gibt-es-nicht"], "mittendrin.W022"),
        ("LETTER_FOLDER_AFTER", "burn", "mittendrin.E023"),
        ("LETTER_STORAGE", {"BACKEND": "storages.backends.s3.S3Storage"}, "mittendrin.E027"),
    ],
)
def test_each_wrong_setting_has_its_message(
    name: str, value: Any, identity: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    setattr(settings, name, value)
    assert ids() == {identity}


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, {"mittendrin.E026"}),
        ({"user": "a", "password": "b"}, set()),
        ({"user": "a", "password": "b", "security": "ssl"}, {"mittendrin.E024"}),
        ({"user": "a", "password": "b", "security": "plain"}, {"mittendrin.E025"}),
        ({"user": "a", "password": "b", "security": "plain", "host": "127.0.0.1"}, set()),
    ],
)
def test_mailboxes_are_checked(values: dict[str, str], wanted: set[str], settings: Settings) -> None:
    settings.IMAP = {**settings.IMAP, "host": "imap.example", **values}
    assert ids() == wanted


def test_an_index_in_memory_is_fine_with_a_key(settings: Settings, tmp_path: Path) -> None:
    settings.FILE_KEY, settings.LETTER_INDEX_DIR = "11" * 32, tmp_path
    assert ids() == set()
