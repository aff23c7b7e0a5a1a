# SPDX-License-Identifier: EUPL-1.2
"""Comparing moments and periods: before means that it has ended before. How they lie to one another is our addition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual

from mittendrin.sta.errors import BadRequest
from mittendrin.sta.query.terms import Term


def compare_times(operator: str, left: Term, right: Term) -> Any:
    """Return the condition; each side is a moment or a period."""
    if {left.kind, right.kind} - {"time", "span"}:
        raise BadRequest(f"A {left.kind} cannot be compared with a {right.kind}.")
    start, end = left.expression, left.expression if left.end is None else left.end
    begin, until = right.expression, right.expression if right.end is None else right.end
    match operator:
        case "eq":
            return (
                Q(Exact(start, begin)) & Q(Exact(end, until))
                if (left.end, right.end) != (None, None)
                else Exact(start, begin)
            )
        case "ne":
            same = ExpressionWrapper(Q(compare_times("eq", left, right)), BooleanField())
            return Exact(Coalesce(same, Value(False)), Value(False))
        case "gt":
            # The begin alone decides in the store, which is sorted by it.
            return GreaterThan(start, until)
        case "ge":
            return GreaterThanOrEqual(start, begin if right.end is None else until)
        case "lt":
            return (
                LessThan(start, begin)
                if left.end is None
                else Q(LessThan(start, begin)) & Q(LessThanOrEqual(end, begin))
            )
        case _:
            return (
                LessThanOrEqual(end, begin)
                if left.end is None
                else Q(LessThanOrEqual(start, begin)) & Q(LessThanOrEqual(end, begin))
            )


Side = tuple[Any, Any]


def _overlap(one: Side, two: Side) -> Any:
    same = Q(Exact(one[0], two[0]))
    return (Q(LessThan(one[0], two[1])) | same) & (Q(LessThan(two[0], one[1])) | same)


def _within(one: Side, two: Side) -> Any:
    return Q(GreaterThanOrEqual(one[0], two[0])) & Q(LessThanOrEqual(one[1], two[1]))


RELATIONS: dict[str, Callable[[Side, Side], Any]] = {
    "before": lambda one, two: Q(LessThan(one[0], two[0])) & Q(LessThanOrEqual(one[1], two[0])),
    "after": lambda one, two: Q(GreaterThan(one[1], two[1])) & Q(GreaterThanOrEqual(one[0], two[1])),
    "meets": lambda one, two: Q(Exact(one[1], two[0])) | Q(Exact(one[0], two[1])),
    "during": _within,
    "overlaps": _overlap,
    "starts": lambda one, two: Q(Exact(one[0], two[0])) & Q(LessThanOrEqual(one[1], two[1])),
    "finishes": lambda one, two: Q(Exact(one[1], two[1])) & Q(GreaterThanOrEqual(one[0], two[0])),
}


def related(name: str, terms: Sequence[Term]) -> Any:
    """Return the condition that two moments or periods lie to one another as ``name`` says. Raises BadRequest."""
    if len(terms) != 2 or {term.kind for term in terms} - {"time", "span"}:
        raise BadRequest(f"{name} takes 2 times.")
    one, two = ((term.expression, term.expression if term.end is None else term.end) for term in terms)
    return RELATIONS[name](one, two)
