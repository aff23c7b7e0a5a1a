# SPDX-License-Identifier: EUPL-1.2
"""JSON of a request as checked values of columns."""

from __future__ import annotations

import re
from typing import Any

from mittendrin.apps.stadtdaten.services.access import STRICTNESS, Viewer
from mittendrin.core import instants, json_text
from mittendrin.core.geometry import box_of, from_geojson
from mittendrin.core.json_text import MAX_NESTED, is_deeper
from mittendrin.sta.entities import EntityType, Kind, Property
from mittendrin.sta.errors import BadRequest, TooLarge

MAX_BODY = 1024 * 1024
MAX_BULK = 10 * 1024 * 1024
MAX_TEXT = {"name": 255, "encoding_type": 100, "definition": 1000, "observation_type": 200}
UNIT = {"name": 200, "symbol": 60, "definition": 500}
_MOST_EAST, _MOST_NORTH = 180, 90
_GEOJSON = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "Feature"})
_NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)
_READ_ONLY = frozenset({"phenomenonTime", "resultTime"})


def load(body: bytes, most: int = MAX_BODY) -> Any:
    """Return the JSON in ``body``. Raises BadRequest and TooLarge."""
    if len(body) > most:
        raise TooLarge(f"The body is larger than {most} bytes.")
    try:
        return json_text.load(body, nested=None)  # each value is measured where it is kept
    except ValueError as error:
        raise BadRequest("The body is not JSON in UTF-8, or holds what cannot be stored.") from error


def shallow(name: str, value: Any, most: int = MAX_NESTED) -> Any:
    """Return JSON as it is; raise BadRequest when it is nested so deeply that it could be stored but not read."""
    if is_deeper(value, most):
        raise BadRequest(f"{name} is nested more than {most} deep.")
    return value


def values(entity: EntityType, body: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """Return the values of the columns in ``body``. whole: nothing required may be missing. Raises BadRequest."""
    found: dict[str, Any] = {}
    for name, one in entity.properties.items():
        if entity.name == "Datastream" and name in _READ_ONLY:
            continue
        if name in body:
            found |= _value(entity, name, one, body)
        elif whole and one.required and name != "description":
            raise BadRequest(f"{entity.name} needs {name}.")
        elif whole and name == "description":
            found[one.column] = ""
        elif whole and one.kind is Kind.JSON and one.optional:
            found[one.column] = {}
    if entity.name in {"Thing", "Datastream"} and "visibility" in body:
        if not isinstance(body["visibility"], str) or body["visibility"] not in STRICTNESS:
            raise BadRequest(f"visibility must be one of {', '.join(STRICTNESS)}.")
        found["grade"] = body["visibility"]
    return found


def _value(entity: EntityType, name: str, one: Property, body: dict[str, Any]) -> dict[str, Any]:
    value = body[name]
    match one.kind:
        case Kind.TEXT:
            return {one.column: _text(name, value, MAX_TEXT.get(one.column, 100_000), empty=name == "description")}
        case Kind.UNIT:
            return _unit(value)
        case Kind.TIME:
            return {one.column: moment(name, value)}
        case Kind.GEO:
            return {one.column: _geometry(entity, name, value, str(body.get("encodingType", "")))}
        case _:
            if name == "properties" and not isinstance(value, dict | None):
                raise BadRequest("properties must be an object.")
            if value is None and one.required:
                raise BadRequest(f"{entity.name} needs {name}.")
            return {one.column: {} if value is None else shallow(name, value)}


def _text(name: str, value: Any, most: int, *, empty: bool) -> str:
    if not isinstance(value, str) or len(value) > most or not (value or empty):
        raise BadRequest(f"{name} must be a text of at most {most} characters.")
    return value


def _unit(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRequest("unitOfMeasurement must be an object with name, symbol and definition.")
    for name, most in UNIT.items():
        text = value.get(name)
        if text is not None and (not isinstance(text, str) or len(text) > most):
            raise BadRequest(f"unitOfMeasurement/{name} must be a text of at most {most} characters.")
    return {f"unit_{name}": value.get(name) for name in UNIT}


def _geometry(entity: EntityType, name: str, value: Any, encoding: str) -> Any:
    """Return GeoJSON or a text as it is. Other encodings are kept unread. Raises BadRequest."""
    if value is None and entity.name == "Datastream":
        return None
    if not isinstance(value, dict | str) or not value:
        raise BadRequest(f"{name} must be GeoJSON or a text.")
    if isinstance(value, str):
        return value
    shallow(name, value)
    kind = value.get("type")
    said = "geo+json" in encoding.lower() or (not encoding and isinstance(kind, str) and kind in _GEOJSON)
    if said and not _nowhere(value):
        box = box_of(from_geojson(value))
        if box is None:
            raise BadRequest(f"{name} is no readable GeoJSON.")
        if max(abs(box[0]), abs(box[2])) > _MOST_EAST or max(abs(box[1]), abs(box[3])) > _MOST_NORTH:
            raise BadRequest(f"{name} must be in degrees, longitude first, as in [8.65, 49.87].")
    return value


def _nowhere(value: dict[str, Any]) -> bool:
    """Return whether this is a GeoJSON Feature that says of itself that it has no place."""
    return value.get("type") == "Feature" and value.get("geometry", 0) is None


def moment(name: str, value: Any) -> int:
    """Return a moment as microseconds. Raises BadRequest."""
    try:
        if isinstance(value, str):
            return instants.from_iso(value)
    except (ValueError, OverflowError):
        pass
    raise BadRequest(f"{name} must be a time like 2026-11-30T12:00:00Z.")


def period(name: str, value: Any) -> tuple[int, int]:
    """Return begin and end of a moment or period. Raises BadRequest."""
    if not isinstance(value, str):
        raise BadRequest(f"{name} must be a time or a period.")
    start, slash, end = value.partition("/")
    begin = moment(name, start)
    until = moment(name, end) if slash else begin
    if until < begin:
        raise BadRequest(f"{name} ends before it begins.")
    return begin, until


def grade_for(entity: EntityType, viewer: Viewer, found: dict[str, Any]) -> dict[str, Any]:
    """Return ``found`` with the grade that new Things of this viewer have."""
    return {"grade": viewer.grade, **found} if entity.name == "Thing" else found


def number_of(body: Any) -> int | None:
    """Return the number when ``body`` is a link like ``{"@iot.id": 5}``; None when it is a whole entity."""
    if not isinstance(body, dict):
        raise BadRequest('An entity or a link like {"@iot.id": 5} is needed.')
    if "@iot.id" not in body:
        return None
    number = body["@iot.id"]
    if isinstance(number, str) and _NUMBER.fullmatch(number):
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= 2**63:
        raise BadRequest("@iot.id must be a whole number.")
    return number
