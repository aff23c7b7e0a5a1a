# SPDX-License-Identifier: EUPL-1.2
"""Spatial questions. There are few places, so they are answered here and the store gets the numbers that fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from mittendrin.apps.stadtdaten.services import places
from mittendrin.core.geometry import Box, Geometry, box_of, from_wkt, relates
from mittendrin.sta.entities import Kind
from mittendrin.sta.errors import BadRequest
from mittendrin.sta.parsing.tree import Call, Geography, Literal, Node, Path

if TYPE_CHECKING:
    from mittendrin.sta.query.conditions import Translator

Relation = Callable[[Geometry, Geometry], bool]
_TESTS: dict[str, Relation] = {
    "geo.intersects": lambda one, two: bool(one.intersects(two)),
    "st_equals": lambda one, two: bool(one.equals(two)),
    "st_disjoint": lambda one, two: bool(one.disjoint(two)),
    "st_touches": lambda one, two: bool(one.touches(two)),
    "st_within": lambda one, two: bool(one.within(two)),
    "st_overlaps": lambda one, two: bool(one.overlaps(two)),
    "st_crosses": lambda one, two: bool(one.crosses(two)),
    "st_intersects": lambda one, two: bool(one.intersects(two)),
    "st_contains": lambda one, two: bool(one.contains(two)),
}
_FAR = frozenset({"st_disjoint", "st_relate"})
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "eq": lambda one, two: one == two,
    "ne": lambda one, two: one != two,
    "gt": lambda one, two: one > two,
    "ge": lambda one, two: one >= two,
    "lt": lambda one, two: one < two,
    "le": lambda one, two: one <= two,
}
_MIRRORED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
_MEASURES = frozenset({"geo.distance", "geo.length"})


def is_test(name: str) -> bool:
    """Return whether the function says how two geometries lie."""
    return name in _TESTS or name == "st_relate"


def is_measure(node: Node) -> bool:
    """Return whether ``node`` measures a geometry."""
    return isinstance(node, Call) and node.name in _MEASURES


def tested(translator: Translator, name: str, arguments: Sequence[Node]) -> Any:
    """Return the condition that a geometry lies so."""
    wanted = 3 if name == "st_relate" else 2
    if len(arguments) != wanted:
        raise BadRequest(f"{name} takes {wanted} values.")
    relation = _relation(name, arguments)
    first, second = arguments[0], arguments[1]
    if isinstance(first, Literal) and isinstance(second, Literal):
        return Q(pk__isnull=not relation(_geometry(first), _geometry(second)))
    if isinstance(second, Path):
        fixed, path = _geometry(first), second

        def fits(geometry: Geometry) -> bool:
            return relation(fixed, geometry)
    else:
        fixed, path = _geometry(second), _path(first)

        def fits(geometry: Geometry) -> bool:
            return relation(geometry, fixed)

    return _those(translator, path, fits, None if name in _FAR else box_of(fixed))


def _relation(name: str, arguments: Sequence[Node]) -> Relation:
    if name != "st_relate":
        return _TESTS[name]
    pattern = arguments[2].value if isinstance(arguments[2], Literal) else None
    if not isinstance(pattern, str) or not re.fullmatch(r"[012TF*]{9}", pattern):
        raise BadRequest("st_relate needs a pattern of nine signs.")
    return lambda one, two: relates(one, two, pattern)


def measured(translator: Translator, operator: str, left: Node, right: Node) -> Any:
    """Return the condition that a distance or length, in degrees, compares so with a number."""
    if not is_measure(left):
        left, right, operator = right, left, _MIRRORED.get(operator, operator)
    if not isinstance(left, Call) or not isinstance(right, Literal) or type(right.value) not in {int, float}:
        raise BadRequest("A distance or length can be compared with a number only.")
    limit, holds = float(right.value), _COMPARE[operator]
    if left.name == "geo.length":
        if len(left.arguments) != 1:
            raise BadRequest("geo.length takes 1 value.")
        return _those(translator, _path(left.arguments[0]), lambda one: holds(one.length, limit), None)
    if len(left.arguments) != 2:
        raise BadRequest("geo.distance takes 2 values.")
    one, two = left.arguments
    path, fixed = (one, two) if isinstance(one, Path) else (two, one)
    geometry = _geometry(fixed)
    return _those(translator, _path(path), lambda found: holds(found.distance(geometry), limit), None)


def _those(translator: Translator, path: Path, fits: places.Fits, box: Box | None) -> Any:
    entity, prefix, rest = translator.follow(path.steps)
    found = entity.properties.get(rest[0])
    if len(rest) != 1 or found is None or found.kind is not Kind.GEO:
        raise BadRequest("A spatial function needs a geometry.")
    return Q(**{f"{prefix}pk__in": places.fitting(entity.name, translator.viewer, fits, box)})


def _path(node: Node) -> Path:
    if not isinstance(node, Path):
        raise BadRequest("A spatial function needs one geometry of an entity and one literal.")
    return node


def _geometry(node: Node) -> Geometry:
    if not isinstance(node, Literal) or not isinstance(node.value, Geography):
        raise BadRequest("A spatial function needs a geometry like geography'POINT (7.6 50.3)'.")
    try:
        return from_wkt(node.value.wkt)
    except ValueError as error:
        raise BadRequest("Unreadable geometry in $filter.") from error
