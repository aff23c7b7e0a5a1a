# SPDX-License-Identifier: EUPL-1.2
r"""A record as one row of a table and back, without loss.

A column is named by the path of its field: ``title``, ``agenda.state``, ``milestones.2.date`` (rows count from 1).
Lists of single values stand in one cell, separated by `` | ``; ``\`` before a sign takes it literally. ``[]`` and
``{}`` are an empty list and group, ``null`` a value that the source does not give; an empty cell is nothing at all.
A text that a spreadsheet could run as a formula, and an empty text, get an apostrophe in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mittendrin.apps.atlas.services.fields import LISTS, Field, Type, tree
from mittendrin.core.numbers import parse_decimal

Data = dict[str, Any]
Cell = str | int | float
NULL, EMPTY_LIST, EMPTY_GROUP = "null", "[]", "{}"
MAX_ROWS_IN_FIELD = 200
_GUARDED = re.compile(r"'*(?:[=+\-@\t\r\n]|$)")
_TRUE = frozenset({"true", "ja", "yes", "wahr", "1"})
_FALSE = frozenset({"false", "nein", "no", "falsch", "0"})
_AGS_LENGTHS = {7: 8, 4: 5, 1: 2}  # spreadsheets drop the leading zero


def guard(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it as a formula."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """Return the text that ``guard`` was given."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def to_cells(kind: str, data: Data) -> dict[str, Cell]:
    """Return the cells of a record by column."""
    return dict(_object_cells(tree(kind), data, ""))


def _object_cells(field: Field, value: Data, prefix: str) -> Iterator[tuple[str, Cell]]:
    for child in field.children:
        if child.name in value:
            yield from _cells(child, value[child.name], f"{prefix}{child.name}")


def _cells(field: Field, value: Any, name: str) -> Iterator[tuple[str, Cell]]:
    if value is None:
        yield name, NULL
    elif field.type is Type.OBJECT:
        yield from _object_cells(field, value, f"{name}.") if value else [(name, EMPTY_GROUP)]
    elif field.type in LISTS and not value:
        yield name, EMPTY_LIST
    elif field.type is Type.ROWS:
        for number, row in enumerate(value, start=1):
            yield from _object_cells(field, row, f"{name}.{number}.")
    elif field.type in LISTS:
        yield name, guard(" | ".join(_escape(item) for item in value))
    elif isinstance(value, bool):
        yield name, str(value).lower()
    else:
        yield name, guard(value) if isinstance(value, str) else value


def _escape(item: str) -> str:
    return re.sub(r"([\\|\[])", r"\\\1", item)


def columns(kind: str, rows: Sequence[Mapping[str, Cell]]) -> list[str]:
    """Return the columns that ``rows`` use in the order of the schema, ``id`` first."""
    used = {column for row in rows for column in row}
    return sorted(used, key=lambda column: _position(tree(kind), column))


def _position(root: Field, column: str) -> list[int]:
    position: list[int] = []
    field: Field | None = root
    for part in column.split("."):
        if field is None or part.isdecimal():
            position.append(int(part) if part.isdecimal() else 0)
            continue
        position.append([child.name for child in field.children].index(part))
        field = field.child(part)
    return position


def field_of(kind: str, column: str) -> Field | None:
    """Return the field that a column holds; None when there is none of that name."""
    field: Field | None = tree(kind)
    parts = column.split(".")
    for before, part in zip(["", *parts], parts, strict=False):
        if field is None:
            return None
        if part.isdigit() and part.isascii():
            if field.type is not Type.ROWS or before.isdigit() or not 0 < int(part[:9]) <= MAX_ROWS_IN_FIELD:
                return None
        elif field.type is Type.ROWS and not before.isdigit():
            return None
        else:
            field = field.child(part)
    return None if parts[-1].isdigit() else field


def known_columns(kind: str) -> list[str]:
    """Return the columns that tables of ``kind`` can have, with row 1 for every list of groups."""
    return list(_known(tree(kind), ""))


def _known(field: Field, prefix: str) -> Iterator[str]:
    for child in field.children:
        name = f"{prefix}{child.name}"
        yield name
        if child.children:
            yield from _known(child, f"{name}.1." if child.type is Type.ROWS else f"{name}.")


def from_cells(kind: str, cells: Mapping[str, Any]) -> Data:
    """Return the record in ``cells`` (columns that ``field_of`` knows); what does not fit stays text."""
    nested: dict[Any, Any] = {}
    for column, cell in cells.items():
        field = field_of(kind, column)
        if field is None or cell is None or cell == "":
            continue
        holder = nested
        *parents, last = column.split(".")
        for part in parents:
            name = int(part) if part.isdecimal() else part
            if not isinstance(holder.get(name), dict):
                holder[name] = {}
            holder = holder[name]
        value = _value(field, cell)
        if value not in ([], {}) or not holder.get(last):  # an "empty" beside filled columns does not count
            holder[last] = value
    return {name: _lists(value) for name, value in nested.items()}


def _lists(value: Any) -> Any:
    """Turn groups with row numbers into lists."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(key, int) for key in value):
        return [_lists(value[key]) for key in sorted(value)]
    return {key: _lists(part) for key, part in value.items()}


def _value(field: Field, cell: Any) -> Any:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, bool):
        return cell if field.type is Type.BOOLEAN else str(cell).lower()
    if isinstance(cell, int | float):
        return _from_number(field, cell)
    text = str(cell)
    if text == NULL and field.nullable:
        return None
    if field.type is Type.OBJECT:
        return {} if text == EMPTY_GROUP else text
    if field.type in LISTS:
        return [] if text == EMPTY_LIST else _split(unguard(text))
    return _from_text(field, unguard(text))


def _from_number(field: Field, number: float) -> Any:
    whole = int(number) if isinstance(number, int) or number.is_integer() else number
    if field.type in {Type.INTEGER, Type.NUMBER}:
        return whole
    if field.type in LISTS:
        return [str(whole)]
    return _from_text(field, str(whole))


def _from_text(field: Field, text: str) -> Any:
    if field.type is Type.BOOLEAN:
        return text.lower() in _TRUE if text.lower() in _TRUE | _FALSE else text
    if field.type in {Type.INTEGER, Type.NUMBER}:
        try:
            return int(text) if re.fullmatch(r"-?\d{1,15}", text, re.ASCII) else parse_decimal(text)
        except ValueError:
            return text
    if field.name == "ags" and text.isdigit() and len(text) in _AGS_LENGTHS:
        return text.zfill(_AGS_LENGTHS[len(text)])
    return text


def _split(text: str) -> list[str]:
    parts, current, literal = [], "", False
    for sign in text:
        if literal or sign not in "\\|":
            current, literal = current + sign, False
        elif sign == "\\":
            literal = True
        else:
            parts.append(current.strip())
            current = ""
    return [*parts, current.strip()]
