# SPDX-License-Identifier: EUPL-1.2
"""JSON Patch (RFC 6902): a list of small changes to a JSON document, all of them or none."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

from mittendrin.core.errors import MittendrinError

MOST, MOST_COPIED = 500, 1_000_000
_NEEDS = {
    "add": ("value",),
    "replace": ("value",),
    "test": ("value",),
    "remove": (),
    "move": ("from",),
    "copy": ("from",),
}


class PatchRefused(MittendrinError):
    """The patch is not well formed or does not fit the document; the text says where, in English, for programs."""


def patched(document: Any, operations: Any) -> Any:
    """Return ``document`` with ``operations`` done to it; the document itself stays as it is. Raises PatchRefused."""
    if not isinstance(operations, list) or len(operations) > MOST:
        raise PatchRefused(f"A JSON Patch is a list of at most {MOST} operations.")
    try:
        return _all_done(copy.deepcopy(document), operations)
    except RecursionError as error:
        raise PatchRefused("A value is nested too deeply.") from error


def _all_done(found: Any, operations: list[Any]) -> Any:
    copied = 0
    for number, one in enumerate(operations):
        if not isinstance(one, dict) or one.get("op") not in _NEEDS:
            raise PatchRefused(f"Operation {number} has no known op.")
        if any(name not in one for name in ("path", *_NEEDS[one["op"]])):
            raise PatchRefused(f"Operation {number} needs path, {', '.join(_NEEDS[one['op']])}.")
        try:
            if one["op"] == "copy":  # a value copied into itself again and again doubles each time
                copied += len(json.dumps(_at(found, _steps(one["from"]))))
            if copied > MOST_COPIED:
                raise PatchRefused(f"Copies hold more than {MOST_COPIED} signs.")
            found = _done(found, one)
        except PatchRefused as error:
            raise PatchRefused(f"Operation {number}: {error}") from error
    return found


def _done(document: Any, one: Mapping[str, Any]) -> Any:
    path = _steps(one["path"])
    match one["op"]:
        case "add":
            return _added(document, path, copy.deepcopy(one["value"]))
        case "remove":
            return _removed(document, path)
        case "replace":
            _at(document, path)
            return _added(_removed(document, path) if path else None, path, copy.deepcopy(one["value"]))
        case "copy":
            return _added(document, path, copy.deepcopy(_at(document, _steps(one["from"]))))
        case "move":
            source = _steps(one["from"])
            if path[: len(source)] == source and path != source:
                raise PatchRefused("Nothing can be moved into itself.")
            value = _at(document, source)
            return _added(_removed(document, source), path, value)
        case _:
            if not same(_at(document, path), one["value"]):
                raise PatchRefused("The test failed.")
            return document


def _steps(pointer: Any) -> list[str]:
    """Return the steps of a JSON Pointer (RFC 6901)."""
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise PatchRefused("A path begins with a slash.")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _at(document: Any, path: list[str]) -> Any:
    for step in path:
        if isinstance(document, dict) and step in document:
            document = document[step]
        elif isinstance(document, list):
            document = document[_place(document, step)]
        else:
            raise PatchRefused(f"There is no {step[:60]!r}.")
    return document


def _place(items: list[Any], step: str, *, new: bool = False) -> int:
    if new and step == "-":
        return len(items)
    if not (step.isascii() and step.isdigit()) or (len(step) > 1 and step[0] == "0") or len(step) > 9:
        raise PatchRefused(f"{step[:60]!r} is no place in a list.")
    if int(step) >= len(items) + new:
        raise PatchRefused(f"The list has no place {step}.")
    return int(step)


def _added(document: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    around = _at(document, path[:-1])
    if isinstance(around, dict):
        around[path[-1]] = value
    elif isinstance(around, list):
        around.insert(_place(around, path[-1], new=True), value)
    else:
        raise PatchRefused(f"Nothing can be put under {path[-1][:60]!r}.")
    return document


def _removed(document: Any, path: list[str]) -> Any:
    _at(document, path)
    if not path:
        return None
    around = _at(document, path[:-1])
    del around[_place(around, path[-1]) if isinstance(around, list) else path[-1]]
    return document


def same(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal; true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
