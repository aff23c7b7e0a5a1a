# SPDX-License-Identifier: EUPL-1.2
"""The register of municipalities of the Federal Statistical Office (GV-ISys), read from an extract or a plain table.

``read`` takes the official quarterly extract (XLSX, or saved as CSV) as well as tables with named columns, checks
every row, and returns all municipalities or refuses the file with every problem it found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO

from mittendrin.apps.atlas.sources.register import keys
from mittendrin.apps.atlas.sources.register.layout import HEADER_ROWS, Layout, PopulationColumn, detect
from mittendrin.apps.atlas.sources.register.rows import Municipality, RowReader
from mittendrin.apps.atlas.sources.register.tables import MAX_BYTES, NumberedRow, Table, open_table, refuse
from mittendrin.core import csv_table
from mittendrin.core.errors import Problem, ProblemsFound

__all__ = ["MAX_BYTES", "Municipality", "Progress", "RegisterFile", "keys", "read"]

MAX_PROBLEMS = 50
STEP = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RegisterFile:
    """A register file without errors.

    territory: day of the borders, empty when the file does not say. year: of the population figures.
    population_column: the column they come from. census: they are those of the census.
    notices: (name, count or detail) of what was repaired or is missing.
    """

    name: str
    municipalities: tuple[Municipality, ...]
    territory: str
    year: int | None
    population_column: str
    census: bool
    notices: tuple[tuple[str, str], ...] = field(default=())

    @property
    def label(self) -> str:
        """Return the state of the data in short."""
        return self.territory or (str(self.year) if self.year else self.name)


def read(
    stream: BinaryIO, name: str, size: int, year: int | None = None, progress: Progress | None = None
) -> RegisterFile:
    """Return the municipalities in ``stream``; ``year`` chooses the column or names the year of the population.

    Without ``year`` the youngest population counts. ``progress`` hears (row, rows). Raises ProblemsFound, with up to
    50 problems, for anything that is not right: nothing of such a file is used.
    """
    table = open_table(stream, name, size)
    rows = iter(table.rows)
    head = list(islice(rows, HEADER_ROWS * 2))
    if not any(any(cells) for _, cells in head):
        raise refuse("empty-file")
    layout = detect(head[:HEADER_ROWS], table.sheet) if head else Layout(0, {}, {}, [])
    populations = _choose(layout, year)
    reader = RowReader(layout, populations, fixed_width=table.fixed_width and not layout.official)
    municipalities = _read_rows(_told(chain(head, rows), table.count, progress), layout, reader)
    notices = list(_notices(table, reader.counts, populations))
    chosen = populations[0]
    return RegisterFile(
        name, tuple(municipalities), layout.territory, chosen.year, chosen.name, chosen.census, tuple(notices)
    )


def _told(rows: Iterator[NumberedRow], count: int, progress: Progress | None) -> Iterator[NumberedRow]:
    for done, row in enumerate(rows):
        if progress and done % STEP == 0:
            progress(done, max(done, count))
        yield row


def _choose(layout: Layout, year: int | None) -> list[PopulationColumn]:
    """Return the population columns, the wanted or youngest first; later ones fill its gaps."""
    columns = sorted(layout.populations, key=lambda column: -(column.year or 0))
    if year is None:
        return columns
    wanted = [column for column in columns if column.year == year]
    undated = [column for column in columns if column.year is None]
    if wanted:
        return [*wanted, *(column for column in columns if column.year is not None and column.year < year)]
    if undated:
        return [PopulationColumn(undated[0].index, undated[0].name, year, undated[0].census)]
    years = ", ".join(str(column.year) for column in columns)
    raise refuse("unknown-year", csv_table.place(layout.header_row), years)


def _read_rows(rows: Iterator[NumberedRow], layout: Layout, reader: RowReader) -> list[Municipality]:
    found: dict[str, Municipality] = {}
    problems: list[Problem] = []
    for number, cells in rows:
        if number <= layout.header_row or not any(cells):
            continue
        try:
            municipality = reader.read(number, cells)
        except ProblemsFound as error:
            problems += error.problems
            if len(problems) >= MAX_PROBLEMS:
                break
            continue
        if municipality is None:
            continue
        first = found.setdefault(municipality.ags, municipality)
        if first is not municipality:
            problems.append(Problem(csv_table.place(number, "AGS"), "key-twice", f"{municipality.ags} ({first.row})"))
    if problems:
        raise ProblemsFound(problems[:MAX_PROBLEMS])
    if not found:
        raise refuse("no-rows")
    return list(found.values())


def _notices(table: Table, counts: Counter[str], populations: list[PopulationColumn]) -> Iterator[tuple[str, str]]:
    if table.windows:
        yield "windows-1252", ""
    if populations[0].year is None:
        yield "year-unknown", populations[0].name
    for name in ("zero-restored", "population-older", "no-coordinates", "uninhabited"):
        if counts[name]:
            yield name, str(counts[name])
