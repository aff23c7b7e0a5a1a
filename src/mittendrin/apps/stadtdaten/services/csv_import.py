# SPDX-License-Identifier: EUPL-1.2
"""One series from a CSV file with a time and a value in each row; of any length, in bounded memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from mittendrin.apps.stadtdaten.ingest import store_observations, store_series
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


def import_csv(lines: Iterable[str], datastream_id: int) -> Report:
    """Store the rows of a CSV file; what cannot be read is reported and stops nothing.

    The first row names the columns. Numbers may have a decimal comma when the delimiter is a semicolon; times without
    a zone are UTC. Raises UnknownDatastream, and ProblemsFound when time or value has no column.
    """
    if not Datastream.objects.filter(pk=datastream_id).exists():
        raise UnknownDatastream
    stream = iter(lines)
    head = next(stream, "").lstrip("\ufeff")
    delimiter = max((";", ",", "\t"), key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
    time, result = _column(names, TIMES), _column(names, RESULTS)
    report, reader = Report(), csv.reader(stream, delimiter=delimiter)
    for piece in _pieces(reader):
        _store(report, piece, datastream_id, (time, result), comma=delimiter == ";")
    return report


def _column(names: Sequence[str], wanted: Sequence[str]) -> int:
    for name in wanted:
        if name in names:
            return names.index(name)
    raise ProblemsFound([Problem("1", "missing-column", wanted[0])])


def _pieces(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield pieces of rows with the line of the first one."""
    line = 2
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
