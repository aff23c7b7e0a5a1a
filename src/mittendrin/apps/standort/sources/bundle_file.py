# SPDX-License-Identifier: EUPL-1.2
"""The container of a bundle: a ZIP file of which only one form exists, so that no byte of it can differ unnoticed.

The files are stored without compression, in the order of their names, with fixed times and rights. Whoever reads a
bundle writes it anew from its files and compares: what the signature does not cover (headers, gaps, comments) is
covered so. Nothing is ever unpacked to a disk.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from mittendrin.core.errors import Problem, ProblemsFound

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
PARTS = ("blocks.json", "measures.json", "profile.json")
NAMES = frozenset({MANIFEST, SIGNATURE, *PARTS})
MIB = 1024 * 1024
MOST_BYTES = 4 * MIB
MOST_OF_ONE = 2 * MIB
_WHEN = (1980, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return ``files`` by name as the one form of their ZIP file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.create_system, entry.create_version, entry.extract_version = 3, 20, 20
            entry.external_attr = 0o100644 << 16
            packed.writestr(entry, files[name], zipfile.ZIP_STORED)
    return target.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a bundle by name.

    Raises ProblemsFound: too large, no ZIP file, foreign or doubled names, packed files, or not the one form.
    """
    if len(data) > MOST_BYTES:
        raise ProblemsFound([Problem("", "bundle-too-large", str(MOST_BYTES // MIB))])
    try:
        files = _files(data)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise ProblemsFound([Problem("", "bundle-no-zip")]) from error
    except (RuntimeError, OverflowError, MemoryError) as error:  # encrypted files, absurd offsets
        raise ProblemsFound([Problem("", "bundle-no-zip")]) from error
    for name in (MANIFEST, SIGNATURE):
        if name not in files:
            raise ProblemsFound([Problem(name, "bundle-part-missing")])
    if pack(files) != data:
        raise ProblemsFound([Problem("", "bundle-changed")])
    return files


def _files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
        names = [entry.filename for entry in entries]
        if strange := sorted(set(names) - NAMES):
            raise ProblemsFound([Problem("", "bundle-foreign-file", _plain(strange[0]))])
        if len(set(names)) != len(names):
            raise ProblemsFound([Problem("", "bundle-changed")])
        for entry in entries:
            if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
                raise ProblemsFound([Problem(entry.filename, "bundle-packed")])
            if entry.file_size > MOST_OF_ONE:
                raise ProblemsFound([Problem(entry.filename, "bundle-too-large", str(MOST_OF_ONE // MIB))])
        return {entry.filename: packed.read(entry) for entry in entries}


def _plain(name: str) -> str:
    """Return a name from outside as it can be shown."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:60]
