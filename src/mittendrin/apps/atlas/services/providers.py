# SPDX-License-Identifier: EUPL-1.2
"""Providers, the fields their products serve, and who uses them."""

from __future__ import annotations

from dataclasses import dataclass

from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.services import records
from mittendrin.apps.atlas.services.catalogue import PlaceRow, ProjectRow, catalogue
from mittendrin.apps.atlas.services.citations import Reference, SourceList
from mittendrin.apps.atlas.services.labels import APPLICATION_GROUP, PROVIDER
from mittendrin.core.text import sort_key


@dataclass(frozen=True)
class ProviderPage:
    """The page of a provider."""

    record: Record
    application_fields: list[Record]
    projects: list[ProjectRow]
    places: list[PlaceRow]
    neighbours: list[Record]
    references: list[Reference]
    sources: SourceList


@dataclass(frozen=True)
class ProviderLine:
    """A provider in a list."""

    record: Record
    application_fields: list[Record]
    projects: int


@dataclass(frozen=True)
class ProviderGroup:
    """Providers of one category."""

    category: str
    lines: list[ProviderLine]


@dataclass(frozen=True)
class FieldLine:
    """An application field with those who offer something for it."""

    record: Record
    providers: list[Record]
    references: list[Reference]


@dataclass(frozen=True)
class FieldGroup:
    """Application fields of one group."""

    group: str
    lines: list[FieldLine]


@dataclass(frozen=True)
class FieldPage:
    """The application fields with their sources."""

    groups: list[FieldGroup]
    sources: SourceList


def provider_page(record: Record) -> ProviderPage:
    """Return the page of a provider."""
    key = record.key
    listing = catalogue()
    projects = [row for row in listing.projects.values() if key in row.providers]
    used_by = dict.fromkeys(place for row in projects for place in row.municipalities)
    fields = set(record.data["application_fields"])
    neighbours = [
        other
        for other in records.listing("providers")
        if other.key != key and fields & set(other.data["application_fields"])
    ]
    sources = SourceList()
    references = sources.of(record.data)
    sources.of(record.data, further=True)
    return ProviderPage(
        record=record,
        application_fields=records.some("application_fields", record.data["application_fields"]),
        projects=projects,
        places=listing.place_rows(used_by),
        neighbours=neighbours,
        references=references,
        sources=sources,
    )


def provider_groups() -> list[ProviderGroup]:
    """Return all providers by category."""
    fields = records.by_key("application_fields")
    projects = list(catalogue().projects.values())
    lines = [
        ProviderLine(
            record,
            [fields[key] for key in record.data["application_fields"] if key in fields],
            sum(record.key in row.providers for row in projects),
        )
        for record in sorted(records.listing("providers"), key=lambda record: sort_key(record.title))
    ]
    groups = [
        ProviderGroup(category, [line for line in lines if line.record.group == category]) for category in PROVIDER
    ]
    return [group for group in groups if group.lines]


def field_page() -> FieldPage:
    """Return the application fields by group, each with its providers."""
    sources = SourceList()
    providers = records.listing("providers")
    lines = [
        FieldLine(
            record,
            [provider for provider in providers if record.key in provider.data["application_fields"]],
            sources.of(record.data),
        )
        for record in records.listing("application_fields")
    ]
    groups = [FieldGroup(group, [line for line in lines if line.record.group == group]) for group in APPLICATION_GROUP]
    return FieldPage([group for group in groups if group.lines], sources)
