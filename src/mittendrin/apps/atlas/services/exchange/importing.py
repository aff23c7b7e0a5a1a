# SPDX-License-Identifier: EUPL-1.2
"""Stores the records of a file, all or none, after the checks that every record passes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.db import transaction

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.models import Origin, Record
from mittendrin.apps.atlas.services import checks, editing
from mittendrin.apps.atlas.services.exchange import documents, sheets
from mittendrin.apps.atlas.services.exchange.incoming import MAX_BYTES, Batch, Incoming
from mittendrin.apps.atlas.services.exchange.names import kind_of_file, list_name
from mittendrin.apps.atlas.services.exchange.writing import Progress, silent
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.townhall.accounts.models import Person

Data = dict[str, Any]
MAX_PROBLEMS = 500
Store = dict[tuple[str, str], Data]


@dataclass
class ImportReport:
    """What an import did or, as a dry run, would do; with problems nothing was stored."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    stored: bool = False
    changes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return the number of records in the file."""
        return self.new.total() + self.changed.total() + self.unchanged.total()

    def as_dict(self) -> Data:
        """Return the numbers for a program."""
        return {
            "stored": self.stored,
            "new": self.new.total(),
            "changed": self.changed.total(),
            "unchanged": self.unchanged.total(),
            "by_kind": {
                list_name(kind): {
                    "new": self.new[kind],
                    "changed": self.changed[kind],
                    "unchanged": self.unchanged[kind],
                }
                for kind in sorted(self.new | self.changed | self.unchanged)
            },
        }


def read_path(path: Path, kind: str = "") -> Batch:
    """Return the records in the file at ``path``; a file that is too large is refused before it is read."""
    try:
        if not path.is_file():
            return Batch(problems=[Problem(path.name or str(path), "not-found")])
        if path.stat().st_size > MAX_BYTES:
            return Batch(problems=[too_large(path.name)])
        return read_bytes(path.read_bytes(), path.name, kind)
    except OSError:
        return Batch(problems=[Problem(path.name, "unreadable")])


def too_large(name: str) -> Problem:
    """Return the problem of a file that is too large."""
    return Problem(name, "too-large", f"{MAX_BYTES // 1_000_000} MB")


def read_bytes(data: bytes, name: str, kind: str = "") -> Batch:
    """Return the records in a file of any format that the Atlas reads, by the ending of its name."""
    readers: dict[str, Callable[[], Batch]] = {
        ".json": lambda: documents.batch_of(documents.read_json(data, name), name, kind or kind_of_file(name)),
        ".yaml": lambda: documents.batch_of(documents.read_yaml(data, name), name, kind or kind_of_file(name)),
        ".csv": lambda: sheets.batch_of_csv(data, name, kind),
        ".zip": lambda: sheets.batch_of_zip(data, name, kind),
        ".xlsx": lambda: sheets.batch_of_xlsx(data, name, kind),
        ".geojson": lambda: Batch(problems=[Problem(name, "geojson-import")]),
    }
    ending = Path(name).suffix.lower().replace(".yml", ".yaml")
    if ending not in readers:
        return Batch(problems=[Problem(name, "unknown-format", ending or "?")])
    if len(data) > MAX_BYTES:
        return Batch(problems=[too_large(name)])
    if not data.strip():
        return Batch(problems=[Problem(name, "empty-file")])
    try:
        return readers[ending]()
    except ProblemsFound as error:
        return Batch(problems=list(error.problems))


def run(
    batch: Batch, *, person: Person | None, comment: str, dry_run: bool, progress: Progress = silent
) -> ImportReport:
    """Check ``batch`` and store it unless something is wrong or ``dry_run`` is set."""
    report = ImportReport(problems=batch.problems[:MAX_PROBLEMS])
    if report.problems:
        return report
    with transaction.atomic():
        wanted = _check(batch.rows, report, progress)
        if report.problems or dry_run:
            return report
        for incoming in wanted:
            ingest.store(incoming.kind, incoming.data, origin=Origin.IMPORT, author=person, comment=comment[:300])
        editing.ensure_sources([incoming.data for incoming in wanted])
        if wanted:
            ingest.bump_version()
    report.stored = True
    return report


def _check(rows: list[Incoming], report: ImportReport, progress: Progress) -> list[Incoming]:
    """Return the new and changed records; count and note what is wrong in ``report``."""
    stored: Store = {(kind, key): data for kind, key, data in Record.objects.values_list("kind", "key", "data")}
    merged = [_merge(incoming, stored) for incoming in rows]
    report.problems += _doubled(merged)
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in [*stored, *((row.kind, row.data.get("id")) for row in merged)]:
        if isinstance(key, str):
            keys[kind].add(key)
    wanted = []
    for done, incoming in enumerate(merged, start=1):
        progress(done, len(merged))
        identity = (incoming.kind, str(incoming.data.get("id")))
        if stored.get(identity) == incoming.data:
            report.unchanged[incoming.kind] += 1
            continue
        for problem in checks.check(incoming.kind, incoming.data, lambda kind, key: key in keys[kind]):
            report.problems.append(incoming.problem_at(_with_hint(problem, incoming.kind, keys)))
        if len(report.problems) >= MAX_PROBLEMS:
            break
        (report.changed if identity in stored else report.new)[incoming.kind] += 1
        wanted.append(incoming)
    report.changes = [(incoming.kind, incoming.data["id"]) for incoming in wanted if "id" in incoming.data]
    return wanted


def _merge(incoming: Incoming, stored: Store) -> Incoming:
    """Return the record with what is stored for fields that a table has no column for."""
    key = incoming.data.get("id")
    old = stored.get((incoming.kind, key)) if isinstance(key, str) else None
    if old is None or incoming.named is None:
        return incoming
    kept = {name: value for name, value in old.items() if name not in incoming.named}
    return Incoming(incoming.kind, kept | incoming.data, incoming.place, incoming.row, incoming.named)


def _doubled(rows: list[Incoming]) -> list[Problem]:
    first: dict[tuple[str, Any], Incoming] = {}
    problems = []
    for incoming in rows:
        identity = (incoming.kind, str(incoming.data.get("id")))
        if "id" in incoming.data and identity in first:
            problems.append(incoming.problem_at(Problem("id", "duplicate-id", identity[1][:100])))
        first.setdefault(identity, incoming)
    return problems


def _with_hint(problem: Problem, kind: str, keys: dict[str, set[str]]) -> Problem:
    """Add the nearest known key to a reference that leads nowhere."""
    if problem.kind != "unknown-reference":
        return problem
    targets = [target for target in keys if checks.points_to(kind, problem.where, target)]
    near = get_close_matches(problem.detail, sorted(keys[targets[0]]), 1) if targets else []
    return Problem(problem.where, problem.kind, "\x1f".join([problem.detail, *near]))
