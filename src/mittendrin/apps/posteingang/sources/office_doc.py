# SPDX-License-Identifier: EUPL-1.2
"""Old Word files (MS-DOC): whether they are encrypted, and their date fields fixed at the last date shown."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

_BROKEN = (
    OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, NotImplementedError,
    AssertionError,
)  # fmt: skip
_HEAD = "WordDocument"
# Bits in the head of the file (2.5.2): encrypted; which of two streams holds the tables.
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
# Where the places of the lists of fields stand: text, head and foot, footnotes (2.5.6 and 2.8.25).
_PLACES, _FIELDS = 0x9A, (16, 17, 18)
# Kinds of fields (2.9.90): DATE, TIME, and one that Word could not read, which keeps what was last shown for it.
_BEGINS, _DATE, _TIME, _UNREAD = 0x13, 31, 32, 2


def is_locked(data: bytes) -> bool:
    """Return whether an old Word file is encrypted; False for one that is broken."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return bool(_flags(ole.openstream(_HEAD).read(12)) & _ENCRYPTED)
    except _BROKEN:
        return False


def with_fixed_dates(data: bytes) -> bytes:
    """Return an old Word file whose date fields show what they last showed; as it is where that cannot be done."""
    file = io.BytesIO(data)
    try:
        with olefile.OleFileIO(file, write_mode=True) as ole:
            head = ole.openstream(_HEAD).read()
            name = "1Table" if _flags(head) & _SECOND_TABLE else "0Table"
            table = bytearray(ole.openstream(name).read())
            dates = [at for at in _fields(head, len(table)) if table[at] & 0x1F == _BEGINS]
            dates = [at for at in dates if table[at + 1] in {_DATE, _TIME}]
            if not dates:
                return data
            for at in dates:
                table[at + 1] = _UNREAD
            ole.write_stream(name, bytes(table))
    except _BROKEN:
        return data
    return file.getvalue()


def _flags(head: bytes) -> int:
    return int(struct.unpack_from("<H", head, 10)[0])


def _fields(head: bytes, most: int) -> Iterator[int]:
    """Yield where in the table each sign of a field is described: two bytes, the sign and the kind."""
    for number in _FIELDS:
        start, size = struct.unpack_from("<II", head, _PLACES + 8 * number)
        count = (size - 4) // 6 if size > 4 else 0
        first = start + 4 * (count + 1)
        if first + 2 * count <= most:
            yield from range(first, first + 2 * count, 2)
