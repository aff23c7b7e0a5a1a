# SPDX-License-Identifier: EUPL-1.2
"""Time series as CSV, row by row in bounded memory: ISO or German times, point or comma, from untrusted hands."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from mittendrin.core.csv_table import delimiter_of, place
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.numbers import parse_decimal

TIME_NAMES = (
    "timestamp", "time", "datetime", "date", "phenomenontime", "resulttime",
    "zeitstempel", "zeitpunkt", "zeit", "datum", "datum/uhrzeit",
)  # fmt: skip
VALUE_NAMES = ("value", "result", "count", "wert", "messwert", "anzahl")
MISSING = frozenset({"", "-", "–", "na", "n/a", "nan", "null", "none", "k.a.", "#n/a"})
# A clock that is put back repeats an hour; time servers correct less.
SET_BACK = timedelta(hours=2)
_LOOKED_AT = 65_536
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\s*Uhr)?)?", re.ASCII)
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_LONGEST_TIME = 40
_LONGEST_NAMES = 120
_YEARS = range(1900, 2200)


@dataclass(frozen=True)
class Row:
    """One row: its line in the file, the time as it was written and understood, the values, NaN where there is none."""

    line: int
    text: str
    time: datetime
    values: tuple[float, ...]

    @property
    def value(self) -> float:
        """Return the first value."""
        return self.values[0]


@dataclass(frozen=True)
class Columns:
    """Which columns hold what: the place of the time, names and places of the values."""

    time: int
    names: tuple[str, ...]
    places: tuple[int, ...]
    width: int


@dataclass
class Rows:
    """An open file: its columns, then its rows once, in the order of the file."""

    columns: Columns
    _lines: Iterator[tuple[int, list[str]]]

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows. Raises ProblemsFound at the first one that does not fit."""
        zoned: bool | None = None
        for line, cells in self._lines:
            if len(cells) != self.columns.width:
                raise _problem(place(line), "row-width", f"{len(cells)}/{self.columns.width}")
            text = cells[self.columns.time].strip()
            time = _time(line, text)
            zoned = time.tzinfo is not None if zoned is None else zoned
            if (time.tzinfo is not None) != zoned:
                raise _problem(place(line), "zones-mixed", text[:_LONGEST_TIME])
            first, *others = self.columns.places
            value = _number(line, self.columns.names[0], cells[first])
            yield Row(line, text, time, (value, *(_number_or_nan(cells[at]) for at in others)))


def in_order(rows: Iterator[Row] | Rows) -> Iterator[Row]:
    """Yield the rows as they are. Raises ProblemsFound at one that lies further back than a clock is ever put back."""
    newest: Row | None = None
    for row in rows:
        if newest is not None and row.time < newest.time - SET_BACK:
            raise _problem(place(row.line), "not-in-order", f"{row.text[:_LONGEST_TIME]}|{newest.text[:_LONGEST_TIME]}")
        if newest is None or row.time > newest.time:
            newest = row
        yield row


@contextmanager
def opened(path: Path, value: str = "", *, others: bool = False) -> Iterator[Rows]:
    """Yield the rows of a file with a column of times and one of values.

    value: name of the column of values, otherwise the first of VALUE_NAMES or the only other column. others: hand out
    all further columns too, behind the first; what is no number there is missing. Raises ProblemsFound when the file is
    no such table, OSError when it cannot be read.
    """
    encoding, first = encoding_of(path)
    with path.open(encoding=encoding, newline="", errors="strict") as stream:
        lines = _lines(stream, delimiter_of(first))
        line, header = next(lines, (0, []))
        if not header:
            raise _problem("", "empty-file")
        found = _columns(line, [name.strip() for name in header], value, others)
        yield Rows(found, _filled(lines))


def column_problem(wanted: str, there: Sequence[str]) -> Problem:
    """Return what is wrong with a table in which the column of the values cannot be told. wanted: a name, or empty."""
    if wanted or not there:
        return Problem("", "column-missing", wanted or "value")
    return Problem("", "column-unclear", ", ".join(there)[:_LONGEST_NAMES])


def parse_time(text: str) -> datetime:
    """Return the time in ``text``: ISO 8601 with or without zone, or German ``31.12.2025 14:00``. Raises ValueError."""
    if len(text) > _LONGEST_TIME:
        raise ValueError(text[:_LONGEST_TIME])
    if german := _GERMAN.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in german.groups())
        found = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the file names no zone
    else:
        if not re.match(r"\d{4}-?\d\d", text, re.ASCII):
            raise ValueError(text)
        found = datetime.fromisoformat(text)
    if found.year not in _YEARS:
        raise ValueError(text)
    return found


def parse_value(text: str) -> float:
    """Return the number in ``text``, NaN for what stands for a missing one. Raises ValueError."""
    bare = text.strip()
    if bare.casefold() in MISSING:
        return math.nan
    number = float(bare) if _PLAIN.fullmatch(bare) else parse_decimal(bare)
    if not math.isfinite(number):
        raise ValueError(bare)
    return number


def _problem(where: str, kind: str, detail: str = "") -> ProblemsFound:
    return ProblemsFound([Problem(where, kind, detail)])


def _time(line: int, text: str) -> datetime:
    try:
        return parse_time(text)
    except (ValueError, OverflowError) as error:
        raise _problem(place(line), "bad-time", text[:_LONGEST_TIME]) from error


def _number(line: int, name: str, text: str) -> float:
    try:
        return parse_value(text)
    except (ValueError, OverflowError) as error:
        raise _problem(place(line, name), "bad-value", text.strip()[:_LONGEST_TIME]) from error


def _number_or_nan(text: str) -> float:
    try:
        return parse_value(text)
    except (ValueError, OverflowError):
        return math.nan


def encoding_of(path: Path) -> tuple[str, str]:
    """Return the encoding of a file and its beginning as text. Raises ProblemsFound when it is no text."""
    with path.open("rb") as stream:
        head = stream.read(_LOOKED_AT)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    if head.startswith(b"PK\x03\x04") or b"\x00" in head:
        raise _problem("", "not-csv")
    if not head.strip():
        raise _problem("", "empty-file")
    try:
        return "utf-8-sig", head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character may be cut in two at the end of what was looked at.
        if error.start >= len(head) - 4:
            return "utf-8-sig", head.decode("utf-8-sig", errors="ignore")
        return "cp1252", head.decode("cp1252", errors="replace")


def _lines(stream: IO[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row that is not empty."""
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _problem(place(line), "broken-row") from error
        except UnicodeDecodeError as error:
            raise _problem("", "encoding") from error
        if line == 1 and "".join(cells).lower().startswith("sep="):
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _filled(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines. Raises ProblemsFound when there is none."""
    nothing = True
    for one in lines:
        nothing = False
        yield one
    if nothing:
        raise _problem("", "no-rows")


def _columns(line: int, header: Sequence[str], value: str, others: bool) -> Columns:
    folded = [name.casefold() for name in header]
    for at, name in enumerate(folded):
        if name in folded[:at]:
            raise _problem(place(line, header[at]), "column-twice")
    times = [folded.index(name) for name in TIME_NAMES if name in folded]
    if not times:
        raise _problem("", "column-missing", "timestamp")
    rest = [at for at in range(len(header)) if at != times[0]]
    wanted = [value.casefold()] if value else list(VALUE_NAMES)
    named = [at for name in wanted for at in rest if folded[at] == name]
    if not named and (value or len(rest) != 1):
        raise ProblemsFound([column_problem(value, [header[at] for at in rest])])
    first = named[0] if named else rest[0]
    places = (first, *(at for at in rest if at != first)) if others else (first,)
    return Columns(times[0], tuple(header[at] for at in places), places, len(header))
