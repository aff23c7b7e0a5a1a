# SPDX-License-Identifier: EUPL-1.2
"""Lists of records by filters, page by page, answered by the database so that they stay quick with many records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.db.models.sql.compiler import SQLCompiler

from mittendrin.apps.atlas.models import Kind, Link, Record
from mittendrin.apps.atlas.services import places
from mittendrin.core.text import words

MAX_WORDS = 8
_TEXT_KEYS = ("title_en", "summary_de", "summary_en", "topic", "topic_en", "question", "question_en", "item", "item_en")
_ORDER = ("order", "title", "key")

Values = Sequence[str]
Condition = Callable[[Values], Q]


class HasElement(Func):
    """True where the list ``key`` of a record's data holds ``value``; the same on SQLite and PostgreSQL."""

    output_field = BooleanField()

    def __init__(self, key: str, value: str) -> None:
        self.key, self.value = key, value
        super().__init__(F("data"))

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra_context: Any) -> tuple[str, Any]:
        """Return the expression for SQLite."""
        del connection, extra_context
        column, parameters = compiler.compile(self.source_expressions[0])
        sql = f"EXISTS (SELECT 1 FROM json_each({column}, %s) AS element WHERE element.value = %s)"  # noqa: S608
        return sql, (*parameters, f"$.{self.key}", self.value)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra_context: Any) -> tuple[str, Any]:
        """Return the expression for PostgreSQL."""
        del connection, extra_context
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"({column} -> %s::text) @> to_jsonb(%s::text)", (*parameters, self.key, self.value)


@dataclass(frozen=True)
class Slice:
    """One page of a list with the number of all records that fit."""

    records: list[Record]
    count: int


def find(kind: str, filters: Mapping[str, Values], *, offset: int, limit: int) -> Slice:
    """Return ``limit`` records of ``kind`` from ``offset`` on that fit all ``filters`` (any value of each).

    The order is stable: by the order of the content, then title, then key.
    """
    known = {"q": _text, **FILTERS[Kind(kind)]}
    conditions = [known[name](values) for name, values in filters.items() if values]
    found = Record.objects.of(kind).filter(reduce(and_, conditions, Q()))
    return Slice(list(found.order_by(*_ORDER)[offset : offset + limit]), found.count())


def _text(values: Values) -> Q:
    """Every word stands in the title or a text of the record; upper and lower case do not matter."""
    condition = Q()
    for word in words(" ".join(values))[:MAX_WORDS]:
        places_of_word = [Q(title__iregex=word), *(Q(**{f"data__{key}__iregex": word}) for key in _TEXT_KEYS)]
        condition &= reduce(or_, places_of_word)
    return condition


def _scalar(key: str) -> Condition:
    return lambda values: Q(**{f"data__{key}__in": list(values)})


def _column(name: str) -> Condition:
    return lambda values: Q(**{f"{name}__in": list(values)})


def _element(key: str) -> Condition:
    return lambda values: reduce(or_, (Q(HasElement(key, value)) for value in values))


def _year(values: Values) -> Q:
    return Q(data__year__in=[int(value) for value in values])


def _linked(role: str, target: str) -> Condition:
    return lambda values: Q(Exists(_links(role, target).filter(target_key__in=list(values))))


def _links(role: str, target: str) -> Any:
    return Link.objects.filter(source=OuterRef("pk"), role=role, target_kind=target)


def _in_state(role: str) -> Condition:
    """The place that the record points to lies in one of the states."""

    def condition(values: Values) -> Q:
        in_state = Record.objects.of(Kind.MUNICIPALITY).filter(data__state__in=list(values)).values("key")
        return Q(Exists(_links(role, Kind.MUNICIPALITY).filter(target_key__in=in_state)))

    return condition


def _size(values: Values) -> Q:
    rows = Record.objects.of(Kind.MUNICIPALITY).only("key", "data")
    return Q(key__in=[record.key for record in rows if places.size_class(record.data) in values])


def _with_project(key: str) -> Condition:
    """A project at the place has one of the values."""

    def condition(values: Values) -> Q:
        matches = Link.objects.filter(
            Exists(Record.objects.of(Kind.PROJECT).filter(_element(key)(values), pk=OuterRef("source_id"))),
            role="municipalities",
            target_kind=Kind.MUNICIPALITY,
            target_key=OuterRef("key"),
        )
        return Q(Exists(matches))

    return condition


_STUDY = _linked("source", Kind.SOURCE)
FILTERS: dict[Kind, dict[str, Condition]] = {
    Kind.SOURCE: {"year": _year},
    Kind.STATISTICS: {"year": _year},
    Kind.MUNICIPALITY: {
        "state": _scalar("state"),
        "role": _scalar("role"),
        "group": _element("groups"),
        "size": _size,
        "field": _with_project("fields"),
        "ai": _with_project("ai"),
        "technology": _with_project("technologies"),
        "source": _STUDY,
    },
    Kind.PROFILE: {
        "study": _column("group"),
        "municipality": _linked("municipality", Kind.MUNICIPALITY),
        "state": _in_state("municipality"),
    },
    Kind.PROJECT: {
        "kind": _column("group"),
        "stage": _scalar("stage"),
        "field": _element("fields"),
        "ai": _element("ai"),
        "technology": _element("technologies"),
        "municipality": _linked("municipalities", Kind.MUNICIPALITY),
        "provider": _linked("providers", Kind.PROVIDER),
        "state": _in_state("municipalities"),
        "source": _STUDY,
    },
    Kind.PROVIDER: {
        "category": _column("group"),
        "ai": _element("ai"),
        "application_field": _linked("application_fields", Kind.APPLICATION_FIELD),
    },
    Kind.APPLICATION_FIELD: {"group": _column("group")},
    Kind.FACTOR: {"direction": _scalar("direction"), "theme": _scalar("theme"), "source": _STUDY},
    Kind.RECOMMENDATION: {"addressee": _scalar("addressee"), "group": _scalar("group"), "source": _STUDY},
    Kind.STEP: {},
    Kind.SURVEY: {"topic": _scalar("topic"), "unit": _scalar("unit"), "year": _year},
    Kind.CLUSTER: {},
    Kind.VOICE: {
        "theme": _scalar("theme"),
        "author_kind": _scalar("author_kind"),
        "municipality": _linked("municipality", Kind.MUNICIPALITY),
    },
}
