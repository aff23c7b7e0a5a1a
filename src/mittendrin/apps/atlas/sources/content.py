# SPDX-License-Identifier: EUPL-1.2
"""The content files of the Atlas, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mittendrin.apps.atlas.sources import schemas
from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound

CONTENT_DIR = Path(__file__).parent.parent / "content"
FOLDERS = {"municipality": "municipalities", "profile": "profiles", "project": "projects"}
MAX_SUMMARY_WORDS = 60

Record = dict[str, Any]


@dataclass
class Content:
    """All records by kind, in stable order, with the problems found while reading them."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def ids(self, kind: str) -> set[str]:
        """Return the ids of all records of ``kind``."""
        return {record["id"] for record in self.records.get(kind, []) if "id" in record}


def load(folder: Path = CONTENT_DIR) -> Content:
    """Return the content below ``folder``; problems are collected, never raised."""
    content = Content()
    for kind, name in FOLDERS.items():
        content.records[kind] = list(_read_folder(folder / name, kind, content.problems))
    for kind in schemas.LIST_KINDS:
        content.records[kind] = list(_read_list(folder / f"{kind}.yaml", kind, content.problems))
    content.problems += _duplicate_ids(content)
    content.problems += _broken_references(content)
    return content


def _read_folder(folder: Path, kind: str, problems: list[Problem]) -> Iterator[Record]:
    for path in sorted(folder.glob("*.yaml")):
        where = f"{folder.name}/{path.name}"
        record = _read(path, problems)
        if record is None or not _valid(kind, record, where, problems):
            continue
        if record["id"] != path.stem:
            problems.append(Problem(where, "id-is-file-name", record["id"]))
        yield record


def _read_list(path: Path, kind: str, problems: list[Problem]) -> Iterator[Record]:
    if not path.exists():
        return
    rows = _read(path, problems)
    if not isinstance(rows, list):
        problems.append(Problem(path.name, "not-a-list"))
        return
    for number, row in enumerate(rows, start=1):
        name = row.get("id", "?") if isinstance(row, dict) else "?"
        if _valid(kind, row, f"{path.name}[{number}] {name}", problems):
            yield row


def _read(path: Path, problems: list[Problem]) -> Any:
    try:
        return yaml_strict.read(path)
    except ProblemsFound as error:
        problems += error.problems
        return None


def _valid(kind: str, record: Any, where: str, problems: list[Problem]) -> bool:
    found = schemas.check_record(kind, record, where)
    if not found:
        problems += [
            Problem(f"{where}: {key}", "summary-too-long", f"{count} > {MAX_SUMMARY_WORDS}")
            for key, count in long_summaries(record)
        ]
        return True
    problems += found
    return False


def long_summaries(record: Record) -> Iterator[tuple[str, int]]:
    """Yield (key, number of words) of each summary that is too long."""
    for key in ("summary_de", "summary_en"):
        text = record.get(key)
        if isinstance(text, str) and len(text.split()) > MAX_SUMMARY_WORDS:
            yield key, len(text.split())


def _duplicate_ids(content: Content) -> Iterator[Problem]:
    for kind, records in content.records.items():
        seen: set[str] = set()
        for record in records:
            if record["id"] in seen:
                yield Problem(f"{kind} {record['id']}", "duplicate-id", record["id"])
            seen.add(record["id"])


REFERENCES = (
    ("profile", "municipality", "municipality"),
    ("project", "municipalities", "municipality"),
    ("project", "providers", "providers"),
    ("project", "related", "project"),
    ("providers", "application_fields", "application_fields"),
    ("voices", "municipality", "municipality"),
)


def _broken_references(content: Content) -> Iterator[Problem]:
    for kind, key, target in REFERENCES:
        known = content.ids(target)
        for record in content.records[kind]:
            value = record.get(key, [])
            for reference in [value] if isinstance(value, str) else value:
                if reference not in known:
                    yield Problem(f"{kind} {record['id']}: {key}", "unknown-reference", reference)


def german_texts(record: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every German text of ours in ``record``: summaries, statements, topics."""
    if isinstance(record, dict):
        for name, value in record.items():
            yield from german_texts(value, f"{key}.{name}" if key else name)
    elif isinstance(record, list):
        for number, value in enumerate(record):
            yield from german_texts(value, f"{key}[{number}]")
    elif isinstance(record, str) and key.rsplit(".", 1)[-1] in {"de", "summary_de", "topic"}:
        yield key, record


def citations(record: Record) -> Iterator[tuple[str, str]]:
    """Yield every (source id, locator) that ``record`` cites, those of single figures included."""
    if "source" in record and "locator" in record:
        yield record["source"], record["locator"]
    for value in record.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield from citations(part)
