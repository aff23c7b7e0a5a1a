# SPDX-License-Identifier: EUPL-1.2
"""Which places fit a spatial question. Viewers who may see a place only coarsely are asked about its coarse copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from mittendrin.apps.stadtdaten.models import Datastream, FeatureOfInterest, Location
from mittendrin.apps.stadtdaten.services.access import (
    Viewer,
    datastreams,
    exact_areas,
    exact_features,
    exact_locations,
    features,
    locations,
)
from mittendrin.core.geometry import Box, Geometry, blurred, from_geojson

Fits = Callable[[Geometry], bool]
_SLACK = 0.02
_SETS: dict[type[Any], tuple[str, Callable[[Viewer], QuerySet[Any]], Callable[[Viewer], QuerySet[Any]]]] = {
    Location: ("location", locations, exact_locations),
    FeatureOfInterest: ("feature", features, exact_features),
    Datastream: ("observed_area", datastreams, exact_areas),
}
_NAMES: dict[str, type[Any]] = {"Location": Location, "FeatureOfInterest": FeatureOfInterest, "Datastream": Datastream}


def fitting(kind: str, viewer: Viewer, fits: Fits, box: Box | None = None) -> list[int]:
    """Return the ids of the Locations, FeaturesOfInterest or Datastreams whose geometry ``fits``.

    box: only geometries that touch it can fit.
    """
    model = _NAMES[kind]
    column, visible, exact = _SETS[model]
    rows = visible(viewer).filter(**{f"{column}__isnull": False})
    if box is not None and model is not Datastream:
        west, south, east, north = box
        rows = rows.filter(
            Q(west__lte=east + _SLACK, east__gte=west - _SLACK, south__lte=north + _SLACK, north__gte=south - _SLACK)
        )
    sharp = None if viewer.internal else set(exact(viewer).values_list("pk", flat=True))
    found = []
    for pk, value in rows.values_list("pk", column).iterator(chunk_size=2000):
        seen = value if sharp is None or pk in sharp else blurred(value)
        geometry = from_geojson(seen)
        if geometry is not None and fits(geometry):
            found.append(pk)
    return found


def seen_exactly(kind: str, viewer: Viewer, ids: set[int]) -> set[int]:
    """Return those of ``ids`` whose geometry ``viewer`` may see as it is."""
    if viewer.internal or not ids:
        return ids
    exact = _SETS[_NAMES[kind]][2]
    return set(exact(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def known_places() -> dict[str, Any]:
    """Return all Locations that are points, as GeoJSON with their names, for the town's own people."""
    rows = Location.objects.filter(location__isnull=False).values_list("name", "location")[:5000]
    found = [
        {"type": "Feature", "geometry": place, "properties": {"title": name}}
        for name, place in rows
        if isinstance(place, dict) and place.get("type") == "Point"
    ]
    return {"type": "FeatureCollection", "features": found}
