# SPDX-License-Identifier: EUPL-1.2
"""The store of files: originals and what was made of them, encrypted when the town has a key."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from mittendrin.core.errors import MittendrinError
from mittendrin.core.sealing import MAGIC, Keyring, SealBroken, keyring, sealed_with

CHUNK = 1024 * 1024
_HEAD = 64
_FULL = {errno.ENOSPC, errno.EDQUOT}


class StoreFull(MittendrinError):
    """There is no room left where letters are kept; nothing was stored."""


class FileGone(MittendrinError):
    """A stored file is missing."""


@dataclass(frozen=True)
class Stored:
    """What was written: bytes and SHA-256 of the content before encryption, whether it was encrypted."""

    size: int
    sha256: str
    encrypted: bool


class AtomicFiles(FileSystemStorage):
    """Files in a folder: a file is there whole or not at all, and stays through a loss of power."""

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:  # noqa: ARG002
        """Write ``content`` under ``name``, replacing what was there; return ``name``."""
        target = Path(self.path(str(name)))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with draft.open("xb") as out:
                while chunk := content.read(CHUNK):
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            draft.chmod(0o600)
            draft.replace(target)
            _keep_folder(target.parent)
        except BaseException:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
        return str(name)


def _keep_folder(folder: Path) -> None:
    """Make the entry of a new file last: the folder and the one above it, which may be new too."""
    for one in (folder, folder.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@cache
def _storage(_town: Path) -> Storage:
    return storages.create_storage(settings.LETTER_STORAGE)


def storage() -> Storage:
    """Return where this town's letters are kept."""
    return _storage(Path(settings.TOWN_DIR))


def keys() -> Keyring:
    """Return the town's keys. Raises KeyWrong."""
    return keyring(settings.FILE_KEY)


def put(path: str, content: Iterable[bytes]) -> Stored:
    """Write ``content`` under ``path``; what was there is replaced. Raises StoreFull."""
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in content:
            digest.update(chunk)
            size += len(chunk)
            yield chunk

    ring = keys()
    chunks = ring.seal(counted(), path) if ring.seals else counted()
    with room():
        storage().save(path, File(cast("IO[Any]", _Stream(chunks)), name=path))
    return Stored(size, digest.hexdigest(), ring.seals)


@contextmanager
def room() -> Iterator[None]:
    """Turn a full disk into StoreFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull from error
        raise


def chunks(path: str) -> Iterator[bytes]:
    """Yield the content of a stored file. Raises FileGone, KeyMissing, SealBroken."""
    try:
        file = storage().open(path, "rb")
    except FileNotFoundError as error:
        raise FileGone(path) from error
    with file as source:
        head = source.read(len(MAGIC))
        source.seek(0)
        if head == MAGIC:
            yield from keys().open(cast("IO[bytes]", source), path)
            return
        while chunk := source.read(CHUNK):
            yield chunk


def content(path: str) -> bytes:
    """Return the whole content of a stored file. Raises FileGone, KeyMissing, SealBroken."""
    return b"".join(chunks(path))


def remove(path: str) -> None:
    """Take a stored file away; one that is gone already is fine."""
    storage().delete(path)


def copy_out(path: str, target: Path) -> None:
    """Write the content of a stored file to ``target``, readable by us only. Raises FileGone, SealBroken, StoreFull."""
    with room(), target.open("xb") as out:
        os.fchmod(out.fileno(), 0o600)
        for chunk in chunks(path):
            out.write(chunk)


def sealed_anew(path: str) -> bool:
    """Encrypt a stored file with the first key and return whether that was needed. Raises as ``chunks``."""
    ring = keys()
    with storage().open(path, "rb") as source:
        now = sealed_with(source.read(_HEAD))
    if now == ring.first_id:
        return False
    put(path, chunks(path))
    return True


def seal(data: bytes, name: str) -> tuple[bytes, bool]:
    """Return ``data`` as it is kept in a table, and whether it is encrypted."""
    ring = keys()
    return (ring.seal_bytes(data, name), True) if ring.seals else (data, False)


def unseal(data: bytes, name: str) -> bytes:
    """Return what ``seal`` was given. Raises KeyMissing, SealBroken."""
    if not data.startswith(MAGIC):
        return data
    with tempfile.SpooledTemporaryFile(max_size=64 * CHUNK) as source:
        source.write(data)
        source.seek(0)
        return b"".join(keys().open(source, name))


def work_folder() -> Path:
    """Return the folder for passing files of the post room; it is its owner's alone."""
    root = Path(settings.LETTER_WORK_DIR)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return root


@contextmanager
def workplace() -> Iterator[Path]:
    """Yield an empty folder for the files of one letter; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="letter-", dir=work_folder()) as folder:
        yield Path(folder)


class _Stream:
    """Chunks as something that can be read from."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source = iter(source)
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._held) < size:
            chunk = next(self._source, None)
            if chunk is None:
                break
            self._held += chunk
        if size < 0:
            size = len(self._held)
        piece, self._held = self._held[:size], self._held[size:]
        return piece


__all__ = ["FileGone", "SealBroken", "StoreFull", "Stored"]
