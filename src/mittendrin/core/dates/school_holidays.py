# SPDX-License-Identifier: EUPL-1.2
"""School holidays: of states as entered in ``school_holidays.yaml`` with their source, or of a file of the ministry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from mittendrin.core import yaml_strict

FILE = Path(__file__).with_name("school_holidays.yaml")
Span = tuple[date, date]
# What a calendar year of any state has (weekends inside of holidays counted): otherwise part of it is missing.
_LEAST_DAYS, MOST_DAYS = 60, 110
_LEAST_SUMMER = 35
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SchoolHolidays:
    """What is known. spans: first and last days, in order. years: calendar years of which all holidays are known."""

    spans: tuple[Span, ...]
    years: frozenset[int]

    def includes(self, day: date) -> bool | None:
        """Return whether ``day`` lies in the holidays; None when its year is not known."""
        if day.year not in self.years:
            return None
        return any(first <= day <= last for first, last in self.spans)


@cache
def entered() -> Mapping[str, SchoolHolidays]:
    """Return what is known, by state (``RP``)."""
    data = yaml_strict.read(FILE)
    return {state: _entered(known["days"], *known["years"]) for state, known in data.items()}


def _entered(days: Sequence[tuple[str, str]], first: int, last: int) -> SchoolHolidays:
    spans = tuple((date.fromisoformat(begin), date.fromisoformat(end)) for begin, end in days)
    return SchoolHolidays(spans, frozenset(range(first, last + 1)))


def of_spans(spans: Iterable[Span]) -> SchoolHolidays:
    """Return holidays with the years that are whole: with a summer, a Christmas and as many days as years have."""
    found = tuple(sorted(set(spans)))
    years = {day.year for span in found for day in span}
    return SchoolHolidays(found, frozenset(year for year in years if _is_whole(found, year)))


def days_in(spans: Iterable[Span], year: int) -> set[date]:
    """Return the days of ``year`` that lie in ``spans``."""
    begin, end = date(year, 1, 1), date(year, 12, 31)
    return {
        max(first, begin) + at * _DAY
        for first, last in spans
        for at in range((min(last, end) - max(first, begin)).days + 1)
    }


def _is_whole(spans: Sequence[Span], year: int) -> bool:
    days = days_in(spans, year)
    summer = any(first.year == year and (last - first).days + 1 >= _LEAST_SUMMER for first, last in spans)
    return _LEAST_DAYS <= len(days) <= MOST_DAYS and summer and date(year, 12, 27) in days


def in_school_holidays(state: str, day: date, own: SchoolHolidays | None = None) -> bool | None:
    """Return whether ``day`` lies in the school holidays of a state; None when its year is known nowhere.

    own: what the town knows by itself; it counts before what is entered for its state.
    """
    known = entered().get(state)
    said = own.includes(day) if own else None
    return said if said is not None or known is None else known.includes(day)
