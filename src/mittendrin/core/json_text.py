# SPDX-License-Identifier: EUPL-1.2
"""JSON from programs, read fast: what could be read but neither stored nor sent again is no JSON here."""

from __future__ import annotations

import json
import math
import re
from typing import Any

MAX_NESTED = 100
_MAY_BE_ENDLESS = re.compile(r"\d{300}|[eE]\+?\d{3}")
_HALF_SIGN = re.compile(r"\\u[dD][89a-fA-F]")


def load(data: bytes | str, nested: int | None = MAX_NESTED, *, endless: bool = False) -> Any:
    """Return the JSON (UTF-8) in ``data``. nested: how deep it may be, None as deep as can be read.

    endless: NaN and numbers without end are left for the caller to refuse by name. Raises ValueError for all else: NaN,
    numbers without end such as 1e999, NUL signs, half signs (lone surrogates).
    """
    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    if "\\u0000" in text or "\x00" in text:
        raise ValueError("NUL")
    # To look at each number takes long, and few could be endless.
    real = _finite if not endless and _MAY_BE_ENDLESS.search(text) else None
    try:
        found = json.loads(text, parse_constant=None if endless else _no_constant, parse_float=real)
        if _HALF_SIGN.search(text):
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if nested is not None and is_deeper(found, nested):
        raise ValueError("nested too deeply")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text[:40])
    return number


def is_deeper(value: Any, most: int) -> bool:
    """Return whether ``value`` is nested more than ``most`` deep: such a one might be stored, yet not be read again."""
    level = [value]
    for _depth in range(most):
        level = [part for one in level if isinstance(one, dict | list) for part in _parts(one)]
        if not level:
            return False
    return True


def _parts(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value
