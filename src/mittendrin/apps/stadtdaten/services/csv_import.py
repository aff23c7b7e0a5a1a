# SPDX-License-Identifier: EUPL-1.2
"""One series from a CSV file with a time and a value in each row; of any length, in bounded memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from mittendrin.apps.stadtdaten.ingest import Stored, store_observations, store_series
from mittendrin.apps.stadtdaten.models import Datastream
from mittendrin.apps.stadtdaten.sources.mapping import EMPTY, Clock, number_of, parsed_time
from mittendrin.core import instants
from mittendrin.core.csv_table import delimiter_of
from mittendrin.core.errors import MittendrinError, Problem, ProblemsFound
from mittendrin.core.series_csv import TIME_NAMES, VALUE_NAMES, column_problem, encoding_of

PIECE = 50_000
TIMES = ("phenomenontime", *TIME_NAMES)
RESULTS = (*VALUE_NAMES, "ergebnis")
MOST_REFUSED = 100
_BROKEN = ["\0"]


class UnknownDatastream(MittendrinError):
    """Refused: there is no such Datastream."""


@dataclass
class Report:
    """What became of the rows. refused: up to 100 problems, each with its line; ``wrong`` counts all.

    empty: rows with a time and no value, which stop nothing and are no mistake.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0
    empty: int = 0
    refused: list[Problem] = field(default_factory=list)


def import_file(path: Path, datastream_id: int, *, column: str = "", zone: str = "UTC") -> Report:
    """Store the rows of a file: plain ones quickly, from the first other one on as ``import_csv`` does.

    column: name of the column of values. zone: of times that name none. Raises what import_csv raises, and OSError.
    """
    encoding, _beginning = encoding_of(path)
    report = Report()
    done, all_done = _quickly(report, path, datastream_id, column) if encoding == "utf-8-sig" else (0, False)
    if all_done:
        return report
    # A sign that does not fit the beginning of the file hurts its own cell only.
    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        return import_csv(lines, datastream_id, column=column, zone=zone, report=report, done=done)


def _quickly(report: Report, path: Path, datastream_id: int, column: str) -> tuple[int, bool]:
    """Store whole blocks of plain rows with Arrow's reader; return how many rows are done, and whether that is all."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        names = next(csv.reader(lines), [])
    known = [name.strip().lower() for name in names]
    if len(known) != len(set(known)) or not Datastream.objects.filter(pk=datastream_id).exists():
        return 0, False
    try:
        time, result = (names[at] for at in _columns(known, column))
    except ProblemsFound:
        return 0, False
    convert = arrow_csv.ConvertOptions(
        column_types={time: pa.timestamp("us", tz="UTC"), result: pa.float64()},
        include_columns=[time, result],
    )
    done = 0
    try:
        with arrow_csv.open_csv(path, convert_options=convert) as reader:
            for block in reader:
                starts, results = block.column(0), block.column(1)
                if starts.null_count or results.null_count:
                    return done, False
                numbers = results.to_numpy()
                if np.isnan(numbers).any():
                    return done, False
                moments = starts.cast(pa.int64()).to_numpy()
                _note(report, store_series(datastream_id, moments, numbers), range(done + 2, 2**62))
                done += len(starts)
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return done, False  # the rest is read row by row
    return done, True


@dataclass(frozen=True)
class _Reading:
    """How the cells of a file are read."""

    stream: int
    time: int
    result: int
    clock: Clock


def import_csv(
    lines: Iterable[str],
    datastream_id: int,
    *,
    column: str = "",
    zone: str = "UTC",
    report: Report | None = None,
    done: int = 0,
) -> Report:
    """Store the rows of a CSV file; what cannot be read is reported and stops nothing.

    The first row names the columns. column: that of the values, otherwise one of RESULTS or the only other one. zone:
    of times that name none, as ZoneInfo knows it. done: rows at the begin that ``report`` knows already. Raises
    UnknownDatastream, and ProblemsFound when time or value has no column.
    """
    if not Datastream.objects.filter(pk=datastream_id).exists():
        raise UnknownDatastream
    stream = iter(lines)
    head = next(stream, "").lstrip("\ufeff")
    delimiter = delimiter_of(head)
    if head.lower().startswith("sep="):
        head = next(stream, "")
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
    reading = _Reading(datastream_id, *_columns(names, column), Clock(zone))
    report = report or Report()
    for piece in _pieces(_rows(csv.reader(stream, delimiter=delimiter)), done):
        _store(report, piece, reading)
    return report


def _columns(names: Sequence[str], column: str) -> tuple[int, int]:
    """Return the places of time and value. Raises ProblemsFound."""
    times = [names.index(name) for name in TIMES if name in names]
    if not times:
        raise ProblemsFound([Problem("", "column-missing", "timestamp")])
    rest = [at for at in range(len(names)) if at != times[0]]
    wanted = [column.strip().lower()] if column else RESULTS
    named = [at for name in wanted for at in rest if names[at] == name]
    if not named and (column or len(rest) != 1):
        raise ProblemsFound([column_problem(column, [names[at] for at in rest])])
    return times[0], named[0] if named else rest[0]


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield the cells of each row; a row that is no CSV as one that has no time."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _BROKEN


def _pieces(reader: Iterator[list[str]], done: int) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield pieces of rows behind the first ``done`` with the line of the first one."""
    line = 2 + sum(1 for _row in islice(reader, done))
    while piece := list(islice(reader, PIECE)):
        yield line, piece
        line += len(piece)


def _store(report: Report, piece: tuple[int, list[list[str]]], reading: _Reading) -> None:
    line, cells = piece
    lines: Sequence[int] = range(line, line + len(cells))
    plain = _plain(cells, reading)
    if plain is not None:
        stored = store_series(reading.stream, *plain)
    else:
        rows, lines = _slow(report, line, cells, reading)
        stored = store_observations(rows)
    _note(report, stored, lines)


def _note(report: Report, stored: Stored, lines: Sequence[int]) -> None:
    report.new, report.changed = report.new + stored.new, report.changed + stored.changed
    report.same += stored.same
    for refusal in stored.refused:
        _refuse(report, lines[refusal.index], refusal.kind)


def _plain(cells: list[list[str]], reading: _Reading) -> tuple[Any, Any] | None:
    """Return moments and numbers when all rows are plain; None when one is not."""
    try:
        starts = instants.many_from_iso([row[reading.time] for row in cells])
        numbers = None if starts is None else np.array([float(row[reading.result]) for row in cells])
    except (ValueError, IndexError):
        return None
    return None if numbers is None or np.isnan(numbers).any() else (starts, numbers)


def _slow(
    report: Report, line: int, cells: list[list[str]], reading: _Reading
) -> tuple[list[tuple[Any, ...]], list[int]]:
    rows: list[tuple[Any, ...]] = []
    lines = []
    for number, row in enumerate(cells, line):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(reading.time, reading.result):
            _refuse(report, number, "unreadable-row")
            continue
        local, text = parsed_time(row[reading.time].strip()), row[reading.result].strip()
        moment = reading.clock.moment(local, "") if local else None
        value = number_of(text)
        if moment is None:
            _refuse(report, number, "no-such-hour" if local else "unreadable-row")
        elif value is not None:
            rows.append((reading.stream, moment, value))
            lines.append(number)
        elif text.lower() in EMPTY:
            report.empty += 1
        else:
            _refuse(report, number, "unreadable-row")
    return rows, lines


def _refuse(report: Report, line: int, kind: str) -> None:
    report.wrong += 1
    if len(report.refused) < MOST_REFUSED:
        report.refused.append(Problem(str(line), kind))
