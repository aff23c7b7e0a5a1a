# SPDX-License-Identifier: EUPL-1.2
"""Searches to begin with, each with its number of hits and where it has come furthest."""

from __future__ import annotations

from dataclasses import dataclass

from mittendrin.apps.atlas.services.catalogue import STAGES, PlaceRow, ProjectRow, catalogue
from mittendrin.apps.atlas.services.search.finding import search
from mittendrin.core.search.index import Request

QUERIES = ("Straßenzustand", "Posteingang", "Chatbot", "Parken", "LoRaWAN")
NEAREST = 6


@dataclass(frozen=True)
class Example:
    """A query with what it finds; ``best`` is the project furthest along among the nearest hits."""

    query: str
    hits: int
    best: ProjectRow | None
    places: list[PlaceRow]


def examples() -> list[Example]:
    """Return the examples that find something."""
    found = [_example(query) for query in QUERIES]
    return [example for example in found if example.hits]


def _example(query: str) -> Example:
    listing = catalogue()
    answer = search(Request(query=query, limit=NEAREST, counts=False))
    keys = [hit.id.partition(":")[2] for hit in answer.hits if hit.id.startswith("project:")]
    rows = [listing.projects[key] for key in keys if key in listing.projects]
    rows.sort(key=lambda row: (not row.municipalities, STAGES.index(row.stage)))
    best = rows[0] if rows else None
    return Example(query, answer.total, best, listing.place_rows(best.municipalities[:3]) if best else [])
