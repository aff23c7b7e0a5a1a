# SPDX-License-Identifier: EUPL-1.2
"""Places and projects as short rows, kept in memory until a record changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import places
from mittendrin.apps.atlas.services.checks import OWN_STATEMENT
from mittendrin.apps.atlas.services.records import data_version
from mittendrin.core.text import sort_key

AI_DOMAINS = frozenset({"text", "image", "speech", "time_series", "forecast", "rules"})
STAGES = ("in_operation", "in_progress", "planned", "idea", "ended", "not_stated")
KINDS = ("ai_use", "lighthouse", "model", "research", "practice")


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """What lists need of a project."""

    key: str
    kind: str
    number: int | None
    texts: dict[str, Any]
    stage: str
    fields: tuple[str, ...]
    ai: tuple[str, ...]
    technologies: tuple[str, ...]
    municipalities: tuple[str, ...]
    providers: tuple[str, ...]
    related: tuple[str, ...]
    as_of: int
    source: str
    locator: str

    @property
    def uses_ai(self) -> bool:
        """Return whether the source names an AI domain or lists it as an AI use."""
        return self.kind == "ai_use" or not AI_DOMAINS.isdisjoint(self.ai)

    @property
    def domains(self) -> list[str]:
        """Return the AI domains that the source names."""
        return [domain for domain in self.ai if domain in AI_DOMAINS]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What lists and maps need of a place."""

    key: str
    name: str
    state: str
    role: str
    size: str
    population: float | None
    density: float | None
    lon: float | None
    lat: float | None
    groups: tuple[str, ...]
    profiles: int
    projects: int
    ai_uses: int
    ai_running: bool
    years: tuple[int, ...]


@dataclass(frozen=True)
class Catalogue:
    """All places and projects of one state of the data."""

    places: dict[str, PlaceRow]
    projects: dict[str, ProjectRow]

    def projects_at(self, place: str) -> list[ProjectRow]:
        """Return the projects of a place."""
        return [row for row in self.projects.values() if place in row.municipalities]

    def place_rows(self, keys: Iterable[str]) -> list[PlaceRow]:
        """Return the rows of ``keys`` that exist, in their order."""
        return [self.places[key] for key in keys if key in self.places]


def catalogue() -> Catalogue:
    """Return the catalogue of the data as they are now."""
    return _build(data_version())


def clear() -> None:
    """Forget what is kept in memory."""
    _build.cache_clear()


@lru_cache(maxsize=1)
def _build(_version: int) -> Catalogue:
    projects = {row.key: row for row in map(_project, Record.objects.of(Kind.PROJECT))}
    by_place: dict[str, list[ProjectRow]] = defaultdict(list)
    for row in projects.values():
        for place in row.municipalities:
            by_place[place].append(row)
    profiles: dict[str, list[int]] = defaultdict(list)
    own: set[str] = set()
    for record in Record.objects.of(Kind.PROFILE).only("data"):
        profiles[record.data["municipality"]].append(record.data["as_of"])
        if record.data["study"] == OWN_STATEMENT:
            own.add(record.data["municipality"])
    rows = [
        _place(record, by_place[record.key], profiles[record.key], record.key in own)
        for record in Record.objects.of(Kind.MUNICIPALITY)
    ]
    return Catalogue({row.key: row for row in sorted(rows, key=lambda row: sort_key(row.name))}, projects)


def _project(record: Record) -> ProjectRow:
    data = record.data
    return ProjectRow(
        key=record.key,
        kind=data["kind"],
        number=data.get("number"),
        texts={
            key: data[key] for key in ("title", "title_en", "summary_de", "summary_en", "place_text") if key in data
        },
        stage=data["stage"],
        fields=tuple(data["fields"]),
        ai=tuple(data["ai"]),
        technologies=tuple(data["technologies"]),
        municipalities=tuple(data["municipalities"]),
        providers=tuple(data.get("providers", ())),
        related=tuple(data.get("related", ())),
        as_of=data["as_of"],
        source=data["source"],
        locator=data["locator"],
    )


def _place(record: Record, projects: list[ProjectRow], profiles: list[int], own: bool) -> PlaceRow:
    data = record.data
    with_ai = [row for row in projects if row.uses_ai]
    return PlaceRow(
        key=record.key,
        name=data["name"],
        state=data["state"],
        role=data["role"],
        size=places.size_class(data),
        population=places.value(data["population"]),
        density=places.density(data),
        lon=data.get("lon"),
        lat=data.get("lat"),
        groups=tuple(dict.fromkeys([*data["groups"], *([OWN_STATEMENT] if own else [])])),
        profiles=len(profiles),
        projects=len(projects),
        ai_uses=len(with_ai),
        ai_running=any(row.stage == "in_operation" for row in with_ai),
        years=tuple(sorted({row.as_of for row in projects} | set(profiles))),
    )
