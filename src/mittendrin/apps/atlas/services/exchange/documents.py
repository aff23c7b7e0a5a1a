# SPDX-License-Identifier: EUPL-1.2
"""Reads records from one JSON or YAML object: lists by name, or a list of one kind, or one record."""

from __future__ import annotations

import json
from typing import Any

from mittendrin.apps.atlas.services.exchange.incoming import Batch, Incoming
from mittendrin.apps.atlas.services.exchange.names import ABOUT, kind_of
from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound

MAX_DEPTH = 40


def read_json(data: bytes, name: str) -> Any:
    """Return the data in JSON; raise ProblemsFound for broken syntax, doubled keys, NaN and too much depth."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in items:
            if key in result:
                raise ProblemsFound([Problem(name, "duplicate-key", key[:100])])
            result[key] = value
        return result

    def constant(text: str) -> Any:
        raise ProblemsFound([Problem(name, "json", text)])

    try:
        return json.loads(_text(data, name), object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise ProblemsFound([Problem(f"{name}:{error.lineno}", "json", error.msg)]) from error
    except RecursionError as error:
        raise ProblemsFound([Problem(name, "too-deep")]) from error
    except ValueError as error:  # whole numbers of thousands of digits
        raise ProblemsFound([Problem(name, "json", str(error)[:100])]) from error


def read_yaml(data: bytes, name: str) -> Any:
    """Return the data in YAML; raise ProblemsFound for what ``yaml_strict`` refuses."""
    return yaml_strict.parse(_text(data, name), name)


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemsFound([Problem(name, "encoding", f"byte {error.start}")]) from error


def batch_of(document: Any, name: str, kind: str) -> Batch:
    """Return the records in ``document``: an object of lists, or with ``kind`` a list or one record of it."""
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        return Batch(problems=[Problem(name, "geojson-import")])
    if isinstance(document, list) or (isinstance(document, dict) and "id" in document):
        if not kind:
            return Batch(problems=[Problem(name, "kind-missing")])
        return _list(document if isinstance(document, list) else [document], kind, name)
    if not isinstance(document, dict):
        return Batch(problems=[Problem(name, "not-a-record")])
    batch = Batch()
    for key, rows in document.items():
        if key == ABOUT:
            continue
        found = kind_of(str(key))
        if not found:
            batch.problems.append(Problem(name, "unknown-kind", str(key)[:100]))
        elif not kind or found == kind:
            part = _list(rows, found, f"{name}: {key}")
            batch.rows += part.rows
            batch.problems += part.problems
    return batch


def _list(rows: Any, kind: str, place: str) -> Batch:
    if not isinstance(rows, list):
        return Batch(problems=[Problem(place, "not-a-list")])
    batch = Batch()
    for number, row in enumerate(rows, start=1):
        key = row.get("id") if isinstance(row, dict) else None
        label = f"{place}[{number}]" + (f" {key}" if isinstance(key, str) else "")
        if _depth(row) > MAX_DEPTH:
            batch.problems.append(Problem(label, "too-deep"))
        elif isinstance(row, dict):
            batch.rows.append(Incoming(kind, row, label))
        else:
            batch.problems.append(Problem(label, "not-a-record"))
    return batch


def _depth(value: Any, level: int = 1) -> int:
    if level > MAX_DEPTH or not isinstance(value, dict | list):
        return level
    parts = value.values() if isinstance(value, dict) else value
    return max((_depth(part, level + 1) for part in parts), default=level)
