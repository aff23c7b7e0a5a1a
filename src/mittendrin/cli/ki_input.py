# SPDX-License-Identifier: EUPL-1.2
"""What the commands of ``mittendrin ki`` are given: a text, confirmed examples, a plan of units."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mittendrin.contracts.block import Answer, Block, Example, Extractor
from mittendrin.contracts.document import Document, from_text
from mittendrin.contracts.town_plan import PlannedUnit, TownPlan
from mittendrin.core import csv_table
from mittendrin.core.csv_table import Row, place
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.townhall.plan import read_plan, town_plan

MAX_TEXT = 1_000_000
MAX_TABLE = 50_000_000
MAX_ROWS = 100_000
TEXT, LABEL, DAY = "text", "label", "day"


def document(file: Path) -> Document:
    """Return the text of a file as a document. Raises ProblemsFound for what is no text or longer than 1 MB."""
    return from_text(csv_table.decode(_bytes(file, MAX_TEXT)))


def plan(file: Path | None) -> TownPlan:
    """Return the town's plan, its units and tasks from ``file`` if there is one. Raises ProblemsFound."""
    kept = town_plan()
    if file is None:
        return kept
    rows = read_plan(_bytes(file, MAX_TABLE), file.name)
    return replace(kept, units=tuple(PlannedUnit(*unit) for unit in rows.units), exceptions=rows.exceptions)


def examples(file: Path, block: Block[Any]) -> list[Example[Any]]:
    """Return the confirmed examples in a CSV or JSON-lines file, for learning.

    Columns: ``text``, then ``label`` or, for an extractor, one for each fact; ``day`` may be there. Raises
    ProblemsFound with every row that does not fit; blank facts are facts that the letter does not say.
    """
    names = block.names if isinstance(block, Extractor) else (LABEL,)
    data = _bytes(file, MAX_TABLE)
    rows = list(_json_rows(data) if file.suffix == ".jsonl" else _csv_rows(data, names))
    wanted = (TEXT, *(() if isinstance(block, Extractor) else names))
    problems = [
        Problem(place(row.number, name), "missing") for row in rows for name in wanted if not row.cells.get(name)
    ]
    problems += [] if rows else [Problem("", "no-rows")]
    if problems:
        raise ProblemsFound(problems[: csv_table.MAX_PROBLEMS])
    return [_example(row.cells, block) for row in rows]


def _example(cells: Mapping[str, str], block: Block[Any]) -> Example[Any]:
    value: Any = cells.get(LABEL, "")
    if isinstance(block, Extractor):
        value = {name: Answer(cells[name], 1.0) for name in block.names if cells.get(name)}
    return Example(from_text(cells[TEXT]), value, cells.get(DAY, ""))


def _csv_rows(data: bytes, names: tuple[str, ...]) -> Iterator[Row]:
    table = csv_table.read(data, max_bytes=MAX_TABLE, max_rows=MAX_ROWS)
    _ensure_columns(table.columns, (TEXT, *names))
    yield from table.rows


def _json_rows(data: bytes) -> Iterator[Row]:
    for number, line in enumerate(csv_table.decode(data).splitlines(), 1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ProblemsFound([Problem(place(number), "not-json")]) from error
        if not isinstance(cells, dict):
            raise ProblemsFound([Problem(place(number), "not-json")])
        yield Row(number, {name: str(cell).strip() for name, cell in cells.items() if isinstance(cell, str | int)})


def _ensure_columns(columns: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    if missing := [name for name in wanted if name not in columns]:
        raise ProblemsFound([Problem("", "column-missing", name) for name in missing])


def _bytes(file: Path, most: int) -> bytes:
    with file.open("rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise ProblemsFound([Problem("", "too-large", f"{most // 1_000_000} MB")])
    return data
