# SPDX-License-Identifier: EUPL-1.2
"""Geometries of places: GeoJSON and WKT in degrees (WGS 84), their boxes, and a blurred copy of them."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

Geometry = Any  # shapely has no types; here is the only place that knows it
Box = tuple[float, float, float, float]
BLUR = 2  # digits behind the point: about a kilometre
MAX_WKT = 20_000


def from_geojson(value: Any) -> Geometry | None:
    """Return the geometry of a GeoJSON geometry, Feature or FeatureCollection; None when there is none."""
    if not isinstance(value, dict):
        return None
    kind = value.get("type")
    if kind == "Feature":
        return from_geojson(value.get("geometry"))
    if kind == "FeatureCollection":
        features = value.get("features")
        parts = [from_geojson(one) for one in features] if isinstance(features, list) else []
        return shapely.GeometryCollection([part for part in parts if part is not None])
    try:
        found = shape(value)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return None
    return None if found.is_empty else found


def from_wkt(text: str) -> Geometry:
    """Return the geometry of well-known text, with or without ``SRID=4326;``. Raises ValueError."""
    bare = text.partition(";")[2] if text.upper().startswith("SRID=") else text
    if len(bare) > MAX_WKT:
        raise ValueError(text[:40])
    try:
        found = shapely.from_wkt(bare)
    except (ShapelyError, NotImplementedError) as error:  # curves are not implemented
        raise ValueError(text[:40]) from error
    if found is None or found.is_empty:
        raise ValueError(text[:40])
    return found


def box_of(geometry: Geometry | None) -> Box | None:
    """Return west, south, east, north; None without a geometry or with coordinates that are not finite."""
    if geometry is None:
        return None
    west, south, east, north = geometry.bounds
    return (west, south, east, north) if all(abs(side) < 1e9 for side in (west, south, east, north)) else None


def box_geojson(box: Box) -> dict[str, Any]:
    """Return a box as GeoJSON: a Polygon, or a Point or LineString where it has no area."""
    west, south, east, north = box
    if (west, south) == (east, north):
        return {"type": "Point", "coordinates": [west, south]}
    if west == east or south == north:
        return {"type": "LineString", "coordinates": [[west, south], [east, north]]}
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def blurred(value: Any) -> Any:
    """Return GeoJSON whose points are moved onto a grid of about a kilometre; anything else becomes None."""
    geometry = from_geojson(value)
    if geometry is None:
        return None
    middle = geometry.centroid
    return {"type": "Point", "coordinates": [round(middle.x, BLUR), round(middle.y, BLUR)]}


def relates(one: Geometry, two: Geometry, pattern: str) -> bool:
    """Return whether two geometries lie as a DE-9IM pattern says."""
    return bool(shapely.relate_pattern(one, two, pattern))
