# SPDX-License-Identifier: EUPL-1.2
"""What all connectors are: they ask addresses and say what came as a Delivery."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mittendrin.apps.stadtdaten.sources.delivery import Delivery
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused

Get = Callable[[str], bytes]
Collect = Callable[[str, dict[str, Any], Get], Delivery]


@dataclass(frozen=True)
class Connector:
    """A form of source that needs no mapping. collect: address, memory kept between runs, way to ask.

    example: an address as help. minutes: how often it is asked at the least. last_decides: whether all is as it was
    when the last address that it asks says so.
    """

    key: str
    title: str
    example: str
    collect: Collect
    minutes: int = 5
    last_decides: bool = False


def parsed(data: bytes) -> Any:
    """Return what JSON says. Raises SourceRefused."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SourceRefused("not-json") from error


def rows_of(found: Any, *path: str) -> list[dict[str, Any]]:
    """Return the objects of the list at ``path``. Raises SourceRefused when there is no list."""
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(found, list):
        raise SourceRefused("other-form", ".".join(path))
    return [row for row in found if isinstance(row, dict)]


def number(value: Any) -> float | None:
    """Return a finite number, also one written as text; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if abs(found) < 1e15 else None
