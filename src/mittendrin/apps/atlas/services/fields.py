# SPDX-License-Identifier: EUPL-1.2
"""The fields of a record as a tree, read from its JSON Schema: forms, tables and comparisons follow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from typing import Any

from mittendrin.apps.atlas.sources import schemas
from mittendrin.apps.atlas.sources.content import REFERENCES

Schema = dict[str, Any]
Path = tuple[str | int, ...]
ORDERED_CHOICES = frozenset({"fields", "fields_printed"})  # the first one counts in the analyses
LONG_TEXTS = frozenset({"summary_de", "summary_en", "de", "en", "topic", "topic_en"})
REFERENCE_TARGETS = {f"{kind}.{name}": target for kind, name, target in REFERENCES}


class Type(StrEnum):
    """How a field holds its value."""

    OBJECT = "object"
    ROWS = "rows"
    NAMES = "names"
    CHOICE = "choice"
    CHOICES = "choices"
    ORDERED = "ordered"
    REFERENCE = "reference"
    REFERENCES = "references"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    LONG_TEXT = "long_text"


LISTS = frozenset({Type.ROWS, Type.NAMES, Type.CHOICES, Type.ORDERED, Type.REFERENCES})
CHOICE_TYPES = frozenset({Type.CHOICE, Type.CHOICES, Type.ORDERED})


@dataclass(frozen=True)
class Field:
    """One field: ``path`` names it for labels (kind first, no list numbers), ``children`` are those of a row too."""

    name: str
    path: str
    type: Type
    required: bool = False
    nullable: bool = False
    values: tuple[str, ...] = ()
    target: str = ""
    max_length: int = 0
    children: tuple[Field, ...] = ()

    def child(self, name: str) -> Field | None:
        """Return the field called ``name`` inside this one."""
        return next((field for field in self.children if field.name == name), None)


@cache
def tree(kind: str) -> Field:
    """Return the fields of records of ``kind``."""
    if kind in schemas.RECORD_KINDS:
        schema, file = schemas.schema(kind), kind
    else:
        schema, file = schemas.schema("lists")["$defs"][kind], "lists"
    return Field(kind, kind, Type.OBJECT, required=True, children=_children(schema, file, kind))


def _children(schema: Schema, file: str, path: str) -> tuple[Field, ...]:
    required = schema.get("required", [])
    return tuple(_field(name, part, file, f"{path}.{name}", name in required) for name, part in _properties(schema))


def _properties(schema: Schema) -> Iterator[tuple[str, Schema]]:
    yield from schema.get("properties", {}).items()


def _resolve(schema: Schema, file: str) -> tuple[Schema, str]:
    while "$ref" in schema:
        document, _, pointer = schema["$ref"].partition("#/$defs/")
        file = document.removesuffix(".schema.yaml") or file
        schema = schemas.schema(file)["$defs"][pointer]
    return schema, file


def _field(name: str, schema: Schema, file: str, path: str, required: bool) -> Field:
    schema, file = _resolve(schema, file)
    nullable = "anyOf" in schema
    if nullable:
        schema, file = _resolve(schema["anyOf"][0], file)
    make = partial(Field, name, path, required=required, nullable=nullable)
    target = REFERENCE_TARGETS.get(path, "")
    if schema.get("type") == "array":
        return _list(name, schema, file, path, target, required)
    if schema.get("type") == "object":
        return make(type=Type.OBJECT, children=_children(schema, file, path))
    if "enum" in schema:
        return make(type=Type.CHOICE, values=tuple(schema["enum"]))
    if target:
        return make(type=Type.REFERENCE, target=target)
    return make(type=_plain_type(name, schema), max_length=schema.get("maxLength", 0))


def _list(name: str, schema: Schema, file: str, path: str, target: str, required: bool) -> Field:
    items, file = _resolve(schema["items"], file)
    if items.get("type") == "object":
        return Field(name, path, Type.ROWS, required=required, children=_children(items, file, path))
    if "enum" in items:
        kind = Type.ORDERED if name in ORDERED_CHOICES else Type.CHOICES
        return Field(name, path, kind, required=required, values=tuple(items["enum"]))
    return Field(name, path, Type.REFERENCES if target else Type.NAMES, required=required, target=target)


def _plain_type(name: str, schema: Schema) -> Type:
    if schema["type"] in {"integer", "number", "boolean"}:
        return Type(schema["type"])
    return Type.LONG_TEXT if name in LONG_TEXTS else Type.TEXT


def walk(field: Field, value: Any, at: Path = ()) -> Iterator[tuple[Field, Path, Any]]:
    """Yield (field, place, value) for ``value`` and all that it holds, as far as it has the shape of its fields."""
    yield field, at, value
    if field.type is Type.OBJECT and isinstance(value, dict):
        yield from _walk_children(field, value, at)
    elif field.type is Type.ROWS and isinstance(value, list):
        for number, row in enumerate(value):
            if isinstance(row, dict):
                yield from _walk_children(field, row, (*at, number))


def _walk_children(field: Field, value: dict[str, Any], at: Path) -> Iterator[tuple[Field, Path, Any]]:
    for child in field.children:
        if child.name in value:
            yield from walk(child, value[child.name], (*at, child.name))


def at_path(root: Field, dotted: str) -> Field | None:
    """Return the field at ``dotted`` (``milestones.0.date``) below ``root``; None when there is none."""
    found: Field | None = root
    for part in dotted.split("."):
        if found is not None and not part.isdigit():
            found = found.child(part)
    return found
