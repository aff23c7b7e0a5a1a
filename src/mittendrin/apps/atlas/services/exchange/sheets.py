# SPDX-License-Identifier: EUPL-1.2
"""Reads records from tables: CSV, a ZIP of CSV, XLSX; all three may come from hostile hands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from mittendrin.apps.atlas.services.exchange.incoming import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Batch, Incoming
from mittendrin.apps.atlas.services.exchange.names import ABOUT_SHEET, kind_of, kind_of_file
from mittendrin.apps.atlas.services.exchange.tables import field_of, from_cells, known_columns
from mittendrin.core import csv_table
from mittendrin.core.errors import Problem, ProblemsFound

MAX_UNPACKED = 100_000_000
MAX_MEMBERS = 500
_TRAPS = (b"<!DOCTYPE", b"<!ENTITY")
_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    SyntaxError,  # broken XML
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,  # unknown compression
    RuntimeError,  # with a password
    OSError,
    EOFError,
)


def batch_of_csv(data: bytes, name: str, kind: str) -> Batch:
    """Return the records of one CSV table; the kind may come from the name of the file."""
    kind = kind or kind_of_file(name)
    if not kind:
        return Batch(problems=[Problem(name, "kind-missing")])
    try:
        table = csv_table.read(data, max_bytes=MAX_BYTES, max_rows=MAX_ROWS)
    except ProblemsFound as error:
        found = [problem for problem in error.problems if problem.kind != "no-rows"]
        return Batch(problems=[_in_file(problem, name) for problem in found])
    numbered = ((row.number, [row.cells.get(column, "") for column in table.columns]) for row in table.rows)
    return _batch(name, kind, table.columns, numbered)


def _in_file(problem: Problem, name: str) -> Problem:
    return Problem(f"{name}:{problem.where}" if problem.where else name, problem.kind, problem.detail)


def batch_of_zip(data: bytes, name: str, kind: str) -> Batch:
    """Return the records of all CSV tables in a ZIP."""
    batch = Batch()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive, name)
            members = [member for member in archive.infolist() if member.filename.lower().endswith(".csv")]
            tables = [(member.filename, archive.read(member)) for member in members]
    except _BROKEN as error:
        raise ProblemsFound([Problem(name, "zip")]) from error
    for member, content in tables:
        found = kind_of_file(member)
        if not kind or found == kind:
            part = batch_of_csv(content, member, found)
            batch.rows += part.rows
            batch.problems += part.problems
    return batch


def _refuse_bombs(archive: zipfile.ZipFile, name: str) -> None:
    """Raise before anything is unpacked that says it is too large; what lies about its size breaks while read."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise ProblemsFound([Problem(name, "zip-bomb", f"{MAX_UNPACKED // 1_000_000} MB")])


def batch_of_xlsx(data: bytes, name: str, kind: str) -> Batch:
    """Return the records of all sheets that are named like a kind; with ``kind`` those of the first sheet."""
    batch = Batch()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive, name)
            for member in archive.infolist():
                with archive.open(member) as stream:
                    if any(trap in stream.read(65_536) for trap in _TRAPS):
                        raise ProblemsFound([Problem(name, "xlsx")])
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = [(sheet.title, list(_sheet_rows(sheet))) for sheet in book.worksheets]
    except _BROKEN as error:
        raise ProblemsFound([Problem(name, "xlsx")]) from error
    wanted = [(title, rows) for title, rows in sheets if title != ABOUT_SHEET]
    for title, rows in wanted:
        found = kind_of(title) or (kind if len(wanted) == 1 else "") or (kind_of_file(name) if len(wanted) == 1 else "")
        if not found:
            batch.problems.append(Problem(f"{name}: {title}", "unknown-kind", title))
        elif not kind or found == kind:
            part = _batch_of_sheet(f"{name}: {title}", found, rows)
            batch.rows += part.rows
            batch.problems += part.problems
    return batch


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Yield (number, cells) of the rows that hold anything; one more than allowed, so that the caller can tell."""
    sheet.reset_dimensions()  # what the file says of its size may be a lie
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1), start=1):
        if any(cell.value is not None for cell in row):
            yield number, list(row)


def _batch_of_sheet(place: str, kind: str, rows: list[tuple[int, list[Any]]]) -> Batch:
    if not rows:
        return Batch()
    number, header = rows[0]
    names = [str(cell.value).strip() if cell.value is not None else "" for cell in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        return Batch(problems=[Problem(place, "too-many-columns", str(MAX_COLUMNS))])
    if rows[-1][0] > MAX_ROWS + 1:
        return Batch(problems=[Problem(place, "too-many-rows", str(MAX_ROWS))])
    problems = [Problem(f"{place}:{number}", "column-without-name", str(names.index("") + 1))] if "" in names else []
    problems += [
        Problem(f"{place}:{number}:{name}", "column-twice", name)
        for name in sorted({name for name in names if name and names.count(name) > 1})
    ]
    for line, cells in rows[1:]:
        problems += _cell_problems(place, line, names, cells)
    if problems:
        return Batch(problems=problems)
    return _batch(
        place, kind, names, ((line, [cell.value for cell in cells[: len(names)]]) for line, cells in rows[1:])
    )


def _cell_problems(place: str, line: int, names: list[str], cells: list[Any]) -> Iterator[Problem]:
    for index, cell in enumerate(cells):
        column = names[index] if index < len(names) else str(index + 1)
        if cell.value is None:
            continue
        if index >= len(names):
            yield Problem(f"{place}:{line}:{column}", "row-width", f"{len(cells)}/{len(names)}")
            return
        if cell.data_type == "f":
            yield Problem(f"{place}:{line}:{column}", "formula", "=")
        elif cell.data_type == "e":
            yield Problem(f"{place}:{line}:{column}", "error-value", str(cell.value))


def _batch(place: str, kind: str, names: Sequence[str], rows: Iterable[tuple[int, list[Any]]]) -> Batch:
    known = known_columns(kind)
    problems = [
        Problem(f"{place}:1:{name}", "unknown-field", "\x1f".join([name, *get_close_matches(name, known, 1)]))
        for name in names
        if field_of(kind, name) is None
    ]
    if "id" not in names:
        problems.append(Problem(f"{place}:1", "column-missing", "id"))
    if problems:
        return Batch(problems=problems)
    named = frozenset(name.split(".")[0] for name in names)
    return Batch(
        rows=[
            Incoming(kind, from_cells(kind, dict(zip(names, cells, strict=False))), place, number, named)
            for number, cells in rows
        ]
    )
