# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import math
from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest
from numpy.typing import NDArray

from mittendrin.blocks.series_forecast.days import SUNDAY, kinds
from mittendrin.contracts import registry
from mittendrin.contracts.sample_series import HOUR, START, town_series
from mittendrin.contracts.series import Band, Series
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.dates.steps import Months

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


def test_months_are_forecast_better_than_by_the_year_before() -> None:
    rng = np.random.default_rng(5)
    errors: list[float] = []
    year_before: list[float] = []
    inside: list[bool] = []
    for rise in (0.0, 2.0):
        for length in range(40, 130, 6):
            at = np.arange(length + 12)
            truth = 300 + rise * at + 100 * np.cos((at % 12 - 6) / 6 * np.pi) + rng.normal(0, 15, len(at))
            times = tuple(datetime(2010 + one // 12, one % 12 + 1, 1) for one in range(length))  # noqa: DTZ001
            series = Series(times, tuple(map(float, truth[:length])))
            bands = BLOCK(TownPlan()).forecast(series, 12, Months(1)).value or ()
            ahead = truth[length:]
            errors += [abs(band.mean - value) for band, value in zip(bands, ahead, strict=True)]
            year_before += list(abs(truth[length - 12 : length] - ahead))
            inside += [band.low <= value <= band.high for band, value in zip(bands, ahead, strict=True)]
    assert np.mean(errors) < 0.85 * np.mean(year_before)
    assert 0.84 <= np.mean(inside) <= 0.97


def _without_a_course(kind: str, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Return values of months that know no year: a level with chance, a walk, or what keeps part of it."""
    chance = rng.normal(size=count)
    if kind == "level":
        return 50 + 5 * chance
    if kind == "walk":
        return 50 + np.cumsum(chance)
    found = np.zeros(count)
    for at in range(1, count):
        found[at] = 0.8 * found[at - 1] + chance[at]
    return 50 + found


@pytest.mark.parametrize("kind", ["level", "walk", "sticky"])
def test_bands_of_months_without_a_course_of_the_year(kind: str) -> None:
    """By the errors alone the bands of a walk held 0.68 of all values."""
    rng = np.random.default_rng(11)
    inside: list[bool] = []
    for length in (14, 20, 40, 60) * 15:
        truth = _without_a_course(kind, rng, length + 12)
        times = tuple(datetime(2010 + one // 12, one % 12 + 1, 1) for one in range(length))  # noqa: DTZ001
        bands = BLOCK(TownPlan()).forecast(Series(times, tuple(map(float, truth[:length]))), 12, Months(1)).value or ()
        inside += [band.low <= value <= band.high for band, value in zip(bands, truth[length:], strict=True)]
    assert 0.82 <= np.mean(inside) <= 0.97


def test_a_year_or_less_of_months_goes_on_as_it_was() -> None:
    times = tuple(datetime(2025, month, 1) for month in range(1, 9))  # noqa: DTZ001
    answer = BLOCK(TownPlan()).forecast(Series(times, (5.0, 6.0, 5.0, 7.0, 6.0, 5.0, 6.0, 6.0)), 3, Months(1))
    assert [(band.time.month, band.mean) for band in answer.value or ()] == [(9, 6.0), (10, 6.0), (11, 6.0)]
    assert answer.reasons[0].values == {"years": "0"}


def test_reasons_say_which_school_holidays_were_known() -> None:
    series = town_series(3, 60)
    unknown = BLOCK(TownPlan(state="BY")).forecast(series, 24, HOUR)
    assert [one.values for one in unknown.reasons if one.code == "no-school"] == [{"years": str(series.times[0].year)}]
    silent = BLOCK(TownPlan()).forecast(series, 24, HOUR)
    assert not [one for one in silent.reasons if one.code == "no-school"]
