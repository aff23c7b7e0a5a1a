# SPDX-License-Identifier: EUPL-1.2
"""Places as points of outline maps."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services.catalogue import PlaceRow
from mittendrin.apps.atlas.services.labels import label
from mittendrin.web.maps import OutlineMap, Point, outline_map


def point(row: PlaceRow, own: str = "") -> Point:
    """Return the point of a place; mid-sized towns, AI in operation outside the cities and the own town get names."""
    return Point(
        title=row.name,
        url=reverse("atlas:place", args=[row.key]),
        lon=row.lon or 0.0,
        lat=row.lat or 0.0,
        shape=row.size,
        ai=row.ai_running,
        own=row.key == own,
        note=size_note(row),
        named=row.key == own or row.size == "medium" or (row.ai_running and row.size != "large"),
    )


def size_note(row: PlaceRow) -> str:
    """Return in words what the form of a point says."""
    size = label("size", row.size)
    return f"{size}, {_('KI in Betrieb')}" if row.ai_running else size


def overview_map(rows: Iterable[PlaceRow], own: str = "") -> OutlineMap:
    """Return the map of many places; those without coordinates are left out."""
    return outline_map([point(row, own) for row in rows if row.lon is not None], width=420)


def small_map(row: PlaceRow) -> OutlineMap:
    """Return the map beside a place: its state in a darker tone, the place with the big ring."""
    if row.lon is None or row.lat is None:
        return outline_map(width=200, marked_state=row.state)
    here = Point(row.name, "", row.lon, row.lat, shape=row.size, own=True)
    return outline_map([here], width=200, marked_state=row.state)
