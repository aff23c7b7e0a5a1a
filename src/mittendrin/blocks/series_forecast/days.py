# SPDX-License-Identifier: EUPL-1.2
"""The kind of each day: its weekday, or a Sunday on holidays, where the series itself shows that it heeds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from mittendrin.blocks.series_forecast.grid import Numbers, Whole
from mittendrin.core.dates.school_holidays import SchoolHolidays, in_school_holidays
from mittendrin.core.dates.workdays import public_holidays

SATURDAY, SUNDAY = 5, 6
_BRIDGE, _CHRISTMAS = "bridge", "christmas"
_BACK = 4
_LEAST_SCHOOL = 14
_DAY = timedelta(days=1)


def kinds(rows: Numbers, first: date, count: int, state: str) -> tuple[Whole, int]:
    """Return the kind of each of ``count`` days from ``first`` on, 0 to 6, and how many holidays changed it.

    rows: the days that are known. state: whose public holidays count, empty for those of the whole country. A holiday
    becomes a Sunday and a bridging day a Saturday unless this series behaved otherwise on earlier ones.
    """
    weekdays = ((np.arange(count) + first.weekday()) % 7).astype(np.int64)
    special = _special(first, count, state)
    votes = _votes(rows, weekdays, special)
    overall = {kind: sum(votes[name] for name in votes if _like(name) == kind) for kind in (SATURDAY, SUNDAY)}
    found, changed = weekdays.copy(), 0
    for at, name in special.items():
        kind = _like(name)
        if votes.get(name, overall[kind]) >= 0 and weekdays[at] < kind:
            found[at] = kind
            changed += 1
    return found, changed


def school_days(first: date, count: int, known: int, state: str, own: SchoolHolidays | None = None) -> Numbers | None:
    """Return for each of ``count`` days from ``first`` on 1 in school holidays, 0 outside of them.

    known: so many days have readings. own: what the town knows by itself. None when the days to come are not entered
    for this state, or when the readings saw too few days of either sort to learn what the holidays change. Days before
    what is entered count as the mean.
    """
    said = [in_school_holidays(state, first + at * _DAY, own) for at in range(count)]
    seen = [one for one in said[:known] if one is not None]
    if None in said[known:] or sum(seen) < _LEAST_SCHOOL or len(seen) - sum(seen) < _LEAST_SCHOOL:
        return None
    usual = sum(seen) / len(seen)
    return np.array([usual if one is None else float(one) for one in said])


def school_years(first: date, count: int, state: str, own: SchoolHolidays | None = None) -> tuple[list[int], list[int]]:
    """Return the calendar years of ``count`` days from ``first`` on whose school holidays are known, and the others."""
    years = range(first.year, (first + (count - 1) * _DAY).year + 1)
    known = [year for year in years if in_school_holidays(state, date(year, 1, 1), own) is not None]
    return known, [year for year in years if year not in known]


def _like(name: str) -> int:
    return SATURDAY if name in {_BRIDGE, _CHRISTMAS} else SUNDAY


def _special(first: date, count: int, state: str) -> Mapping[int, str]:
    last = first + count * _DAY
    names = {
        (day - first).days: name
        for year in range(first.year - 1, last.year + 2)
        for day, name in public_holidays(state, year).items()
    }
    found = {at: name for at, name in names.items() if 0 <= at < count}
    for at in range(count):
        day = first + at * _DAY
        if at in names or day.weekday() >= SATURDAY:
            continue
        if (day.month, day.day) >= (12, 24):
            found[at] = _CHRISTMAS
        elif (day.weekday() == SATURDAY - 1 and at - 1 in names) or (day.weekday() == 0 and at + 1 in names):
            found[at] = _BRIDGE
    return found


def _votes(rows: Numbers, weekdays: Whole, special: Mapping[int, str]) -> Mapping[str, float]:
    """Return for each kind of holiday how much nearer its days came to a free day than to their weekday."""
    known = np.isfinite(rows)
    amount = known.sum(axis=1)
    sums = np.where(known, rows, 0.0).sum(axis=1)
    totals = np.where(amount > rows.shape[1] // 2, sums / np.maximum(amount, 1), np.nan)
    found: dict[str, float] = defaultdict(float)
    for at, name in special.items():
        if at < len(rows) and np.isfinite(totals[at]) and weekdays[at] < SATURDAY:
            as_usual, as_free = (_before(totals, weekdays, at, kind, special) for kind in (weekdays[at], _like(name)))
            if np.isfinite(as_usual) and np.isfinite(as_free):
                found[name] += abs(totals[at] - as_usual) - abs(totals[at] - as_free)
    return dict(found)


def _before(totals: Numbers, weekdays: Whole, at: int, kind: int, special: Mapping[int, str]) -> float:
    days = [
        day
        for day in range(max(at - 7 * _BACK, 0), at)
        if weekdays[day] == kind and day not in special and np.isfinite(totals[day])
    ]
    return float(np.mean(totals[days])) if days else float("nan")
