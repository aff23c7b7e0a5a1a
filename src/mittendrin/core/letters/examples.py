# SPDX-License-Identifier: EUPL-1.2
"""The example letters of the knowledge pack: short texts with the task, the kind and what else a clerk would say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.letters.reading import Reading
from mittendrin.core.letters.zones import BODY, SUBJECT, Letter, Line

FOLDER = "examples"
_SUBJECT = re.compile(r"(?:betreff|betr\.?|betrifft|subject)\s*:", re.IGNORECASE)
_KEYS = {"kind", "text", "second", "urgent", "special"}
# Raised when letters are turned into features otherwise than before: what was fitted before is old then.
EDITION = 1


@dataclass(frozen=True)
class ExampleLetter:
    """One example. second: the task of a further request, or empty. urgent, special: as a clerk would say.

    series: number of the file that it stands in; those who wrote one series wrote no other.
    """

    task: str
    kind: str
    text: str
    second: str = ""
    urgent: bool = False
    special: bool = False
    series: int = 1


def read(pack: Path, tasks: Collection[str], kinds: Collection[str]) -> list[ExampleLetter]:
    """Return the examples of the pack in the folder ``pack``, in order. Raises ProblemsFound.

    tasks, kinds: the names that may be used.
    """
    found: list[ExampleLetter] = []
    wrong: list[Problem] = []
    for path in _paths(pack):
        for task, letters in (yaml_strict.read(path) or {}).items():
            for one in letters:
                if _fits(task, one, tasks, kinds):
                    found.append(_letter(task, one, _series(path)))
                else:
                    wrong.append(Problem(path.name, "example", f"{task}: {str(one)[:60]}"))
    if wrong:
        raise ProblemsFound(wrong)
    return found


def reading_of(letter: ExampleLetter) -> Reading:
    """Return an example ready for finding features in it: all of it is text, but for the line that is marked."""
    lines: list[Line] = []
    place = 0
    for row in letter.text.split("\n"):
        marked = _SUBJECT.match(row)
        lines.append(Line(place, place + len(row), row, SUBJECT if marked and place == 0 else BODY))
        place += len(row) + 1
    return Reading(Letter(letter.text, tuple(lines)))


def digest(pack: Path) -> str:
    """Return a short name of the examples as they are now: changes with every letter."""
    told = hashlib.sha256(f"{EDITION}".encode())
    for path in _paths(pack):
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()[:16]


def _series(path: Path) -> int:
    """Return the number at the end of a file's name (``bauen_3.yaml``), 1 where there is none."""
    number = path.stem.rpartition("_")[2]
    return int(number) if number.isdigit() else 1


def _paths(pack: Path) -> Iterator[Path]:
    return iter(sorted((pack / FOLDER).glob("*.yaml")))


def _fits(task: str, one: Any, tasks: Collection[str], kinds: Collection[str]) -> bool:
    return (
        isinstance(one, dict)
        and not one.keys() - _KEYS
        and task in tasks
        and one.get("kind") in kinds
        and bool(str(one.get("text", "")).strip())
        and (not one.get("second") or one["second"] in tasks)
    )


def _letter(task: str, one: Mapping[str, Any], series: int) -> ExampleLetter:
    return ExampleLetter(
        task,
        str(one["kind"]),
        str(one["text"]),
        str(one.get("second") or ""),
        urgent=one.get("urgent") is True,
        special=one.get("special") is True,
        series=series,
    )
