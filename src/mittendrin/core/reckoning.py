# SPDX-License-Identifier: EUPL-1.2
"""Reckoning for filters, taught to SQLite. PostgreSQL has the same by migration, so that both stores answer alike.

Numbers are doubles: too large is infinite, no number (zero by zero) is nothing. Nothing raises, since one odd row must
not take the answer from all others.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any

_WIDE = Context(prec=700)  # the largest double divided by the smallest has 632 digits

_EXACT = 2**53


def divided(one: Any, two: Any) -> float | None:
    """Return the quotient; by zero it is infinite."""
    if one is None or two is None:
        return None
    one, two = float(one), float(two)
    if two == 0:
        return math.copysign(math.inf, one) if one else None
    found = one / two
    return None if math.isnan(found) else found


def times(one: Any, two: Any) -> float | None:
    """Return how often ``two`` fits wholly into ``one``; nothing for zero."""
    found = divided(one, two) if two else None
    return found if found is None or math.isinf(found) else float(math.trunc(found))


def remainder(one: Any, two: Any) -> float | None:
    """Return what is left of a division of decimal numbers, with the sign of ``one``; nothing for zero."""
    if one is None or not two or math.isinf(one):
        return None
    if math.isinf(two):
        return float(one)
    if max(abs(one), abs(two)) < _EXACT and one == int(one) and two == int(two):
        return math.fmod(one, two)  # the same, and much quicker
    return float(_WIDE.remainder(Decimal(repr(float(one))), Decimal(repr(float(two)))))


def _whole(change: Callable[[float], int]) -> Callable[[Any], float | None]:
    def found(value: Any) -> float | None:
        return value if value is None or math.isinf(value) else float(change(value))

    return found


def part(text: Any, start: Any, length: Any) -> str | None:
    """Return up to ``length`` signs from ``start`` on, counted from the end when it is below zero."""
    if text is None or start is None or length is None:
        return None
    signs = str(text)
    begin = math.floor(max(min(start, len(signs)), -len(signs)))
    begin += len(signs) if begin < 0 else 0
    return signs[begin : begin + math.floor(max(min(length, len(signs)), 0))]


def _cased(change: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda text: change(text) if isinstance(text, str) else text


FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "town_lower": (1, _cased(str.lower)),
    "town_upper": (1, _cased(str.upper)),
    "town_div": (2, divided),
    "town_times": (2, times),
    "town_mod": (2, remainder),
    "town_floor": (1, _whole(math.floor)),
    "town_ceiling": (1, _whole(math.ceil)),
    "town_part": (3, part),
}
