# SPDX-License-Identifier: EUPL-1.2
"""The simulated town: the same again, faults where they are said to be, goes on by itself, marked everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from mittendrin.apps.stadtdaten.demo.plan import PlannedSeries, plan
from mittendrin.apps.stadtdaten.demo.setup import HISTORY, catch_up, ensure_demo_sensors
from mittendrin.apps.stadtdaten.models import Datastream, DatastreamState, Thing
from mittendrin.apps.stadtdaten.tests.series_in_tests import NOW
from mittendrin.core.instants import DAY, HOUR, MINUTE


def one(key: str) -> PlannedSeries:
    return next(series for thing in plan() for series in thing.series if series.key == key)


def test_about_forty_series_at_places() -> None:
    assert 40 <= sum(len(thing.series) for thing in plan()) <= 60
    assert len({series.key for thing in plan() for series in thing.series}) == sum(len(t.series) for t in plan())


@pytest.mark.parametrize("thing", plan(), ids=lambda thing: thing.name)
def test_any_span_gives_the_same_values(thing: object) -> None:
    for series in getattr(thing, "series", ()):
        times, values = series.values(NOW - 2 * DAY, NOW, NOW)
        later, again = series.values(NOW - DAY, NOW + HOUR, NOW)
        both = dict(zip(times.tolist(), values.tolist(), strict=True))
        assert all(both[at] == value for at, value in zip(later.tolist(), again.tolist(), strict=True) if at in both)
        assert np.isfinite(values).all()


def test_another_seed_gives_other_values() -> None:
    series = one("Wetterstation Rathaus/air_temperature")
    assert (series.values(NOW - DAY, NOW, NOW, 1)[1] != series.values(NOW - DAY, NOW, NOW, 2)[1]).any()


def test_flood_day_is_above_level_two_and_now_is_not() -> None:
    times, values = one("Pegel Mühlbach/water_level").values(NOW - HISTORY, NOW, NOW)
    peak = int(times[values.argmax()])
    assert values.max() > 1.9
    assert abs(peak - (NOW - 11 * DAY)) < DAY
    assert 1.2 < values[-1] < 1.6


def test_faults_are_where_they_are_said_to_be() -> None:
    times, _values = one("Pegel Wehr Süd/water_level").values(NOW - DAY, NOW, NOW)
    assert times.max() == pytest.approx(NOW - 3 * HOUR - 10 * MINUTE, abs=15 * MINUTE)
    assert set(one("Platane Friedhof/soil_moisture").values(NOW - 2 * DAY, NOW, NOW)[1]) == {27.4}
    good = one("Wetterstation Rathaus/air_temperature").values(NOW - 30 * MINUTE, NOW, NOW)[1]
    drifted = one("Wetterstation Bauhof/air_temperature").values(NOW - 30 * MINUTE, NOW, NOW)[1]
    assert drifted[-1] - good[-1] == pytest.approx(12 * 0.35 + 0.3, abs=0.7)


@pytest.mark.slow
@pytest.mark.django_db
def test_first_start_makes_history_and_the_next_only_what_is_missing() -> None:
    assert ensure_demo_sensors(NOW) > 70_000
    assert ensure_demo_sensors(NOW) == 0
    before = DatastreamState.objects.get(datastream__properties__demo="Parkhaus Mitte/parking_free").count
    assert catch_up(NOW + HOUR) > 40
    after = DatastreamState.objects.get(datastream__properties__demo="Parkhaus Mitte/parking_free")
    assert after.count == before + 4
    assert not Thing.objects.filter(simulated=False).exists()
    assert not Datastream.objects.filter(simulated=False).exists()


@pytest.mark.django_db
def test_a_real_town_gets_nothing() -> None:
    assert catch_up(NOW) == 0
    assert not Thing.objects.exists()
