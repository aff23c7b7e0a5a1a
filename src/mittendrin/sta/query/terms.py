# SPDX-License-Identifier: EUPL-1.2
"""Values inside a filter: what they are and how the store says them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, FloatField, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.core.instants import DAY
from mittendrin.sta.entities import ID, EntityType, Kind, Property
from mittendrin.sta.errors import BadRequest
from mittendrin.sta.parsing.tree import Clock, Date, Duration, Geography, Instant, Span
from mittendrin.sta.query.functions import JsonNumber, JsonText

_KEY = re.compile(r"-?\d{1,15}", re.ASCII)
EXACT = 2**53  # the stores compare larger whole numbers with doubles in different ways
SHIFT = 40_000 * 366 * DAY  # above zero whatever a filter may move a time by


@dataclass(frozen=True)
class Term:
    """A value. kind: text, number, bool, time, span, date, clock, duration, json, result, geo or null.

    expression: how the store says it; of a span the begin, with ``end``. fixed: the value, when it is a literal.
    whole: a number that is whole by its kind. held: of a part of JSON what is nothing when there is no such part.
    shift: by how much a time has been moved, in microseconds. key: the number of an entity.
    """

    kind: str
    expression: Any = None
    end: Any = None
    fixed: Any = None
    whole: bool = False
    held: Any = None
    shift: int = 0
    key: bool = False


_FIXED: dict[type[Any], tuple[str, str]] = {
    Instant: ("time", "micros"),
    Date: ("date", "days"),
    Clock: ("clock", "micros"),
    Duration: ("duration", "micros"),
}


def literal(value: Any) -> Term:
    """Return the term of a literal."""
    if type(value) in _FIXED:
        kind, name = _FIXED[type(value)]
        return Term(kind, Value(getattr(value, name), BigIntegerField()), fixed=getattr(value, name))
    if isinstance(value, Span):
        start, end = Value(value.start, BigIntegerField()), Value(value.end, BigIntegerField())
        return Term("span", start, end, fixed=value)
    if isinstance(value, Geography):
        return Term("geo", fixed=value)
    if value is None:
        return Term("null")
    if isinstance(value, bool):
        return Term("bool", fixed=value)
    if isinstance(value, str):
        if "\x00" in value:
            raise BadRequest("Text with a NUL sign.")
        return Term("text", Value(value, TextField()), fixed=value)
    if isinstance(value, int) and abs(value) <= EXACT:
        return Term("number", Value(value, BigIntegerField()), fixed=value, whole=True)
    return Term("number", Value(float(value), FloatField()), fixed=value)


def column(entity: EntityType, steps: tuple[str, ...], prefix: str, viewer: Viewer, *, coarse: bool = False) -> Term:
    """Return the term of a property of ``entity``, which ``prefix`` leads to. coarse: of hourly means."""
    name, inside = steps[0], steps[1:]
    if name in ID:
        return Term("number", F(f"{prefix}pk"), whole=True, key=True)
    if name in entity.navigations:
        raise BadRequest(f"{name} leads to many entities; here a property of one is needed.")
    found = entity.properties.get(name)
    if found is None:
        raise BadRequest(f"{entity.name} has no property {name[:40]!r}.")
    if coarse and found.column.startswith("extra__"):
        return Term("null")
    if inside:
        return _inside(found, inside, prefix)
    if found.kind is Kind.INTERVAL:
        return _interval(entity, found, prefix, viewer)
    if found.kind in {Kind.UNIT, Kind.JSON}:
        return Term("json", F(f"{prefix}{found.column}") if found.kind is Kind.JSON else None)
    kinds = {Kind.TEXT: "text", Kind.NUMBER: "number", Kind.TIME: "time", Kind.GEO: "geo", Kind.RESULT: "result"}
    end = None if coarse or found.kind is not Kind.RESULT else F(f"{prefix}extra__text")
    return Term(kinds[found.kind], F(f"{prefix}{found.column}"), end)


def _interval(entity: EntityType, found: Property, prefix: str, viewer: Viewer) -> Term:
    start = F(f"{prefix}{found.column}")
    if found.end == "duration":
        return Term("span", start, start + F(f"{prefix}duration"))
    end = F(f"{prefix}{found.end}")
    if entity.name == "Datastream" and not viewer.internal:
        # When something coarse was measured last, to the second, is not for everybody.
        hidden = When(**{f"{prefix}open_grade": "coarse"}, then=Value(None))
        begin, until = (Case(hidden, default=side, output_field=BigIntegerField()) for side in (start, end))
        return Term("span", begin, until)
    return Term("span", start, end)


def _inside(found: Property, inside: tuple[str, ...], prefix: str) -> Term:
    if found.kind is Kind.UNIT:
        if len(inside) > 1 or inside[0] not in {"name", "symbol", "definition"}:
            raise BadRequest("unitOfMeasurement has name, symbol and definition.")
        return Term("text", F(f"{prefix}unit_{inside[0]}"))
    if found.kind is Kind.RESULT:
        return _key(f"{prefix}extra__data", inside)
    if found.kind is not Kind.JSON:
        raise BadRequest("Only properties of JSON have parts.")
    return _key(f"{prefix}{found.column}", inside)


def _key(column: str, inside: tuple[str, ...]) -> Term:
    """Return the term of a key inside of JSON, with its text as ``end``."""
    deep: Any = F(column)
    for step in inside[:-1]:
        deep = KeyTransform(_safe(step), deep)
    held = KeyTextTransform(_safe(inside[-1]), deep)
    return Term("json", JsonNumber(F(column), inside), JsonText(F(column), inside), held=held)


def _safe(step: str) -> str:
    if "\x00" in step:
        raise BadRequest("Text with a NUL sign.")
    return step


def as_key(term: Term) -> Term:
    """Return the number that a text holds: the standard writes numbers of entities as texts, too.

    Raises BadRequest for other texts.
    """
    if term.kind != "text" or term.fixed is None:
        return term
    if not _KEY.fullmatch(term.fixed):
        raise BadRequest("@iot.id is a whole number.")
    return literal(int(term.fixed))


def as_text(term: Term) -> Any:
    """Return how the store says the text of ``term``. Raises BadRequest for other kinds."""
    if term.kind in {"result", "json"} and term.end is not None:
        return term.end
    if term.kind != "text":
        raise BadRequest(f"A text is needed, not a {term.kind}.")
    return term.expression


def as_number(term: Term) -> Any:
    """Return how the store says the number of ``term``. Raises BadRequest for other kinds."""
    if term.kind not in {"number", "result"} and (term.kind != "json" or term.end is None):
        raise BadRequest(f"A number is needed, not a {term.kind}.")
    return term.expression


def as_time(term: Term) -> Any:
    """Return how the store says the moment, or the begin of the period. Raises BadRequest for other kinds."""
    if term.kind not in {"time", "span"}:
        raise BadRequest(f"A time is needed, not a {term.kind}.")
    return term.expression


def whole_days(expression: Any) -> Any:
    """Return the days since 1970 of a moment."""
    later = expression + Value(SHIFT, BigIntegerField())
    return later / Value(DAY, BigIntegerField()) - Value(SHIFT // DAY, BigIntegerField())
