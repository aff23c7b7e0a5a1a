# SPDX-License-Identifier: EUPL-1.2
"""German and English words for kinds and fields of the records, and for each value by the path of its field."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from mittendrin.apps.atlas.services import labels
from mittendrin.core import yaml_strict

LABELS_FILE = Path(__file__).parent.parent / "field_labels.yaml"


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = yaml_strict.read(LABELS_FILE)
    return data


def _choose(pair: list[str]) -> str:
    return str(pair[1] if (get_language() or "de").startswith("en") else pair[0])


def _ends(path: str) -> Iterator[str]:
    parts = path.split(".")
    for start in range(len(parts)):
        yield ".".join(parts[start:])


def _longest(table: dict[str, Any], path: str) -> Any:
    return next((table[end] for end in _ends(path) if end in table), None)


def kind_label(kind: str, many: bool = False) -> str:
    """Return the name of a kind of records in the language of the page; the kind itself when unknown."""
    names = _words()["kinds"].get(kind)
    if names is None:
        return kind
    return _choose([names[1], names[3]] if many else [names[0], names[2]])


def field_label(path: str) -> str:
    """Return the name of the field at ``path`` (``profile.agenda.state``, no list numbers)."""
    found = _longest(_words()["fields"], path)
    return _choose(found) if found else path.rsplit(".", 1)[-1]


def field_help(path: str) -> str:
    """Return the help for the field at ``path``; empty where none is needed."""
    found = _longest(_words()["fields"], path)
    return _choose(found[2:4]) if found and len(found) >= 4 else ""


def value_label(value: Any, path: str) -> str:
    """Return the word for one value of the field at ``path``; the value itself when it has none."""
    own = _longest(_words()["values"], path)
    if isinstance(own, str):
        own = _words()["values"][own]
    if own is not None:
        return _choose(own[value]) if value in own else str(value)
    vocabulary = _longest(_words()["vocabularies"], path)
    return labels.label(vocabulary, str(value)) if vocabulary else str(value)
