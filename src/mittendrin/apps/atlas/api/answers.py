# SPDX-License-Identifier: EUPL-1.2
"""What the answers to questions look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from pydantic import BaseModel

from mittendrin.apps.atlas.api.envelopes import Attribution
from mittendrin.apps.atlas.services.labels import ROLE, STATE

if TYPE_CHECKING:
    from mittendrin.apps.atlas.services.cross_section import Finding, Question
    from mittendrin.apps.atlas.services.cross_section.base import Part
    from mittendrin.apps.atlas.services.search.rows import Row
    from mittendrin.apps.atlas.services.twins import Town, Twin

STATES, ROLES = tuple(STATE), tuple(ROLE)
RESOURCE_OF = {
    "municipality": "municipalities",
    "profile": "profiles",
    "project": "projects",
    "application_fields": "application-fields",
}


class Run(BaseModel):
    """A run of text; ``found`` says whether it fits the query."""

    text: str
    found: bool


class Hit(BaseModel):
    """One hit in the language of the request."""

    kind: str
    id: str
    title: list[Run]
    text: list[Run]
    municipalities: list[str]
    stage: str | None
    fields: list[str]
    technologies: list[str]
    ai: list[str]
    source: str
    year: int | None
    page: str
    self: str


class Correction(BaseModel):
    """A word that was searched in another spelling."""

    typed: str
    searched: str


class SearchAnswer(BaseModel):
    """Hits, best first. ``also``: related words that were searched besides."""

    query: str
    searched: str
    corrected: list[Correction]
    also: list[str]
    items: list[Hit]
    facets: dict[str, dict[str, int]]
    count: int
    page: int
    page_size: int
    pages: int
    next: str | None
    previous: str | None
    attribution: Attribution


class TownAnswer(BaseModel):
    """A town as twins are compared by."""

    id: str | None
    ags: str | None
    name: str
    state: str
    role: str
    population: int | None
    area_km2: float | None
    year: int | None
    page: str | None
    records: str | None


class PartAnswer(BaseModel):
    """What one criterion adds to the similarity."""

    criterion: str
    weight: int
    closeness: float | None
    points: float
    most: float


class TwinAnswer(TownAnswer):
    """A similar town; similarity from 0 to 100."""

    similarity: float
    reason: str
    parts: list[PartAnswer]


class TwinsAnswer(BaseModel):
    """Two lists: with records in the Atlas, and overall (empty while no register is imported)."""

    own: TownAnswer
    weights: dict[str, int]
    not_counted: list[str]
    with_records: list[TwinAnswer]
    overall: list[TwinAnswer]
    register_label: str | None
    attribution: Attribution


class QuestionAnswer(BaseModel):
    """A cross-section and the sentence that answers it."""

    id: str
    title: str
    sentence: str
    page: str
    self: str


class FindingList(BaseModel):
    """All cross-sections."""

    items: list[QuestionAnswer]
    count: int
    attribution: Attribution


class ColumnAnswer(BaseModel):
    """A column of a table."""

    title: str
    kind: str


class Difference(BaseModel):
    """What differs from print, and why."""

    what: str
    why: str


class ChartAnswer(BaseModel):
    """The figures of one chart."""

    id: str
    title: str
    sentence: str
    columns: list[ColumnAnswer]
    rows: list[list[int | float | str | None]]
    total: list[int | float | str | None]
    differences: list[Difference]
    source: str
    date: str


class FindingAnswer(QuestionAnswer):
    """One cross-section with its figures. ``ways``: the ways of counting that can be chosen."""

    lead: str
    method: str
    ways: dict[str, str]
    charts: list[ChartAnswer]
    attribution: Attribution


def hit(request: HttpRequest, row: Row) -> dict[str, Any]:
    """Return a hit as plain data."""
    resource = RESOURCE_OF.get(row.kind, row.kind)
    return {
        "kind": row.kind,
        "id": row.key,
        "title": [{"text": segment.text, "found": segment.marked} for segment in row.title],
        "text": [{"text": segment.text, "found": segment.marked} for segment in row.text],
        "municipalities": [place.key for place in row.places],
        "stage": row.stage or None,
        "fields": row.fields,
        "technologies": row.technologies,
        "ai": row.ai,
        "source": row.source,
        "year": row.year,
        "page": request.build_absolute_uri(row.url),
        "self": request.build_absolute_uri(reverse(f"api:{resource}-record", args=[row.key])),
    }


def town(request: HttpRequest, found: Town) -> dict[str, Any]:
    """Return a town as plain data."""
    return {
        "id": found.key or None,
        "ags": found.ags or None,
        "name": found.name,
        "state": found.state,
        "role": found.role,
        "population": found.population,
        "area_km2": found.area_km2,
        "year": found.year,
        "page": request.build_absolute_uri(reverse("atlas:place", args=[found.key])) if found.key else None,
        "records": found.deeds.words if found.deeds else None,
    }


def twin(request: HttpRequest, found: Twin) -> dict[str, Any]:
    """Return a twin as plain data."""
    parts = [
        {
            "criterion": part.criterion,
            "weight": part.weight,
            "closeness": part.closeness,
            "points": round(part.points, 2),
            "most": round(part.most, 2),
        }
        for part in found.parts
    ]
    return {
        **town(request, found.town),
        "similarity": round(found.similarity, 2),
        "reason": found.reason,
        "parts": parts,
    }


def question(request: HttpRequest, asked: Question, found: Finding) -> dict[str, Any]:
    """Return a cross-section without its figures."""
    return {
        "id": asked.slug,
        "title": asked.title(),
        "sentence": found.sentence,
        "page": request.build_absolute_uri(reverse("atlas:cross_section", args=[asked.slug])),
        "self": request.build_absolute_uri(reverse("api:cross-section-one", args=[asked.slug])),
    }


def chart(part: Part) -> dict[str, Any]:
    """Return the table of a chart and the notes on its differences."""
    drawn = part.chart
    return {
        "id": drawn.key,
        "title": drawn.title,
        "sentence": drawn.sentence,
        "columns": [{"title": column.title, "kind": column.kind.value} for column in drawn.table.columns],
        "rows": [list(cells) for cells in drawn.table.rows],
        "total": list(drawn.table.total),
        "differences": [{"what": note.lead, "why": note.text} for note in part.notes],
        "source": drawn.source,
        "date": drawn.date,
    }
