# SPDX-License-Identifier: EUPL-1.2
"""Hours, days and months of a series, kept in step with its Observations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from django.db.models import Sum
from django.utils import timezone

from mittendrin.apps.stadtdaten.ingest import bulk
from mittendrin.apps.stadtdaten.ingest.rows import Columns, Ints, hours
from mittendrin.apps.stadtdaten.models import DaySummary, HourSummary, Observation
from mittendrin.core.instants import DAY, HOUR, local_day, local_month

Period = tuple[int, int]
# Begins nearer than this are asked for together, in pieces of at most this length.
_NEAR, _TOGETHER = 2 * DAY, 30 * DAY
_LONGEST_DAY = DAY + 2 * HOUR
_MORE_THAN_A_MONTH = 40 * DAY


def add(rows: Columns) -> None:
    """Add new Observations, sorted by Datastream and time, to their hours and days."""
    numbers = np.isfinite(rows.result)
    if numbers.all():
        _add_numbers(rows)
        return
    if numbers.any():
        _add_numbers(rows.take(np.flatnonzero(numbers)))
    _add_counts(rows.take(np.flatnonzero(~numbers)))


def _add_numbers(rows: Columns) -> None:
    hour = hours(rows.start)
    begins = _begins(rows.datastream, hour)
    ends = np.append(begins[1:], len(rows)) - 1
    streams, starts = rows.datastream[begins], hour[begins]
    counts = ends - begins + 1
    totals = np.add.reduceat(rows.result, begins)
    lows, highs = np.minimum.reduceat(rows.result, begins), np.maximum.reduceat(rows.result, begins)
    bulk.add_summaries(
        "hoursummary",
        _lines(streams, starts, counts, counts, totals, lows, highs, rows.start[begins], rows.result[begins],
               rows.start[ends], rows.result[ends]),
    )  # fmt: skip
    day = days(starts)
    outer = _begins(streams, day)
    last = np.append(outer[1:], len(starts)) - 1
    counts = np.add.reduceat(counts, outer)
    bulk.add_summaries(
        "daysummary",
        _lines(streams[outer], day[outer], counts, counts, np.add.reduceat(totals, outer),
               np.minimum.reduceat(lows, outer), np.maximum.reduceat(highs, outer),
               rows.start[begins[outer]], rows.result[begins[outer]], rows.start[ends[last]], rows.result[ends[last]]),
    )  # fmt: skip
    _add_months(streams[outer], day[outer], counts)


def _add_counts(rows: Columns) -> None:
    hour = hours(rows.start)
    for table, starts in (("hoursummary", hour), ("daysummary", days(hour))):
        begins = _begins(rows.datastream, starts)
        counts = np.diff(np.append(begins, len(rows)))
        pairs = zip(rows.datastream[begins].tolist(), starts[begins].tolist(), counts.tolist(), strict=True)
        bulk.add_summaries(table, [(*pair, 0, 0.0, *[None] * 6) for pair in pairs])
        if table == "daysummary":
            _add_months(rows.datastream[begins], starts[begins], counts)


def _add_months(streams: Ints, day: Ints, counts: Ints) -> None:
    """Add the counts of days, sorted by Datastream and day, to their months."""
    zone = timezone.get_default_timezone()
    month = np.array([local_month(moment, zone) for moment in day.tolist()], dtype=np.int64)
    begins = _begins(streams, month)
    sums = np.add.reduceat(counts, begins)
    bulk.add_months(list(zip(streams[begins].tolist(), month[begins].tolist(), sums.tolist(), strict=True)))


def days(hour: Ints) -> Ints:
    """Return the begin of the town's day of each hour."""
    zone = timezone.get_default_timezone()
    return np.array([local_day(moment, zone) for moment in hour.tolist()], dtype=np.int64)


def _begins(streams: Ints, starts: Ints) -> Ints:
    change = (streams[1:] != streams[:-1]) | (starts[1:] != starts[:-1])
    return np.flatnonzero(np.append(True, change))


def _lines(*arrays: Any) -> list[tuple[Any, ...]]:
    return list(zip(*(array.tolist() for array in arrays), strict=True))


def recount(periods: Iterable[Period]) -> None:
    """Sum up these hours (Datastream, begin), their days and months anew from what is stored."""
    zone = timezone.get_default_timezone()
    for stream, group in groupby(sorted(set(periods)), key=itemgetter(0)):
        hour_starts = [start for _stream, start in group]
        bulk.put_summaries("hoursummary", [line for run in _runs(hour_starts) for line in _hours(stream, run)])
        day_starts = sorted({local_day(start, zone) for start in hour_starts})
        bulk.put_summaries("daysummary", [line for run in _runs(day_starts) for line in _days(stream, run)])
        months = sorted({local_month(start, zone) for start in day_starts})
        bulk.put_months([(stream, start, _month(stream, start)) for start in months])


def _runs(starts: Sequence[int]) -> Iterator[list[int]]:
    """Yield sorted begins in pieces that lie close together, so that one question answers for many of them."""
    run: list[int] = []
    for start in starts:
        if run and (start - run[-1] > _NEAR or start - run[0] > _TOGETHER):
            yield run
            run = []
        run.append(start)
    if run:
        yield run


def _hours(stream: int, starts: Sequence[int]) -> list[tuple[Any, ...]]:
    near = Observation.objects.filter(
        datastream_id=stream, phenomenon_start__gte=starts[0], phenomenon_start__lt=starts[-1] + HOUR
    ).order_by("phenomenon_start", "duration")
    found: dict[int, list[tuple[int, float | None]]] = {start: [] for start in starts}
    for at, result in near.values_list("phenomenon_start", "result"):
        if (hour := at // HOUR * HOUR) in found:
            found[hour].append((at, result))
    return [_hour(stream, start, rows) for start, rows in found.items()]


def _hour(stream: int, start: int, rows: Sequence[tuple[int, float | None]]) -> tuple[Any, ...]:
    timed = [(at, result) for at, result in rows if result is not None]
    if not timed:
        return (stream, start, len(rows), 0, 0.0, *[None] * 6)
    results = [result for _at, result in timed]
    spread = (math.fsum(results), min(results), max(results))
    return (stream, start, len(rows), len(timed), *spread, *timed[0], *timed[-1])


def _days(stream: int, starts: Sequence[int]) -> list[tuple[Any, ...]]:
    zone = timezone.get_default_timezone()
    near = HourSummary.objects.filter(datastream_id=stream, start__gte=starts[0], start__lt=starts[-1] + _LONGEST_DAY)
    found: dict[int, list[HourSummary]] = {start: [] for start in starts}
    for row in near.order_by("start"):
        if (day := local_day(row.start, zone)) in found:
            found[day].append(row)
    return [_day(stream, start, rows) for start, rows in found.items()]


def _day(stream: int, start: int, rows: Sequence[HourSummary]) -> tuple[Any, ...]:
    full = [row for row in rows if row.numbers]
    if not full:
        return (stream, start, sum(row.count for row in rows), 0, 0.0, *[None] * 6)
    return (
        stream, start, sum(row.count for row in rows), sum(row.numbers for row in full),
        sum(row.total for row in full), min(row.low or 0.0 for row in full), max(row.high or 0.0 for row in full),
        full[0].first_at, full[0].first, full[-1].last_at, full[-1].last,
    )  # fmt: skip


def _month(stream: int, start: int) -> int:
    """Return how many Observations the days of a month hold."""
    zone = timezone.get_default_timezone()
    after = local_month(start + _MORE_THAN_A_MONTH, zone)
    found = DaySummary.objects.filter(datastream_id=stream, start__gte=start, start__lt=after)
    return found.aggregate(n=Sum("count"))["n"] or 0
