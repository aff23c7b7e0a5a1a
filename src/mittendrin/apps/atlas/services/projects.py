# SPDX-License-Identifier: EUPL-1.2
"""One project with what stands beside it, and lists of projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.services import records
from mittendrin.apps.atlas.services.catalogue import KINDS, STAGES, PlaceRow, ProjectRow, catalogue
from mittendrin.apps.atlas.services.citations import Reference, SourceList, Statement
from mittendrin.apps.atlas.services.labels import AI, FIELD, TECHNOLOGY
from mittendrin.core.text import sort_key

LIMIT = 6


@dataclass(frozen=True)
class ProjectPage:
    """The page of a project."""

    record: Record
    places: list[PlaceRow]
    references: list[Reference]
    providers: list[Record]
    related: list[ProjectRow]
    same_technology: list[ProjectRow]
    same_field: list[ProjectRow]
    notes: list[Statement]
    transfer: Statement | None
    stage_text: Statement | None
    place_text: Statement | None
    sources: SourceList


def project_page(key: str) -> ProjectPage | None:
    """Return the page of the project ``key``, or None when the Atlas does not know it."""
    record = records.get("project", key)
    listing = catalogue()
    row = listing.projects.get(key)
    if record is None or row is None:
        return None
    sources = SourceList()
    data = record.data
    related = [item for item in listing.projects.values() if item.key in row.related or key in item.related]
    beside = {key} | {item.key for item in related}
    same_technology = _closest(row, listing.projects.values(), beside)
    beside |= {item.key for item in same_technology}
    return ProjectPage(
        record=record,
        places=listing.place_rows(row.municipalities),
        references=sources.of(data),
        providers=records.some("providers", row.providers),
        related=related,
        same_technology=same_technology,
        same_field=_same_field(row, listing.projects.values(), beside),
        notes=sources.statements(data.get("notes", []), data),
        transfer=sources.statement(data.get("transfer"), data),
        stage_text=sources.statement(data.get("stage_text"), data),
        place_text=sources.statement(data.get("place_text"), data),
        sources=_with_citations(sources, data),
    )


def _with_citations(sources: SourceList, data: dict[str, Any]) -> SourceList:
    sources.of(data, further=True)
    return sources


def _closest(row: ProjectRow, others: Iterable[ProjectRow], without: set[str]) -> list[ProjectRow]:
    """Return projects elsewhere that share a technology: most in common first, then furthest along."""
    own = set(row.technologies)
    found = [
        (len(own.intersection(other.technologies)), other)
        for other in others
        if other.key not in without and own.intersection(other.technologies)
    ]
    found.sort(key=lambda item: (-item[0] - _common(row, item[1]), not item[1].municipalities, _stage(item[1])))
    return [other for _, other in found[:LIMIT]]


def _common(row: ProjectRow, other: ProjectRow) -> int:
    """Return how many AI domains and fields of action two projects share."""
    return len(set(row.domains) & set(other.domains)) + len(set(row.fields) & set(other.fields))


def _same_field(row: ProjectRow, others: Iterable[ProjectRow], without: set[str]) -> list[ProjectRow]:
    found = [other for other in others if other.key not in without and set(row.fields) & set(other.fields)]
    found.sort(key=lambda other: (-len(set(row.fields) & set(other.fields)), other.kind != row.kind, _stage(other)))
    return found[:LIMIT]


def _stage(row: ProjectRow) -> int:
    return STAGES.index(row.stage)


@dataclass(frozen=True)
class Option:
    """One choice of a filter with the number of records behind it."""

    value: str
    count: int


@dataclass(frozen=True)
class ProjectFilter:
    """Which projects are wanted; empty means all."""

    kind: str = ""
    field: str = ""
    technology: str = ""
    ai: str = ""
    stage: str = ""

    def fits(self, row: ProjectRow, *, without: str = "") -> bool:
        """Return whether ``row`` is wanted; the filter named ``without`` does not count."""
        pairs: Sequence[tuple[str, str, tuple[str, ...]]] = (
            ("kind", self.kind, (row.kind,)),
            ("field", self.field, row.fields),
            ("technology", self.technology, row.technologies),
            ("ai", self.ai, row.ai),
            ("stage", self.stage, (row.stage,)),
        )
        return all(not wanted or wanted in values for name, wanted, values in pairs if name != without)


def fitting(wanted: ProjectFilter) -> list[ProjectRow]:
    """Return the projects that fit, sorted by kind, number and title."""
    rows = [row for row in catalogue().projects.values() if wanted.fits(row)]
    return sorted(rows, key=lambda row: (KINDS.index(row.kind), row.number or 0, sort_key(row.texts["title"])))


def options(wanted: ProjectFilter) -> dict[str, list[Option]]:
    """Return the choices of each filter with the number of projects that each would show."""
    rows = list(catalogue().projects.values())
    vocabularies: Mapping[str, Iterable[str]] = {
        "kind": KINDS,
        "field": FIELD,
        "ai": AI,
        "stage": STAGES,
        "technology": TECHNOLOGY,
    }
    return {name: _options(name, values, rows, wanted) for name, values in vocabularies.items()}


def _options(name: str, values: Iterable[str], rows: list[ProjectRow], wanted: ProjectFilter) -> list[Option]:
    counts: Counter[str] = Counter()
    for row in rows:
        if wanted.fits(row, without=name):
            counts.update(_values(row, name))
    return [Option(value, counts[value]) for value in values]


def _values(row: ProjectRow, name: str) -> tuple[str, ...]:
    return {
        "kind": (row.kind,),
        "field": row.fields,
        "technology": row.technologies,
        "ai": row.ai,
        "stage": (row.stage,),
    }[name]
