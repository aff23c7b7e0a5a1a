# SPDX-License-Identifier: EUPL-1.2
"""Setting sources up: a sample is looked at, a map proposed and tried before anything is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils.text import slugify

from mittendrin.apps.stadtdaten.models import Source
from mittendrin.apps.stadtdaten.services import openness
from mittendrin.apps.stadtdaten.services.sources import TABLE
from mittendrin.apps.stadtdaten.sources.connectors.all import by_key
from mittendrin.apps.stadtdaten.sources.delivery import Record
from mittendrin.apps.stadtdaten.sources.mapping import TableMap, delivery_of, guess, map_of
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.sources.tables import Cell, table_of
from mittendrin.core.fetch import FetchError, Wish, fetch

__all__ = ["map_of"]
MOST_SAMPLE = 2_000_000
SHOWN = 12


@dataclass(frozen=True)
class Preview:
    """What a map makes of a sample. rows: as they stand in the file. refused: why nothing can be read."""

    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    records: Sequence[Record] = ()
    values: int = 0
    stations: Sequence[str] = ()
    problems: Counter[str] = field(default_factory=Counter)
    refused: SourceRefused | None = None


@dataclass(frozen=True)
class NewSource:
    """What a person says about a new source. openness: a choice of ``openness.choices``."""

    name: str
    kind: str
    url: str = ""
    private: bool = False
    openness: str = "internal"
    every: int = 15
    latitude: float | None = None
    longitude: float | None = None


def name_taken(name: str, other_than: int | None) -> bool:
    """Return whether another source has this name."""
    same = Source.objects.filter(name=name)
    return same.exists() if other_than is None else same.exclude(pk=other_than).exists()


def sample_of(url: str, *, private: bool) -> bytes:
    """Return what is at an address. Raises SourceRefused."""
    try:
        return fetch(url, Wish(seconds=20, private=private)).body
    except FetchError as error:
        raise SourceRefused(error.kind, error.detail) from error


def create(wanted: NewSource, sample: bytes) -> Source:
    """Store a source that is not active yet, with a proposed map. Raises SourceRefused when the sample is no table."""
    mapping = {}
    if wanted.kind == TABLE:
        mapping = proposed(sample).as_data()
    elif wanted.kind not in by_key():
        raise SourceRefused("unknown-kind", wanted.kind)
    with transaction.atomic():
        return Source.objects.create(
            name=wanted.name,
            folder=_folder(wanted.name),
            kind=wanted.kind,
            url=wanted.url,
            private=wanted.private,
            **openness.columns(wanted.openness),
            every=max(wanted.every, by_key()[wanted.kind].minutes if wanted.kind in by_key() else 1),
            latitude=wanted.latitude,
            longitude=wanted.longitude,
            mapping=mapping,
            sample=sample[:MOST_SAMPLE] if wanted.kind == TABLE else b"",
            active=wanted.kind != TABLE,
        )


def _folder(name: str) -> str:
    base = slugify(name)[:50] or "quelle"
    found, count = base, 1
    while Source.objects.filter(folder=found).exists():
        count += 1
        found = f"{base}-{count}"
    return found


def proposed(sample: bytes, path: str = "", skip: int = 0) -> TableMap:
    """Return the map that fits a sample most likely. Raises SourceRefused."""
    table = table_of(sample, path=path, skip=skip)
    return guess(table.columns, list(islice(table.rows, 200)))


def preview(source: Source, wanted: TableMap | None = None) -> Preview:
    """Return what a map makes of the sample of a source; nothing is stored."""
    tried = wanted or map_of(source.mapping)
    data = bytes(source.sample)
    columns: tuple[str, ...] = ()
    rows: list[Sequence[Cell]] = []
    try:
        table = table_of(data, path=tried.path, skip=tried.skip)
        columns, rows = table.columns, list(islice(table.rows, SHOWN))
        found = delivery_of(table_of(data, path=tried.path, skip=tried.skip), tried)
        records = list(found.records)
    except SourceRefused as error:
        return Preview(columns, rows, refused=error)
    return Preview(columns, rows, records[:SHOWN], len(records), sorted(found.stations)[:50], found.problems)


def save(source: Source, wanted: TableMap) -> None:
    """Store the map of a source and let it begin."""
    source.mapping, source.active, source.digest, source.etag, source.last_modified = wanted.as_data(), True, "", "", ""
    source.due_at = None
    source.save(update_fields=["mapping", "active", "digest", "etag", "last_modified", "due_at"])


def set_active(source: Source, active: bool) -> None:
    """Let a source rest or go on; it is asked at once."""
    Source.objects.filter(pk=source.pk).update(active=active, due_at=None, failures=0)
