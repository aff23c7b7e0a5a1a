# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import math
from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest

from mittendrin.blocks.series_forecast.days import SUNDAY, kinds
from mittendrin.contracts import registry
from mittendrin.contracts.sample_series import HOUR, START, town_series
from mittendrin.contracts.series import Band, Series
from mittendrin.contracts.town_plan import TownPlan

BLOCK = registry.forecaster_class("series_forecast")


def forecast(series: Series, horizon: int = 24, step: timedelta = HOUR, state: str = "") -> tuple[Band, ...]:
    return BLOCK(TownPlan(state=state)).forecast(series, horizon, step).value or ()


def test_a_clean_week_goes_on() -> None:
    series = town_series(1, 60)
    pure = tuple(100 + 50 * math.sin(time.hour / 24 * 2 * math.pi) + 10 * time.weekday() for time in series.times)
    bands = forecast(Series(series.times, pure), 168)
    truth = [100 + 50 * math.sin(one.time.hour / 24 * 2 * math.pi) + 10 * one.time.weekday() for one in bands]
    assert max(abs(one.mean - value) for one, value in zip(bands, truth, strict=True)) < 3


def test_a_constant_series_stays() -> None:
    series = Series(town_series(1, 30).times, (4.0,) * 720)
    assert all(one.mean == pytest.approx(4.0) and one.high - one.low < 0.1 for one in forecast(series))


@pytest.mark.parametrize("count", [3, 10, 50, 100, 400])
def test_short_series_have_wide_bands(count: int) -> None:
    series = town_series(1, 20)
    bands = forecast(Series(series.times[:count], series.values[:count]))
    assert len(bands) == 24
    assert all(math.isfinite(one.mean) and one.low <= one.mean <= one.high for one in bands)
    assert bands[12].high > bands[12].low


def test_one_wild_reading_does_not_carry_the_forecast() -> None:
    series = town_series(2, 60, counts=False)
    values = [*series.values]
    values[-30] = 1e7
    calm, wild = forecast(series), forecast(Series(series.times, tuple(values)))
    assert max(abs(one.mean - other.mean) for one, other in zip(calm, wild, strict=True)) < 60


def test_a_holiday_is_like_a_sunday_where_the_series_heeds_it() -> None:
    first = date(2026, 3, 2)
    weekday = np.arange(120)
    free = np.isin(weekday, [32, 35])  # Good Friday and Easter Monday
    rows = np.where((weekday % 7 >= 5) | free, 20.0, 100.0)[:, None]
    ascension = (date(2026, 5, 14) - first).days
    assert kinds(rows[:60], first, 120, "NW")[0][ascension] == SUNDAY
    heedless = np.where(weekday % 7 >= 5, 20.0, 100.0)[:, None]
    assert kinds(heedless[:60], first, 120, "NW")[0][ascension] != SUNDAY


def test_weather_helps_where_it_is_given() -> None:
    times = tuple(START + at * HOUR for at in range(100 * 24))
    warmth = tuple(10 + 8 * math.sin(at / 37) + 3 * math.sin(at / 11.3) for at in range(len(times)))
    values = tuple(200 - 6 * warm + 20 * math.sin(at / 24 * 2 * math.pi) for at, warm in enumerate(warmth))
    end = 95 * 24
    plain = forecast(Series(times[:end], values[:end]))
    knowing = forecast(Series(times[:end], values[:end], extra={"warmth": Series(times, warmth)}))

    def missed(bands: tuple[Band, ...]) -> float:
        return sum(abs(one.mean - value) for one, value in zip(bands, values[end : end + 24], strict=True))

    assert missed(knowing) < 0.6 * missed(plain)


def test_times_with_a_zone_keep_it() -> None:
    zone = timezone(timedelta(hours=1))
    series = town_series(1, 40)
    zoned = Series(tuple(time.replace(tzinfo=zone) for time in series.times), series.values)
    assert forecast(zoned)[0].time == datetime(2026, 2, 14, tzinfo=zone)


@pytest.mark.parametrize("step", [timedelta(days=1), timedelta(days=7), timedelta(minutes=7), timedelta(minutes=15)])
def test_other_steps(step: timedelta) -> None:
    count = 400
    series = Series(tuple(START + at * step for at in range(count)), tuple(float(at % 50) for at in range(count)))
    assert all(math.isfinite(one.mean) for one in forecast(series, 10, step))
