# SPDX-License-Identifier: EUPL-1.2
"""The map of the town: a quiet ground and a label with sign and value for each place; the list says the same."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading, State
from mittendrin.apps.stadtdaten.services.cockpit_words import amount, property_of, state_word
from mittendrin.web.charts import svg

WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 420, 260, 350
ROOM = 46
LABEL_HEIGHT = 24.0
MOST = 14
DEMO_GROUND = Path(__file__).resolve().parent.parent / "demo" / "ground.geojson"
OWN_GROUND = "map-ground.geojson"
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Pin:
    """One place: point, label beside it, what it says to those who do not see it."""

    number: int
    x: float
    y: float
    label_x: float
    label_y: float
    label_width: float
    text: str
    state: State
    title: str
    word: str

    @property
    def text_x(self) -> float:
        """Return where the text of the label begins, right of its sign."""
        return round(self.label_x + 24, 1)

    @property
    def text_y(self) -> float:
        """Return the base line of the text."""
        return round(self.label_y + 16.5, 1)

    @property
    def sign_x(self) -> float:
        """Return the middle of the sign."""
        return round(self.label_x + 13, 1)

    @property
    def sign_y(self) -> float:
        """Return the middle of the sign."""
        return round(self.label_y + LABEL_HEIGHT / 2, 1)


@dataclass(frozen=True)
class Shape:
    """A line, an area or a name of the ground."""

    kind: str
    path: str = ""
    text: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class TownMap:
    """The drawing and how many places it could not name for want of room."""

    width: int
    height: int
    ground: Sequence[Shape]
    pins: Sequence[Pin]
    dots: Sequence[Pin]


@dataclass(frozen=True)
class _View:
    west: float
    north: float
    scale: float
    squeeze: float
    left: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        x = self.left + (lon - self.west) * self.scale * self.squeeze
        return round(x, 1), round(ROOM * 0.8 + (self.north - lat) * self.scale, 1)


def town_map(readings: Sequence[Reading]) -> TownMap | None:
    """Return the map of all readings with a place; None when there is none."""
    placed = [(reading, reading.lon, reading.lat) for reading in readings]
    there = [(reading, lon, lat) for reading, lon, lat in placed if lon is not None and lat is not None]
    if not there:
        return None
    west, east = min(lon for _one, lon, _lat in there), max(lon for _one, lon, _lat in there)
    south, north = min(lat for _one, _lon, lat in there), max(lat for _one, _lon, lat in there)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * ROOM) / max((east - west) * squeeze, 0.002)
    height = (north - south) * scale + 1.6 * ROOM
    if height > MOST_HEIGHT:
        scale *= (MOST_HEIGHT - 1.6 * ROOM) / max(height - 1.6 * ROOM, 1)
        height = MOST_HEIGHT
    view = _View(west, north, scale, squeeze, (WIDTH - (east - west) * scale * squeeze) / 2)
    tall = round(max(height, LEAST_HEIGHT))
    demo = any(reading.simulated for reading in readings)
    pins, dots = _pins(there, view, tall)
    return TownMap(WIDTH, tall, _ground(view, demo), pins, dots)


_WEIGHT = {State.OVER: 0, State.NEAR: 1, State.SILENT: 2, State.USUAL: 3, State.UNKNOWN: 4}


def _pins(there: Sequence[tuple[Reading, float, float]], view: _View, height: int) -> tuple[list[Pin], list[Pin]]:
    """Return the places with a label, one for each place, and those where none has room: only their dot."""
    ordered = sorted(there, key=lambda one: (_WEIGHT[one[0].state], one[0].kind.priority))
    taken: list[Box] = []
    for _reading, lon, lat in ordered:
        x, y = view.place(lon, lat)
        taken.append((x - 5, y - 5, x + 5, y + 5))
    pins: list[Pin] = []
    dots: list[Pin] = []
    seen: set[tuple[float, float]] = set()
    for reading, lon, lat in ordered:
        at = view.place(lon, lat)
        if at in seen:
            continue
        seen.add(at)
        pin = _labelled(reading, at, taken, height) if len(pins) < MOST else None
        if pin is None:
            dots.append(_pin(reading, at, 0.0, 0.0, 0.0))
        else:
            pins.append(pin)
    return pins, dots


def _text(reading: Reading) -> str:
    if reading.state in {State.SILENT, State.UNKNOWN}:
        return state_word(reading.state)
    if reading.kind.key in {"pm10", "pm25"}:
        return (
            f"{reading.kind.key.upper().replace('PM25', 'PM2.5')} {amount(reading, reading.value).split(chr(160))[0]}"
        )
    return amount(reading, reading.value)


def _labelled(reading: Reading, at: tuple[float, float], taken: list[Box], height: int) -> Pin | None:
    wide = svg.text_width(_text(reading), 13) + 34
    x, y = at
    half = LABEL_HEIGHT / 2
    for left, top in (
        (x + 9, y - half), (x - 9 - wide, y - half), (x - wide / 2, y - LABEL_HEIGHT - 8), (x - wide / 2, y + 8),
        (x + 7, y - LABEL_HEIGHT - 3), (x + 7, y + 3), (x - wide - 7, y - LABEL_HEIGHT - 3), (x - wide - 7, y + 3),
    ):  # fmt: skip
        box = (left, top, left + wide, top + LABEL_HEIGHT)
        inside = left >= 2 and top >= 2 and box[2] <= WIDTH - 2 and box[3] <= height - 2
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return _pin(reading, at, left, top, wide)
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _pin(reading: Reading, at: tuple[float, float], left: float, top: float, wide: float) -> Pin:
    title = f"{property_of(reading)}, {reading.stream.thing.name}"
    return Pin(
        reading.stream.pk, *at, round(left, 1), round(top, 1), round(wide, 1), _text(reading), reading.state, title,
        state_word(reading.state),
    )  # fmt: skip


def _ground(view: _View, demo: bool) -> list[Shape]:
    own = Path(settings.TOWN_DIR) / OWN_GROUND
    path = own if own.is_file() else DEMO_GROUND if demo else None
    if path is None:
        return []
    shapes = []
    for feature in _features(str(path), path.stat().st_mtime):
        shape = _shape(feature, view)
        if shape is not None:
            shapes.append(shape)
    return shapes


@lru_cache(maxsize=4)
def _features(path: str, _changed: float) -> list[dict[str, Any]]:
    """Return the features of the ground; none when the town's file is no GeoJSON."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return []
    features = data.get("features") if isinstance(data, dict) else None
    return [one for one in features if isinstance(one, dict)] if isinstance(features, list) else []


KINDS = ("street", "main", "rail", "water", "green", "name")


def _shape(feature: dict[str, Any], view: _View) -> Shape | None:
    geometry: dict[str, Any] = feature.get("geometry") or {}
    properties: dict[str, Any] = feature.get("properties") or {}
    kind, coordinates = properties.get("kind"), geometry.get("coordinates", [])
    if kind not in KINDS:
        return None
    try:
        if geometry.get("type") == "Point":
            return Shape("name", "", str(properties.get("name", "")), *view.place(*coordinates[:2]))
        if geometry.get("type") == "LineString":
            return Shape(kind, _path([coordinates], view, ""))
        if geometry.get("type") == "Polygon":
            return Shape(kind, _path(coordinates, view, "Z"))
    except (TypeError, ValueError, KeyError):
        return None
    return None


def _path(parts: Sequence[Sequence[Sequence[float]]], view: _View, end: str) -> str:
    lines = ("L".join("{:g} {:g}".format(*view.place(*place[:2])) for place in part) for part in parts)
    return "".join(f"M{line}{end}" for line in lines)
