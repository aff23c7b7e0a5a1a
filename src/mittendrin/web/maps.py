# SPDX-License-Identifier: EUPL-1.2
"""Outline map of Germany as plain data: paths of the states, marks of the points, labels that do not collide."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

STATES_FILE = Path(__file__).parent / "static" / "dist" / "states.geojson"
WEST, EAST, SOUTH, NORTH = 5.6, 15.3, 47.15, 55.15
TOLERANCE = 1.0  # in units of the drawing: about the width of a line
CHARACTER, LINE = 6.2, 13.0  # size of a label letter at 12.5 px
GAP = 8.0

Place = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Point:
    """One point to draw.

    shape: medium, large, small, county (how big the place is). ai: it runs AI, drawn as a square.
    own: the visitor's own town, drawn with a big ring. named: gets a label when there is room.
    note: said after the name to those who do not see the form.
    """

    title: str
    url: str
    lon: float
    lat: float
    shape: str = "medium"
    ai: bool = False
    own: bool = False
    named: bool = False
    note: str = ""


@dataclass(frozen=True)
class Mark:
    """A point on the drawing."""

    point: Point
    x: float
    y: float

    @property
    def sign(self) -> str:
        """Return the form: square, ring or dot."""
        if self.point.ai:
            return "square"
        return "ring" if self.point.shape in {"small", "county", "unknown"} else "dot"

    @property
    def radius(self) -> float:
        """Return the radius of the dot: cities are small and grey, mid-sized towns matter here."""
        return 2.6 if self.point.shape == "large" else 3.8

    @property
    def left(self) -> float:
        """Return the left edge of the square."""
        return round(self.x - 4, 1)

    @property
    def top(self) -> float:
        """Return the upper edge of the square."""
        return round(self.y - 4, 1)


@dataclass(frozen=True)
class Label:
    """A name beside its point."""

    text: str
    x: float
    y: float
    anchor: str
    strong: bool


@dataclass(frozen=True)
class State:
    """Outline of one state."""

    code: str
    name: str
    path: str
    marked: bool = False


@dataclass(frozen=True)
class OutlineMap:
    """A drawing of ``width`` x ``height`` units with everything at its place."""

    width: int
    height: int
    states: Sequence[State]
    marks: Sequence[Mark] = ()
    labels: Sequence[Label] = field(default=())


def outline_map(points: Iterable[Point] = (), *, width: int = 400, marked_state: str = "") -> OutlineMap:
    """Return the map of Germany with ``points``, ``width`` units wide; ``marked_state`` gets a darker ground."""
    marks = [Mark(point, *project(point.lon, point.lat, width)) for point in points]
    marks.sort(key=lambda mark: (mark.point.own, mark.point.ai, mark.point.shape != "large"))
    states = [State(code, name, path, code == marked_state) for code, name, path in _states(width)]
    return OutlineMap(width, _height(width), states, marks, _labels(marks, width))


def project(lon: float, lat: float, width: int) -> Place:
    """Return the place of a coordinate in Mercator's projection on a drawing of ``width`` units."""
    scale = width / math.radians(EAST - WEST)
    return round(math.radians(lon - WEST) * scale, 1), round((_mercator(NORTH) - _mercator(lat)) * scale, 1)


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def _height(width: int) -> int:
    return round(project(WEST, SOUTH, width)[1])


@cache
def _states(width: int) -> tuple[tuple[str, str, str], ...]:
    """Return code, name and path of each state; none while the front end is not built."""
    if not STATES_FILE.exists():
        return ()
    features = json.loads(STATES_FILE.read_text(encoding="utf-8"))["features"]
    return tuple(
        (feature["properties"]["code"], feature["properties"]["name"], _path(feature["geometry"], width))
        for feature in features
    )


def _path(geometry: dict[str, Any], width: int) -> str:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    parts = []
    for polygon in polygons:
        for ring in polygon:
            places = simplify(_thin([project(lon, lat, width) for lon, lat in ring]))
            if len(places) > 3:
                parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in places[:-1]) + "Z")
    return "".join(parts)


def _thin(ring: Sequence[Place]) -> list[Place]:
    """Drop places next to the one before; most of the work of simplifying would go into them."""
    kept = [ring[0]]
    for place in ring[1:-1]:
        if abs(place[0] - kept[-1][0]) + abs(place[1] - kept[-1][1]) > TOLERANCE / 2:
            kept.append(place)
    return [*kept, ring[-1]]


def simplify(places: Sequence[Place], tolerance: float = TOLERANCE) -> list[Place]:
    """Return ``places`` without those that lie closer than ``tolerance`` to the line of their neighbours.

    Ramer-Douglas-Peucker with an own stack; a closed ring is split at its farthest place.
    """
    if len(places) < 4:
        return list(places)
    keep = {0, len(places) - 1}
    first_span = (0, len(places) - 1)
    if places[0] == places[-1]:
        middle = max(range(len(places)), key=lambda index: math.dist(places[index], places[0]))
        keep.add(middle)
        spans = [(0, middle), (middle, len(places) - 1)]
    else:
        spans = [first_span]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        index = max(range(start + 1, end), key=lambda item: _distance(places[item], places[start], places[end]))
        if _distance(places[index], places[start], places[end]) > tolerance:
            keep.add(index)
            spans += [(start, index), (index, end)]
    return [places[index] for index in sorted(keep)]


def _distance(place: Place, start: Place, end: Place) -> float:
    length = math.dist(start, end)
    if length == 0:
        return math.dist(place, start)
    (x, y), (x1, y1), (x2, y2) = place, start, end
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def _labels(marks: Sequence[Mark], width: int) -> list[Label]:
    """Return labels for the named points: each tries right, left, above, below and is left out when none is free."""
    taken: list[Box] = [(mark.x - 4, mark.y - 4, mark.x + 4, mark.y + 4) for mark in marks]
    labels = []
    for mark in sorted((mark for mark in marks if mark.point.named), key=lambda mark: (not _strong(mark), mark.y)):
        for label, box in _candidates(mark):
            if box[0] >= 0 and box[2] <= width and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                labels.append(label)
                break
    return labels


def _strong(mark: Mark) -> bool:
    return mark.point.own or mark.point.ai


def _candidates(mark: Mark) -> Iterable[tuple[Label, Box]]:
    gap = GAP + (6 if mark.point.own else 0)
    long = len(mark.point.title) * CHARACTER
    x, y, strong = mark.x, mark.y, _strong(mark)
    for dx, dy, anchor in (
        (gap, 4, "start"),
        (-gap, 4, "end"),
        (gap, -5, "start"),
        (-gap, -5, "end"),
        (gap, 13, "start"),
        (-gap, 13, "end"),
        (0, -gap - 2, "middle"),
        (0, gap + 11, "middle"),
    ):
        left = {"start": x + dx, "end": x + dx - long, "middle": x - long / 2}[anchor]
        box = (left, y + dy - LINE + 4, left + long, y + dy + 4)
        yield Label(mark.point.title, round(x + dx, 1), round(y + dy, 1), anchor, strong), box


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
