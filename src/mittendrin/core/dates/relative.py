# SPDX-License-Identifier: EUPL-1.2
"""Days that a text names without writing them out: a week, the end of a month, next Friday, tomorrow."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from mittendrin.core.dates.months import WEEKDAYS, month

_FRIDAY = 5
_WEEK = re.compile(
    r"\b(?:KW|Kalenderwoche|calendar week)[\s.]{0,2}(?P<w>\d{1,2})(?:\s?/\s?(?P<y>(?:20)?\d\d)\b)?", re.IGNORECASE
)
_WEEK_AFTER = re.compile(r"\b(?P<w>\d{1,2})\.\s?(?:KW|Kalenderwoche)\b(?:\s?(?P<y>20\d\d))?", re.IGNORECASE)
_PART = re.compile(
    r"\b(?P<p>Anfang|Mitte|Ende|noch im|(?:the )?end of|mid|early|fin)[\s\-](?:des Monats |of )?"
    r"(?P<m>[A-Za-zÄÖÜäöüéû]{3,10})\.?"
    r"(?:\s(?P<y>20\d\d)\b)?",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"\b(?:(?P<month>Monatsende|noch (?:in )?diesen? Monat|noch im laufenden Monat|"
    r"Ende (?:des|dieses|diesen) (?:laufenden )?Monats|Ultimo|end of (?:the|this) month)"
    r"|(?P<year>Jahresende|Ende (?:des|dieses) Jahres|Jahresschlu(?:ss|ß)|end of the year)"
    r"|(?P<week>noch (?:in )?diese[r]? Woche|Ende (?:der|dieser) Woche|Wochenende|end of (?:the|this) week)"
    r"|(?P<quarter>Quartalsende|Ende des Quartals))\b",
    re.IGNORECASE,
)
_DAYS = "|".join(WEEKDAYS)
_WEEKDAY = re.compile(
    rf"\b(?:(?P<next>nächsten|naechsten|kommenden|next)\s|(?:diesen|this|am)\s)?(?P<d>{_DAYS})\b"
    r"(?!,?\s{0,2}(?:den\s|dem\s|der\s|the\s)?\d)(?!s)",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\b(?P<d>heute|morgen|übermorgen|uebermorgen|today|tomorrow)\b(?!\s(?:früh|Morgen|vormittag))", re.IGNORECASE
)
_NEAR_DAYS = {"heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "übermorgen": 2, "uebermorgen": 2}


@dataclass(frozen=True, slots=True)
class Named:
    """A day that is named, not written out. kind: ``week``, ``part`` (of a month), ``close``, ``weekday``, ``near``."""

    start: int
    end: int
    day: date
    kind: str


def find_named(text: str, near: date) -> list[Named]:
    """Return the days that ``text`` names, seen from ``near`` (the date of the letter), in order.

    A week means its Friday, the end of a month its last day, the middle the 15th, the beginning the 1st (§ 192 BGB).
    """
    found: list[Named] = []
    for pattern in (_WEEK, _WEEK_AFTER, _PART, _CLOSE, _WEEKDAY, _NEAR):
        for match in pattern.finditer(text):
            day = _RESOLVE[pattern](match, near)
            if day is not None:
                found.append(Named(*match.span(), day, _KIND[pattern]))
    return sorted(found, key=lambda one: one.start)


def month_end(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _of_week(match: re.Match[str], near: date) -> date | None:
    year = int(match["y"]) if match["y"] else near.isocalendar().year
    year += 2000 if year < 100 else 0
    try:
        friday = date.fromisocalendar(year, int(match["w"]), _FRIDAY)
        if match["y"] or friday >= near - timedelta(days=180):
            return friday
        return date.fromisocalendar(year + 1, int(match["w"]), _FRIDAY)
    except ValueError:
        return None


def _of_part(match: re.Match[str], near: date) -> date | None:
    number = month(match["m"])
    if not number:
        return None
    year = int(match["y"]) if match["y"] else near.year + (number < near.month - 1)
    first = date(year, number, 1)
    part = match["p"].lower()
    if part in ("anfang", "early"):
        return first
    return first.replace(day=15) if part in ("mitte", "mid") else month_end(first)


def _of_close(match: re.Match[str], near: date) -> date:
    if match["month"]:
        return month_end(near)
    if match["year"]:
        return date(near.year, 12, 31)
    if match["week"]:
        return near + timedelta(days=(4 - near.weekday()) % 7)
    return month_end(date(near.year, 3 * ((near.month - 1) // 3) + 3, 1))


def _of_weekday(match: re.Match[str], near: date) -> date:
    return near + timedelta(days=(WEEKDAYS[match["d"].lower()] - near.weekday() - 1) % 7 + 1)


def _of_near(match: re.Match[str], near: date) -> date:
    return near + timedelta(days=_NEAR_DAYS[match["d"].lower()])


_RESOLVE = {
    _WEEK: _of_week,
    _WEEK_AFTER: _of_week,
    _PART: _of_part,
    _CLOSE: _of_close,
    _WEEKDAY: _of_weekday,
    _NEAR: _of_near,
}
_KIND = {_WEEK: "week", _WEEK_AFTER: "week", _PART: "part", _CLOSE: "close", _WEEKDAY: "weekday", _NEAR: "near"}
