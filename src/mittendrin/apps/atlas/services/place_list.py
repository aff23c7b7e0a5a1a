# SPDX-License-Identifier: EUPL-1.2
"""Lists of places for the page of all places, its map and the GeoJSON behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from mittendrin.apps.atlas.services.catalogue import PlaceRow, catalogue
from mittendrin.apps.atlas.services.drawings import size_note
from mittendrin.apps.atlas.services.labels import AI_CHOICE, GROUP, SIZE, STATE
from mittendrin.apps.atlas.services.projects import Option


@dataclass(frozen=True)
class PlaceFilter:
    """Which places are wanted; empty means all."""

    state: str = ""
    size: str = ""
    group: str = ""
    ai: str = ""

    def fits(self, row: PlaceRow, *, without: str = "") -> bool:
        """Return whether ``row`` is wanted; the filter named ``without`` does not count."""
        wanted = {"state": self.state, "size": self.size, "group": self.group, "ai": self.ai}
        return all(not value or value in _values(row)[name] for name, value in wanted.items() if name != without)


@dataclass(frozen=True)
class PlaceList:
    """Places that fit a filter, with the choices of each filter."""

    rows: list[PlaceRow]
    total: int
    options: dict[str, list[Option]]


def place_list(wanted: PlaceFilter) -> PlaceList:
    """Return the places that fit, by name."""
    everything = list(catalogue().places.values())
    vocabularies: Mapping[str, Iterable[str]] = {"state": STATE, "size": SIZE, "group": GROUP, "ai": AI_CHOICE}
    return PlaceList(
        rows=[row for row in everything if wanted.fits(row)],
        total=len(everything),
        options={name: _options(name, values, everything, wanted) for name, values in vocabularies.items()},
    )


def feature_collection(rows: Iterable[PlaceRow]) -> dict[str, Any]:
    """Return the places as GeoJSON; those without coordinates are left out."""
    return {"type": "FeatureCollection", "features": [_feature(row) for row in rows if row.lon is not None]}


def _feature(row: PlaceRow) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {
            "title": row.name,
            "url": reverse("atlas:place", args=[row.key]),
            "note": size_note(row),
            "count": 1,
            "kind": "ai_running" if row.ai_running else "municipality",
            "size_class": row.size,
        },
    }


def _values(row: PlaceRow) -> dict[str, tuple[str, ...]]:
    ai = ("running", "any") if row.ai_running else ("any",) if row.ai_uses else ()
    return {"state": (row.state,), "size": (row.size,), "group": row.groups, "ai": ai}


def _options(name: str, values: Iterable[str], rows: list[PlaceRow], wanted: PlaceFilter) -> list[Option]:
    counts: Counter[str] = Counter()
    for row in rows:
        if wanted.fits(row, without=name):
            counts.update(_values(row)[name])
    return [Option(value, counts[value]) for value in values]
