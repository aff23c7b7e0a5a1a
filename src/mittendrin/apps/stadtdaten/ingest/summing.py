# SPDX-License-Identifier: EUPL-1.2
"""Hours and days of a series, kept in step with its Observations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from mittendrin.apps.stadtdaten.ingest import bulk
from mittendrin.apps.stadtdaten.ingest.rows import Columns, Ints, hours
from mittendrin.apps.stadtdaten.models import HourSummary, Observation
from mittendrin.core.instants import DAY, HOUR, local_day

Period = tuple[int, int]


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


def _add_counts(rows: Columns) -> None:
    hour = hours(rows.start)
    for table, starts in (("hoursummary", hour), ("daysummary", days(hour))):
        begins = _begins(rows.datastream, starts)
        counts = np.diff(np.append(begins, len(rows)))
        pairs = zip(rows.datastream[begins].tolist(), starts[begins].tolist(), counts.tolist(), strict=True)
        bulk.add_summaries(table, [(*pair, 0, 0.0, *[None] * 6) for pair in pairs])


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
    """Sum up these hours (Datastream, begin) and their days anew from what is stored."""
    wanted = sorted(set(periods))
    bulk.put_summaries("hoursummary", [_hour(*period) for period in wanted])
    zone = timezone.get_default_timezone()
    ended = sorted({(stream, local_day(start, zone)) for stream, start in wanted})
    bulk.put_summaries("daysummary", [_day(*period) for period in ended])


def _hour(stream: int, start: int) -> tuple[Any, ...]:
    rows = Observation.objects.filter(
        datastream_id=stream, phenomenon_start__gte=start, phenomenon_start__lt=start + HOUR
    )
    found = rows.aggregate(n=Count("id"), v=Count("result"), t=Sum("result"), low=Min("result"), high=Max("result"))
    timed = rows.filter(result__isnull=False).order_by("phenomenon_start", "duration")
    edges = [edge.values_list("phenomenon_start", "result").first() for edge in (timed, timed.reverse())]
    first, last = (edge or (None, None) for edge in edges)
    return (stream, start, found["n"], found["v"], found["t"] or 0.0, found["low"], found["high"], *first, *last)


def _day(stream: int, start: int) -> tuple[Any, ...]:
    zone = timezone.get_default_timezone()
    near = HourSummary.objects.filter(datastream_id=stream, start__gte=start, start__lt=start + DAY + 2 * HOUR)
    rows = [row for row in near.order_by("start") if local_day(row.start, zone) == start]
    full = [row for row in rows if row.numbers]
    if not full:
        return (stream, start, sum(row.count for row in rows), 0, 0.0, *[None] * 6)
    return (
        stream, start, sum(row.count for row in rows), sum(row.numbers for row in full),
        sum(row.total for row in full), min(row.low or 0.0 for row in full), max(row.high or 0.0 for row in full),
        full[0].first_at, full[0].first, full[-1].last_at, full[-1].last,
    )  # fmt: skip
