# SPDX-License-Identifier: EUPL-1.2
"""Objects as devices and interfaces send them, flattened to single values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from mittendrin.apps.stadtdaten.sources.measured import Measured, Scalar, SourceRefused
from mittendrin.core import instants

DEEPEST = 8
MOST_VALUES = 2_000
LONGEST_TEXT = 1_000
TIME_NAMES = ("timestamp", "ts", "time", "datetime", "date_time")
_UNIT_NAMES = ("unit", "units", "uom")
_NOT_BEFORE = 946_684_800  # 2000-01-01: a smaller number is no time of a measurement


def measured_values(data: object) -> list[Measured]:
    """Return the single values in ``data``: nested names are joined by points, empty ones are left out.

    ``{"value": 3, "unit": "V"}`` is one value with its unit. A list of objects with a time of their own is a history.
    Raises SourceRefused when there are too many or they lie too deep.
    """
    found = []
    for value in _walk("", data, None, 0):
        found.append(value)
        if len(found) > MOST_VALUES:
            raise SourceRefused("too-many-values", str(MOST_VALUES))
    return found


def _walk(name: str, data: object, time: int | None, depth: int) -> Iterator[Measured]:
    if depth > DEEPEST:
        raise SourceRefused("too-deep", name)
    if isinstance(data, Mapping):
        yield from _object(name, data, time, depth)
    elif isinstance(data, list):
        yield from _list(name, data, time, depth)
    elif name and is_scalar(data):
        yield Measured(name, data, "", time)  # type: ignore[arg-type]


def _object(name: str, data: Mapping[str, Any], time: int | None, depth: int) -> Iterator[Measured]:
    if name and is_scalar(data.get("value")) and not any(isinstance(one, dict | list) for one in data.values()):
        unit = next((str(data[key]) for key in _UNIT_NAMES if isinstance(data.get(key), str)), "")
        yield Measured(name, data["value"], unit[:60], time)
        return
    for key, value in data.items():
        yield from _walk(f"{name}.{key}" if name else str(key), value, time, depth + 1)


def _list(name: str, data: list[Any], time: int | None, depth: int) -> Iterator[Measured]:
    for index, item in enumerate(data):
        own = _own_time(item)
        if own is None:
            yield from _walk(f"{name}.{index}" if name else str(index), item, time, depth + 1)
            continue
        key, moment = own
        rest = {other: value for other, value in item.items() if other != key}
        yield from _walk("", rest["values"] if set(rest) == {"values"} else rest, moment, depth + 1)


def _own_time(item: object) -> tuple[str, int] | None:
    """Return the key of the time of an entry of a history and the time; None when it has none."""
    if not isinstance(item, dict) or len(item) < 2:
        return None
    for key in TIME_NAMES:
        moment = moment_of(item.get(key))
        if moment is not None:
            return key, moment
    return None


def moment_of(value: object) -> int | None:
    """Return the microseconds of a time given as seconds or milliseconds since 1970 or as ISO 8601; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float) and math.isfinite(value):
        seconds = value / 1000 if value > 1e11 else value
        return round(seconds * instants.SECOND) if _NOT_BEFORE < seconds < 1e10 else None
    if isinstance(value, str):
        return iso_moment(value)
    return None


def iso_moment(text: str) -> int | None:
    """Return the microseconds of an ISO 8601 time, finer digits cut off; without a zone it counts as UTC; else None."""
    try:
        moment = datetime.fromisoformat(text.strip()) if 10 < len(text) < 50 else None
        # astimezone fails where the moment is none of the years 1 to 9999 in UTC
        return (
            instants.from_datetime((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC))
            if moment
            else None
        )
    except (ValueError, OverflowError):
        return None


def is_scalar(value: object) -> bool:
    """Return whether ``value`` is a finite number, a truth value or a text that is not empty or long."""
    if isinstance(value, str):
        return 0 < len(value) <= LONGEST_TEXT
    return isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value))


def as_text(value: Scalar) -> str:
    """Return a value as it stands in a table: numbers with all their digits, true and false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, int | float) else value
