# SPDX-License-Identifier: EUPL-1.2
"""The start page: numbers, fields, stages of AI, the map, and three figures of the survey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mittendrin.apps.atlas.models import Kind, Record
from mittendrin.apps.atlas.services import records
from mittendrin.apps.atlas.services.catalogue import STAGES, Catalogue, PlaceRow, ProjectRow, catalogue
from mittendrin.apps.atlas.services.drawings import overview_map
from mittendrin.apps.atlas.services.labels import FIELD
from mittendrin.web.maps import OutlineMap

SHOWN_AI_STAGES = ("in_operation", "in_progress", "planned", "idea")
PER_STAGE = 3
SURVEY_TEASER = (
    ("strategie-sinnvoll", "strategie-keine-geplant"),
    ("strategie-stand-2017", "strategie-stand-2015"),
    ("unterstuetzung-land", "unterstuetzung-bund"),
)


@dataclass(frozen=True)
class FieldCount:
    """A field of action with its lighthouse projects and the share of the longest bar."""

    field: str
    count: int
    percent: float


@dataclass(frozen=True)
class StageCount:
    """AI uses of one stage with some examples."""

    stage: str
    count: int
    examples: list[tuple[ProjectRow, list[PlaceRow]]]


@dataclass(frozen=True)
class Numbers:
    """The number strip."""

    profiled: int
    lighthouse: int
    models: int
    ai_uses: int
    providers: int
    places: int


@dataclass(frozen=True)
class Overview:
    """What the start page shows besides search and twins."""

    numbers: Numbers
    fields: list[FieldCount]
    stages: list[StageCount]
    map: OutlineMap
    places: list[PlaceRow]
    survey: list[tuple[Record, Record]]
    kinds: dict[str, int]


def overview(own: str = "") -> Overview:
    """Return the start page; ``own`` is the key of the visitor's own town."""
    listing = catalogue()
    kinds = counts_by_kind()
    projects = list(listing.projects.values())
    by_kind = Counter(row.kind for row in projects)
    shown = [row for row in listing.places.values() if row.profiles or row.ai_uses]
    return Overview(
        numbers=Numbers(
            profiled=sum(1 for row in listing.places.values() if row.profiles),
            lighthouse=by_kind["lighthouse"],
            models=by_kind["model"],
            ai_uses=by_kind["ai_use"],
            providers=kinds.get(Kind.PROVIDER, 0),
            places=len(listing.places),
        ),
        fields=_fields(row for row in projects if row.kind == "lighthouse"),
        stages=_stages([row for row in projects if row.kind == "ai_use"], listing),
        map=overview_map(shown, own),
        places=shown,
        survey=_survey(),
        kinds=kinds,
    )


def counts_by_kind() -> dict[str, int]:
    """Return the number of records of each kind."""
    return dict(Counter(Record.objects.order_by().values_list("kind", flat=True)))


def _fields(rows: Iterable[ProjectRow]) -> list[FieldCount]:
    """Count each project once, in the field that its profile names first."""
    counts = Counter(row.fields[0] for row in rows if row.fields)
    highest = max(counts.values(), default=1)
    found = [FieldCount(name, counts[name], round(100 * counts[name] / highest, 1)) for name in FIELD]
    return sorted(found, key=lambda item: (-item.count, item.field))


def _stages(rows: list[ProjectRow], listing: Catalogue) -> list[StageCount]:
    found = []
    for stage in STAGES:
        fitting = [row for row in rows if row.stage == stage]
        if stage in SHOWN_AI_STAGES and fitting:
            fitting.sort(key=lambda row: not row.municipalities)
            examples = [(row, listing.place_rows(row.municipalities)) for row in fitting[:PER_STAGE]]
            found.append(StageCount(stage, len(fitting), examples))
    return found


def _survey() -> list[tuple[Record, Record]]:
    found: dict[str, Any] = {
        record.key: record for record in records.some(Kind.SURVEY, [key for pair in SURVEY_TEASER for key in pair])
    }
    return [(found[one], found[two]) for one, two in SURVEY_TEASER if one in found and two in found]
