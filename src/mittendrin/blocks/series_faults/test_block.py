# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import math
from datetime import datetime, timedelta

import pytest

from mittendrin.contracts import registry
from mittendrin.contracts.sample_series import town_series, with_fault
from mittendrin.contracts.series import Series
from mittendrin.contracts.town_plan import TownPlan

QUARTER = timedelta(minutes=15)
BLOCK = registry.fault_finder_class("series_faults")


def kinds(series: Series, *neighbours: Series) -> list[str]:
    return [fault.kind for fault in BLOCK(TownPlan()).find(series, neighbours).value or ()]


@pytest.mark.parametrize("kind", ["silence", "stuck", "jump", "drift"])
def test_each_fault_is_found_where_it_lies(kind: str) -> None:
    marked = with_fault(kind, 1)
    _kind, start, end = marked.events[0]
    found = [one for one in BLOCK(TownPlan()).find(marked.series).value or () if one.kind == kind]
    assert len(found) == 1
    slack = timedelta(hours=30 if kind == "drift" else 6)
    assert abs(found[0].end - marked.series.times[end]) <= slack
    assert abs(found[0].start - marked.series.times[start]) <= (timedelta(days=5) if kind == "drift" else slack)


def test_disagreement_needs_neighbours() -> None:
    marked = with_fault("disagreement", 2)
    assert "disagreement" in kinds(marked.series, town_series(2, 70, counts=False))
    assert "disagreement" not in kinds(marked.series)


def test_healthy_sensors_are_seldom_suspected() -> None:
    found = [kinds(town_series(seed, 70, counts=False)) for seed in range(20, 30)]
    assert sum(map(bool, found)) <= 3


def test_rows_that_are_left_out_are_silence_too() -> None:
    series = town_series(1, 42)
    times, values = [*series.times], [*series.values]
    del times[700:720], values[700:720]
    fault = (BLOCK(TownPlan()).find(Series(tuple(times), tuple(values))).value or ())[0]
    assert (fault.kind, fault.start, fault.end) == ("silence", series.times[700], series.times[719])


def test_a_neighbour_that_goes_on_shows_silence_at_the_end() -> None:
    series = town_series(1, 42)
    cut = Series(series.times[:-30], series.values[:-30])
    assert kinds(cut, series) == ["silence"]


def test_nights_without_bicycles_are_no_fault() -> None:
    series = town_series(3, 42)
    values = tuple(0.0 if time.hour < 6 else value for time, value in zip(series.times, series.values, strict=True))
    assert "stuck" not in kinds(Series(series.times, values))


def test_too_few_readings_are_not_judged() -> None:
    series = Series(tuple(town_series(1, 2).times), (math.nan,) * 48)
    assert BLOCK(TownPlan()).find(series).abstained


def test_the_hour_that_clocks_skip_is_no_silence() -> None:
    spring = datetime(2026, 3, 2)  # noqa: DTZ001 - by the clock on the wall
    times = [spring + at * QUARTER for at in range(35 * 96)]
    kept = [at for at, time in enumerate(times) if (time.month, time.day, time.hour) != (3, 29, 2)]
    values = tuple(100 + 50 * math.sin(at / 96 * 2 * math.pi) + at * 7 % 11 for at in kept)
    assert kinds(Series(tuple(times[at] for at in kept), values)) == []
