# SPDX-License-Identifier: EUPL-1.2
"""Public holidays of the German states and the working days between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
_SATURDAY, _SUNDAY = 5, 6


@cache
def public_holidays(state: str, year: int) -> Mapping[date, str]:
    """Return the public holidays of a state (``RP``) in ``year`` with their German names.

    Those of the whole country when ``state`` is empty. Days that are free only in some municipalities of a state
    (Augsburg, Catholic towns in Bavaria, parts of Saxony and Thuringia) are not among them. Raises ValueError for an
    unknown state.
    """
    if state and state not in STATES:
        raise ValueError(state)
    from holidays.countries.germany import Germany  # takes a third of a second

    found = Germany(subdiv=state or None, years=[year], language="de")
    return {day: name for day, name in sorted(found.items()) if day.year == year}


def holiday(day: date, state: str) -> str:
    """Return the German name of the public holiday on ``day``, empty when it is none."""
    return public_holidays(state, day.year).get(day, "")


def is_working_day(day: date, state: str) -> bool:
    """Return whether ``day`` is neither Saturday, Sunday nor public holiday (§ 193 BGB)."""
    return day.weekday() < _SATURDAY and not holiday(day, state)


def next_working_day(day: date, state: str) -> date:
    """Return ``day`` itself or the first working day after it."""
    while not is_working_day(day, state):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, state: str, *, saturdays: bool = False) -> date:
    """Return the ``count``-th working day after ``day``; ``saturdays`` counts them too (Werktage)."""
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day, state) or (saturdays and day.weekday() == _SATURDAY and not holiday(day, state)):
            count -= 1
    return day
