# SPDX-License-Identifier: EUPL-1.2
"""Answers of a survey of many municipalities: a CSV file with its codebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mittendrin.apps.standort.sources import answer_values
from mittendrin.apps.standort.sources.answer_values import Wrong
from mittendrin.core import csv_table, yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound

KINDS = ("single", "multiple", "number")
MAX_BYTES = 200_000_000
MAX_PROBLEMS = 50
MOST = 1e12
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """A column: its title, what its codes mean, which codes mean that there is no answer.

    whole: numbers without decimals, so that 41.200 means forty-one thousand two hundred.
    """

    name: str
    title: str
    kind: str
    values: Mapping[str, str]
    missing: frozenset[str]
    separator: str = "|"
    whole: bool = False


@dataclass(frozen=True)
class Codebook:
    """All questions of a survey; weight: the column with the weights, empty without; groups: what sorts places.

    simulated: the answers are made up, and every table and chart says so.
    """

    questions: tuple[Question, ...]
    weight: str = ""
    groups: tuple[str, ...] = ()
    simulated: bool = False


@dataclass(frozen=True)
class Survey:
    """The answers by question, None where there is none, and the weight of each row."""

    codebook: Codebook
    answers: Mapping[str, list[Any]]
    weights: Floats

    @property
    def size(self) -> int:
        """Return how many rows there are."""
        return len(self.weights)


def read_codebook(path: Path) -> Codebook:
    """Return the codebook in a YAML file; raises ProblemsFound, OSError."""
    return codebook_of(yaml_strict.read(path), path.name)


def codebook_of(data: Any, file: str) -> Codebook:
    """Return the codebook that YAML ``data`` holds; ``file`` names it in messages. Raises ProblemsFound."""
    if not isinstance(data, dict) or not isinstance(data.get("questions"), dict) or not data["questions"]:
        raise ProblemsFound([Problem(file, "not-a-codebook")])
    problems: list[Problem] = []
    questions = [_question(str(name), entry, f"{file}: {name}", problems) for name, entry in data["questions"].items()]
    groups = tuple(_several(data.get("groups")))
    known = {question.name for question in questions}
    problems += [Problem(f"{file}: groups", "unknown-column", name) for name in groups if name not in known]
    problems += [
        Problem(file, "unknown-key", "") for name in data if name not in {"questions", "weight", "groups", "simulated"}
    ]
    if problems:
        raise ProblemsFound(problems)
    return Codebook(tuple(questions), str(data.get("weight") or ""), groups, data.get("simulated") is True)


def _question(name: str, entry: Any, where: str, problems: list[Problem]) -> Question:
    data = entry if isinstance(entry, dict) else {}
    kind = str(data.get("kind", "single"))
    values = data.get("values") or {}
    if not isinstance(entry, dict) or kind not in KINDS or not isinstance(values, dict):
        problems.append(Problem(where, "bad-question", ", ".join(KINDS)))
        values, kind = {}, "single"
    missing = set(_several(data.get("missing")))
    codes = {str(code): str(words) for code, words in values.items()}
    separator, whole = str(data.get("separator", "|")), data.get("whole") is True
    return Question(name, str(data.get("title") or name), kind, codes, frozenset(missing), separator, whole)


def _several(entry: Any) -> list[str]:
    """Return the texts of a list; a single code or name without brackets is a list of one."""
    if entry is None:
        return []
    return [str(one) for one in (entry if isinstance(entry, list) else [entry])]


def read(data: bytes, codebook: Codebook) -> Survey:
    """Return the answers in a CSV file; raises ProblemsFound with the rows that are wrong."""
    if len(data) > MAX_BYTES:
        raise ProblemsFound([Problem("", "too-large", f"{MAX_BYTES // 1_000_000} MB")])
    lines = csv_table.rows(csv_table.decode(data))
    header = [name.strip() for name in next(lines, [])]
    wanted = [question.name for question in codebook.questions] + ([codebook.weight] if codebook.weight else [])
    absent = [Problem("", "column-missing", name) for name in wanted if name not in header]
    if not header:
        raise ProblemsFound([Problem("", "empty-file")])
    if absent:
        raise ProblemsFound(absent)
    places = {name: header.index(name) for name in wanted}
    reader = _Rows(codebook, places, len(header))
    for number, cells in enumerate(lines, start=2):
        reader.take(number, cells)
    if reader.problems or not reader.weights:
        raise ProblemsFound(reader.problems or [Problem("", "no-rows")])
    return Survey(codebook, reader.answers, np.array(reader.weights, dtype=np.float64))


class _Rows:
    """Takes rows one by one."""

    def __init__(self, codebook: Codebook, places: Mapping[str, int], width: int) -> None:
        self.codebook, self.places, self.width = codebook, places, width
        self.answers: dict[str, list[Any]] = {question.name: [] for question in codebook.questions}
        self.weights: list[float] = []
        self.problems: list[Problem] = []

    def take(self, number: int, cells: list[str]) -> None:
        """Take one row, or note what is wrong with it."""
        if len(self.problems) >= MAX_PROBLEMS:
            return
        if len(cells) != self.width:
            self.problems.append(Problem(csv_table.place(number), "row-width", f"{len(cells)}/{self.width}"))
            return
        for question in self.codebook.questions:
            self.answers[question.name].append(
                self._answer(number, question, cells[self.places[question.name]].strip())
            )
        self.weights.append(self._weight(number, cells))

    def _answer(self, number: int, question: Question, cell: str) -> Any:
        if answer_values.is_open(cell) or cell in question.missing:
            return None
        if question.kind == "number":
            return self._number(number, question.name, cell, question.whole)
        codes = [part.strip() for part in cell.split(question.separator)] if question.kind == "multiple" else [cell]
        unknown = [code for code in codes if question.values and code not in question.values]
        if unknown:
            self.problems.append(Problem(csv_table.place(number, question.name), "unknown-code", unknown[0][:60]))
            return None
        return frozenset(codes) if question.kind == "multiple" else cell

    def _number(self, number: int, column: str, cell: str, whole: bool = False) -> float | None:
        negative = cell.startswith("-")
        try:
            found = answer_values.number(cell.removeprefix("-"), MOST, whole=whole)
        except Wrong:
            self.problems.append(Problem(csv_table.place(number, column), "not-a-number", cell[:60]))
            return None
        return -found if negative else found

    def _weight(self, number: int, cells: list[str]) -> float:
        if not self.codebook.weight:
            return 1.0
        column = self.codebook.weight
        weight = self._number(number, column, cells[self.places[column]].strip() or "?")
        if weight is not None and weight <= 0:
            self.problems.append(
                Problem(csv_table.place(number, column), "bad-weight", cells[self.places[column]].strip()[:60])
            )
        return weight or 1.0
