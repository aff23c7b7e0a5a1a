# SPDX-License-Identifier: EUPL-1.2
"""A town's plan of responsibilities as towns keep it: Markdown, CSV, Excel, OpenDocument or plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mittendrin.core import csv_table
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.spreadsheet import first_sheet

MAX_BYTES = 5_000_000
MAX_UNPACKED = 60_000_000
MAX_UNITS = 300
MAX_NAME, MAX_TASKS = 120, 20_000
_NAME_HEADS = ("einheit", "organisationseinheit", "amt", "fachbereich", "fachdienst", "abteilung", "name",
               "bezeichnung", "dienststelle", "unit", "office", "stelle", "sachgebiet")  # fmt: skip
_TASK_HEADS = ("zuständig für", "zuständigkeit", "zuständigkeiten", "aufgaben", "aufgabe", "tasks", "duties",
               "aufgabenbereich", "aufgabengebiet", "produkte", "leistungen")  # fmt: skip
_RULE_ROW = re.compile(r"[\s|:+=-]+")
_MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_BULLET = re.compile(r"\s*(?:[-*•–]|\d+[.)])\s+(.*)")
_EXCEPTION = re.compile(r"\s*(?:ausnahmen?|hinweise?|sonderregel\w*|kreisaufgaben)\b.*:", re.IGNORECASE)
_COLON = re.compile(r"([^:]{3,120}?):\s+(\S.*)")
_GAP = re.compile(r"\t+| {3,}")


@dataclass(frozen=True)
class PlanRows:
    """What a plan says. units: name and tasks, in order. exceptions: free text beside the table."""

    units: tuple[tuple[str, str], ...]
    exceptions: str = ""


def read(data: bytes, name: str = "") -> PlanRows:
    """Return the plan in a file; ``name`` is its file name.

    Raises ProblemsFound when it is too large, no table or text, or holds no units.
    """
    if len(data) > MAX_BYTES:
        raise ProblemsFound([Problem("", "too-large", f"{MAX_BYTES // 1_000_000} MB")])
    if data.startswith(b"PK\x03\x04"):
        return _checked(_merged(_named(_sheet(data))), "")
    if data.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise ProblemsFound([Problem("", "plan-format")])
    text = csv_table.decode(data)
    if not text.strip():
        raise ProblemsFound([Problem("", "empty-file")])
    if name.lower().endswith(".csv"):
        return _checked(_merged(_named(_csv(text))), "")
    return from_text(text)


def from_text(text: str) -> PlanRows:
    """Return the plan in Markdown or plain text. Raises ProblemsFound when it holds no units."""
    lines = text.splitlines()
    if sum(line.count("|") >= 2 for line in lines) >= 2:
        rows = [_cells(line) for line in lines if line.count("|") >= 2 and not _RULE_ROW.fullmatch(line)]
        return _checked(_merged(_named(rows)), _exceptions(lines))
    if sum(line.count(";") == lines[0].count(";") > 0 for line in lines) >= max(2, len(lines) // 2):
        return _checked(_merged(_named(_csv(text))), "")
    return _checked(_merged(list(_outline(lines))), _exceptions(lines))


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub("", text).split())


def _cells(line: str) -> list[str]:
    return [_plain(cell) for cell in line.strip().strip("|").split("|")]


def _csv(text: str) -> list[list[str]]:
    rows = list(csv_table.rows(text))
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def _sheet(data: bytes) -> list[list[str]]:
    sheet = first_sheet(data, most_rows=5_000, most_unpacked=MAX_UNPACKED, wrong="plan-format")
    rows = [[" ".join(str(cell).split()) for cell in row] for row in sheet]
    return [row for row in rows if any(row)]


def _named(rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Return name and tasks of each row: by the headings, else the first two columns that hold words."""
    for at, row in enumerate(rows[:10]):
        heads = [cell.casefold() for cell in row]
        name, tasks = _column(heads, _NAME_HEADS), _column(heads, _TASK_HEADS)
        if name is not None and tasks is not None and name != tasks:
            return list(_down(rows[at + 1 :], name, tasks))
    wordy = [at for at in range(max(map(len, rows), default=0)) if _wordy(rows, at)]
    if len(wordy) < 2:
        raise ProblemsFound([Problem("", "plan-columns")])
    return list(_down(rows, wordy[0], wordy[1]))


def _column(heads: Sequence[str], wanted: Sequence[str]) -> int | None:
    exact = [at for at, head in enumerate(heads) if head in wanted]
    begins = [at for at, head in enumerate(heads) if any(head.startswith(one) for one in wanted)]
    return next(iter(exact or begins), None)


def _wordy(rows: Sequence[Sequence[str]], at: int) -> bool:
    cells = [row[at] for row in rows if at < len(row) and row[at]]
    return sum(bool(re.search(r"[^\W\d_]{3}", cell)) for cell in cells) > len(cells) / 2 and bool(cells)


def _down(rows: Sequence[Sequence[str]], name: int, tasks: int) -> Iterator[tuple[str, str]]:
    """Yield name and tasks; a row without name goes on with the unit above."""
    last = ""
    for row in rows:
        last = (row[name] if name < len(row) else "") or last
        told = row[tasks] if tasks < len(row) else ""
        if last and (told or name < len(row)):
            yield last, told


def _outline(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield name and tasks from text: ``Name: tasks``, ``Name<tab>tasks``, or a heading with tasks below."""
    last = ""
    headed = False
    for line in lines:
        if not line.strip() or _EXCEPTION.match(line):
            last = last if line.strip() or headed else ""
            continue
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        text = _plain(heading[1] if heading else bullet[1] if bullet else line)
        pair = _COLON.fullmatch(text)
        gap = _GAP.split(line.strip(), maxsplit=1)
        if pair and not (bullet and last):
            last = ""
            yield pair[1], pair[2]
        elif len(gap) == 2 and not bullet:
            yield _plain(gap[0]), _plain(gap[1])
        elif last and not heading:
            yield last, text
        else:
            last, headed = text, bool(heading)


def _exceptions(lines: Sequence[str]) -> str:
    found = [_plain(line) for line in lines if _EXCEPTION.match(_MARKUP.sub("", line))]
    return "\n".join(found)


def _merged(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    tasks: dict[str, list[str]] = {}
    for name, told in pairs:
        known = tasks.setdefault(" ".join(name.split()).strip(" :"), [])
        if told and told not in known:
            known.append(told)
    return [(name, ", ".join(told)) for name, told in tasks.items()]


def _checked(units: Sequence[tuple[str, str]], exceptions: str) -> PlanRows:
    problems = [Problem("", "plan-name-long", name[:60]) for name, _ in units if len(name) > MAX_NAME]
    problems += [Problem("", "plan-no-tasks", name[:60]) for name, told in units if not told]
    problems += [Problem("", "too-long", str(MAX_TASKS)) for _, told in units if len(told) > MAX_TASKS]
    if len(units) > MAX_UNITS:
        problems.append(Problem("", "too-many-rows", str(MAX_UNITS)))
    if len(units) < 2:
        problems = [Problem("", "plan-columns")]
    if problems:
        raise ProblemsFound(problems[:20])
    return PlanRows(tuple(units), exceptions)
