# SPDX-License-Identifier: EUPL-1.2
"""File plans as files: CSV with a head line, or YAML; checked as a whole before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mittendrin.core import csv_table, yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound

COLUMNS = ("number", "title", "parent", "years", "basis")
_HEADS = {"nummer": "number", "titel": "title", "über": "parent", "ueber": "parent", "jahre": "years", "grund": "basis"}
_NUMBER = re.compile(r"\d{1,4}(?:[.\-/ ]\d{1,4}){0,5}")
MOST_BYTES, MOST_LINES, MOST_YEARS = 2_000_000, 20_000, 200


@dataclass(frozen=True)
class PlanLine:
    """One line of a file plan. parent: number of the line above it, empty for a main group. years: None = for ever."""

    number: str
    title: str
    parent: str = ""
    years: int | None = None
    basis: str = ""


def read(data: bytes, name: str) -> list[PlanLine]:
    """Return the lines of a file plan, each after the one it belongs to. Raises ProblemsFound.

    A line without a named parent belongs to the longest number that it begins with.
    """
    if len(data) > MOST_BYTES:
        raise ProblemsFound([Problem("", "too-large", "2 MB")])
    rows = _yaml(data) if name.lower().endswith((".yaml", ".yml")) else _csv(data)
    problems: list[Problem] = []
    lines = [line for at, row in enumerate(rows, start=2) if (line := _line(str(at), row, problems))]
    _check(lines, problems)
    if problems:
        raise ProblemsFound(problems[:100])
    return sorted(_with_parents(lines), key=lambda line: _parts(line.number))


def _yaml(data: bytes) -> list[Mapping[str, Any]]:
    found = yaml_strict.parse(csv_table.decode(data), "")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ProblemsFound([Problem("", "no-rows")])
    return found


def _csv(data: bytes) -> list[Mapping[str, Any]]:
    table = csv_table.read(data, max_bytes=MOST_BYTES, max_rows=MOST_LINES)
    return [{_HEADS.get(head.lower(), head.lower()): cell for head, cell in row.cells.items()} for row in table.rows]


def _line(at: str, row: Mapping[str, Any], problems: list[Problem]) -> PlanLine | None:
    values = {name: " ".join(str(row.get(name) if row.get(name) is not None else "").split()) for name in COLUMNS}
    found = list(_wrong(at, values))
    problems += found
    if found:
        return None
    years = int(values["years"]) if values["years"] else None
    return PlanLine(values["number"], values["title"], values["parent"], years, values["basis"][:200])


def _wrong(at: str, values: Mapping[str, str]) -> Iterator[Problem]:
    if not _NUMBER.fullmatch(values["number"]) or len(values["number"]) > 20:
        yield Problem(f"{at}:number", "bad-key" if values["number"] else "missing", values["number"][:20])
    if not values["title"]:
        yield Problem(f"{at}:title", "missing")
    elif len(values["title"]) > 200:
        yield Problem(f"{at}:title", "too-long", "200")
    if values["years"] and not (re.fullmatch(r"[0-9]{1,4}", values["years"]) and int(values["years"]) <= MOST_YEARS):
        yield Problem(f"{at}:years", "bad-number", values["years"][:20])


def _check(lines: Sequence[PlanLine], problems: list[Problem]) -> None:
    if not lines and not problems:
        problems.append(Problem("", "no-rows"))
    if len(lines) > MOST_LINES:
        problems.append(Problem("", "too-many-rows", str(MOST_LINES)))
    seen: dict[str, int] = {}
    numbers = {line.number for line in lines}
    for at, line in enumerate(lines, start=2):
        if line.number in seen:
            problems.append(Problem(f"{at}:number", "row-twice", str(seen[line.number])))
        seen.setdefault(line.number, at)
        if line.parent and (line.parent not in numbers or _parts(line.parent) >= _parts(line.number)):
            problems.append(Problem(f"{at}:parent", "bad-key", line.parent[:20]))


def _with_parents(lines: Sequence[PlanLine]) -> Iterator[PlanLine]:
    numbers = {line.number for line in lines}
    for line in lines:
        parent = line.parent or next(
            (line.number[:end] for end in range(len(line.number) - 1, 0, -1) if line.number[:end] in numbers), ""
        )
        yield PlanLine(line.number, line.title, parent, line.years, line.basis)


def _parts(number: str) -> tuple[str, ...]:
    return tuple(re.split(r"[.\-/ ]", number))
