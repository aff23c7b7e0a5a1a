# SPDX-License-Identifier: EUPL-1.2
"""Feast days by which people date letters: "am Martinstag 2026", "3. Advent 2026"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mittendrin.core.dates.workdays import public_holidays

_FIXED = {
    "Neujahr": (1, 1),
    "Dreikönig": (1, 6),
    "Heilige Drei Könige": (1, 6),
    "Valentinstag": (2, 14),
    "Josefstag": (3, 19),
    "Walpurgisnacht": (4, 30),
    "Johanni": (6, 24),
    "Mariä Himmelfahrt": (8, 15),
    "Tag der Deutschen Einheit": (10, 3),
    "Reformationstag": (10, 31),
    "Allerheiligen": (11, 1),
    "Allerseelen": (11, 2),
    "Martinstag": (11, 11),
    "Martini": (11, 11),
    "Sankt Martin": (11, 11),
    "St. Martin": (11, 11),
    "Barbaratag": (12, 4),
    "Nikolaus": (12, 6),
    "Nikolaustag": (12, 6),
    "Heiligabend": (12, 24),
    "Silvester": (12, 31),
}
_FROM_EASTER = {
    "Rosenmontag": -48,
    "Aschermittwoch": -46,
    "Palmsonntag": -7,
    "Gründonnerstag": -3,
    "Karfreitag": -2,
    "Karsamstag": -1,
    "Ostersonntag": 0,
    "Ostermontag": 1,
    "Christi Himmelfahrt": 39,
    "Pfingstsonntag": 49,
    "Pfingstmontag": 50,
    "Fronleichnam": 60,
}
# Days before the fourth Sunday of Advent.
_BEFORE_ADVENT = {
    "Volkstrauertag": 35,
    "Buß- und Bettag": 32,
    "Totensonntag": 28,
    "Ewigkeitssonntag": 28,
    "1. Advent": 21,
    "2. Advent": 14,
    "3. Advent": 7,
    "4. Advent": 0,
}
_NAMES = sorted([*_FIXED, *_FROM_EASTER, *_BEFORE_ADVENT], key=len, reverse=True)
FEAST = re.compile(rf"(?<![\w.])(?P<feast>{'|'.join(map(re.escape, _NAMES))}),?\s(?P<y>20\d\d)(?![\w.])")


def feast(name: str, year: int) -> date:
    """Return the day of a feast that FEAST finds. Raises KeyError for another name."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        monday = next(day for day, holiday in public_holidays("", year).items() if holiday == "Ostermontag")
        return monday + timedelta(days=_FROM_EASTER[name] - 1)
    christmas = date(year, 12, 25)
    fourth = christmas - timedelta(days=christmas.isoweekday() % 7 or 7)
    return fourth - timedelta(days=_BEFORE_ADVENT[name])
