# SPDX-License-Identifier: EUPL-1.2
"""Publishing, withdrawing and undoing: what editors decide, with history and without lost updates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.text import slugify

from mittendrin.apps.atlas import ingest
from mittendrin.apps.atlas.models import Conflict, Kind, Link, Origin, Record, Revision
from mittendrin.apps.atlas.services import checks, field_labels
from mittendrin.core import yaml_strict
from mittendrin.core.errors import MittendrinError, Problem, ProblemsFound
from mittendrin.core.text import fold
from mittendrin.townhall.accounts.models import Person

Data = dict[str, Any]
MAX_COMMENT = 300
_OWN_STATEMENT_FILE = Path(__file__).parent.parent / "own_statement.yaml"


class Outdated(MittendrinError):
    """Somebody published another version meanwhile; ``record`` is that version, None when it was withdrawn."""

    def __init__(self, record: Record | None) -> None:
        self.record = record
        super().__init__("outdated")


def _locked(kind: str, key: str, base_revision: int | None) -> Record | None:
    record = Record.objects.select_for_update().filter(kind=kind, key=key).first()
    if base_revision is not None and (record.revision if record else 0) != base_revision:
        raise Outdated(record)
    return record


@transaction.atomic
def publish(
    kind: str,
    data: Data,
    *,
    person: Person | None,
    comment: str = "",
    base_revision: int | None = None,
    origin: str = Origin.WEB,
    file_hash: str | None = None,
) -> Record:
    """Check ``data`` and make it the published state of its record.

    ``base_revision`` is the one that was edited, 0 for a new record. Raises Outdated when another one is published
    by now, ProblemsFound when the data is wrong. Equal data makes no new revision.
    """
    problems = checks.check(kind, data)
    if problems:
        raise ProblemsFound(problems)
    if base_revision == 0 and checks.is_stored(kind, data["id"]):
        raise ProblemsFound([Problem("id", "duplicate-id", data["id"])])
    record = _locked(kind, data["id"], base_revision)
    if record and record.data == data and file_hash is None:
        return record
    ensure_sources([data])
    stored = ingest.store(
        kind,
        data,
        origin=origin,
        author=person,
        comment=comment[:MAX_COMMENT],
        file_hash=file_hash,
        order=data.get("order", 0) if record is None else None,
        record=record,
    )
    ingest.bump_version()
    return stored


def ensure_sources(rows: list[Data]) -> None:
    """Store the source "statement of the municipality" when one of ``rows`` cites it for the first time."""
    cited = any(source == checks.OWN_STATEMENT for row in rows for source in ingest.cited_sources(row))
    if cited and not checks.is_stored(Kind.SOURCE, checks.OWN_STATEMENT):
        ingest.store(Kind.SOURCE, own_statement(), origin=Origin.WEB, order=99)


@cache
def own_statement() -> Data:
    """Return the record of the source that stands for statements of the municipalities."""
    data: Data = yaml_strict.read(_OWN_STATEMENT_FILE)
    return data


@transaction.atomic
def withdraw(kind: str, key: str, *, person: Person | None, comment: str, base_revision: int) -> None:
    """Take a record out of the Atlas; its history stays.

    Raises ProblemsFound when other records point to it, Outdated when it changed meanwhile.
    """
    record = _locked(kind, key, base_revision)
    if record is None:
        raise Outdated(None)
    users = Link.objects.filter(target_kind=kind, target_key=key).exclude(source=record).select_related("source")
    if names := sorted({link.source.title for link in users}):
        shown = ", ".join(names[:5]) + (f" (+{len(names) - 5})" if len(names) > 5 else "")
        raise ProblemsFound([Problem("", "still-referenced", shown)])
    ingest.remove(record, origin=Origin.WEB, author=person, comment=comment[:MAX_COMMENT])
    ingest.bump_version()


def undo(kind: str, key: str, number: int, *, person: Person | None, comment: str, base_revision: int) -> Record:
    """Publish the state of revision ``number`` again, as a new revision.

    Raises LookupError when there is no such state, ProblemsFound when it no longer passes the checks.
    """
    old = revision(kind, key, number)
    if old is None or old.data is None:
        raise LookupError(number)
    return publish(
        kind, old.data, person=person, comment=comment, base_revision=base_revision or None, origin=Origin.UNDO
    )


def problems_of(kind: str, data: Data) -> list[Problem]:
    """Return what keeps ``data`` from being published."""
    return checks.check(kind, data)


def title_of(data: Data) -> str:
    """Return the title that ``data`` has or will have; empty when it has none yet."""
    return ingest.title_of({"id": "", **data})


def shown_title(kind: str, data: Data) -> str:
    """Return the title that pages of editors show; a profile has none of its own and takes that of its place."""
    return shown_titles([(kind, data)])[0]


def shown_titles(rows: Sequence[tuple[str, Data]]) -> list[str]:
    """Return the same for many records (kind, data), with one question for all places."""
    keys = {data["municipality"] for kind, data in rows if kind == Kind.PROFILE and data.get("municipality")}
    found = Record.objects.filter(kind=Kind.MUNICIPALITY, key__in=keys) if keys else Record.objects.none()
    places = dict(found.values_list("key", "title"))
    return [_shown_title(kind, data, places) for kind, data in rows]


def _shown_title(kind: str, data: Data, places: Mapping[str, str]) -> str:
    if kind != Kind.PROFILE or not data.get("municipality"):
        return title_of(data)
    study = field_labels.value_label(data.get("study", ""), "study")
    return f"{places.get(data['municipality'], data['municipality'])} ({study})"


def history(kind: str, key: str) -> list[Revision]:
    """Return all revisions of a record, the youngest first, also after it was withdrawn."""
    return list(Revision.objects.filter(kind=kind, key=key).select_related("author"))


def revision(kind: str, key: str, number: int) -> Revision | None:
    """Return one revision, or None."""
    return Revision.objects.filter(kind=kind, key=key, number=number).select_related("author").first()


def recent_changes(limit: int = 20) -> list[Revision]:
    """Return the youngest changes made by people, not those of content files."""
    return list(Revision.objects.exclude(origin=Origin.FILE).select_related("author").order_by("-created_at")[:limit])


def counts() -> dict[str, int]:
    """Return the number of published records of every kind, zero included."""
    found = dict(Record.objects.values_list("kind").annotate(Count("pk")).order_by())
    return {kind: found.get(kind, 0) for kind in Kind.values}


def find(kind: str, words: str = "") -> QuerySet[Record]:
    """Return the records of ``kind`` whose title or key contains all of ``words``."""
    records = Record.objects.of(kind)
    for word in words[:200].replace("\x00", " ").split()[:8]:
        records = records.filter(Q(title__icontains=word) | Q(key__icontains=word))
    return records.order_by("title")


def titles(kind: str) -> list[tuple[str, str]]:
    """Return (key, title) of all records of ``kind`` by title, for choosing one."""
    return sorted(Record.objects.of(kind).values_list("key", "title"), key=lambda row: fold(row[1]))


def new_key(kind: str, data: Data) -> str:
    """Return a free key made from the title of ``data`` (a profile's from its place); empty when it has none."""
    parts = [data.get("study", ""), data.get("municipality", "")] if kind == Kind.PROFILE else []
    wish = "-".join(parts) or title_of(data)
    stem = slugify(fold(wish))[:70].strip("-")
    key, number = stem, 1
    while stem and (key in checks.RESERVED_KEYS or Revision.objects.filter(kind=kind, key=key).exists()):
        number += 1
        key = f"{stem}-{number}"
    return key


def conflicts() -> list[Conflict]:
    """Return the records whose file changed after they were edited in the web."""
    return list(Conflict.objects.select_related("record").order_by("record__kind", "record__title"))


def conflict_of(kind: str, key: str) -> Conflict | None:
    """Return the conflict of one record, or None."""
    return Conflict.objects.select_related("record").filter(record__kind=kind, record__key=key).first()


@transaction.atomic
def settle(conflict: Conflict, data: Data, *, person: Person | None, comment: str, base_revision: int) -> Record:
    """End a conflict by publishing ``data``: the file's state, the web's, or a mixture.

    The file counts as read, so the next start raises no conflict again. With the file's state the record follows
    its file from now on.
    """
    origin = Origin.FILE if data == conflict.file_data else Origin.WEB
    record = publish(
        conflict.record.kind,
        data,
        person=person,
        comment=comment,
        base_revision=base_revision,
        origin=origin,
        file_hash=conflict.file_hash,
    )
    conflict.delete()
    return record
