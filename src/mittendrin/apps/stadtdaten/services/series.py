# SPDX-License-Identifier: EUPL-1.2
"""Series for pages, charts and blocks: values, sums of hours, days and months, newest values, counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from mittendrin.apps.stadtdaten.models import (
    CoarseObservation,
    Datastream,
    DatastreamState,
    DaySummary,
    Flag,
    HourSummary,
    MonthCount,
    Observation,
    Summary,
)
from mittendrin.apps.stadtdaten.services.access import Viewer, datastreams, exact_datastreams, is_coarse
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR, MINUTE, local_day, local_month

EARLIEST, LATEST = 0, 7_258_118_400_000_000  # 1970 and 2200: nothing else is stored
Period = Literal["hour", "day", "month"]
Rows = QuerySet[Observation] | QuerySet[CoarseObservation]


@dataclass(frozen=True)
class Point:
    """One value. start: microseconds since 1970 UTC. result: None when it is not a number. quality: see Quality."""

    start: int
    duration: int
    result: float | None
    quality: int = 0


@dataclass(frozen=True)
class Sums:
    """What a period sums up to. mean: None when nothing was a number."""

    start: int
    count: int
    numbers: int
    total: float
    low: float | None
    high: float | None
    first: float | None
    last: float | None

    @property
    def mean(self) -> float | None:
        """Return the mean of the numbers."""
        return self.total / self.numbers if self.numbers else None


def datastream(viewer: Viewer, datastream_id: int) -> Datastream | None:
    """Return the Datastream with Thing, Sensor, ObservedProperty and state; None when it is not there for them."""
    rows = datastreams(viewer).select_related("thing", "sensor", "observed_property", "state")
    return rows.filter(pk=datastream_id).first()


def rows_of(viewer: Viewer, found: Datastream) -> Rows:
    """Return the Observations of a visible Datastream as ``viewer`` may see them: exact or coarse."""
    if is_coarse(viewer, found.open_grade):
        return CoarseObservation.objects.filter(datastream_id=found.pk)
    return Observation.objects.filter(datastream_id=found.pk)


def points(
    viewer: Viewer, datastream_id: int, start: int, end: int, *, newest_first: bool = False, most: int = 100_000
) -> list[Point]:
    """Return the values that begin from ``start`` to before ``end``, by time; no more than ``most``."""
    found = datastream(viewer, datastream_id)
    if found is None:
        return []
    rows = rows_of(viewer, found).filter(phenomenon_start__gte=start, phenomenon_start__lt=end)
    order = ("-phenomenon_start", "-duration") if newest_first else ("phenomenon_start", "duration")
    values = rows.order_by(*order).values_list("phenomenon_start", "duration", "result", "flags")[:most]
    return [Point(at, duration, result, flags & Flag.QUALITY) for at, duration, result, flags in values]


def latest(viewer: Viewer) -> QuerySet[DatastreamState]:
    """Return the newest value of each visible Datastream whose single values ``viewer`` may see."""
    rows = DatastreamState.objects.select_related("datastream__thing", "datastream__observed_property")
    return rows.filter(datastream__in=exact_datastreams(viewer), latest_start__isnull=False).order_by("pk")


def sums(viewer: Viewer, datastream_id: int, start: int, end: int, period: Period = "hour") -> list[Sums]:
    """Return the sums of the periods that begin from ``start`` to before ``end``; days and months are the town's.

    Of what is open only coarsely, the newest periods are missing until its delay is over.
    """
    found = datastream(viewer, datastream_id)
    if found is None:
        return []
    if is_coarse(viewer, found.open_grade):
        end = min(end, instants.now() - found.coarse_delay * MINUTE - (HOUR if period == "hour" else 25 * HOUR))
    model: type[Summary] = HourSummary if period == "hour" else DaySummary
    rows = model._default_manager.filter(datastream_id=datastream_id, start__gte=start, start__lt=end).order_by("start")
    if period == "month":
        return list(_months(rows.iterator()))
    return [_sums(row.start, [row]) for row in rows]


def _months(rows: Iterable[Summary]) -> Iterator[Sums]:
    zone = timezone.get_default_timezone()
    for month, members in groupby(rows, key=lambda row: local_month(row.start, zone)):
        yield _sums(month, list(members))


def _sums(start: int, rows: list[Summary]) -> Sums:
    full = [row for row in rows if row.numbers]
    return Sums(
        start,
        sum(row.count for row in rows),
        sum(row.numbers for row in full),
        sum(row.total for row in full),
        min((row.low for row in full if row.low is not None), default=None),
        max((row.high for row in full if row.high is not None), default=None),
        full[0].first if full else None,
        full[-1].last if full else None,
    )


def count(datastream_ids: Iterable[int]) -> int:
    """Return how many Observations these Datastreams have, from their counters."""
    found = DatastreamState.objects.filter(pk__in=datastream_ids).aggregate(n=Sum("count"))
    return found["n"] or 0


def count_between(datastream_ids: QuerySet[Datastream], start: int, end: int) -> int:
    """Return how many Observations begin from ``start`` to before ``end``, from the sums of months, days and hours."""
    start, end = max(start, EARLIEST), min(end, LATEST)
    ids = datastream_ids.order_by().values("pk")
    first, last = -(-start // HOUR) * HOUR, end // HOUR * HOUR
    if first >= last:
        return _counted(ids, start, end)
    zone = timezone.get_default_timezone()
    morning, evening = _next_day(first), local_day(last, zone)
    if morning >= evening:
        middle = _summed(HourSummary, ids, first, last)
    else:
        middle = _days_between(ids, morning, evening)
        middle += _summed(HourSummary, ids, first, morning) + _summed(HourSummary, ids, evening, last)
    return middle + _counted(ids, start, first) + _counted(ids, last, end)


def _days_between(ids: Any, morning: int, evening: int) -> int:
    """Return the count of whole days, given by the begin of the first and of the one after the last."""
    zone = timezone.get_default_timezone()
    this, last = local_month(morning, zone), local_month(evening, zone)
    first = this if this == morning else local_month(this + 40 * DAY, zone)
    if first >= last:
        return _summed(DaySummary, ids, morning, evening)
    edges = _summed(DaySummary, ids, morning, first) + _summed(DaySummary, ids, last, evening)
    return edges + _summed(MonthCount, ids, first, last)


def _next_day(hour: int) -> int:
    """Return the first begin of a day of the town that is not before ``hour``."""
    zone = timezone.get_default_timezone()
    today = local_day(hour, zone)
    return today if today == hour else local_day(today + 36 * HOUR, zone)


def _counted(ids: Any, start: int, end: int) -> int:
    if start >= end:
        return 0
    rows = Observation.objects.filter(datastream__in=ids, phenomenon_start__gte=start, phenomenon_start__lt=end)
    return rows.count()


def _summed(model: type[Summary] | type[MonthCount], ids: Any, start: int, end: int) -> int:
    if start >= end:
        return 0
    rows = model._default_manager.filter(datastream_id__in=ids, start__gte=start, start__lt=end)
    return rows.aggregate(n=Sum("count"))["n"] or 0
