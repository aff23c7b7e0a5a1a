# SPDX-License-Identifier: EUPL-1.2
"""The first filled sheet of an Excel or OpenDocument file from untrusted hands."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from mittendrin.core.errors import Problem, ProblemsFound


def first_sheet(data: bytes, *, most_rows: int, most_unpacked: int, wrong: str) -> list[list[Any]]:
    """Return the rows of the first sheet in which anything stands, at most ``most_rows``.

    most_unpacked: bytes that the file may take without compression. Raises ProblemsFound of the kind ``too-large``,
    ``wrong`` when it is no such file, or ``empty-file``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > most_unpacked:
                raise ProblemsFound([Problem("", "too-large", f"{most_unpacked // 1_000_000} MB")])
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in book.sheet_names:
            rows = book.get_sheet_by_name(title).to_python(nrows=most_rows)
            if any(any(cell not in {"", None} for cell in row) for row in rows):
                return rows
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise ProblemsFound([Problem("", wrong)]) from error
    raise ProblemsFound([Problem("", "empty-file")])
