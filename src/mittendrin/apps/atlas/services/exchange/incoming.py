# SPDX-License-Identifier: EUPL-1.2
"""Records on their way in: what every reader of a file hands over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mittendrin.core.errors import Problem

MAX_BYTES = 20_000_000
MAX_ROWS = 50_000
MAX_COLUMNS = 2_000


@dataclass(frozen=True)
class Incoming:
    """One record of a file. ``place`` names it in messages; ``row`` is set when it came from a table.

    ``named`` are the fields that the table has columns for; the others keep what is stored. None means all.
    """

    kind: str
    data: Any
    place: str
    row: int = 0
    named: frozenset[str] | None = None

    def problem_at(self, problem: Problem) -> Problem:
        """Return a problem of a field with its place in the file."""
        if not self.row:
            return Problem(
                f"{self.place}: {problem.where}" if problem.where else self.place, problem.kind, problem.detail
            )
        parts = [str(int(part) + 1) if part.isdigit() else part for part in problem.where.split(".")]
        column = ".".join(part for part in parts if part)
        return Problem(f"{self.place}:{self.row}:{column}", problem.kind, problem.detail)


@dataclass
class Batch:
    """All records of a file and what was wrong with the file itself."""

    rows: list[Incoming] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
