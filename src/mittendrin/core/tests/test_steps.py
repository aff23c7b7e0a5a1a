# SPDX-License-Identifier: EUPL-1.2
"""Steps of the calendar: months of every length, days of clock changes, weeks from Monday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.dates.steps import DAY, Months, begin_of, end_of, following, read_step, usual_step

HOUR = timedelta(hours=1)
MONTHS = [Months(1), Months(2), Months(3), Months(6), Months(12)]
DATES = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - without a zone on purpose


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("15min", timedelta(minutes=15)), ("1h", HOUR), ("d", DAY), ("2W", 14 * DAY), ("5m", timedelta(minutes=5)),
        ("1MS", Months(1)), ("MS", Months(1)), ("1ME", Months(1)), ("3ms", Months(3)), ("QS", Months(3)),
        ("2QE", Months(6)), ("1YS", Months(12)), ("1A", Months(12)),
    ],
)  # fmt: skip
def test_steps_are_read(text: str, step: object) -> None:
    assert read_step(text) == step


@pytest.mark.parametrize("text", ["", "0h", "0MS", "1M", "often", "1X", "-1d", "1.5h"])
def test_what_is_no_step_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_step(text)


def test_months_follow_the_calendar() -> None:
    times = [at(2027, month, 1) for month in range(8, 12)]
    assert usual_step(times) == Months(1)
    found = following(times, Months(1), 5)
    assert found == [at(2027, 12, 1), at(2028, 1, 1), at(2028, 2, 1), at(2028, 3, 1), at(2028, 4, 1)]


def test_last_days_stay_last_days() -> None:
    times = [at(2027, 10, 31), at(2027, 11, 30), at(2027, 12, 31)]
    assert following(times, usual_step(times), 3) == [at(2028, 1, 31), at(2028, 2, 29), at(2028, 3, 31)]
    thirtieth = [at(2027, 10, 30), at(2027, 11, 30), at(2027, 12, 30)]
    assert following(thirtieth, usual_step(thirtieth), 3) == [at(2028, 1, 30), at(2028, 2, 29), at(2028, 3, 30)]


def test_quarters_and_years() -> None:
    quarters = [at(2026, 1, 1), at(2026, 4, 1), at(2026, 7, 1), at(2026, 10, 1)]
    assert usual_step(quarters) == Months(3)
    assert following(quarters, Months(3), 2) == [at(2027, 1, 1), at(2027, 4, 1)]
    years = [at(year, 1, 1) for year in range(2020, 2026)]
    assert usual_step(years) == Months(12)
    assert following(years, Months(12), 1) == [at(2026, 1, 1)]


def test_weeks_are_equal_steps() -> None:
    weeks = [at(2026, 3, 16) + week * 7 * DAY for week in range(4)]
    assert usual_step(weeks) == 7 * DAY
    assert following(weeks, 7 * DAY, 1) == [at(2026, 4, 13)]


def test_days_in_utc_keep_midnight_in_germany_when_the_clock_changes() -> None:
    days = [datetime(2026, 3, day, 23, tzinfo=UTC) for day in range(24, 28)]
    found = following(days, DAY, 3)
    assert found == [datetime(2026, 3, 28, 23, tzinfo=UTC), *(datetime(2026, 3, d, 22, tzinfo=UTC) for d in (29, 30))]
    assert all(one.tzinfo is UTC for one in found)


def test_days_in_utc_that_begin_in_utc_stay_there() -> None:
    days = [datetime(2026, 3, 1, tzinfo=UTC) + day * DAY for day in range(28)]
    assert following(days, DAY, 3) == [datetime(2026, 3, day, tzinfo=UTC) for day in (29, 30, 31)]
    over = [datetime(2026, 3, 1, tzinfo=UTC) + day * DAY for day in range(40)]
    assert following(over, DAY, 1) == [datetime(2026, 4, 10, tzinfo=UTC)]


def test_an_offset_of_winter_becomes_that_of_summer() -> None:
    winter = timezone(HOUR)
    days = [datetime(2026, 3, day, tzinfo=winter) for day in range(26, 29)]
    assert [one.isoformat() for one in following(days, DAY, 2)] == [
        "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00",
    ]  # fmt: skip
    months = [datetime(2026, month, 1, tzinfo=winter) for month in (1, 2, 3)]
    assert following(months, usual_step(months), 1)[0].isoformat() == "2026-04-01T00:00:00+02:00"


def test_months_in_utc_are_those_of_germany() -> None:
    months = [datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 1, 31, 23, tzinfo=UTC)]
    months += [datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)]
    assert usual_step(months) == Months(1)
    assert following(months, Months(1), 1) == [datetime(2026, 4, 30, 22, tzinfo=UTC)]


def test_hours_stay_equal_when_the_clock_changes() -> None:
    hours = [datetime(2026, 3, 28, hour, tzinfo=UTC) for hour in (22, 23)]
    assert following(hours, HOUR, 3) == [datetime(2026, 3, 29, hour, tzinfo=UTC) for hour in (0, 1, 2)]


def test_one_time_has_an_hour() -> None:
    assert usual_step([at(2026, 1, 1)]) == HOUR
    assert usual_step([]) == HOUR


@given(day=DATES, step=st.sampled_from([*MONTHS, DAY, 7 * DAY, 14 * DAY, 3 * DAY, HOUR, timedelta(minutes=15)]))
def test_each_moment_lies_in_one_step(day: date, step: timedelta | Months) -> None:
    moment, first = at(day.year, day.month, day.day, 13, 47), at(1990, 1, 1)
    begin = begin_of(moment, step, first)
    assert begin <= moment < end_of(begin, step)
    assert begin_of(begin, step, first) == begin
    assert begin_of(end_of(begin, step), step, first) == end_of(begin, step)
    if step == 7 * DAY:
        assert begin.weekday() == 0


@given(day=DATES, step=st.sampled_from(MONTHS))
def test_steps_that_follow_are_whole_months_apart(day: date, step: Months) -> None:
    begin = begin_of(at(day.year, day.month, day.day), step, at(1990, 1, 1))
    found = [begin, *following([begin], step, 12)]
    assert [end_of(one, step) for one in found[:-1]] == found[1:]
