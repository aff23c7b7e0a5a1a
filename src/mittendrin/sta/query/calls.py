# SPDX-License-Identifier: EUPL-1.2
"""Functions that give a value: texts, times, numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import BigIntegerField, FloatField, TextField, Value
from django.db.models.functions import Ceil, Concat, Floor, Length, Right, StrIndex, Substr, Trim

from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR, MINUTE, SECOND
from mittendrin.sta.errors import BadRequest, NotImplementedHere
from mittendrin.sta.parsing.tree import Instant
from mittendrin.sta.query.functions import Day, Lower, Month, RoundAway, Upper, Year
from mittendrin.sta.query.terms import Term, as_number, as_text, as_time, literal, whole_days

Terms = Sequence[Term]


def _whole(value: int) -> Value:
    return Value(value, BigIntegerField())


def _part(unit: int, size: int) -> Callable[[Terms], Term]:
    def found(terms: Terms) -> Term:
        return Term("number", as_time(terms[0]) / _whole(unit) % _whole(size))

    return found


def _fraction(terms: Terms) -> Term:
    rest = as_time(terms[0]) % _whole(SECOND)
    return Term("number", rest * Value(1.0 / SECOND, FloatField()))


def _substring(terms: Terms) -> Term:
    start = as_number(terms[1]) + 1
    rest = [as_number(terms[2])] if len(terms) > 2 else []
    return Term("text", Substr(as_text(terms[0]), start, *rest))


def _number(function: Any) -> Callable[[Terms], Term]:
    return lambda terms: Term("number", function(as_number(terms[0]), output_field=FloatField()))


def _text(function: Any) -> Callable[[Terms], Term]:
    return lambda terms: Term("text", function(as_text(terms[0]), output_field=TextField()))


def _moment(function: Any) -> Callable[[Terms], Term]:
    return lambda terms: Term("number", function(as_time(terms[0])))


_MIN, _MAX = -62_135_596_800_000_000, 253_402_300_799_999_999
_VALUES: dict[str, tuple[int, int, Callable[[Terms], Term]]] = {
    "length": (1, 1, lambda terms: Term("number", Length(as_text(terms[0])))),
    "indexof": (2, 2, lambda terms: Term("number", StrIndex(as_text(terms[0]), as_text(terms[1])) - 1)),
    "substring": (2, 3, _substring),
    "tolower": (1, 1, _text(Lower)),
    "toupper": (1, 1, _text(Upper)),
    "trim": (1, 1, _text(Trim)),
    "concat": (2, 2, lambda terms: Term("text", Concat(*map(as_text, terms), output_field=TextField()))),
    "year": (1, 1, _moment(Year)),
    "month": (1, 1, _moment(Month)),
    "day": (1, 1, _moment(Day)),
    "hour": (1, 1, _part(HOUR, 24)),
    "minute": (1, 1, _part(MINUTE, 60)),
    "second": (1, 1, _part(SECOND, 60)),
    "fractionalseconds": (1, 1, _fraction),
    "date": (1, 1, lambda terms: Term("date", whole_days(as_time(terms[0])))),
    "time": (1, 1, lambda terms: Term("clock", as_time(terms[0]) % _whole(DAY))),
    "totaloffsetminutes": (1, 1, lambda terms: Term("number", as_time(terms[0]) * _whole(0))),
    "now": (0, 0, lambda _terms: literal(Instant(instants.now()))),
    "mindatetime": (0, 0, lambda _terms: literal(Instant(_MIN))),
    "maxdatetime": (0, 0, lambda _terms: literal(Instant(_MAX))),
    "round": (1, 1, _number(RoundAway)),
    "floor": (1, 1, _number(Floor)),
    "ceiling": (1, 1, _number(Ceil)),
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
