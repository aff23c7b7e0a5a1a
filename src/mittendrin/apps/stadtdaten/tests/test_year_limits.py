# SPDX-License-Identifier: EUPL-1.2
"""Limits over a year and levels of noise, computed by hand; counts of traffic; their pages."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from mittendrin.apps.stadtdaten.models import Grade
from mittendrin.apps.stadtdaten.services import cockpit_air, cockpit_counts, cockpit_hours, cockpit_noise, year_limits
from mittendrin.apps.stadtdaten.services.cockpit_hours import Hours
from mittendrin.apps.stadtdaten.services.cockpit_words import local
from mittendrin.apps.stadtdaten.services.year_limits import AirLimit, air_limits, standing
from mittendrin.apps.stadtdaten.tests.series_in_tests import NOW, fill, series
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR
from mittendrin.townhall.accounts.models import Person, Role

DAILY = AirLimit("pm10", "Tagesgrenzwert", "day", 50, "x", 35)
HOURLY = AirLimit("no2", "Stundengrenzwert", "hour", 200, "x", 18)
EIGHT = AirLimit("o3", "Zielwert", "eight", 120, "x", 25)
YEARLY = AirLimit("no2", "Jahresgrenzwert", "year", 40, "x")


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def table(*days: Any) -> Hours:
    return Hours(
        date(2026, 1, 1), np.array([np.full(24, day, dtype=float) if np.isscalar(day) else day for day in days])
    )


def test_days_over_the_limit_need_18_hours() -> None:
    short = np.full(24, np.nan)
    short[:17] = 90.0
    whole = np.full(24, np.nan)
    whole[:18] = 90.0
    found = standing(DAILY, table(60, 40, 50, short, whole))
    assert found.over == 2
    assert found.known == 0.8
    assert (found.broken, found.near) == (False, False)


@pytest.mark.parametrize(
    ("over", "near", "broken"), [(28, False, False), (29, True, False), (35, True, False), (36, False, True)]
)
def test_what_is_allowed_is_used_up(over: int, near: bool, broken: bool) -> None:
    found = standing(DAILY, table(*[60] * over, *[10] * 20))
    assert (found.over, found.near, found.broken) == (over, near, broken)


def test_hours_and_year_are_counted_on_their_own() -> None:
    peak = np.full(24, 30.0)
    peak[7:9] = 250.0
    assert standing(HOURLY, table(peak, peak)).over == 4
    year = standing(YEARLY, table(45, 41))
    assert (year.so_far, year.broken) == (43.0, True)
    assert standing(YEARLY, Hours(date(2026, 1, 1), np.empty((0, 24)))).so_far is None


def test_eight_hours_may_begin_on_the_day_before() -> None:
    evening, morning = np.full(24, 0.0), np.full(24, 0.0)
    evening[20:], morning[:4] = 200.0, 200.0
    found = year_limits.eight_hours(np.array([evening, morning]))
    assert found.tolist() == [100.0, 200.0]
    assert standing(EIGHT, Hours(date(2026, 6, 1), np.array([evening, morning]))).over == 1


def test_levels_are_means_of_energy() -> None:
    assert year_limits.loudness([50.0, 50.0]) == pytest.approx(50)
    assert year_limits.loudness([50.0, 60.0]) == pytest.approx(10 * math.log10((1e5 + 1e6) / 2))
    assert year_limits.loudness([math.nan]) is None


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    first, second = np.full(24, 40.0), np.full(24, 40.0)
    second[3] = 70.0
    days, nights = year_limits.noise_days(Hours(date(2026, 6, 1), np.array([first, second])))
    assert days.tolist() == [pytest.approx(40), pytest.approx(40)]
    assert nights[0] == 70.0
    assert math.isnan(nights[1])


def test_every_limit_names_its_source_and_a_kind_that_is_there() -> None:
    assert {one.kind for kind in ("no2", "pm10", "pm25", "o3") for one in air_limits(kind)} == {
        "no2",
        "pm10",
        "pm25",
        "o3",
    }
    assert all("BImSchV" in one.source for kind in ("no2", "pm10", "pm25", "o3") for one in air_limits(kind))
    assert all(one.night <= one.day for one in year_limits.noise_limits())


@pytest.mark.django_db
def test_hours_are_those_of_the_town_also_when_the_clock_changes() -> None:
    stream = series("Brücke", "Radverkehr", lambda _at: 10, unit="Räder", weeks=4)
    found = cockpit_hours.hours(stream.pk, date(2026, 10, 24), date(2026, 10, 26), total=True)
    assert found.values[1, 2] == 20  # the hour from two to three comes twice
    assert np.nansum(found.values[1]) == 250
    part = found.part(date(2026, 10, 26), date(2026, 10, 28))
    assert np.isfinite(part.values).sum() == 24


@pytest.mark.django_db
def test_air_says_how_often_and_how_near() -> None:
    january = instants.from_datetime(instants.to_datetime(NOW).replace(month=1, day=1, hour=0, minute=0))
    stream = series(
        "Markt", "Feinstaub PM10", lambda at: 60 if (at - january) // DAY % 8 == 0 else 20, unit="µg/m³", weeks=45
    )
    rows = cockpit_air.air_rows(cockpit_air.air_readings(), NOW)
    assert [row.key for row in rows] == ["day", "year"]
    assert rows[0].state == "over"
    assert rows[0].count.endswith("von 35 erlaubten Tagen")
    assert "überschritten" in cockpit_air.summary(rows)
    chart = cockpit_air.chosen(cockpit_air.air_readings(), rows, str(stream.pk), "day")
    assert chart is not None
    assert chart.months
    assert cockpit_air.chosen(cockpit_air.air_readings(), rows, "999", "x") is not None


@pytest.mark.django_db
def test_noise_is_judged_only_where_the_area_is_known() -> None:
    def level(at: int) -> float:
        return 62.0 if 6 <= instants.to_datetime(at).hour < 20 else 38.0

    series("Straße", "Schallpegel", level, unit="dB(A)", properties={"area": "WA"}, weeks=5)
    series("Wald", "Schallpegel", lambda _at: 30.0, unit="dB(A)", properties={"area": "unknown"}, weeks=5)
    loud, quiet = cockpit_noise.noise_rows(NOW)
    assert (loud.state, loud.area, loud.days_over) == ("over", "allgemeines Wohngebiet", "28 von 28")
    assert (quiet.state, quiet.days_over) == ("unknown", "–")
    assert "über dem Richtwert" in cockpit_noise.noise_summary([loud, quiet])


@pytest.mark.django_db
def test_counts_compare_with_the_weeks_before_and_last_year() -> None:
    def wheels(at: int) -> float:
        return (30 if at >= NOW - 8 * DAY else 20) * (2 if local(at).hour == 7 else 1)

    series("Brücke", "Radverkehr", wheels, unit="Räder", weeks=56)
    reading = cockpit_counts.counters()[0]
    row = cockpit_counts.rows([reading], NOW)[0]
    assert row.against == "+50\N{NO-BREAK SPACE}%"
    assert row.last_year == "+50\N{NO-BREAK SPACE}%"
    found = cockpit_counts.profile(reading, NOW)
    assert "von 7 bis 8 Uhr" in found.sentence
    assert len(found.weekdays) == 7
    assert len(found.hours) == 24
    assert "Brücke" in cockpit_counts.summary([row])


@pytest.mark.parametrize(
    ("value", "against", "expected"), [(110, 100, "+10"), (90, 100, "\N{MINUS SIGN}10"), (1, 0, ""), (math.nan, 1, "")]
)
def test_change_in_words(value: float, against: float, expected: str) -> None:
    assert cockpit_counts.change(value, against).startswith(expected)


@pytest.mark.django_db
def test_pages_are_for_staff_and_stand_without_data(client: Client) -> None:
    addresses = [reverse("stadtdaten:counts"), reverse("stadtdaten:air")]
    assert all(client.get(address).status_code in {302, 403} for address in addresses)
    client.force_login(Person.objects.create_user(username="meier", password="x", role=Role.STAFF))
    assert all(client.get(address).status_code == 200 for address in addresses)
    now = instants.now()
    for name, kind in (("Brücke", "Radverkehr"), ("Markt", "Ozon"), ("Gasse", "Schallpegel")):
        made = series(name, kind, lambda _at: 20.0, weeks=1, grade=Grade.INTERNAL, end=now)
        fill(made, lambda _at: 20.0, now - 2 * HOUR, now)
    pages = [client.get(f"{address}?reihe=%C2%B2&grenze=x") for address in addresses]
    assert all(page.status_code == 200 for page in pages)
    assert "Brücke" in pages[0].content.decode()
    assert "Zielwert" in pages[1].content.decode()
