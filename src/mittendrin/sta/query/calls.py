# SPDX-License-Identifier: EUPL-1.2
"""Functions that give a value: texts, times, numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import BigIntegerField, FloatField, TextField, Value
from django.db.models.functions import Length, Right, StrIndex

from mittendrin.core import instants
from mittendrin.core.instants import DAY, FIRST, HOUR, LAST, MINUTE, SECOND
from mittendrin.sta.errors import BadRequest, NotImplementedHere
from mittendrin.sta.parsing.tree import Instant
from mittendrin.sta.query.functions import Day, Joined, Lower, Month, Part, Trimmed, Upper, Year
from mittendrin.sta.query.reckoned import Ceiling, Floor, Quotient, RoundAway
from mittendrin.sta.query.terms import SHIFT, Term, as_number, as_text, as_time, literal, whole_days

Terms = Sequence[Term]


def _whole(value: int) -> Value:
    return Value(value, BigIntegerField())


def _later(term: Term) -> Any:
    """Return the moment, moved by whole days until it lies above zero, where divisions go down."""
    return as_time(term) + _whole(SHIFT)


def _part(unit: int, size: int) -> Callable[[Terms], Term]:
    return lambda terms: Term("number", _later(terms[0]) / _whole(unit) % _whole(size), whole=True)


def _fraction(terms: Terms) -> Term:
    rest = _later(terms[0]) % _whole(SECOND)
    return Term("number", Quotient(rest, Value(float(SECOND), FloatField())))


def _substring(terms: Terms) -> Term:
    start, length = terms[1], terms[2] if len(terms) > 2 else literal(MAX_TEXT)
    for one in (start, length):
        if isinstance(one.fixed, float) and not one.fixed.is_integer():
            raise BadRequest("substring counts in whole numbers.")
    if length.fixed is not None and length.fixed < 0:
        raise BadRequest("A substring cannot be shorter than nothing.")
    return Term("text", Part(as_text(terms[0]), as_number(start), as_number(length)))


def _number(function: Any) -> Callable[[Terms], Term]:
    return lambda terms: Term("number", function(as_number(terms[0])), whole=True)


def _text(function: Any) -> Callable[[Terms], Term]:
    return lambda terms: Term("text", function(as_text(terms[0]), output_field=TextField()))


def _moment(function: Any) -> Callable[[Terms], Term]:
    return lambda terms: Term("number", function(as_time(terms[0])), whole=True)


MAX_TEXT = 2**31 - 1
_VALUES: dict[str, tuple[int, int, Callable[[Terms], Term]]] = {
    "length": (1, 1, lambda terms: Term("number", Length(as_text(terms[0])), whole=True)),
    "indexof": (2, 2, lambda terms: Term("number", StrIndex(*map(as_text, terms)) - 1, whole=True)),
    "substring": (2, 3, _substring),
    "tolower": (1, 1, _text(Lower)),
    "toupper": (1, 1, _text(Upper)),
    "trim": (1, 1, lambda terms: Term("text", Trimmed(as_text(terms[0])))),
    "concat": (2, 2, lambda terms: Term("text", Joined(*map(as_text, terms)))),
    "year": (1, 1, _moment(Year)),
    "month": (1, 1, _moment(Month)),
    "day": (1, 1, _moment(Day)),
    "hour": (1, 1, _part(HOUR, 24)),
    "minute": (1, 1, _part(MINUTE, 60)),
    "second": (1, 1, _part(SECOND, 60)),
    "fractionalseconds": (1, 1, _fraction),
    "date": (1, 1, lambda terms: Term("date", whole_days(as_time(terms[0])))),
    "time": (1, 1, lambda terms: Term("clock", _later(terms[0]) % _whole(DAY))),
    "totaloffsetminutes": (1, 1, lambda terms: Term("number", as_time(terms[0]) * _whole(0), whole=True)),
    "now": (0, 0, lambda _terms: literal(Instant(instants.now()))),
    "mindatetime": (0, 0, lambda _terms: literal(Instant(FIRST))),
    "maxdatetime": (0, 0, lambda _terms: literal(Instant(LAST))),
    "round": (1, 1, _number(RoundAway)),
    "floor": (1, 1, _number(Floor)),
    "ceiling": (1, 1, _number(Ceiling)),
}


def value_of(name: str, terms: Terms) -> Term:
    """Return the value of the function ``name``. Raises BadRequest and NotImplementedHere."""
    found = _VALUES.get(name)
    if found is None:
        raise NotImplementedHere(f"Unknown function {name[:40]!r}.")
    least, most, function = found
    if not least <= len(terms) <= most:
        raise BadRequest(f"{name} takes {least} values.")
    return function(terms)


TESTS = frozenset({"substringof", "contains", "startswith", "endswith"})


def comparison_of(name: str, terms: Terms) -> tuple[Any, str, Any]:
    """Return the comparison (left, operator, right) that the function ``name`` stands for."""
    if len(terms) != 2:
        raise BadRequest(f"{name} takes 2 values.")
    if name == "substringof":
        return StrIndex(as_text(terms[1]), as_text(terms[0])), "gt", _whole(0)
    text, part = as_text(terms[0]), as_text(terms[1])
    if name == "contains":
        return StrIndex(text, part), "gt", _whole(0)
    if name == "startswith":
        return StrIndex(text, part), "exact", _whole(1)
    return Right(text, Length(part)), "exact", part
