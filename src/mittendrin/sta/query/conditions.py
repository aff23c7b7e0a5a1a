# SPDX-License-Identifier: EUPL-1.2
"""A filter as a condition of the store. What the viewer may not see takes no part in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual

from mittendrin.apps.stadtdaten.services.access import Viewer, visible
from mittendrin.apps.stadtdaten.services.observed import about_feature, in_stream
from mittendrin.sta.entities import DATASTREAM, OBSERVATION, TYPES, EntityType
from mittendrin.sta.errors import BadRequest
from mittendrin.sta.parsing.tree import (
    Arithmetic,
    Call,
    Comparison,
    Literal,
    Logical,
    Negation,
    Node,
    Path,
    paths,
    stripped,
)
from mittendrin.sta.query import observed, spatial
from mittendrin.sta.query.calls import TESTS, comparison_of, value_of
from mittendrin.sta.query.functions import Ordered
from mittendrin.sta.query.reckoning import calculated
from mittendrin.sta.query.terms import Term, as_key, column, literal
from mittendrin.sta.query.times import RELATIONS, compare_times, related

_LOOKUPS: dict[str, Any] = {
    "eq": Exact,
    "exact": Exact,
    "gt": GreaterThan,
    "ge": GreaterThanOrEqual,
    "lt": LessThan,
    "le": LessThanOrEqual,
}
_MIRRORED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge", "eq": "eq", "ne": "ne"}
_WHOLE_KINDS = frozenset({"time", "span"})


@dataclass(frozen=True)
class Translator:
    """Makes conditions about one kind of entity, seen by one viewer. coarse: about hourly means."""

    entity: EntityType
    viewer: Viewer
    coarse: bool = False

    def condition(self, node: Node) -> Any:
        """Return the condition that ``node`` says."""
        match node:
            case Logical(operator=operator, parts=parts):
                joined = Q(self.condition(parts[0]))
                for part in parts[1:]:
                    joined = joined & Q(self.condition(part)) if operator == "and" else joined | Q(self.condition(part))
                return joined
            case Negation(part=part):
                inner = ExpressionWrapper(Q(self.condition(part)), BooleanField())
                return Exact(Coalesce(inner, Value(False)), Value(False))
            case _:
                return self._atom(node)

    def _atom(self, node: Node) -> Any:
        """Return the condition of a part without and, or, not; through a to-many way it holds if it holds for one."""
        owner = observed.owner(node) if self.entity is OBSERVATION else ""
        if owner and not observed.is_plain_number(node):
            return observed.of_owner(node, owner, self._translate)
        way = self._many(node)
        if not way:
            return self._plain(node)
        if any(path.steps[: len(way)] != way for path in paths(node)):
            raise BadRequest("One comparison may follow only one way to many entities.")
        prefix, entity = "", self.entity
        for step in way[:-1]:
            prefix += f"{entity.navigations[step].forward}__"
            entity = TYPES[entity.navigations[step].target]
        navigation = entity.navigations[way[-1]]
        target = TYPES[navigation.target]
        if target is OBSERVATION:
            wanted = observed.wanted(stripped(node, len(way)), self._translate)
            held = in_stream if entity is DATASTREAM else about_feature
            return held(self.viewer, OuterRef(f"{prefix}pk"), wanted)
        rows = visible(target.name, self.viewer).filter(**{navigation.back: OuterRef(f"{prefix}pk")})
        inner = Translator(target, self.viewer).condition(stripped(node, len(way)))
        return Exists(rows.filter(inner))

    def _translate(self, entity: EntityType, node: Node) -> Any:
        """Return the condition that ``node`` says about another kind of entity."""
        return Translator(entity, self.viewer).condition(node)

    def _many(self, node: Node) -> tuple[str, ...]:
        """Return the steps up to the first way to many entities in ``node``."""
        for path in paths(node):
            entity = self.entity
            for place, step in enumerate(path.steps):
                navigation = entity.navigations.get(step)
                if navigation is None:
                    break
                if navigation.many:
                    return path.steps[: place + 1]
                entity = TYPES[navigation.target]
        return ()

    def _plain(self, node: Node) -> Any:
        match node:
            case Comparison(operator=operator, left=left, right=right):
                if spatial.is_measure(left) or spatial.is_measure(right):
                    return spatial.measured(self, operator, left, right)
                return compare(operator, self.term(left), self.term(right))
            case Call(name=name, arguments=arguments) if spatial.is_test(name):
                return spatial.tested(self, name, arguments)
            case Call(name=name, arguments=arguments) if name in TESTS:
                left, operator, right = comparison_of(name, [self.term(part) for part in arguments])
                return _LOOKUPS[operator](left, right)
            case Call(name=name, arguments=arguments) if name in RELATIONS:
                return related(name, [self.term(part) for part in arguments])
            case Literal(value=bool() as value):
                return Q(pk__isnull=not value)
            case Path():
                return compare("eq", self.term(node), literal(True))
            case Call():
                self.term(node)  # an unknown function is named as such
                raise BadRequest("$filter must be a condition.")
            case _:
                raise BadRequest("$filter must be a condition.")

    def term(self, node: Node) -> Term:
        """Return the value that ``node`` says."""
        match node:
            case Literal(value=value):
                return literal(value)
            case Path(steps=steps):
                entity, prefix, rest = self.follow(steps)
                return column(entity, rest, prefix, self.viewer, coarse=self.coarse and not prefix)
            case Arithmetic(operator=operator, left=left, right=right):
                return calculated(operator, self.term(left), self.term(right))
            case Call(name=name, arguments=arguments):
                return value_of(name, [self.term(part) for part in arguments])
            case _:
                raise BadRequest("A condition stands where a value is needed.")

    def follow(self, steps: tuple[str, ...]) -> tuple[EntityType, str, tuple[str, ...]]:
        """Return where the to-one ways at the begin of ``steps`` lead, how the store says so, and the rest."""
        entity, prefix = self.entity, ""
        for place, step in enumerate(steps):
            navigation = entity.navigations.get(step)
            if navigation is None or navigation.many:
                return entity, prefix, steps[place:]
            prefix += f"{navigation.forward}__"
            entity = TYPES[navigation.target]
        raise BadRequest("A property is needed, not an entity.")


def compare(operator: str, left: Term, right: Term) -> Any:
    """Return the condition that compares two values. Raises BadRequest when they are of different kinds."""
    if left.kind == "null" or right.kind == "null":
        return _nothing(operator, right if left.kind == "null" else left)
    if left.key or right.key:
        left, right = as_key(left), as_key(right)
    if left.kind in _WHOLE_KINDS or right.kind in _WHOLE_KINDS:
        return compare_times(operator, left, right)
    if left.kind in {"bool", "number", "text"} and right.kind in {"json", "result"}:
        left, right, operator = right, left, _MIRRORED[operator]
    if operator == "ne":
        same = ExpressionWrapper(Q(compare("eq", left, right)), BooleanField())
        return Exact(Coalesce(same, Value(False)), Value(False))
    if left.kind == "json":
        return _compare_json(operator, left, right)
    if left.kind == "result" and right.kind != "result":
        return _compare_result(operator, left, right)
    if left.kind != right.kind or left.kind == "geo":
        raise BadRequest(f"A {left.kind} cannot be compared with a {right.kind}.")
    return _compare_same(operator, left, right)


def _compare_same(operator: str, left: Term, right: Term) -> Any:
    if left.kind == "bool":
        return Q(pk__isnull=(left.fixed == right.fixed) != (operator == "eq"))
    if left.kind == "text":
        return _texts(operator, left.expression, right.expression)
    return _LOOKUPS[operator](left.expression, right.expression)


def _texts(operator: str, left: Any, right: Any) -> Any:
    """Compare two texts. Which comes first must not depend on the language of the store."""
    return _LOOKUPS[operator](left if operator == "eq" else Ordered(left), right)


def _nothing(operator: str, other: Term) -> Any:
    if operator not in {"eq", "ne"}:
        raise BadRequest("null can only be compared with eq and ne.")
    if other.kind == "null":
        return Q(pk__isnull=operator != "eq")
    if other.kind == "result" and other.end is not None:
        return Exact(IsNull(other.expression, True), operator == "eq")
    if other.expression is None:
        raise BadRequest("This cannot be compared with null.")
    if other.held is not None:
        return IsNull(other.held, operator == "eq")
    return IsNull(other.expression, operator == "eq")


def _compare_json(operator: str, left: Term, right: Term) -> Any:
    if left.expression is None or left.end is None:
        raise BadRequest("Only the parts of JSON can be compared.")
    if right.kind == "bool":
        return _LOOKUPS[operator](left.expression, Value(float(right.fixed)))
    if right.kind == "number":
        return _LOOKUPS[operator](left.expression, right.expression)
    if right.kind == "text":
        return _texts(operator, left.end, right.expression)
    if right.kind == "json" and right.end is not None:
        same = _LOOKUPS[operator](left.expression, right.expression)
        return Q(same) | Q(_texts(operator, left.end, right.end))
    raise BadRequest(f"A part of JSON cannot be compared with a {right.kind}.")


def _compare_result(operator: str, left: Term, right: Term) -> Any:
    if right.kind == "text":
        if left.end is None:
            return Q(pk__isnull=True)
        return _texts(operator, left.end, right.expression)
    if right.kind == "bool":
        return _LOOKUPS[operator](left.expression, Value(float(right.fixed)))
    if right.kind != "number":
        raise BadRequest(f"A result cannot be compared with a {right.kind}.")
    return _LOOKUPS[operator](left.expression, right.expression)
