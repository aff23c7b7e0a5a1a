# SPDX-License-Identifier: EUPL-1.2
"""Lists of funding programmes as files: CSV, Excel or JSON, read whole or refused with every place that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mittendrin.apps.standort.sources import funding
from mittendrin.apps.standort.sources.answer_values import Wrong
from mittendrin.apps.standort.sources.funding import COLUMNS, NEEDED, Programme
from mittendrin.core import csv_table
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.spreadsheet import first_sheet

MAX_BYTES, MAX_UNPACKED, MAX_ROWS = 1_000_000, 20_000_000, 2_000
_NAMES = {alias.casefold(): name for name, aliases in COLUMNS.items() for alias in aliases}


@dataclass(frozen=True)
class Line:
    """One programme and the row of the file that it stands in."""

    row: int
    programme: Programme


def read(data: bytes, today: date) -> list[Line]:
    """Return the programmes of a list. Raises ProblemsFound with all that is wrong; where is ``row:column``."""
    if len(data) > MAX_BYTES:
        raise ProblemsFound([Problem("", "too-large", f"{MAX_BYTES // 1_000_000} MB")])
    rows = list(_rows(data))
    if not rows:
        raise ProblemsFound([Problem("", "no-rows")])
    if len(rows) > MAX_ROWS:
        raise ProblemsFound([Problem("", "too-many-rows", str(MAX_ROWS))])
    problems: list[Problem] = []
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for row, cells, shown in rows:
        programme, wrongs = funding.parse(cells, today)
        problems += [Problem(csv_table.place(row, shown.get(name, name)), *_named(wrong)) for name, wrong in wrongs]
        if programme.key in seen:
            problems.append(Problem(csv_table.place(row), "row-twice", str(seen[programme.key])))
        seen.setdefault(programme.key, row)
        lines.append(Line(row, programme))
    if problems:
        raise ProblemsFound(problems)
    return lines


def _named(wrong: Wrong) -> tuple[str, str]:
    return wrong.kind, wrong.detail


Cells = tuple[int, Mapping[str, Any], Mapping[str, str]]


def _rows(data: bytes) -> Iterator[Cells]:
    """Yield row, entries by name of the field, and how the file calls the fields."""
    if data.startswith(b"PK\x03\x04"):
        yield from _table(first_sheet(data, most_rows=MAX_ROWS + 2, most_unpacked=MAX_UNPACKED, wrong="not-excel"))
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        yield from _objects(data)
    else:
        table = csv_table.read(data, max_bytes=MAX_BYTES, max_rows=MAX_ROWS)
        names = _columns(table.columns, 1)
        for row in table.rows:
            yield row.number, {names[column]: cell for column, cell in row.cells.items()}, _shown(names)


def _shown(names: Mapping[str, str]) -> dict[str, str]:
    return {name: column for column, name in names.items()}


def _columns(columns: Sequence[str], row: int) -> dict[str, str]:
    names = {column: _NAMES.get(column.strip().casefold(), "") for column in columns}
    allowed = ", ".join(aliases[0] for aliases in COLUMNS.values())
    problems = [
        Problem(csv_table.place(row, column), "unknown-column", allowed) for column, name in names.items() if not name
    ]
    known = list(names.values())
    problems += [
        Problem(csv_table.place(row, column), "column-twice", column)
        for column, name in names.items()
        if name and known.count(name) > 1
    ]
    problems += [
        Problem(csv_table.place(row), "column-missing", COLUMNS[name][0]) for name in NEEDED if name not in known
    ]
    if problems:
        raise ProblemsFound(problems)
    return names


def _table(rows: list[list[Any]]) -> Iterator[Cells]:
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(cell not in {"", None} for cell in row)]
    number, head = filled[0]
    columns = [str(cell).strip() for cell in head]
    while columns and not columns[-1]:
        columns.pop()
    names = _columns(columns, number)
    for row, cells in filled[1:]:
        values = {names[column]: _plain(cell) for column, cell in zip(columns, cells, strict=False)}
        yield row, values, _shown(names)


def _plain(cell: Any) -> Any:
    """Return a cell as text of a list: days as ISO days, whole numbers without a point."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


def _objects(data: bytes) -> Iterator[Cells]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProblemsFound([Problem("", "encoding")]) from error
    except (ValueError, RecursionError) as error:
        raise ProblemsFound([Problem("", "not-json-list")]) from error
    found = content.get("programmes") if isinstance(content, dict) else content
    if not isinstance(found, list):
        raise ProblemsFound([Problem("", "not-json-list")])
    for number, entry in enumerate(found, start=1):
        if not isinstance(entry, dict):
            raise ProblemsFound([Problem(csv_table.place(number), "not-json-list")])
        names = _columns([str(key) for key in entry], number)
        yield number, {names[str(key)]: value for key, value in entry.items()}, _shown(names)
