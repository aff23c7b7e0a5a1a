# SPDX-License-Identifier: EUPL-1.2
"""What comes in: rows of Observations, checked column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mittendrin.apps.stadtdaten.models import Flag, Quality
from mittendrin.core.instants import DAY, HOUR

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
OLDEST = 631_152_000_000_000  # 1990-01-01: older times come from clocks that were never set
LONGEST = 100 * 366 * DAY
NO_TIME = int(np.iinfo(np.int64).min)
EXACT = 2**53
_PLAIN: frozenset[type] = frozenset({int, float})


class Extra(NamedTuple):
    """What few Observations have besides time and result."""

    result_quality: Any = None
    parameters: Any = None
    valid_start: int | None = None
    valid_end: int | None = None


class Row(NamedTuple):
    """One Observation. Times are microseconds since 1970 UTC; a plain tuple of the same order does as well.

    result: number, text, bool, or anything that JSON can say. duration: 0 for an instant. feature_id: empty means where
    the Thing is.
    """

    datastream_id: int
    phenomenon_start: int
    result: Any
    duration: int = 0
    result_time: int | None = None
    quality: int = Quality.UNKNOWN
    feature_id: int | None = None
    extra: Extra | None = None


class StoredRow(NamedTuple):
    """One Observation as it is in the store."""

    id: int
    datastream_id: int
    phenomenon_start: int
    duration: int
    result: float | None
    result_time: int | None
    feature_id: int
    flags: int


@dataclass(frozen=True)
class Refusal:
    """Why a row was not stored. kind: not_finite, too_old, in_future, bad_duration, unknown_datastream, ..."""

    index: int
    kind: str


@dataclass(frozen=True)
class Stored:
    """What became of a batch. ids: for each row its Observation, 0 where it was refused."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: Sequence[Refusal] = ()
    ids: Sequence[int] = ()


@dataclass
class Columns:
    """The rows of a batch, one array for each column. others: results that are no numbers, by index."""

    datastream: Ints
    start: Ints
    duration: Ints
    result: Floats
    result_time: Ints
    flags: Ints
    feature: Ints
    others: dict[int, Any] = field(default_factory=dict)
    extras: dict[int, Extra] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.start)

    def take(self, index: Ints) -> Columns:
        """Return the rows at ``index`` as columns of their own."""
        wanted = set(index.tolist()) if self.others or self.extras else set()
        place = {old: new for new, old in enumerate(index.tolist())} if wanted else {}
        return Columns(
            self.datastream[index],
            self.start[index],
            self.duration[index],
            self.result[index],
            self.result_time[index],
            self.flags[index],
            self.feature[index],
            {place[key]: value for key, value in self.others.items() if key in wanted},
            {place[key]: value for key, value in self.extras.items() if key in wanted},
        )


def columns(rows: Sequence[tuple[Any, ...]], now: int, future: dict[int, int]) -> Columns:
    """Return ``rows`` as checked columns. future: days ahead that Datastreams allow beyond one."""
    filled = _filled(rows)
    count = len(rows)
    streams, starts, results, durations, times, qualities, features, extras = filled
    found = Columns(
        _ints(streams),
        _ints(starts),
        _ints(durations),
        np.empty(count),
        _optional(times, NO_TIME, count),
        np.clip(_ints(qualities), 0, 3),
        _optional(features, 0, count),
        extras={index: extra for index, extra in enumerate(extras) if extra} if any(extras) else {},
    )
    _fill_results(found, results)
    _check(found, now, future)
    return found


def series_columns(datastream_id: int, starts: Ints, results: Floats, now: int, future: dict[int, int]) -> Columns:
    """Return moments and numbers of one Datastream as checked columns."""
    blank = np.zeros(len(starts), dtype=np.int64)
    stream, never = blank + datastream_id, np.full(len(starts), NO_TIME, dtype=np.int64)
    found = Columns(stream, starts, blank, results, never, blank.copy(), blank.copy())
    _refuse(found, ~np.isfinite(results), "not_finite")
    _check(found, now, future)
    return found


def _filled(rows: Sequence[tuple[Any, ...]]) -> list[Sequence[Any]]:
    lengths = set(map(len, rows))
    count = len(rows)
    if len(lengths) != 1:
        return _filled([Row(*row) for row in rows])
    # Not zip(*rows): an iterator for each row keeps the garbage collector busy.
    given: list[Sequence[Any]] = [list(map(itemgetter(place), rows)) for place in range(lengths.pop())]
    blank: list[Sequence[Any]] = [(), (), (), [0] * count, (), [0] * count, (), ()]
    return [*given, *blank[len(given) :]]


def _ints(values: Sequence[Any]) -> Ints:
    return np.array(values, dtype=np.int64)


def _optional(values: Sequence[Any], blank: int, count: int) -> Ints:
    if not any(values):
        return np.full(count, blank, dtype=np.int64)
    return np.array([blank if value is None else value for value in values], dtype=np.int64)


def _fill_results(found: Columns, results: Sequence[Any]) -> None:
    kinds = set(map(type, results))
    if kinds <= _PLAIN:
        try:
            found.result[:] = results
        except OverflowError:
            pass
        else:
            if int not in kinds or not (np.abs(found.result) > EXACT).any():
                _refuse(found, ~np.isfinite(found.result), "not_finite")
                return
    for index, value in enumerate(results):
        _one_result(found, index, value)


def _one_result(found: Columns, index: int, value: Any) -> None:
    if isinstance(value, bool):
        found.result[index] = float(value)
        found.flags[index] |= Flag.BOOLEAN
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) <= EXACT):
        found.result[index] = value
        if not np.isfinite(found.result[index]):
            found.refused[index] = "not_finite"
    else:
        found.result[index] = np.nan
        found.others[index] = value


def _check(found: Columns, now: int, future: dict[int, int]) -> None:
    _refuse(found, found.start < OLDEST, "too_old")
    latest = np.full(len(found), now + DAY)
    for datastream, days in future.items():
        latest[found.datastream == datastream] = now + days * DAY
    _refuse(found, found.start > latest, "in_future")
    _refuse(found, (found.duration < 0) | (found.duration > LONGEST), "bad_duration")


def _refuse(found: Columns, wrong: Mask, kind: str) -> None:
    for index in np.flatnonzero(wrong).tolist():
        found.refused.setdefault(index, kind)


def hours(start: Ints) -> Ints:
    """Return the begin of the hour of each moment."""
    return start // HOUR * HOUR
