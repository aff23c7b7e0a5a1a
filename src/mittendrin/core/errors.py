# SPDX-License-Identifier: EUPL-1.2
"""Named problems: where, what, detail. The views and the command line put them into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    where: file, row, column or path inside a record. kind: short stable name, the key of the message.
    detail: the value or rule at fault, never personal data.
    """

    where: str
    kind: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}: {self.detail}"


class MittendrinError(Exception):
    """Base of all errors that a person can mend."""


class ProblemsFound(MittendrinError):
    """An input was refused; nothing of it was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems[:5]))


class ModelDamaged(ValueError):
    """The files of a model are missing, changed or of another version."""
