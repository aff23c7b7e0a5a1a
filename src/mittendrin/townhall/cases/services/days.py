# SPDX-License-Identifier: EUPL-1.2
"""What is due when, by the working days of the town."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from mittendrin.core.dates.workdays import is_working_day, next_working_day
from mittendrin.townhall.town import town


class Group(StrEnum):
    """When something is due, in the order of a list."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    NONE = "none"
    RESTING = "resting"


ORDER = {group: place for place, group in enumerate(Group)}


def town_state() -> str:
    """Return the German state of the town, which decides its public holidays; empty when it is not known."""
    return town().state


def due_group(due: date | None, today: date, state: str = "") -> Group:
    """Return when ``due`` counts, seen from ``today``.

    A day that is no working day counts as today from the last working day before it to the first one after it: so it
    is shown in time, and nothing is called overdue that may still be done (§ 193 BGB, § 31 Abs. 3 VwVfG).
    """
    if due is None:
        return Group.NONE
    if today > next_working_day(due, state):
        return Group.OVERDUE
    if today >= _last_working_day(due, state):
        return Group.TODAY
    return Group.WEEK if due <= today + timedelta(days=6 - today.weekday()) else Group.LATER


def case_group(due: date | None, resubmission: date | None, today: date, state: str = "") -> Group:
    """Return the group of a case; one that is put aside rests until its day comes or its time runs out."""
    group = due_group(due, today, state)
    resting = resubmission is not None and resubmission > today
    return Group.RESTING if resting and group not in {Group.OVERDUE, Group.TODAY} else group


def working_days_over(due: date, today: date, state: str = "") -> int:
    """Return by how many working days ``due`` is missed, 0 when it is not."""
    day, count = next_working_day(due, state), 0
    while day < today:
        day += timedelta(days=1)
        count += is_working_day(day, state)
    return count


def _last_working_day(day: date, state: str) -> date:
    while not is_working_day(day, state):
        day -= timedelta(days=1)
    return day
