# SPDX-License-Identifier: EUPL-1.2
"""Sums, products and so on of values inside a filter, and times moved by durations."""

from __future__ import annotations

from django.db.models import BigIntegerField, Value

from mittendrin.core.instants import DAY
from mittendrin.sta.errors import BadRequest
from mittendrin.sta.query.reckoned import Product, Quotient, Remainder, Sum, Times
from mittendrin.sta.query.terms import Term, as_number

_FARTHEST = 20_000 * 366 * DAY
_TIMES = frozenset({"time", "span"})


def calculated(operator: str, left: Term, right: Term) -> Term:
    """Return what ``operator`` makes of two values. Raises BadRequest when it makes nothing of them."""
    if "duration" in {left.kind, right.kind}:
        return _moved(operator, left, right)
    if operator == "sub" and {left.kind, right.kind} <= _TIMES:
        fixed = (
            None
            if left.kind == "span" or right.kind == "span" or None in (left.fixed, right.fixed)
            else left.fixed - right.fixed
        )
        return Term("duration", left.expression - right.expression, fixed=fixed)
    one, two, whole = as_number(left), as_number(right), left.whole and right.whole
    if operator in {"div", "mod"} and right.fixed is not None and not right.fixed and (whole or operator == "mod"):
        raise BadRequest("Division by zero.")
    match operator:
        case "add":
            return Term("number", Sum(one, two), whole=whole)
        case "sub":
            return Term("number", Sum(one, Product(two, Value(-1, BigIntegerField()))), whole=whole)
        case "mul":
            return Term("number", Product(one, two), whole=whole)
        case "mod":
            return Term("number", Remainder(one, two), whole=whole)
        case _:
            return Term("number", (Times if whole else Quotient)(one, two), whole=whole)


def _moved(operator: str, left: Term, right: Term) -> Term:
    if right.kind != "duration" or operator not in {"add", "sub"} or left.kind not in {*_TIMES, "duration"}:
        raise BadRequest("A duration can be added to a time or taken from it.")
    if right.fixed is None or (left.kind == "duration" and left.fixed is None):
        raise BadRequest("A time can be moved by a duration that is given only, like duration'PT5M'.")
    by = right.fixed if operator == "add" else -right.fixed
    shift = left.shift + by
    if abs(shift) > _FARTHEST or (left.kind == "duration" and abs(left.fixed + by) > _FARTHEST):
        raise BadRequest("A time cannot be moved by that much.")
    if left.fixed is not None and left.kind != "span":
        moved = left.fixed + by
        return Term(left.kind, Value(moved, BigIntegerField()), fixed=moved, shift=shift)
    by_value = Value(by, BigIntegerField())
    end = None if left.end is None else left.end + by_value
    return Term(left.kind, left.expression + by_value, end, shift=shift)
