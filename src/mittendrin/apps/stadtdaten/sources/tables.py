# SPDX-License-Identifier: EUPL-1.2
"""Files and answers as tables: CSV, JSON, Excel, OpenDocument, Parquet."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.core import csv_table
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.series_csv import parse_time, parse_value

Cell = str | float | int | bool | datetime | date | None
Form = Literal["csv", "json", "sheet", "parquet"]
MOST_BYTES = 200_000_000
MOST_UNPACKED = 400_000_000
MOST_COLUMNS = 500
MOST_ROWS = 5_000_000


@dataclass(frozen=True)
class Table:
    """columns: their names, all different. rows: can be gone through once."""

    form: Form
    columns: tuple[str, ...]
    rows: Iterator[Sequence[Cell]]


def table_of(data: bytes, *, path: str = "", skip: int = 0) -> Table:
    """Return the table in a file. path: where the list lies in JSON (``data.items``). skip: lines before the header.

    Raises SourceRefused when it is none, too large or empty.
    """
    if len(data) > MOST_BYTES:
        raise SourceRefused("too-large", f"{MOST_BYTES // 1_000_000} MB")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PAR1"):
        return _parquet(data)
    if data.startswith(b"PK\x03\x04"):
        return _sheet(data, skip)
    if head[:1] in {b"{", b"["}:
        return _json(data, path)
    return _csv(data, skip)


def _columns(names: Sequence[Any]) -> tuple[str, ...]:
    """Return names that are all there and all different."""
    found: list[str] = []
    for at, name in enumerate(names[:MOST_COLUMNS], start=1):
        text = str(name).strip()[:200] if name not in (None, "") else f"Spalte {at}"
        while text in found:
            text += "'"
        found.append(text)
    if not found:
        raise SourceRefused("no-table")
    return tuple(found)


def _csv(data: bytes, skip: int) -> Table:
    try:
        text = csv_table.decode(data)
    except ProblemsFound as error:
        raise SourceRefused("no-table", error.problems[0].kind) from error
    lines = text.splitlines(keepends=True)[skip:]
    if not lines:
        raise SourceRefused("no-table", "empty")
    rows = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=_delimiter(lines))
    try:
        first = next(row for row in rows if any(cell.strip() for cell in row))
        if len(first) == 1 and first[0].lower().startswith("sep="):
            first = next(rows)
    except (StopIteration, csv.Error) as error:
        raise SourceRefused("no-table") from error
    if _is_data(first):
        return Table("csv", _columns([""] * len(first)), _csv_rows(chain([first], rows)))
    return Table("csv", _columns(first), _csv_rows(rows))


def _is_data(cells: Sequence[str]) -> bool:
    """Return whether a first row says values instead of names: a time, and nothing but times and numbers."""
    times = sum(_fits(parse_time, cell) for cell in cells)
    return 0 < times < len(cells) and all(_fits(parse_time, cell) or _fits(parse_value, cell) for cell in cells)


def _fits(read: Callable[[str], object], cell: str) -> bool:
    try:
        read(cell.strip())
    except (ValueError, OverflowError):
        return False
    return True


def _delimiter(lines: Sequence[str]) -> str:
    """Return the sign that parts the most lines into the same number of cells."""
    sample = [line for line in lines[:50] if line.strip()]
    counts = {sign: [line.count(sign) for line in sample] for sign in (";", "\t", ",", "|")}
    return max(counts, key=lambda sign: (_steady(counts[sign]), counts[sign][0] if counts[sign] else 0))


def _steady(counts: Sequence[int]) -> float:
    usual = max(set(counts), key=counts.count, default=0)
    return counts.count(usual) / len(counts) if usual else 0.0


def _csv_rows(rows: Iterable[list[str]]) -> Iterator[Sequence[Cell]]:
    try:
        for count, row in enumerate(rows):
            if count >= MOST_ROWS:
                raise SourceRefused("too-many-rows", str(MOST_ROWS))
            if any(cell.strip() for cell in row):
                yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise SourceRefused("no-table", str(error)) from error


def _sheet(data: bytes, skip: int) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise SourceRefused("too-large", f"{MOST_UNPACKED // 1_000_000} MB")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise SourceRefused("no-table", type(error).__name__) from error
    filled = [row for row in rows[skip:] if any(cell not in ("", None) for cell in row)]
    if not filled:
        raise SourceRefused("no-table", "empty")
    return Table("sheet", _columns(filled[0]), ([_cell(cell) for cell in row] for row in filled[1:]))


def _cell(value: Any) -> Cell:
    """Return a cell of a sheet; a time of day as people write it."""
    return value.strftime("%H:%M:%S") if isinstance(value, time) else None if isinstance(value, timedelta) else value


def _parquet(data: bytes) -> Table:
    try:
        file = pq.ParquetFile(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise SourceRefused("no-table", type(error).__name__) from error
    if file.metadata.num_rows > MOST_ROWS:
        raise SourceRefused("too-many-rows", str(MOST_ROWS))
    return Table("parquet", _columns(file.schema_arrow.names), _parquet_rows(file))


def _parquet_rows(file: Any) -> Iterator[Sequence[Cell]]:
    try:
        for batch in file.iter_batches(batch_size=10_000):
            columns = [column.to_pylist() for column in batch.columns]
            yield from map(list, zip(*columns, strict=True))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise SourceRefused("no-table", type(error).__name__) from error


def _json(data: bytes, path: str) -> Table:
    items = _list(_parsed(data), path)
    columns: dict[str, None] = {}
    flat = [_flat(item) for item in items]
    for row in flat[:1000]:
        columns |= dict.fromkeys(row)
    names = list(columns)[:MOST_COLUMNS]
    if not names:
        raise SourceRefused("no-table", "empty")
    return Table("json", _columns(names), iter([[row.get(name) for name in names] for row in flat]))


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        lines = [line for line in data.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines[:MOST_ROWS]]  # one object in each line
        except (ValueError, RecursionError):
            raise SourceRefused("not-json") from error


def _list(found: Any, path: str) -> list[Any]:
    """Return the list at ``path``; without a path the longest list of objects near the top."""
    for name in filter(None, path.split(".")):
        if isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        elif isinstance(found, Mapping):
            found = found.get(name)
        else:
            raise SourceRefused("no-table", path)
    if isinstance(found, Mapping) and not path:
        lists = [value for value in _near(found) if isinstance(value, list) and value and isinstance(value[0], dict)]
        return max(lists, key=len, default=[found])
    if isinstance(found, Mapping):
        return [found]
    if not isinstance(found, list):
        raise SourceRefused("no-table", path)
    return found


def _near(found: Mapping[str, Any], depth: int = 0) -> Iterator[Any]:
    for value in found.values():
        yield value
        if isinstance(value, Mapping) and depth < 3:
            yield from _near(value, depth + 1)


def _flat(item: Any, before: str = "", depth: int = 0) -> dict[str, Cell]:
    if not isinstance(item, Mapping):
        if isinstance(item, list) and not before:
            return {f"Spalte {at}": _plain(value) for at, value in enumerate(item[:MOST_COLUMNS], start=1)}
        return {before or "Wert": _plain(item)}
    found: dict[str, Cell] = {}
    for key, value in item.items():
        name = f"{before}.{key}" if before else str(key)
        if isinstance(value, Mapping) and depth < 5:
            found |= _flat(value, name, depth + 1)
        elif isinstance(value, list) and key == "coordinates" and len(value) >= 2:
            found |= {f"{name}.0": _plain(value[0]), f"{name}.1": _plain(value[1])}
        else:
            found[name] = _plain(value)
    return found


def _plain(value: Any) -> Cell:
    return value if isinstance(value, str | float | int | bool) or value is None else None
