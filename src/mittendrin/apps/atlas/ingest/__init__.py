# SPDX-License-Identifier: EUPL-1.2
"""The only writer of Atlas records: content files, edits, proposals and imports all pass here."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from mittendrin.apps.atlas.models import Conflict, DataVersion, Kind, Link, Origin, Record, Revision
from mittendrin.apps.atlas.sources import content as content_files
from mittendrin.core.errors import Problem, ProblemsFound

Data = dict[str, Any]
TITLE_KEYS = ("title", "name", "topic", "item")
GROUP_KEYS = {
    "project": "kind",
    "profile": "study",
    "municipality": "kind",
    "providers": "category",
    "application_fields": "group",
    "factors": "direction",
    "recommendations": "addressee",
    "survey": "topic",
    "voices": "theme",
}


@dataclass
class IngestReport:
    """What loading did: numbers of new, changed, unchanged and removed records, and conflicts by name."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    conflicts: list[str] = field(default_factory=list)


def content_hash(data: Data) -> str:
    """Return a hash that is equal for equal data, whatever the order of keys."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def load_content(folder: Path = content_files.CONTENT_DIR) -> IngestReport:
    """Load all content files below ``folder``; loading twice changes nothing.

    A record edited in the web keeps its edit; when its file has changed since, a conflict is kept for a person.
    Raises ProblemsFound, with nothing stored, when any file is wrong.
    """
    content = content_files.load(folder)
    if content.problems:
        raise ProblemsFound(content.problems)
    with transaction.atomic():
        report = _load_records(content)
        if report.new or report.changed or report.removed:
            bump_version()
    return report


def _load_records(content: content_files.Content) -> IngestReport:
    report = IngestReport()
    known = {(record.kind, record.key): record for record in Record.objects.select_related("conflict")}
    seen: set[tuple[str, str]] = set()
    for kind, rows in content.records.items():
        for order, data in enumerate(rows):
            seen.add((kind, data["id"]))
            _load_one(kind, data, order, known.get((kind, data["id"])), report)
    for identity, record in known.items():
        if identity not in seen and record.file_hash and not record.edited:
            remove(record, origin=Origin.FILE)
            report.removed += 1
    return report


def _load_one(kind: str, data: Data, order: int, record: Record | None, report: IngestReport) -> None:
    digest = content_hash(data)
    if record is None:
        if Revision.objects.filter(kind=kind, key=data["id"], data__isnull=True).exists():
            report.unchanged += 1  # deleted in the web: stays deleted
            return
        store(kind, data, origin=Origin.FILE, file_hash=digest, order=order)
        report.new += 1
    elif record.file_hash == digest:
        report.unchanged += 1
    elif record.edited or not record.file_hash:
        Conflict.objects.update_or_create(record=record, defaults={"file_data": data, "file_hash": digest})
        report.conflicts.append(str(record))
    else:
        store(kind, data, origin=Origin.FILE, file_hash=digest, order=order, record=record)
        report.changed += 1


def store(
    kind: str,
    data: Data,
    *,
    origin: str,
    author: Any = None,
    comment: str = "",
    file_hash: str | None = None,
    order: int | None = None,
    record: Record | None = None,
) -> Record:
    """Write ``data`` as the published state of its record, with a revision and its links.

    The caller has checked ``data`` against its schema and runs this in a transaction.
    """
    record = record or Record.objects.filter(kind=kind, key=data["id"]).first() or Record(kind=kind, key=data["id"])
    record.data = data
    record.title = title_of(data)
    record.group = data.get(GROUP_KEYS.get(kind, ""), "")
    if order is not None:
        record.order = data.get("order", order)
    if file_hash is not None:
        record.file_hash = file_hash
    record.edited = origin != Origin.FILE
    last = Revision.objects.filter(kind=kind, key=record.key).values_list("number", flat=True).first()
    record.revision = (last or 0) + 1
    record.save()
    _write_links(record)
    Revision.objects.create(
        kind=kind, key=record.key, number=record.revision, data=data, origin=origin, author=author, comment=comment
    )
    return record


def remove(record: Record, *, origin: str, author: Any = None, comment: str = "") -> None:
    """Delete ``record`` and keep a revision that says so."""
    Revision.objects.create(
        kind=record.kind,
        key=record.key,
        number=record.revision + 1,
        data=None,
        origin=origin,
        author=author,
        comment=comment,
    )
    record.delete()


def title_of(data: Data) -> str:
    """Return the German title of a record."""
    title = next((str(data[key]) for key in TITLE_KEYS if data.get(key)), data["id"])
    return title[:250]


def links_of(kind: str, data: Data) -> Iterator[tuple[str, str, str]]:
    """Yield (role, target kind, target key) for every reference in ``data``."""
    for source_kind, key, target in content_files.REFERENCES:
        if source_kind == kind:
            value = data.get(key, [])
            for reference in [value] if isinstance(value, str) else value:
                yield key, target, reference
    for source, _ in content_files.citations(data):
        yield "source", Kind.SOURCE.value, source


def cited_sources(data: Data) -> set[str]:
    """Return the ids of the sources that ``data`` cites."""
    return {source for source, _ in content_files.citations(data)}


def _write_links(record: Record) -> None:
    wanted = set(links_of(record.kind, record.data))
    present = {(link.role, link.target_kind, link.target_key): link for link in record.links_out.all()}
    Link.objects.filter(pk__in=[link.pk for identity, link in present.items() if identity not in wanted]).delete()
    Link.objects.bulk_create(
        Link(source=record, role=role, target_kind=target_kind, target_key=key)
        for role, target_kind, key in sorted(wanted - present.keys())
    )


def bump_version() -> None:
    """Tell caches and the search index that records changed. Call inside the transaction that changes them.

    The number comes from the clock: after a restored backup or a rolled back change no number means other data.
    """
    DataVersion.objects.get_or_create(pk=1)
    DataVersion.objects.filter(pk=1).update(number=Greatest(F("number") + 1, time.time_ns()))


def content_fingerprint(folder: Path = content_files.CONTENT_DIR) -> str:
    """Return a hash over all content files: equal means that loading would change nothing."""
    digest = hashlib.sha256()
    for path in sorted(_content_paths(folder)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _content_paths(folder: Path) -> Iterable[Path]:
    return folder.rglob("*.yaml")


def load_content_if_changed(folder: Path = content_files.CONTENT_DIR) -> IngestReport | None:
    """Load the content unless it is the same as at the last start of this town; None means nothing to do."""
    stamp = Path(settings.TOWN_DIR) / "content-stamp"
    fingerprint = content_fingerprint(folder)
    if stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint and Record.objects.exists():
        return None
    report = load_content(folder)
    stamp.write_text(fingerprint, encoding="ascii")
    return report


def unknown_references(kind: str, data: Data) -> list[Problem]:
    """Return the references of ``data`` that name no record."""
    return [
        Problem(f"{kind} {data.get('id', '?')}: {role}", "unknown-reference", key)
        for role, target, key in links_of(kind, data)
        if not Record.objects.filter(kind=target, key=key).exists()
    ]
