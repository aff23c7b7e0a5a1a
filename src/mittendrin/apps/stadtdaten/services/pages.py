# SPDX-License-Identifier: EUPL-1.2
"""Pages of Observations out of many Datastreams, without scanning: counters and sums say where a page begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from mittendrin.apps.stadtdaten.models import (
    CoarseObservation,
    Datastream,
    DatastreamState,
    DaySummary,
    HourSummary,
    Observation,
    ObservationExtra,
)
from mittendrin.apps.stadtdaten.services import series
from mittendrin.core.instants import DAY, HOUR

COLUMNS = ("pk", "datastream_id", "phenomenon_start", "duration", "result", "result_time", "feature_id", "flags")
Row = tuple[Any, ...]
Key = tuple[int, ...]
_IN_STREAM = ("phenomenon_start", "duration")
FIRST_WINDOW = HOUR


@dataclass(frozen=True)
class Shelf:
    """Some Datastreams whose Observations are asked for. coarse: their hourly means. where: what else must hold.

    plain: nothing else must hold, so that counters are right.
    """

    streams: Sequence[int]
    coarse: bool = False
    where: Any = field(default_factory=Q)
    plain: bool = True

    @property
    def rows(self) -> QuerySet[Any]:
        """Return all rows of the shelf."""
        return self._of(self.streams)

    def _of(self, streams: Sequence[int]) -> QuerySet[Any]:
        model: Any = CoarseObservation if self.coarse else Observation
        one = len(streams) == 1
        wanted = {"datastream_id": streams[0]} if one else {"datastream_id__in": list(streams)}
        rows: QuerySet[Any] = model.objects.filter(**wanted)
        return rows.filter(self.where)

    def stream(self, number: int) -> QuerySet[Any]:
        """Return the rows of one of the Datastreams."""
        return self._of([number])


def count(shelf: Shelf) -> int:
    """Return how many rows the shelf has: from counters where these are right."""
    if shelf.plain and not shelf.coarse:
        return series.count(shelf.streams)
    return sum(shelf.stream(number).count() for number in shelf.streams)


def count_between(shelf: Shelf, start: int, end: int) -> int:
    """Return how many rows of a plain shelf begin from ``start`` to before ``end``."""
    return series.count_between(Datastream.objects.filter(pk__in=shelf.streams), start, end)


def summed(shelf: Shelf) -> bool:
    """Return whether sums of hours are right for the rows: nothing was deleted by age, nothing lasts.

    What was deleted by age leaves its sums behind, even when nobody wants it deleted any more.
    """
    streams = Datastream.objects.filter(pk__in=shelf.streams)
    if shelf.coarse or streams.filter(Q(retention_days__isnull=False) | Q(state__intervals=True)).exists():
        return False
    hours = HourSummary.objects.filter(datastream_id=OuterRef("pk"))
    older = hours.filter(start__lt=OuterRef("first_start") - HOUR)
    states = DatastreamState.objects.filter(pk__in=list(shelf.streams))
    return not states.filter(Exists(older) | Q(Exists(hours), first_start=None)).exists()


def by_stream(shelf: Shelf, most: int, *, skip: int = 0, after: Key = (), newest_first: bool = False) -> list[Row]:
    """Return rows Datastream by Datastream, each by time. after: (Datastream, start, duration) of the last row seen."""
    found: list[Row] = []
    counted = shelf.plain and not shelf.coarse
    held = _held(shelf.streams) if skip and counted else {}
    for number in sorted(shelf.streams):
        if len(found) >= most:
            break
        if after and number < after[0]:
            continue
        if skip and counted and skip >= held.get(number, 0):
            skip -= held.get(number, 0)
            continue
        here = after[1:] if after and number == after[0] else ()
        rows = in_stream(shelf, number, most - len(found), skip=skip, after=here, newest_first=newest_first)
        if skip and not rows and not counted:
            skip -= min(skip, shelf.stream(number).count())
        elif rows:
            skip = 0
        found += rows
    return found


def _held(streams: Sequence[int]) -> dict[int, int]:
    """Return how many Observations each Datastream has."""
    return dict(DatastreamState.objects.filter(pk__in=list(streams)).values_list("pk", "count"))


def in_stream(
    shelf: Shelf, number: int, most: int, *, skip: int = 0, after: Key = (), newest_first: bool = False
) -> list[Row]:
    """Return rows of one Datastream by time, from behind ``after`` (start, duration) or after ``skip`` rows."""
    rows = shelf.stream(number)
    if skip and shelf.plain and not shelf.coarse and summed(Shelf([number])):
        rows, skip = _located(rows, number, skip, newest_first)
    if after:
        rows = rows.filter(_behind(after, newest_first))
    order = [f"-{name}" for name in _IN_STREAM] if newest_first else list(_IN_STREAM)
    return list(rows.order_by(*order).values_list(*COLUMNS)[skip : skip + most])


def _behind(after: Key, newest_first: bool) -> Q:
    start, duration = after
    way = "lt" if newest_first else "gt"
    nearly = Q(**{f"phenomenon_start__{way}e": start})
    return nearly & (
        Q(**{f"phenomenon_start__{way}": start}) | Q(phenomenon_start=start, **{f"duration__{way}": duration})
    )


def _located(rows: QuerySet[Any], number: int, skip: int, newest_first: bool) -> tuple[QuerySet[Any], int]:
    """Return the rows from the hour on that holds the row after ``skip``, and how many of it to skip still."""
    days = DaySummary.objects.filter(datastream_id=number)
    day, skip = _step(days, skip, newest_first)
    if day is None:
        return rows.none(), 0
    next_day = days.filter(start__gt=day).order_by("start").values_list("start", flat=True).first()
    hours = HourSummary.objects.filter(datastream_id=number, start__gte=day, start__lt=next_day or day + DAY + 2 * HOUR)
    hour, skip = _step(hours, skip, newest_first)
    if hour is None:
        return rows.none(), 0
    return rows.filter(
        **({"phenomenon_start__lt": hour + HOUR} if newest_first else {"phenomenon_start__gte": hour})
    ), skip


def _step(summaries: QuerySet[Any], skip: int, newest_first: bool) -> tuple[int | None, int]:
    """Return the begin of the period that holds the row after ``skip``, and how many of it to skip."""
    for start, held in summaries.order_by("-start" if newest_first else "start").values_list("start", "count"):
        if skip < held:
            return start, skip
        skip -= held
    return None, 0


def by_time(shelf: Shelf, most: int, *, skip: int = 0, after: Key = (), newest_first: bool = False) -> list[Row]:
    """Return rows of all Datastreams together by time. after: (start, duration, Datastream) of the last row seen."""
    order = [f"-{name}" for name in _IN_STREAM] if newest_first else list(_IN_STREAM)
    rows = shelf.rows.order_by(*order, "-datastream_id" if newest_first else "datastream_id")
    if after:
        rows = rows.filter(_behind_all(after, newest_first))
    for window in _windows(shelf, after[0] if after else None, newest_first):
        inside = list(rows.filter(**window).values_list(*COLUMNS)[skip : skip + most])
        if len(inside) == most:
            return inside
    return list(rows.values_list(*COLUMNS)[skip : skip + most])


def _behind_all(after: Key, newest_first: bool) -> Q:
    start, duration, number = after
    way = "lt" if newest_first else "gt"
    same = Q(phenomenon_start=start)
    later = Q(**{f"duration__{way}": duration}) | Q(duration=duration, **{f"datastream_id__{way}": number})
    return Q(**{f"phenomenon_start__{way}e": start}) & (Q(**{f"phenomenon_start__{way}": start}) | (same & later))


def _windows(shelf: Shelf, begin: int | None, newest_first: bool) -> Iterator[dict[str, int]]:
    """Yield longer and longer stretches of time from where the page begins: most pages end within a short one."""
    states = DatastreamState.objects.filter(pk__in=list(shelf.streams))
    ends = states.aggregate(low=Min("first_start"), high=Max("latest_start"))
    if ends["low"] is None:
        return
    size = FIRST_WINDOW
    while size < ends["high"] - ends["low"]:
        if newest_first:
            yield {"phenomenon_start__gte": (ends["high"] if begin is None else begin) - size}
        else:
            yield {"phenomenon_start__lt": (ends["low"] if begin is None else begin) + size}
        size *= 8


def newest(streams: Sequence[int]) -> dict[int, Row]:
    """Return the newest row of each Datastream that has one, from what is kept beside it."""
    numbers = DatastreamState.objects.filter(pk__in=list(streams), latest_id__isnull=False)
    rows = Observation.objects.filter(pk__in=numbers.values("latest_id")).values_list(*COLUMNS)
    return {row[1]: row for row in rows}


def extras(ids: Sequence[int]) -> dict[int, ObservationExtra]:
    """Return what these Observations have besides time and result."""
    return ObservationExtra.objects.in_bulk(list(ids)) if ids else {}
