# SPDX-License-Identifier: EUPL-1.2
"""Series for the command line: read whole, brought to equal steps, times written as they were read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from mittendrin.contracts.series import Series
from mittendrin.core.dates.steps import Step, about, seconds_between, step_around, usual_step
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.series_csv import SET_BACK, opened

MOST_ROWS = 5_000_000
_GERMAN = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")


@dataclass(frozen=True)
class Table:
    """A file read whole: its series with further columns as ``extra``, how a time was written, how many were twice.

    sorted: whether the rows had to be put in the order of their times.
    """

    series: Series
    written: str
    repeated: int
    sorted: bool = False


def whole(path: Path, column: str = "", *, others: bool = False) -> Table:
    """Return the series in a file, in the order of its times; readings of the same time are averaged.

    Raises ProblemsFound, OSError.
    """
    times: dict[datetime, list[tuple[float, ...]]] = {}
    written, newest, mixed = "", None, False
    with opened(path, column, others=others) as rows:
        names = rows.columns.names
        for count, row in enumerate(rows):
            if count >= MOST_ROWS:
                raise ProblemsFound([Problem("", "too-many-rows", str(MOST_ROWS))])
            times.setdefault(row.time, []).append(row.values)
            newest = max(row.time, newest) if newest else row.time
            mixed = mixed or row.time < newest - SET_BACK
            written = row.text
    order = sorted(times)
    columns = [tuple(_mean([values[at] for values in times[time]]) for time in order) for at in range(len(names))]
    extra = {name: Series(tuple(order), values, name) for name, values in zip(names[1:], columns[1:], strict=True)}
    repeated = sum(len(values) - 1 for values in times.values())
    return Table(Series(tuple(order), columns[0], names[0], extra), written, repeated, mixed)


def _mean(numbers: Sequence[float]) -> float:
    known = [number for number in numbers if not math.isnan(number)]
    return math.fsum(known) / len(known) if known else math.nan


def coarsened(series: Series, step: Step, how: str) -> Series:
    """Return one reading for each ``step`` of the calendar, as ``sum`` or ``mean``; the last only when whole.

    A time with a zone belongs to the day and month that it has in Germany.
    """
    fine = about(usual_step(series.times)).total_seconds()
    groups: dict[tuple[datetime, datetime], list[float]] = {}
    for time, value in zip(series.times, series.values, strict=True):
        groups.setdefault(step_around(time, step, series.times[0]), []).append(value)
    if groups and seconds_between(series.times[-1], max(groups)[1]) > fine * 1.5:
        del groups[max(groups)]
    values = []
    for span, group in groups.items():
        known = [value for value in group if not math.isnan(value)]
        mean = math.fsum(known) / len(known) if known else math.nan
        expected = max(round(seconds_between(*span) / fine), 1)
        values.append(mean * (max(len(group), expected) if how == "sum" else 1))
    extra = {name: coarsened(one, step, "mean") for name, one in series.extra.items()}
    return Series(tuple(begin for begin, _end in groups), tuple(values), series.name, extra)


def looks_counted(series: Series) -> bool:
    """Return whether the values look like counts of events: whole numbers from 0 on."""
    known = [value for value in series.values if not math.isnan(value)]
    return bool(known) and min(known) == 0 and all(value == int(value) for value in known)


def ended(series: Series) -> Series:
    """Return the series up to its last reading that has a value; further columns keep their future."""
    last = max((at for at, value in enumerate(series.values) if not math.isnan(value)), default=-1)
    return Series(series.times[: last + 1], series.values[: last + 1], series.name, series.extra)


def as_written(time: datetime, pattern: str) -> str:
    """Return ``time`` in the form of ``pattern``, a time as the file has it."""
    if _GERMAN.match(pattern):
        if ":" not in pattern and (time.hour, time.minute, time.second) == (0, 0, 0):
            return time.strftime("%d.%m.%Y")
        return time.strftime("%d.%m.%Y %H:%M:%S" if pattern.count(":") > 1 else "%d.%m.%Y %H:%M")
    clock = pattern[10:].partition("+")[0].rstrip("Zz")
    if not clock and time == time.replace(hour=0, minute=0, second=0, microsecond=0):
        return time.date().isoformat()
    detail = "seconds" if clock.count(":") != 1 or time.second else "minutes"
    text = time.isoformat("T" if "T" in pattern else " ", timespec=detail)
    return text.removesuffix("+00:00") + "Z" if pattern.endswith(("Z", "z")) else text


@contextmanager
def written(path: Path) -> Iterator[IO[str]]:
    """Yield a file that is put in place of ``path`` when all was well. Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
