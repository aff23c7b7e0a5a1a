# SPDX-License-Identifier: EUPL-1.2
"""CSV as offices send it: UTF-8, UTF-16 or Windows-1252; semicolon, comma or tab; from untrusted hands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mittendrin.core.errors import Problem, ProblemsFound

DELIMITERS = (";", ",", "\t")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
MAX_PROBLEMS = 100


@dataclass(frozen=True)
class Row:
    """One row: its line in the file and its cells by column, stripped."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table whose rows all have the same columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def place(row: int, column: str = "") -> str:
    """Return the ``where`` of a problem in a table: ``row:column``."""
    return f"{row}:{column}" if column else str(row)


def decode(data: bytes) -> str:
    """Return the text of ``data``: by its mark, else UTF-8, else Windows-1252.

    Raises ProblemsFound when it is no text in one of these.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.startswith(b"PK\x03\x04") or b"\x00" in data[:4096]:
        raise ProblemsFound([Problem("", "not-csv")])
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ProblemsFound([Problem("", "encoding")])


def delimiter_of(text: str) -> str:
    """Return the delimiter that the first line uses most; Excel's ``sep=`` line counts."""
    first = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    if first.lower().startswith("sep=") and len(first) == len("sep=;"):
        return first[-1]
    unquoted = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=unquoted.count)


def read(data: bytes, *, max_bytes: int = 1_000_000, max_rows: int = 5_000) -> Table:
    """Return the table in ``data``.

    Raises ProblemsFound for files that are too large, no text, empty, or have broken quotes, rows of another
    width, repeated columns or cells that a spreadsheet would run as a formula.
    """
    if len(data) > max_bytes:
        raise ProblemsFound([Problem("", "too-large", f"{max_bytes // 1000} kB")])
    lines = _lines(decode(data))
    number, header = next(lines, (0, []))
    columns = tuple(name.strip() for name in header)
    problems = list(_header_problems(number, columns))
    rows: list[Row] = []
    for number, cells in lines:
        if len(rows) >= max_rows:
            problems.append(Problem("", "too-many-rows", str(max_rows)))
            break
        problems += _row_problems(number, columns, cells)
        rows.append(Row(number, dict(zip(columns, (cell.strip() for cell in cells), strict=False))))
        if len(problems) >= MAX_PROBLEMS:
            break
    if not problems and not rows:
        problems.append(Problem("", "no-rows"))
    if problems:
        raise ProblemsFound(problems)
    return Table(columns, tuple(rows))


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row of CSV ``text`` that is not empty. Raises ProblemsFound for broken quotes."""
    return (cells for _, cells in _lines(text))


def write(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV text with semicolons for Excel in German; cells that look like formulas get an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell for cell in row])
    return out.getvalue()


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the first line and the cells of each row that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ProblemsFound([Problem(place(number), "broken-row")]) from error
        if number == 1 and "".join(cells).lower().startswith("sep="):
            continue
        if any(cell.strip() for cell in cells):
            yield number, cells


def _header_problems(number: int, columns: tuple[str, ...]) -> Iterator[Problem]:
    if not columns:
        yield Problem("", "empty-file")
    for index, name in enumerate(columns):
        if not name:
            yield Problem(place(number), "column-without-name", str(index + 1))
        elif name.casefold() in {other.casefold() for other in columns[:index]}:
            yield Problem(place(number, name), "column-twice", name)


def _row_problems(number: int, columns: tuple[str, ...], cells: list[str]) -> Iterator[Problem]:
    if len(cells) != len(columns):
        yield Problem(place(number), "row-width", f"{len(cells)}/{len(columns)}")
    for name, cell in zip(columns, cells, strict=False):
        if cell.lstrip(" ").startswith(FORMULA_SIGNS):
            yield Problem(place(number, name), "formula", cell.strip()[:1] or "Tab")
        elif "\x00" in cell:
            yield Problem(place(number, name), "control-sign")
