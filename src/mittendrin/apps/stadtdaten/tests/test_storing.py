# SPDX-License-Identifier: EUPL-1.2
"""Storing: repeated, late and corrected data leave the same store as a tidy one."""

from __future__ import annotations

import math
from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mittendrin.apps.stadtdaten.ingest import Extra, Row, observations_stored, removing, store_observations
from mittendrin.apps.stadtdaten.models import (
    Datastream,
    DatastreamFeature,
    DatastreamState,
    DaySummary,
    HourSummary,
    MonthCount,
    Observation,
    ObservationExtra,
)
from mittendrin.apps.stadtdaten.services import pages, retention, series
from mittendrin.apps.stadtdaten.services.access import INTERNAL
from mittendrin.apps.stadtdaten.tests.factories import NOON, datastream, thing
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR, MINUTE, local_day, local_month

NOW = NOON + 30 * DAY


def summed() -> list[tuple[Any, ...]]:
    """Return hours, days and months as they are kept."""
    months = MonthCount.objects.order_by("datastream_id", "start").values_list("datastream_id", "start", "count")
    names = ("datastream_id", "start", "count", "numbers", "low", "high", "first_at", "first", "last_at", "last")
    return [
        (model.__name__, *row[:-1], round(row[-1], 6))
        for model in (HourSummary, DaySummary)
        for row in model.objects.order_by("datastream_id", "start").values_list(*names, "total")
    ] + [("MonthCount", *row) for row in months]


def expected() -> list[tuple[Any, ...]]:
    """Return hours, days and months as they follow from the single values, written down in the plainest way."""
    zone = timezone.get_default_timezone()
    found = []
    for name in ("HourSummary", "DaySummary"):
        groups: dict[tuple[int, int], list[tuple[int, float | None]]] = {}
        rows = Observation.objects.order_by("datastream_id", "phenomenon_start", "duration")
        for stream, at, result in rows.values_list("datastream_id", "phenomenon_start", "result"):
            hour = at // HOUR * HOUR
            groups.setdefault((stream, hour if name == "HourSummary" else local_day(hour, zone)), []).append(
                (at, result)
            )
        for (stream, start), members in sorted(groups.items()):
            numbers = [(at, result) for at, result in members if result is not None]
            values = [result for _at, result in numbers]
            edges = (*numbers[0], *numbers[-1]) if numbers else (None,) * 4
            low, high = (min(values), max(values)) if values else (None, None)
            found.append((name, stream, start, len(members), len(values), low, high, *edges, round(sum(values), 6)))
    starts = Observation.objects.values_list("datastream_id", "phenomenon_start")
    months = Counter((stream, local_month(at // HOUR * HOUR, zone)) for stream, at in starts)
    return found + [("MonthCount", *key, count) for key, count in sorted(months.items())]


def check_states() -> None:
    for state in DatastreamState.objects.all():
        rows = Observation.objects.filter(datastream_id=state.pk).order_by("phenomenon_start", "duration")
        newest = rows.last()
        assert state.count == rows.count()
        assert state.latest_id == (newest.pk if newest else None)
        assert state.latest_result == (newest.result if newest else None)
        first = rows.first()
        assert state.first_start == (first.phenomenon_start if first else None)
        ends = [row.phenomenon_start + row.duration for row in rows]
        assert state.last_end == max(ends, default=None)


@pytest.fixture
def stream(db: None) -> Datastream:
    return datastream()


def test_the_same_data_twice_are_one(stream: Datastream) -> None:
    rows = [Row(stream.pk, NOON + step * MINUTE, step / 2) for step in range(200)]
    first = store_observations(rows, now=NOW)
    again = store_observations(rows, now=NOW)
    assert (first.new, first.changed, first.same, list(first.refused)) == (200, 0, 0, [])
    assert (again.new, again.changed, again.same) == (0, 0, 200)
    assert again.ids == first.ids
    assert summed() == expected()
    check_states()


def test_a_row_may_be_a_plain_short_tuple(stream: Datastream) -> None:
    assert store_observations([(stream.pk, NOON, 1)], now=NOW).new == 1


def test_late_rows_and_corrections(stream: Datastream) -> None:
    store_observations([Row(stream.pk, NOON + step * HOUR, step) for step in range(0, 48, 2)], now=NOW)
    mixed = [Row(stream.pk, NOON + step * HOUR, step + 0.5) for step in (7, 0, 46, 3, 60)]
    stored = store_observations(mixed, now=NOW)
    assert (stored.new, stored.changed, stored.same) == (3, 2, 0)
    assert summed() == expected()
    check_states()
    assert Observation.objects.get(pk=stored.ids[1]).result == 0.5


def test_the_last_of_a_batch_counts(stream: Datastream) -> None:
    stored = store_observations(
        [Row(stream.pk, NOON, 1.0), Row(stream.pk, NOON, 2.0), Row(stream.pk, NOON, 3.0)], now=NOW
    )
    assert (stored.new, stored.same) == (1, 2)
    assert len(set(stored.ids)) == 1
    assert Observation.objects.get().result == 3.0


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ((0, NOON, math.nan), "not_finite"),
        ((0, NOON, math.inf), "not_finite"),
        ((0, NOON, -math.inf), "not_finite"),
        ((0, 0, 1.0), "too_old"),
        ((0, NOW + 2 * DAY, 1.0), "in_future"),
        ((0, 4_070_908_800_000_000, 1.0), "in_future"),
        ((0, NOON, 1.0, -1), "bad_duration"),
        ((99_999_999, NOON, 1.0), "unknown_datastream"),
        ((0, NOON, 1.0, 0, None, 0, 99_999_999), "unknown_feature"),
    ],
)
def test_bad_rows_are_refused_and_stop_nothing(stream: Datastream, row: tuple[Any, ...], kind: str) -> None:
    good = Row(stream.pk, NOON + 1, 5.0)
    stored = store_observations([good, Row(row[0] or stream.pk, *row[1:])], now=NOW)
    assert [(one.index, one.kind) for one in stored.refused] == [(1, kind)]
    assert stored.new == 1
    assert stored.ids[1] == 0
    assert summed() == expected()


def test_series_of_forecasts_may_lie_ahead(stream: Datastream) -> None:
    Datastream.objects.update(future_days=10)
    assert store_observations([Row(stream.pk, NOW + 9 * DAY, 1.0)], now=NOW).new == 1


def test_results_that_are_no_numbers(stream: Datastream) -> None:
    results: list[Any] = ["Stau", True, {"a": [1]}, None, 2**60, 3, ""]
    stored = store_observations([Row(stream.pk, NOON + step, one) for step, one in enumerate(results)], now=NOW)
    assert stored.new == len(results)
    extra = {row.observation_id: row for row in ObservationExtra.objects.all()}
    assert [extra[stored.ids[step]].text for step in (0, 6)] == ["Stau", ""]
    assert [extra[stored.ids[step]].data for step in (2, 4)] == [{"a": [1]}, 2**60]
    assert Observation.objects.get(pk=stored.ids[1]).result == 1.0
    assert HourSummary.objects.get().count == len(results)
    assert HourSummary.objects.get().numbers == 2
    assert summed() == expected()


def test_extras_are_kept_and_corrected(stream: Datastream) -> None:
    row = Row(stream.pk, NOON, 1.0, extra=Extra(parameters={"a": 1}, valid_start=NOON))
    store_observations([row], now=NOW)
    store_observations([row._replace(extra=Extra(parameters={"a": 2}))], now=NOW)
    extra = ObservationExtra.objects.get()
    assert (extra.parameters, extra.valid_start) == ({"a": 2}, None)


def test_features_are_made_of_the_place(stream: Datastream) -> None:
    store_observations([Row(stream.pk, NOON, 1.0)], now=NOW)
    feature = Observation.objects.get().feature
    assert feature.feature == {"type": "Point", "coordinates": [7.6, 50.3]}
    assert DatastreamFeature.objects.get().feature_id == feature.pk
    nowhere = datastream("Ohne Ort", of=thing("Ohne", at=None))
    store_observations([Row(nowhere.pk, NOON, 1.0)], now=NOW)
    assert Observation.objects.get(datastream=nowhere).feature.name == "Ohne"


def test_listeners_hear_after_the_commit(stream: Datastream, django_capture_on_commit_callbacks: Any) -> None:
    heard: list[Any] = []

    def listen(stored: list[Any], **_more: Any) -> None:
        heard.extend(stored)

    observations_stored.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            stored = store_observations([Row(stream.pk, NOON, 1.5)], now=NOW)
            assert heard == []
    finally:
        observations_stored.disconnect(listen)
    assert [(row.id, row.result) for row in heard] == [(stored.ids[0], 1.5)]


def test_deleting_and_retention(stream: Datastream) -> None:
    stored = store_observations([Row(stream.pk, NOON + step * HOUR, step) for step in range(100)], now=NOW)
    removing.delete_observations([stored.ids[3], stored.ids[99]])
    assert summed() == expected()
    check_states()
    before = summed()
    Datastream.objects.update(retention_days=1)
    assert retention.delete_expired(NOON + 50 * HOUR + DAY) == 49
    assert summed() == before
    check_states()
    store_observations([Row(stream.pk, NOON + 60 * HOUR, -1.0)], now=NOW)
    check_states()
    removing.delete_datastreams([stream.pk])
    assert (Observation.objects.count(), HourSummary.objects.count(), DatastreamState.objects.count()) == (0, 0, 0)


def test_sums_and_counts(stream: Datastream) -> None:
    store_observations([Row(stream.pk, NOON + step * 5 * MINUTE, step % 7) for step in range(12 * 24 * 40)], now=NOW)
    streams = Datastream.objects.all()
    spans = [(NOON + step * 5 * HOUR + step, NOON + step * 17 * HOUR) for step in range(40)]
    for start, end in (
        *spans,
        (-(2**62), 2**62),
        (NOON, NOW),
        (NOON + 1, NOON + HOUR),
        (NOON + 7 * MINUTE, NOON + 5 * DAY + 3),
        (5, 6),
    ):
        true = Observation.objects.filter(phenomenon_start__gte=start, phenomenon_start__lt=end).count()
        assert series.count_between(streams, start, end) == true
    months = series.sums(INTERNAL, stream.pk, 0, NOW + 99 * DAY, "month")
    assert sum(month.count for month in months) == series.count([stream.pk]) == Observation.objects.count()
    assert months[0].count < months[1].count


def test_what_retention_left_behind_is_not_counted(stream: Datastream) -> None:
    """The sums outlive what was deleted; without the retention, too, they are no counts of what is there."""
    store_observations([Row(stream.pk, NOON + at * HOUR, 1) for at in range(60)], now=NOW)
    shelf = pages.Shelf([stream.pk])
    assert pages.summed(shelf)
    Datastream.objects.update(retention_days=1)
    assert retention.delete_expired(NOON + 50 * HOUR + DAY) == 50
    Datastream.objects.update(retention_days=None)
    assert not pages.summed(shelf)
    removing.delete_before(stream.pk, NOW)
    assert not pages.summed(shelf)


def test_counts_of_any_time_are_right(db: None) -> None:
    """By months, days and hours where these are whole; over both changes of the clock and the turn of the year."""
    streams = [datastream(), datastream()]
    begin, end = instants.from_iso("2025-01-15T05:00:00Z"), instants.from_iso("2026-04-10T00:00:00Z")
    chance = Random(7)
    times = sorted(chance.sample(range(begin, end, 20 * MINUTE), 2500))
    for stream in streams:
        store_observations([(stream.pk, at, 1.0 if at % 3 else "text") for at in times], now=end)
    assert summed() == expected()
    both = Datastream.objects.all()
    for _ in range(60):
        start, until = sorted(chance.choice([chance.randrange(begin - DAY, end + DAY), *times]) for _ in range(2))
        wanted = sum(start <= at < until for at in times)
        assert series.count_between(both, start, until) == 2 * wanted
    removing.delete_observations(Observation.objects.filter(datastream=streams[0]).values_list("pk", flat=True)[:900])
    assert summed() == expected()
    removing.delete_datastreams([stream.pk for stream in streams])
    assert summed() == []


def test_tables_are_clustered(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has tables without rowid")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%' AND name LIKE 'stadtdaten%'")
        names = {row[0] for row in cursor.fetchall()}
    assert names == {
        "stadtdaten_observation",
        "stadtdaten_hoursummary",
        "stadtdaten_daysummary",
        "stadtdaten_monthcount",
    }


_STEPS = st.lists(
    st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 20).map(lambda step: NOON + step * 17 * MINUTE),
            st.one_of(st.integers(-5, 5), st.floats(-1e6, 1e6), st.just("Text"), st.booleans()),
            st.sampled_from([0, 0, 0, HOUR]),
        ),
        max_size=12,
    ),
    max_size=4,
)


@pytest.mark.database
class TestAnyOrder(TestCase):
    @given(_STEPS, st.sets(st.integers(0, 40)))
    def test_sums_always_follow_from_the_values(self, batches: list[list[tuple[Any, ...]]], gone: set[int]) -> None:
        streams = [datastream("a").pk, datastream("b").pk]
        for batch in batches:
            stored = store_observations([(streams[row[0]], *row[1:]) for row in batch], now=NOW)
            assert stored.new + stored.changed + stored.same == len(batch)
        ids = list(Observation.objects.order_by("pk").values_list("pk", flat=True))
        removing.delete_observations([pk for place, pk in enumerate(ids) if place in gone])
        assert [row[:-1] for row in summed()] == [row[:-1] for row in expected()]
        for kept, true in zip(summed(), expected(), strict=True):
            assert kept[-1] == pytest.approx(true[-1], abs=1e-3)
        check_states()
