# SPDX-License-Identifier: EUPL-1.2
"""JSON from strangers: refuses doubled keys, NaN, numbers without end, too much depth; and one form to write it."""

from __future__ import annotations

import json
from typing import Any

from mittendrin.core.errors import Problem, ProblemsFound

MAX_DEPTH = 20


def parse(data: bytes, where: str, depth: int = MAX_DEPTH) -> Any:
    """Return the data in JSON (UTF-8); ``where`` names it in messages, ``depth`` is how deep it may be nested.

    Raises ProblemsFound with kind ``json``.
    """

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _value in items}) != len(items):
            raise ValueError("duplicate key")
        return dict(items)

    def constant(text: str) -> Any:
        raise ValueError(text)

    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_constant=constant)
        _measure(found, depth)
        json.dumps(found, allow_nan=False)  # 1e999 reads as infinity
    except (ValueError, RecursionError) as error:  # also UnicodeDecodeError and JSONDecodeError
        raise ProblemsFound([Problem(where, "json", str(error)[:100])]) from error
    return found


def dump(value: Any) -> bytes:
    """Return the one form in which ``value`` is written: sorted, indented by one, UTF-8, a line end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()


def _measure(value: Any, left: int) -> None:
    if left < 0:
        raise ValueError("too deep")
    if isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
        raise ValueError("half a character")
    parts: Any = ()
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        parts = value
    for part in parts:
        _measure(part, left - 1)
