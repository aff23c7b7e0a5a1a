# SPDX-License-Identifier: EUPL-1.2
"""Points in time as whole microseconds since 1970 in UTC: exact, small, and the same in every database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = -62_135_596_800_000_000, 253_402_300_799_999_999  # the years 1 to 9999
_PLAIN = re.compile(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z", re.ASCII)
_MICROSECOND = timedelta(microseconds=1)


def now() -> int:
    """Return this moment."""
    return from_datetime(datetime.now(UTC))


def from_datetime(moment: datetime) -> int:
    """Return the microseconds of ``moment``; without a time zone it counts as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MICROSECOND


def to_datetime(micros: int) -> datetime:
    """Return the moment in UTC. Raises OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(microseconds=micros)


def from_iso(text: str) -> int:
    """Return the microseconds of an ISO 8601 time; without a time zone it counts as UTC.

    Raises ValueError for anything else.
    """
    if len(text) > 40 or not text[:1].isdigit() or "T" not in text.upper():
        raise ValueError(text[:40])
    found = from_datetime(datetime.fromisoformat(text))
    if not FIRST <= found <= LAST:  # in its own zone it lies in the years 1 to 9999, in UTC it does not
        raise ValueError(text[:40])
    return found


def many_from_iso(texts: Sequence[Any]) -> NDArray[np.int64] | None:
    """Return moments that are all written as ``2026-11-30T12:00:00Z``, with or without parts of a second.

    Much faster than one by one; None when one of them is anything else.
    """
    if set(map(type, texts)) != {str} or not all(map(_PLAIN.fullmatch, texts)):
        return None
    try:
        found = np.array([text[:-1] for text in texts], dtype="datetime64[us]")
    except ValueError:
        return None
    return found.astype(np.int64)


def to_iso(micros: int) -> str:
    """Return ISO 8601 in UTC with milliseconds, with microseconds where there are some."""
    spec = "microseconds" if micros % 1000 else "milliseconds"
    return f"{to_datetime(micros).replace(tzinfo=None).isoformat(timespec=spec)}Z"


@lru_cache(maxsize=200_000)
def local_day(hour: int, zone: tzinfo) -> int:
    """Return the begin of the day in ``zone`` that the moment ``hour`` belongs to."""
    local = to_datetime(hour).astimezone(zone)
    return from_datetime(local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0))


@lru_cache(maxsize=20_000)
def local_month(moment: int, zone: tzinfo) -> int:
    """Return the begin of the month in ``zone`` that ``moment`` belongs to."""
    local = to_datetime(moment).astimezone(zone)
    return from_datetime(local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0))
