# SPDX-License-Identifier: EUPL-1.2
"""Backwards from a deadline: the steps keep their order, respect the council, and say when it is too late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.standort.services.funding_plan import Calendar, meeting_before, plan

TODAY = date(2026, 11, 30)
DEADLINE = date(2027, 6, 30)
COUNCIL = Calendar((date(2027, 2, 25), date(2027, 4, 22), date(2027, 6, 24)), 8, 28)
DAYS = st.dates(date(2026, 1, 1), date(2032, 12, 31))


def test_the_council_decides_in_the_last_meeting_that_leaves_time() -> None:
    found = {step.key: step for step in plan(DEADLINE, COUNCIL, TODAY).steps}
    assert found["submit"].on == date(2027, 6, 23)
    assert found["ready"].on == date(2027, 6, 16)
    assert found["council"].on == date(2027, 4, 22)
    assert found["paper"].on == date(2027, 3, 25)
    assert not any(step.assumed or step.late for step in found.values())


def test_after_the_last_known_day_the_rhythm_goes_on_and_is_marked() -> None:
    day, assumed = meeting_before(COUNCIL, date(2027, 12, 1))
    assert assumed
    assert day == date(2027, 6, 24) + timedelta(weeks=16)
    assert meeting_before(COUNCIL, date(2027, 6, 30)) == (date(2027, 6, 24), False)


def test_without_any_meeting_a_day_is_assumed_and_without_a_decision_none_is_asked() -> None:
    found = {step.key: step for step in plan(DEADLINE, Calendar(), TODAY).steps}
    assert found["council"].assumed
    assert "council" not in {step.key for step in plan(DEADLINE, COUNCIL, TODAY, council=False).steps}


@pytest.mark.parametrize(
    ("today", "words", "possible"),
    [
        (date(2026, 11, 30), "Noch 66 Tage bis zum ersten Schritt.", True),
        (date(2027, 2, 10), "Knapp: 1 Schritt hätte schon getan sein sollen.", True),
        (date(2027, 4, 1), "Die Vorlage hätte schon abgegeben sein sollen.", True),
        (date(2027, 5, 1), "tagt der Rat nicht mehr rechtzeitig", False),
        (date(2027, 7, 1), "Die Frist ist vorbei.", False),
    ],
)
def test_what_it_means_today(today: date, words: str, possible: bool) -> None:
    found = plan(DEADLINE, COUNCIL, today)
    assert words in found.verdict
    assert found.possible is possible


@given(DAYS, st.lists(DAYS, max_size=8), st.one_of(st.none(), st.integers(1, 52)), st.integers(0, 180), DAYS)
def test_steps_never_go_backwards(
    deadline: date, meetings: list[date], rhythm: int | None, paper: int, today: date
) -> None:
    found = plan(deadline, Calendar(tuple(sorted(meetings)), rhythm, paper), today)
    days = [step.on for step in found.steps]
    assert days == sorted(days)
    assert days[-1] == deadline
    own = [step for step in found.steps if step.key not in {"deadline", "council"}]
    assert all(step.on.weekday() < 5 for step in own)
    assert all(step.late == (step.on < today) for step in found.steps)
