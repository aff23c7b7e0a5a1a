# SPDX-License-Identifier: EUPL-1.2
"""Make a backup of the town as one file, and try it by bringing it back into an empty folder.

A backup is a tar file: the copy of the database as SQLite or pg_dump makes it (whole even while people work), the files
of the town's folder, and at the end ``backup.json`` with the checksum of each as it was read. Indexes can be made anew
and are left out.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import os
import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from django.conf import settings
from django.db import connection
from django.utils import timezone

from mittendrin.townhall.backups import postgres
from mittendrin.townhall.backups.models import RestoreTrial
from mittendrin.townhall.backups.refused import BackupRefused

FORMAT = 1
LIST, DATABASE, DUMP = "backup.json", "mittendrin.sqlite3", "mittendrin.pgdump"
LEFT_OUT = frozenset({"search", "letters-search", "letters-work", "maintenance"})
MOST_LIST = 64 * 1024 * 1024
CHUNK = 1024 * 1024
TRIAL = "backup-trial-"
"""Folders of a run begin so; what a killed one leaves is a copy of the town."""
DAY = 24 * 60 * 60
YEAR = timedelta(days=365)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """A backup that was made: how many files of the town it holds and how big it is in bytes."""

    path: Path
    files: int
    size: int


def make(target: Path) -> Made:
    """Return the backup written to ``target``; only its owner can read it, for it holds all secrets of the town.

    Raises BackupRefused (``exists``, with PostgreSQL as ``postgres.dump``), OSError.
    """
    if target.exists():
        raise BackupRefused("exists", str(target))
    unfinished = target.with_name(target.name + ".part")
    try:
        files = _files(target.resolve())
        with _room(target.parent) as folder:
            copy = folder / store()
            copying = _copy_sqlite if copy.name == DATABASE else postgres.dump
            copying(copy)
            count = _write(unfinished, [(copy.name, copy), *files])
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    made = Made(target, count, target.stat().st_size)
    log.info("backup.made files=%s bytes=%s", made.files, made.size)
    return made


def store() -> str:
    """Return the name of the database in backups of this town."""
    return DATABASE if connection.vendor == "sqlite" else DUMP


def _copy_sqlite(copy: Path) -> None:
    name = str(connection.settings_dict["NAME"])
    with (
        closing(sqlite3.connect(name, uri=name.startswith("file:"))) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)


def _files(target: Path) -> list[tuple[str, Path]]:
    root = Path(settings.TOWN_DIR)
    found = []
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(root)
        if path.is_symlink() or not path.is_file() or inner.parts[0] in LEFT_OUT or path.resolve() == target:
            continue
        if inner.parts[0].startswith((DATABASE, DUMP, TRIAL)) or path.name.endswith(".part") or _is_backup(inner):
            continue
        found.append((inner.as_posix(), path))
    return found


class _Hashing:
    """A file whose checksum is of what was read of it, whatever happens to the file meanwhile."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.checksum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self._file.read(size)
        self.checksum.update(data)
        return data


def _is_backup(inner: Path) -> bool:
    return len(inner.parts) == 1 and inner.suffix == ".tar"


def _write(target: Path, files: list[tuple[str, Path]]) -> int:
    """Write all files and their list; return how many. What is gone meanwhile is left out."""
    sums: dict[str, str] = {}
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        for name, path in files:
            with contextlib.suppress(FileNotFoundError), path.open("rb") as opened:
                reader = _Hashing(opened)
                tar.addfile(tar.gettarinfo(arcname=name, fileobj=opened), cast("IO[bytes]", reader))
                sums[name] = reader.checksum.hexdigest()
        listing = {"format": FORMAT, "made_at": timezone.now().isoformat(), "town": settings.TOWN, "files": sums}
        data = json.dumps(listing, indent=1).encode()
        end = tarfile.TarInfo(LIST)
        end.size, end.mode = len(data), 0o600
        tar.addfile(end, io.BytesIO(data))
    return len(sums)


def _checksum(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            found.update(part)
    return found.hexdigest()


def try_out(backup: Path) -> RestoreTrial:
    """Return the record that ``backup`` was brought back into an empty folder, found whole, and taken away again.

    Every file is compared with its checksum, the database is asked whether it is sound. Raises BackupRefused
    (``no-backup``, ``other-town``, ``other-store``, ``file``, ``database``, with PostgreSQL as ``postgres.try_out``),
    OSError.
    """
    begun = time.monotonic()
    root = Path(settings.TOWN_DIR)
    with _room(root) as folder:
        listing, tables, rows = unpack_whole(backup, folder)
    trial = RestoreTrial.objects.create(
        made_at=datetime.fromisoformat(listing["made_at"]),
        checksum=_checksum(backup),
        size=backup.stat().st_size,
        files=len(listing["files"]),
        tables=tables,
        rows=rows,
        seconds=time.monotonic() - begun,
    )
    log.info("backup.tried files=%s tables=%s", trial.files, trial.tables)
    return trial


def unpack_whole(backup: Path, folder: Path) -> tuple[dict[str, Any], int, int]:
    """Return the list of a backup unpacked into ``folder`` and found whole, with its numbers of tables and rows.

    Raises BackupRefused, OSError.
    """
    listing = _unpack(backup, folder)
    for inner, checksum in listing["files"].items():
        path = folder / inner
        if not path.is_file() or _checksum(path) != checksum:
            raise BackupRefused("file", inner)
    database = folder / store()
    return listing, *(_sound(database) if database.name == DATABASE else postgres.try_out(database))


@contextlib.contextmanager
def _room(root: Path) -> Iterator[Path]:
    """Yield an empty folder in ``root``; what killed runs left there more than a day ago is taken away first."""
    for old in root.glob(f"{TRIAL}*"):
        if old.is_dir() and time.time() - old.stat().st_mtime > DAY:
            shutil.rmtree(old)
            log.warning("backup.remains_removed")
    with tempfile.TemporaryDirectory(dir=root, prefix=TRIAL) as name:
        yield Path(name)


def _unpack(backup: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(backup, "r:") as tar:
            listing = _listing(tar)
            for member in tar:
                if member.name in listing["files"] and member.isfile():
                    tar.extract(member, folder, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise BackupRefused("no-backup") from error
    return listing


def _listing(tar: tarfile.TarFile) -> dict[str, Any]:
    entry = tar.getmember(LIST) if LIST in tar.getnames() else None
    file = tar.extractfile(entry) if entry and entry.size <= MOST_LIST else None
    if file is None:
        raise BackupRefused("no-backup")
    try:
        listing: dict[str, Any] = json.loads(file.read())
        made_at, files, town = datetime.fromisoformat(listing["made_at"]), listing["files"], listing["town"]
        right = listing["format"] == FORMAT and made_at.tzinfo and not {DATABASE, DUMP}.isdisjoint(files)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupRefused("no-backup") from error
    if not right or any(PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts for name in files):
        raise BackupRefused("no-backup")
    if town != settings.TOWN:
        raise BackupRefused("other-town", str(town)[:80])
    if store() not in files:
        raise BackupRefused("other-store")
    return listing


def _sound(database: Path) -> tuple[int, int]:
    """Return how many tables and rows a restored database has; raises BackupRefused when it is not sound."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
            if opened.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise BackupRefused("database")
            if opened.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BackupRefused("database")
            tables = list(_tables(opened))
            rows = sum(_count(opened, name) for name in tables)
    except sqlite3.Error as error:
        raise BackupRefused("database") from error
    if "django_migrations" not in tables:
        raise BackupRefused("database")
    return len(tables), rows


def _count(opened: sqlite3.Connection, table: str) -> int:
    found = opened.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a name that SQLite itself gave
    return int(found.fetchone()[0])


def _tables(opened: sqlite3.Connection) -> Iterator[str]:
    found = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    yield from (str(row[0]) for row in found.fetchall() if '"' not in row[0])


def trials(*, this_year: bool = False) -> list[RestoreTrial]:
    """Return what was tried, newest first; ``this_year``: of the last twelve months."""
    found = RestoreTrial.objects.all()
    return list(found.filter(tried_at__gte=timezone.now() - YEAR) if this_year else found[:100])
