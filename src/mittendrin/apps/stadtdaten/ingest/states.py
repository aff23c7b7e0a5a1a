# SPDX-License-Identifier: EUPL-1.2
"""Counters and newest Observations of Datastreams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from django.db.models import F, Max, Min, Sum
from django.utils import timezone

from mittendrin.apps.stadtdaten.ingest import bulk
from mittendrin.apps.stadtdaten.ingest.rows import NO_TIME, Columns, Ints
from mittendrin.apps.stadtdaten.models import Datastream, DatastreamState, DaySummary, Observation
from mittendrin.core.instants import DAY, HOUR, local_day


@dataclass(slots=True)
class State:
    """What storing needs to know of a Datastream; many times quicker to make than a row of the model."""

    pk: int
    latest_start: int | None
    latest_id: int | None
    latest_result: float | None
    first_result_time: int | None
    last_result_time: int | None
    intervals: bool
    feature_id: int | None


_COLUMNS = tuple(one.name for one in fields(State))


def ensure(datastream_ids: Iterable[int]) -> None:
    """Make the states of Datastreams that have none yet."""
    there = Datastream.objects.filter(pk__in=list(datastream_ids), state=None).values_list("pk", flat=True)
    DatastreamState.objects.bulk_create([DatastreamState(datastream_id=pk) for pk in there], ignore_conflicts=True)


def locked(streams: Sequence[int]) -> dict[int, State]:
    """Return the states of these Datastreams, held until the transaction ends; unknown ones are missing."""
    rows = DatastreamState.objects.select_for_update().filter(pk__in=streams).order_by("pk").values_list(*_COLUMNS)
    found = {row[0]: State(*row) for row in rows}
    if len(found) < len(streams):
        ensure(set(streams) - set(found))
        found = {row[0]: State(*row) for row in rows.all()}
    return found


def add(rows: Columns, ids: Ints, known: dict[int, State], now: int) -> None:
    """Add new rows, sorted by key, to the states of their Datastreams."""
    change = rows.datastream[1:] != rows.datastream[:-1]
    begins = np.flatnonzero(np.append(True, change))
    ends = np.append(begins[1:], len(rows)) - 1
    last_ends = np.maximum.reduceat(rows.start + rows.duration, begins)
    spans = np.maximum.reduceat(rows.duration, begins)
    timed = rows.result_time != NO_TIME
    lows = np.minimum.reduceat(np.where(timed, rows.result_time, -(NO_TIME + 1)), begins)
    highs = np.maximum.reduceat(rows.result_time, begins)
    lines: list[tuple[Any, ...]] = []
    for place, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        state = known[rows.datastream[begin].item()]
        first, last_end = rows.start[begin].item(), last_ends[place].item()
        start, result = rows.start[end].item(), rows.result[end].item()
        latest = (ids[end].item(), start, None if result != result else result)
        if state.latest_start is not None and state.latest_start > start:
            latest = (state.latest_id, state.latest_start, state.latest_result)
        low, high = lows[place].item(), highs[place].item()
        times = (state.first_result_time, state.last_result_time)
        if high != NO_TIME:
            times = (min(low, times[0] or low), max(high, times[1] or high))
        spread = state.intervals or spans[place].item() > 0
        counted = (end - begin + 1, first, first, last_end, last_end)
        lines.append((*counted, *latest, spread, now, *times, state.pk))
    bulk.update_states(lines)


def refresh(streams: Iterable[int], now: int) -> None:
    """Find out anew what these Datastreams hold, after something was changed or taken away."""
    for stream in streams:
        rows = Observation.objects.filter(datastream_id=stream)
        latest = rows.order_by("-phenomenon_start", "-duration").values_list("id", "phenomenon_start", "result").first()
        first = rows.order_by("phenomenon_start", "duration").values_list("phenomenon_start", flat=True).first()
        count = _count(stream, first)
        words: dict[str, Any] = dict(
            zip(("latest_id", "latest_start", "latest_result"), latest or [None] * 3, strict=True)
        )
        if latest is None:
            words |= {"last_end": None, "first_result_time": None, "last_result_time": None, "intervals": False}
        else:
            words["last_end"] = _last_end(stream, latest[1])
        DatastreamState.objects.filter(pk=stream).update(count=count, first_start=first, stored_at=now, **words)


def _count(stream: int, first: int | None) -> int:
    """Return how many there are: whole days from their sums, the rest counted. Older sums outlive retention."""
    if first is None:
        return 0
    after = local_day(first // HOUR * HOUR, timezone.get_default_timezone()) + DAY + 2 * HOUR
    day = DaySummary.objects.filter(datastream_id=stream, start__gte=after - 3 * HOUR).order_by("start").first()
    rows = Observation.objects.filter(datastream_id=stream)
    if day is None:
        return rows.count()
    summed = DaySummary.objects.filter(datastream_id=stream, start__gte=day.start).aggregate(n=Sum("count"))["n"]
    return rows.filter(phenomenon_start__lt=day.start).count() + (summed or 0)


def _last_end(stream: int, latest_start: int) -> int:
    """Return the latest end; long intervals may end after later ones that are short."""
    state = DatastreamState.objects.get(pk=stream)
    rows = Observation.objects.filter(datastream_id=stream)
    if not state.intervals:
        return latest_start
    ended = rows.annotate(until=F("phenomenon_start") + F("duration")).order_by("-until")
    found = ended.values_list("until", flat=True).first()
    return int(found) if found is not None else latest_start


def forgotten(stream: int, count: int) -> None:
    """Note that the ``count`` oldest Observations are gone by retention while their summaries stay."""
    rows = Observation.objects.filter(datastream_id=stream).order_by("phenomenon_start", "duration")
    first = rows.values_list("phenomenon_start", flat=True).first()
    words: dict[str, Any] = {"count": F("count") - count, "first_start": first}
    if first is None:
        words |= {"latest_id": None}
    DatastreamState.objects.filter(pk=stream).update(**words)


def widen(stream: int, lasts: bool, result_time: int | None) -> None:
    """Note of a changed Observation whether it has a length, and when its result came."""
    state = DatastreamState.objects.get(pk=stream)
    state.intervals = state.intervals or lasts
    if result_time is not None:
        state.first_result_time = min(result_time, state.first_result_time or result_time)
        state.last_result_time = max(result_time, state.last_result_time or result_time)
    state.last_end = _last_end(stream, state.latest_start or 0) if state.intervals else state.last_end
    state.save(update_fields=["intervals", "first_result_time", "last_result_time", "last_end"])


def narrow(times: Iterable[tuple[int, int]]) -> None:
    """Find out anew when results came, where the earliest or latest one (Datastream, result time) was taken away."""
    taken = set(times)
    for state in DatastreamState.objects.filter(pk__in={stream for stream, _time in taken}):
        if taken & {(state.pk, state.first_result_time), (state.pk, state.last_result_time)}:
            rows = Observation.objects.filter(datastream_id=state.pk)
            ends = rows.aggregate(first=Min("result_time"), last=Max("result_time"))
            state.first_result_time, state.last_result_time = ends["first"], ends["last"]
            state.save(update_fields=["first_result_time", "last_result_time"])
