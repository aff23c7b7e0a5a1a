# SPDX-License-Identifier: EUPL-1.2
"""What a part of a filter asks of Observations, split by what it is asked of: them, their Datastream, their feature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q

from mittendrin.apps.stadtdaten.models import Datastream, FeatureOfInterest
from mittendrin.apps.stadtdaten.services.observed import Wanted
from mittendrin.sta.entities import DATASTREAM, FEATURE, ID, OBSERVATION, EntityType
from mittendrin.sta.parsing.tree import Comparison, Instant, Literal, Node, Path, Span, paths, stripped

Translate = Callable[[EntityType, Node], Any]
_MIRRORED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge", "eq": "eq", "ne": "ne"}
_MODELS: dict[str, tuple[EntityType, Any]] = {
    "Datastream": (DATASTREAM, Datastream),
    "FeatureOfInterest": (FEATURE, FeatureOfInterest),
}


def owner(node: Node) -> str:
    """Return ``Datastream`` or ``FeatureOfInterest`` when ``node``, about Observations, asks of nothing else."""
    first = {path.steps[0] if len(path.steps) > 1 else "" for path in paths(node)}
    found = first.pop() if len(first) == 1 else ""
    return found if found in _MODELS else ""


def of_owner(node: Node, name: str, translate: Translate) -> Any:
    """Return the condition on Observations that their ``name`` is as ``node`` says, asked once and not for each."""
    return Q(**{f"{OBSERVATION.navigations[name].forward}__in": _owners(node, name, translate).values("pk")})


def wanted(node: Node, translate: Translate) -> Wanted:
    """Return what ``node``, a part without and, or, not, asks of Observations."""
    match owner(node):
        case "Datastream":
            return Wanted(streams=_owners(node, "Datastream", translate))
        case "FeatureOfInterest":
            return Wanted(features=_owners(node, "FeatureOfInterest", translate))
    return Wanted(translate(OBSERVATION, node), days=_days(node), states=_states(node))


def hint(node: Node) -> Wanted:
    """Return only what ``node`` says of the days and counters of Observations."""
    return Wanted(days=_days(node), states=_states(node))


def is_plain_number(node: Node) -> bool:
    """Return whether ``node`` names the number of a Datastream, which needs no second question."""
    return all(len(path.steps) == 2 and path.steps[1] in ID for path in paths(node))


def _owners(node: Node, name: str, translate: Translate) -> Any:
    entity, model = _MODELS[name]
    return model.objects.filter(Q(translate(entity, stripped(node, 1)))).order_by()


def _sides(node: Node, name: str) -> tuple[str, Any] | None:
    """Return operator and literal when ``node`` compares the property ``name`` with one."""
    if not isinstance(node, Comparison):
        return None
    operator, left, right = node.operator, node.left, node.right
    if isinstance(left, Literal):
        operator, left, right = _MIRRORED[operator], right, left
    if left != Path((name,)) or not isinstance(right, Literal):
        return None
    return operator, right.value


def _days(node: Node) -> Q:
    """Return what the sums of a day must say if one of its results is as ``node`` says; empty when they say nothing."""
    sides = _sides(node, "result")
    if sides is None:
        return Q()
    operator, value = sides
    if isinstance(value, str):
        return Q() if operator == "ne" else Q(numbers__lt=F("count"))
    if not isinstance(value, bool | int | float):
        return Q()
    try:
        number = float(value)
    except OverflowError:
        return Q()
    return {
        "gt": Q(high__gt=number),
        "ge": Q(high__gte=number),
        "lt": Q(low__lt=number),
        "le": Q(low__lte=number),
        "eq": Q(low__lte=number, high__gte=number),
        "ne": Q(low__lt=number) | Q(high__gt=number) | Q(numbers__lt=F("count")),
    }[operator]


def _states(node: Node) -> Q:
    """Return what the counters of a Datastream must say if one of its results came when ``node`` says."""
    sides = _sides(node, "resultTime")
    if sides is None or not isinstance(sides[1], Instant | Span) or sides[0] == "ne":
        return Q()
    operator, value = sides
    start, end = (value.micros, value.micros) if isinstance(value, Instant) else (value.start, value.end)
    after, before = Q(last_result_time__gte=start), Q(first_result_time__lte=end)
    return {"gt": after, "ge": after, "lt": before, "le": before, "eq": after & before}[operator]
