# SPDX-License-Identifier: EUPL-1.2
"""Groups by working days: weekends, public holidays, cases put aside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.townhall.cases.services.days import Group, case_group, due_group, working_days_over

MONDAY, FRIDAY, SATURDAY = date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 21)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (None, Group.NONE),
        (date(2026, 11, 13), Group.OVERDUE),
        (date(2026, 11, 14), Group.TODAY),  # Saturday: may still be done on Monday
        (MONDAY, Group.TODAY),
        (date(2026, 11, 17), Group.WEEK),
        (date(2026, 11, 22), Group.WEEK),
        (date(2026, 11, 23), Group.LATER),
    ],
)
def test_groups_on_a_monday(due: date | None, group: Group) -> None:
    assert due_group(due, MONDAY) is group


def test_a_weekend_is_shown_on_friday_and_is_not_overdue_on_monday() -> None:
    assert due_group(SATURDAY, date(2026, 11, 19)) is Group.WEEK
    assert due_group(SATURDAY, FRIDAY) is Group.TODAY
    assert due_group(SATURDAY, date(2026, 11, 23)) is Group.TODAY
    assert due_group(SATURDAY, date(2026, 11, 24)) is Group.OVERDUE


def test_public_holidays_of_the_state_count() -> None:
    corpus_christi = date(2026, 6, 4)
    assert due_group(corpus_christi, date(2026, 6, 5), "RP") is Group.TODAY
    assert due_group(corpus_christi, date(2026, 6, 5), "HH") is Group.OVERDUE
    assert working_days_over(date(2026, 6, 3), date(2026, 6, 8), "RP") == 2
    assert working_days_over(date(2026, 6, 3), date(2026, 6, 8), "HH") == 3


def test_a_case_put_aside_rests_until_its_day_or_its_end() -> None:
    later = date(2026, 11, 27)
    assert case_group(None, later, MONDAY) is Group.RESTING
    assert case_group(date(2026, 12, 4), later, MONDAY) is Group.RESTING
    assert case_group(MONDAY, later, MONDAY) is Group.TODAY
    assert case_group(date(2026, 12, 4), MONDAY, MONDAY) is Group.LATER


@given(due=DAYS, ahead=st.integers(-40, 40))
def test_overdue_exactly_when_a_working_day_was_missed(due: date, ahead: int) -> None:
    today = due + timedelta(days=ahead)
    over = due_group(due, today, "RP") is Group.OVERDUE
    assert not over or today > due
    assert over or working_days_over(due, today, "RP") == 0
