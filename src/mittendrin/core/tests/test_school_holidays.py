# SPDX-License-Identifier: EUPL-1.2
"""School holidays as entered: in order, whole, and silent outside of what is known."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from mittendrin.core.dates.school_holidays import entered, in_school_holidays
from mittendrin.core.dates.workdays import STATES


@pytest.mark.parametrize("state", sorted(entered()))
def test_spans_are_in_order_and_of_a_usual_length(state: str) -> None:
    known = entered()[state]
    assert state in STATES
    for first, last in known.spans:
        assert timedelta() <= last - first <= timedelta(days=46)
    for (_first, last), (following, _last) in pairwise(known.spans):
        assert following > last
    for year in known.years:
        days = [date(year, 1, 1) + timedelta(days=at) for at in range(365)]
        assert 60 <= sum(bool(in_school_holidays(state, day)) for day in days) <= 110
        assert in_school_holidays(state, date(year, 8, 3)) or in_school_holidays(state, date(year, 7, 22))
        assert in_school_holidays(state, date(year, 12, 27))


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        ("RP", date(2026, 8, 7), True),
        ("RP", date(2026, 8, 8), False),
        ("NW", date(2026, 9, 1), True),
        ("RP", date(2023, 8, 1), None),
        ("RP", date(2028, 1, 3), None),
        ("BY", date(2026, 8, 7), None),
        ("", date(2026, 8, 7), None),
    ],
)
def test_days(state: str, day: date, expected: bool | None) -> None:
    assert in_school_holidays(state, day) is expected
