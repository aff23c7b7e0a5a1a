# SPDX-License-Identifier: EUPL-1.2
"""A backup comes back whole or is refused; what is changed, cut off or foreign is named."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from mittendrin.townhall.backups import services
from mittendrin.townhall.backups.models import RestoreTrial
from mittendrin.townhall.backups.refused import BackupRefused

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own tools"),
]


@pytest.fixture
def town_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a town with a small database of its own."""
    root = tmp_path / "town"
    (root / "letters").mkdir(parents=True)
    (root / "search").mkdir()
    (root / "letters" / "a.pdf").write_bytes(b"%PDF")
    (root / "search" / "index").write_bytes(b"again")
    (root / "secret-key").write_text("geheim")
    database = root / "mittendrin.sqlite3"
    with sqlite3.connect(database) as made:
        made.execute("CREATE TABLE django_migrations (id INTEGER)")
        made.execute("CREATE TABLE brief (id INTEGER)")
        made.executemany("INSERT INTO brief VALUES (?)", [(1,), (2,)])
    settings.TOWN_DIR = root
    monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
    return root


def test_a_backup_comes_back_whole_and_leaves_nothing_behind(town_folder: Path, tmp_path: Path) -> None:
    made = services.make(tmp_path / "s.tar")
    assert made.files == 3
    assert made.path.stat().st_mode & 0o077 == 0
    before = sorted(town_folder.rglob("*"))
    trial = services.try_out(made.path)
    assert (trial.files, trial.tables, trial.rows) == (3, 2, 2)
    assert sorted(town_folder.rglob("*")) == before
    assert services.trials(this_year=True) == [trial]


def test_a_copy_that_a_killed_trial_left_is_neither_kept_nor_backed_up(town_folder: Path) -> None:
    for name, days in (("backup-trial-alt", 2), ("backup-trial-jetzt", 0)):
        (town_folder / name).mkdir()
        (town_folder / name / "brief.pdf").write_bytes(b"%PDF")
        then = time.time() - days * 86_400
        os.utime(town_folder / name, (then, then))
    made = services.make(town_folder / "s.tar")
    assert made.files == 3
    services.try_out(made.path)
    assert [one.name for one in town_folder.glob("backup-trial-*")] == ["backup-trial-jetzt"]


def test_every_changed_byte_is_noticed(town_folder: Path, tmp_path: Path) -> None:
    made = services.make(tmp_path / "s.tar")
    data = bytearray(made.path.read_bytes())
    place = data.rindex(b"%PDF")
    data[place] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(BackupRefused) as refused:
        services.try_out(made.path)
    assert (refused.value.reason, refused.value.detail) == ("file", "letters/a.pdf")
    assert not RestoreTrial.objects.exists()


def test_a_backup_in_the_town_folder_holds_neither_itself_nor_the_one_before(town_folder: Path) -> None:
    first = services.make(town_folder / "eins.tar")
    assert first.files == 3
    assert services.make(town_folder / "zwei.tar").files == 3
    assert services.try_out(first.path).files == 3


@pytest.mark.parametrize("keep", [0, 3, 700, 4000])
def test_what_is_cut_off_is_refused(town_folder: Path, tmp_path: Path, keep: int) -> None:
    made = services.make(tmp_path / "s.tar")
    made.path.write_bytes(made.path.read_bytes()[:keep])
    with pytest.raises(BackupRefused):
        services.try_out(made.path)


def test_a_way_out_of_the_folder_is_refused(town_folder: Path, tmp_path: Path) -> None:
    listing = {"format": 1, "made_at": "2026-01-01T00:00:00+00:00", "town": "test"}
    data = json.dumps({**listing, "files": {"mittendrin.sqlite3": "", "../out": ""}}).encode()
    with tarfile.open(tmp_path / "s.tar", "w") as tar:
        head = tarfile.TarInfo("backup.json")
        head.size = len(data)
        tar.addfile(head, io.BytesIO(data))
    with pytest.raises(BackupRefused, match="no-backup"):
        services.try_out(tmp_path / "s.tar")


def test_another_town_is_refused(town_folder: Path, tmp_path: Path, settings: Any) -> None:
    made = services.make(tmp_path / "s.tar")
    settings.TOWN = "anderswo"
    with pytest.raises(BackupRefused, match="other-town"):
        services.try_out(made.path)
