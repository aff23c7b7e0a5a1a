# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI description of the service, made from the kinds of entities: nothing in it is kept by hand."""

from __future__ import annotations

from typing import Any

from mittendrin.sta.entities import TYPES, EntityType, Kind, Navigation
from mittendrin.sta.landing import CLAIMED
from mittendrin.sta.writing.bodies import MAX_TEXT, UNIT

Json = dict[str, Any]
TIME = {"type": "string", "description": "ISO 8601", "examples": ["2026-11-30T12:00:00Z"]}
PERIOD = {
    "type": "string",
    "description": "ISO 8601, a moment or begin/end",
    "examples": ["2026-11-30T12:00:00Z/2026-11-30T13:00:00Z"],
}
_STRICT = ("public", "coarse", "agreement", "internal")
_OPTIONS = {
    "$filter": ({"type": "string"}, "Condition, such as result gt 10"),
    "$expand": ({"type": "string"}, "Neighbours to include, nested in brackets"),
    "$select": ({"type": "string"}, "Properties to show"),
    "$orderby": ({"type": "string"}, "Properties to sort by, with asc or desc"),
    "$top": ({"type": "integer", "minimum": 0}, "At most so many entities; never more than 1000"),
    "$skip": ({"type": "integer", "minimum": 0}, "Leave out so many entities"),
    "$count": ({"type": "boolean"}, "Whether to count all"),
    "$resultFormat": ({"enum": ["dataArray", "GeoJSON", "CSV"]}, "Another form than JSON"),
}
_ERRORS = {
    "400": "The request does not follow the standard, or is larger than allowed",
    "401": "Writing needs a token or a person",
    "403": "This person or token may not write",
    "404": "There is no such entity for you",
    "405": "The method does not fit the address",
    "409": "Another entity stands in the way",
    "413": "The body is larger than allowed",
    "501": "The standard may know it, this service does not",
    "503": "The answer would take too long",
}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}}


def description(base: str) -> Json:
    """Return the description of the service at ``base`` in OpenAPI 3.1."""
    paths: Json = {
        "/": {"get": _operation("Sets of entities and what of the standard is claimed", "landing", {"type": "object"})}
    }
    for entity in TYPES.values():
        paths |= _paths(entity)
    paths["/CreateObservations"] = {"post": _create_many()}
    paths["/$batch"] = {"post": _batch()}
    schemas: Json = {entity.name: _schema(entity) for entity in TYPES.values()}
    schemas["Link"] = {
        "type": "object",
        "properties": {"@iot.id": {"type": "integer", "format": "int64"}},
        "required": ["@iot.id"],
    }
    schemas["Error"] = {
        "type": "object",
        "properties": {"code": {"type": "integer"}, "message": {"type": "string"}, "error": {"type": "object"}},
        "required": ["code", "message"],
    }
    token = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "SensorThings API",
            "version": "1.1",
            "description": "OGC 18-088, Sensing. Claimed requirements: " + ", ".join(CLAIMED),
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": token}},
    }


def _paths(entity: EntityType) -> Json:
    """Return the addresses of one kind: all, one, how many, its neighbours."""
    found: Json = {
        f"/{entity.plural}": {
            "get": _many(entity, f"list{entity.plural}"),
            "post": _write(entity, f"create{entity.name}", "201"),
        },
        f"/{entity.plural}/$count": {
            "get": _operation(f"How many {entity.plural}", f"count{entity.plural}", {"type": "integer"}, "text/plain")
        },
        f"/{entity.plural}({{id}})": {
            "parameters": [_ID],
            "get": _one(entity, f"get{entity.name}"),
            "patch": _patch(entity),
            "put": _write(entity, f"replace{entity.name}", "200"),
            "delete": _operation(f"Delete a {entity.name}", f"delete{entity.name}", None, writes=True),
        },
    }
    for name, way in entity.navigations.items():
        found[f"/{entity.plural}({{id}})/{name}"] = {"parameters": [_ID], "get": _neighbours(entity, name, way)}
    return found


def _neighbours(entity: EntityType, name: str, way: Navigation) -> Json:
    target, label = TYPES[way.target], f"get{name}Of{entity.name}"
    return _many(target, label) if way.many else _one(target, label)


def _many(entity: EntityType, label: str) -> Json:
    page = {
        "type": "object",
        "properties": {
            "value": {"type": "array", "items": {"type": "object"}},
            "@iot.count": {"type": "integer"},
            "@iot.nextLink": {"type": "string"},
        },
    }
    found = _operation(f"{entity.plural}, a page at a time", label, page)
    forms = {"application/geo+json": {"schema": {"type": "object"}}, "text/csv": {"schema": {"type": "string"}}}
    found["responses"]["200"]["content"] |= forms
    return found | {"parameters": _parameters(*_OPTIONS)}


def _one(entity: EntityType, label: str) -> Json:
    found = _operation(f"One {entity.name}", label, {"type": "object"})
    return found | {"parameters": _parameters("$select", "$expand")}


def _parameters(*names: str) -> list[Json]:
    return [
        {"name": name, "in": "query", "schema": _OPTIONS[name][0], "description": _OPTIONS[name][1]} for name in names
    ]


def _operation(
    summary: str,
    label: str,
    schema: Json | None,
    kind: str = "application/json",
    *,
    good: str = "200",
    writes: bool = False,
) -> Json:
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    answer: Json = {"description": "Done"} | ({"content": {kind: {"schema": schema}}} if schema is not None else {})
    found: Json = {
        "summary": summary,
        "operationId": label,
        "responses": {
            good: answer,
            **{status: {"description": text, "content": problem} for status, text in _ERRORS.items()},
        },
    }
    return found | ({"security": [{"token": []}]} if writes else {})


def _write(entity: EntityType, label: str, good: str) -> Json:
    found = _operation(f"Write a {entity.name}", label, {"type": "object"}, good=good, writes=True)
    schema = {"$ref": f"#/components/schemas/{entity.name}"}
    return found | {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _patch(entity: EntityType) -> Json:
    found = _operation(f"Change a {entity.name}", f"change{entity.name}", {"type": "object"}, writes=True)
    part = {name: value for name, value in _schema(entity).items() if name != "required"}
    operations = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "op": {"enum": ["add", "remove", "replace", "move", "copy", "test"]},
                "path": {"type": "string"},
                "from": {"type": "string"},
                "value": {},
            },
            "required": ["op", "path"],
        },
    }
    content = {"application/json": {"schema": part}, "application/json-patch+json": {"schema": operations}}
    return found | {"requestBody": {"required": True, "content": content}}


def _schema(entity: EntityType) -> Json:
    """Return what can be written of an entity."""
    properties: Json = {name: _property(entity, name) for name in entity.properties}
    for name, way in entity.navigations.items():
        link = {"anyOf": [{"$ref": "#/components/schemas/Link"}, {"$ref": f"#/components/schemas/{way.target}"}]}
        properties[name] = {"type": "array", "items": link} if way.many else link
    if entity.name in {"Thing", "Datastream"}:
        properties["visibility"] = {"enum": list(_STRICT)}
    required = [name for name, one in entity.properties.items() if one.required and name != "description"]
    return {"type": "object", "properties": properties, "required": required}


def _property(entity: EntityType, name: str) -> Json:
    one = entity.properties[name]
    match one.kind:
        case Kind.TEXT:
            return {"type": "string", "maxLength": MAX_TEXT.get(one.column, 100_000)}
        case Kind.TIME:
            return TIME
        case Kind.INTERVAL:
            return PERIOD
        case Kind.UNIT:
            parts = {part: {"type": ["string", "null"], "maxLength": most} for part, most in UNIT.items()}
            return {"type": "object", "properties": parts}
        case Kind.GEO:
            return {"type": ["object", "string"], "description": "GeoJSON, or a text"}
        case Kind.JSON if name == "properties":
            return {"type": ["object", "null"]}
        case _:
            return {}


def _create_many() -> Json:
    group = {
        "type": "object",
        "properties": {
            "Datastream": {"$ref": "#/components/schemas/Link"},
            "components": {"type": "array", "items": {"type": "string"}},
            "dataArray": {"type": "array", "items": {"type": "array"}},
        },
        "required": ["Datastream", "components", "dataArray"],
    }
    links = {"type": "array", "items": {"type": "string"}}
    found = _operation("Store many Observations", "createObservations", links, good="201", writes=True)
    content = {"application/json": {"schema": {"type": "array", "items": group}}}
    return found | {"requestBody": {"required": True, "content": content}}


def _batch() -> Json:
    request = {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "method": {"enum": ["get", "post", "patch", "put", "delete"]},
            "url": {"type": "string"},
            "atomicityGroup": {"type": "string"},
            "headers": {"type": "object"},
            "body": {},
        },
        "required": ["id", "method", "url"],
    }
    body = {
        "type": "object",
        "properties": {"requests": {"type": "array", "items": request}},
        "required": ["requests"],
    }
    found = _operation("Several requests in one", "batch", {"type": "object"})
    return found | {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}
