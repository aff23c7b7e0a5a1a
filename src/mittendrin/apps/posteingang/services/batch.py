# SPDX-License-Identifier: EUPL-1.2
"""Many files at once, without a database: gathered, read by several processes, proposed, one row a letter."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from mittendrin.apps.posteingang.services.proposing import Confirmed, Proposer
from mittendrin.apps.posteingang.services.table import Row, letter_row, refused_row
from mittendrin.apps.posteingang.sources.reader import Reader
from mittendrin.apps.posteingang.sources.reading import Postponed, Reading, Remark
from mittendrin.apps.posteingang.sources.refusals import remark
from mittendrin.core import csv_table
from mittendrin.core.errors import Problem, ProblemsFound

_JUNK = frozenset({"thumbs.db", "desktop.ini"})
_TABLE_BYTES, _TABLE_ROWS = 50_000_000, 100_000


@dataclass(frozen=True)
class Source:
    """A file to read and how its row names it."""

    path: Path
    label: str


@dataclass(frozen=True)
class Outcome:
    """What reading one file gave; ``later`` when it was put off for a reason outside of the file."""

    source: Source
    reading: Reading
    later: Remark | None = None


def sources(paths: Sequence[Path], without: Sequence[Path] = ()) -> list[Source]:
    """Return the files in ``paths`` and below its folders, in order; links to folders are not followed.

    A file of a folder is named by its path within it, a single file by its name; by the whole path where two files
    would have one name. ``without``: files that are not letters.
    """
    left_out = {path.absolute() for path in without}
    found = [(path, label) for top in paths for path, label in _below(top) if path.absolute() not in left_out]
    labels = [label for _, label in found]
    return [Source(path, label if labels.count(label) == 1 else str(path)) for path, label in dict.fromkeys(found)]


def _below(top: Path) -> Iterator[tuple[Path, str]]:
    if not top.is_dir():
        yield top, top.name or str(top)
        return
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower() not in _JUNK:
                path = Path(folder) / name
                yield path, path.relative_to(top).as_posix()


def read_all(files: Sequence[Source], jobs: int, on_page: Callable[[], None] | None = None) -> Iterator[Outcome]:
    """Yield what stands in each file, in order, read by ``jobs`` processes at once."""
    with ExitStack() as stack:
        free: SimpleQueue[Reader] = SimpleQueue()
        for _number in range(max(min(jobs, len(files)), 1)):
            free.put(stack.enter_context(Reader(on_page)))
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=jobs))
        stack.callback(pool.shutdown, cancel_futures=True)
        yield from pool.map(lambda source: _outcome(source, free), files)


def _outcome(source: Source, free: SimpleQueue[Reader]) -> Outcome:
    if not os.path.lexists(source.path):
        return Outcome(source, Reading(source.path.name, "", refused=remark("missing")))
    reader = free.get()
    try:
        return Outcome(source, reader.read(source.path))
    except Postponed as error:
        return Outcome(source, Reading(source.path.name, ""), error.remark)
    finally:
        free.put(reader)


def rows(outcome: Outcome, proposer: Proposer) -> list[Row]:
    """Return one row for each letter of a file, one with the reason when it was not read."""
    label, reading = outcome.source.label, outcome.reading
    if refused := outcome.later or reading.refused:
        return [refused_row(label, refused)]
    return [
        letter_row(label, letter.document, proposer.propose(letter.document), reading.remarks)
        for letter in reading.letters
    ]


@dataclass(frozen=True)
class Lesson:
    """One row of a table to learn from."""

    path: Path
    unit: str
    kind: str


def lessons(table: Path, folders: Sequence[Path]) -> tuple[list[Lesson], list[str]]:
    """Return the rows of a table (columns file, unit, kind) whose file is there, and the names of files that are not.

    Paths are relative to the table or to ``folders``. Raises ProblemsFound when the table is broken.
    """
    with table.open("rb") as stream:
        content = csv_table.read(stream.read(_TABLE_BYTES + 1), max_bytes=_TABLE_BYTES, max_rows=_TABLE_ROWS)
    if missing := [name for name in ("file", "unit", "kind") if name not in content.columns]:
        raise ProblemsFound([Problem("", "column-missing", name) for name in missing])
    places = [table.parent, *(path if path.is_dir() else path.parent for path in folders), Path()]
    found: list[Lesson] = []
    absent: list[str] = []
    for row in content.rows:
        name = row.cells["file"]
        path = next((place / name for place in places if name and (place / name).is_file()), None)
        if path is None:
            absent.append(name)
        else:
            found.append(Lesson(path, row.cells["unit"], row.cells["kind"]))
    return found, absent


def confirmed(
    taught: Sequence[Lesson], jobs: int, on_page: Callable[[], None] | None = None
) -> Iterator[Confirmed | None]:
    """Yield the letter of each lesson; None for a file that was not read. Of several letters the first counts."""
    files = [Source(lesson.path, lesson.path.name) for lesson in taught]
    for lesson, outcome in zip(taught, read_all(files, jobs, on_page), strict=True):
        letters = outcome.reading.letters
        yield Confirmed(letters[0].document, lesson.unit, lesson.kind) if letters else None
