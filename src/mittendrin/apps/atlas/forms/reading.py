# SPDX-License-Identifier: EUPL-1.2
"""What a record form sends, read back into a record."""

from __future__ import annotations

import re
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from mittendrin.apps.atlas.services.checks import tidy
from mittendrin.apps.atlas.services.fields import LISTS, Field, Type, tree
from mittendrin.core.numbers import parse_decimal, parse_integer

Data = dict[str, Any]
MAX_ROWS = 100
_THREE_DIGITS = {"de": re.compile(r"-?\d{1,3}(?:\.\d{3})+"), "en": re.compile(r"-?\d{1,3}(?:,\d{3})+")}
_BOOLEANS = {"true": True, "false": False}


def read_record(kind: str, post: QueryDict, base: Data | None = None, skip: str = "") -> Data:
    """Return the record in ``post``; what is no number or no date stays text, for the checks to name.

    Empty fields and rows are left out. ``base`` is the record that was edited: its explicit "none" values stay.
    ``skip`` names a row to leave out (``milestones.2``).
    """
    data = _object(tree(kind), post, "", skip)
    return _keep_nothing(base, data) if base else data


def _object(field: Field, post: QueryDict, prefix: str, skip: str) -> Data:
    data: Data = {}
    for child in field.children:
        value = _value(child, post, f"{prefix}{child.name}", skip)
        if value is not None:
            data[child.name] = value
        elif child.required and child.nullable:
            data[child.name] = None
    return data


def _value(field: Field, post: QueryDict, name: str, skip: str) -> Any:
    if field.type is Type.OBJECT:
        found = _object(field, post, f"{name}.", skip)
        return found if field.required or not _is_empty(found) else None
    if field.type in LISTS:
        rows = _rows(field, post, name, skip) if field.type is Type.ROWS else _items(field, post, name)
        return rows if rows or field.required else None
    text = tidy(post.get(name, ""))
    if not text:
        return None
    if field.type is Type.BOOLEAN:
        return _BOOLEANS.get(text, text)
    return _number(text, field.type) if field.type in {Type.INTEGER, Type.NUMBER} else text


def _rows(field: Field, post: QueryDict, name: str, skip: str) -> list[Data]:
    pattern = re.compile(rf"{re.escape(name)}\.(\d{{1,3}})\.")
    numbers = sorted({int(match[1]) for key in post if (match := pattern.match(key))})[:MAX_ROWS]
    rows = [_object(field, post, f"{name}.{number}.", skip) for number in numbers if f"{name}.{number}" != skip]
    return [row for row in rows if not _is_empty(row)]


def _items(field: Field, post: QueryDict, name: str) -> list[str]:
    sent = post.get(name, "").splitlines() if field.type is Type.NAMES else post.getlist(name)
    return list(dict.fromkeys(text for text in map(tidy, sent) if text))


def _is_empty(value: Any) -> bool:
    return value in (None, [], {}) or (isinstance(value, dict) and all(_is_empty(part) for part in value.values()))


def _number(text: str, kind: Type) -> int | float | str:
    """Return the number, or the text when it is none or could mean two: 47.514 in German, 47,514 in English."""
    language = "en" if (get_language() or "de").startswith("en") else "de"
    try:
        if kind is Type.INTEGER or re.fullmatch(r"-?\d{1,15}", text):
            return parse_integer(text)
        return text if _THREE_DIGITS[language].fullmatch(text) else parse_decimal(text)
    except ValueError:
        return text


def shown_number(value: Any) -> str:
    """Return a number as the form shows and reads it in the language of the page."""
    text = str(value)
    return text if isinstance(value, str) or (get_language() or "de").startswith("en") else text.replace(".", ",")


def _keep_nothing(base: Any, data: Any) -> Any:
    """Return ``data`` with those empty values of ``base`` that a form cannot show: null, empty list, empty group."""
    if isinstance(base, dict) and isinstance(data, dict):
        kept = {key: _keep_nothing(base.get(key), value) for key, value in data.items()}
        return kept | {key: value for key, value in base.items() if key not in data and value in (None, [], {})}
    if isinstance(base, list) and isinstance(data, list) and len(base) == len(data):
        return [_keep_nothing(old, new) for old, new in zip(base, data, strict=True)]
    return data
