# SPDX-License-Identifier: EUPL-1.2
"""Single records and plain lists of them."""

from __future__ import annotations

from collections.abc import Collection

from mittendrin.apps.atlas.models import DataVersion, Kind, Record


def data_version() -> int:
    """Return the number that grows with every change of the records; 0 before the first."""
    return DataVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def get(kind: str, key: str) -> Record | None:
    """Return one published record, or None."""
    return Record.objects.filter(kind=kind, key=key).first()


def listing(kind: str, group: str = "") -> list[Record]:
    """Return all records of ``kind`` (and ``group``) in their order."""
    records = Record.objects.of(kind)
    return list(records.filter(group=group) if group else records)


def by_key(kind: str) -> dict[str, Record]:
    """Return all records of ``kind`` by key."""
    return {record.key: record for record in Record.objects.of(kind)}


def some(kind: str, keys: Collection[str]) -> list[Record]:
    """Return the records of ``keys`` that exist, in their order."""
    found = {record.key: record for record in Record.objects.filter(kind=kind, key__in=list(keys))}
    return [found[key] for key in keys if key in found]


def profiles_of(municipality: Record) -> list[Record]:
    """Return the profiles of a municipality, the youngest first."""
    found = Record.objects.of(Kind.PROFILE).linked_to(municipality, "municipality")
    return sorted(found, key=lambda record: -record.data["as_of"])


def projects_of(municipality: Record) -> list[Record]:
    """Return the projects of a municipality: AI uses first, then by year, youngest first."""
    found = Record.objects.of(Kind.PROJECT).linked_to(municipality, "municipalities")
    return sorted(found, key=lambda record: (record.group != "ai_use", -record.data["as_of"], record.title))
