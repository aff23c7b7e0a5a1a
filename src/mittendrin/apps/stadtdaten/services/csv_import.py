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
from mittendrin.core import instants
from mittendrin.core.errors import MittendrinError, Problem, ProblemsFound
from mittendrin.core.numbers import parse_decimal

PIECE = 50_000
TIMES = ("phenomenontime", "timestamp", "time", "zeit", "zeitpunkt", "datum")
RESULTS = ("result", "value", "wert", "ergebnis")
MOST_REFUSED = 100


class UnknownDatastream(MittendrinError):
    """Refused: there is no such Datastream."""


@dataclass
class Report:
    """What became of the rows. refused: up to 100 problems, each with its line; ``wrong`` counts all."""

    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0
    refused: list[Problem] = field(default_factory=list)


def import_file(path: Path, datastream_id: int) -> Report:
    """Store the rows of a file in UTF-8: plain ones quickly, from the first other one on as ``import_csv`` does.

    Raises what import_csv raises, and UnicodeDecodeError.
    """
    report = Report()
    done, all_done = _quickly(report, path, datastream_id)
    if all_done:
        return report
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return import_csv(lines, datastream_id, report=report, done=done)


def _quickly(report: Report, path: Path, datastream_id: int) -> tuple[int, bool]:
    """Store whole blocks of plain rows with Arrow's reader; return how many rows are done, and whether that is all."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        names = next(csv.reader(lines), [])
    known = [name.strip().lower() for name in names]
    if not (set(known) & set(TIMES) and set(known) & set(RESULTS)) or len(known) != len(set(known)):
        return 0, False
    if not Datastream.objects.filter(pk=datastream_id).exists():
        return 0, False
    time, result = names[_column(known, TIMES)], names[_column(known, RESULTS)]
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
                moments = starts.cast(pa.int64()).to_numpy()
                _note(report, store_series(datastream_id, moments, results.to_numpy()), range(done + 2, 2**62))
                done += len(starts)
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return done, False  # the rest is read row by row
    return done, True


def import_csv(lines: Iterable[str], datastream_id: int, *, report: Report | None = None, done: int = 0) -> Report:
    """Store the rows of a CSV file; what cannot be read is reported and stops nothing.

    The first row names the columns. Numbers may have a decimal comma when the delimiter is a semicolon; times without
    a zone are UTC. done: rows at the begin that ``report`` knows already. Raises UnknownDatastream, and ProblemsFound
    when time or value has no column.
    """
    if not Datastream.objects.filter(pk=datastream_id).exists():
        raise UnknownDatastream
    stream = iter(lines)
    head = next(stream, "").lstrip("\ufeff")
    delimiter = max((";", ",", "\t"), key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
    time, result = _column(names, TIMES), _column(names, RESULTS)
    report, reader = report or Report(), csv.reader(stream, delimiter=delimiter)
    for piece in _pieces(reader, done):
        _store(report, piece, datastream_id, (time, result), comma=delimiter == ";")
    return report


def _column(names: Sequence[str], wanted: Sequence[str]) -> int:
    for name in wanted:
        if name in names:
            return names.index(name)
    raise ProblemsFound([Problem("1", "missing-column", wanted[0])])


def _pieces(reader: Iterator[list[str]], done: int) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield pieces of rows behind the first ``done`` with the line of the first one."""
    line = 2 + sum(1 for _row in islice(reader, done))
    while piece := list(islice(reader, PIECE)):
        yield line, piece
        line += len(piece)


def _store(
    report: Report, piece: tuple[int, list[list[str]]], stream: int, columns: tuple[int, int], *, comma: bool
) -> None:
    line, cells = piece
    lines: Sequence[int] = range(line, line + len(cells))
    plain = _plain(cells, columns)
    if plain is not None:
        stored = store_series(stream, *plain)
    else:
        rows, lines = _slow(report, line, cells, stream, columns, comma=comma)
        stored = store_observations(rows)
    _note(report, stored, lines)


def _note(report: Report, stored: Stored, lines: Sequence[int]) -> None:
    report.new, report.changed = report.new + stored.new, report.changed + stored.changed
    report.same += stored.same
    for refusal in stored.refused:
        _refuse(report, lines[refusal.index], refusal.kind)


def _plain(cells: list[list[str]], columns: tuple[int, int]) -> tuple[Any, Any] | None:
    """Return moments and numbers when all rows are plain; None when one is not."""
    time, result = columns
    try:
        starts = instants.many_from_iso([row[time] for row in cells])
        return None if starts is None else (starts, np.array([float(row[result]) for row in cells]))
    except (ValueError, IndexError):
        return None


def _slow(
    report: Report, line: int, cells: list[list[str]], stream: int, columns: tuple[int, int], *, comma: bool
) -> tuple[list[tuple[Any, ...]], list[int]]:
    rows: list[tuple[Any, ...]] = []
    lines = []
    for number, row in enumerate(cells, line):
        if not any(cell.strip() for cell in row):
            continue
        try:
            text = row[columns[1]].strip()
            rows.append((stream, _moment(row[columns[0]].strip()), parse_decimal(text) if comma else float(text)))
        except (ValueError, IndexError):
            _refuse(report, number, "unreadable-row")
        else:
            lines.append(number)
    return rows, lines


def _moment(text: str) -> int:
    return instants.from_iso(text.replace(" ", "T", 1) if "T" not in text else text)


def _refuse(report: Report, line: int, kind: str) -> None:
    report.wrong += 1
    if len(report.refused) < MOST_REFUSED:
        report.refused.append(Problem(str(line), kind))
