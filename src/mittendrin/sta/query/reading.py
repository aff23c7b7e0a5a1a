# SPDX-License-Identifier: EUPL-1.2
"""One page of entities: filtered, ordered, counted, with the place where the next page begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from mittendrin.apps.stadtdaten.services import pages
from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.apps.stadtdaten.services.pages import Shelf
from mittendrin.sta.entities import DATASTREAM, ID, OBSERVATION, EntityType
from mittendrin.sta.errors import BadRequest
from mittendrin.sta.parsing.options import Options, Order
from mittendrin.sta.parsing.tree import Comparison, Instant, Literal, Logical, Node, Path, paths
from mittendrin.sta.query.conditions import Translator
from mittendrin.sta.query.functions import Ordered
from mittendrin.sta.query.narrowing import narrowed
from mittendrin.sta.query.source import Source
from mittendrin.sta.query.terms import Term


class ObservationRow(NamedTuple):
    """One Observation as the store gives it."""

    id: int
    datastream_id: int
    phenomenon_start: int
    duration: int
    result: float | None
    result_time: int | None
    feature_id: int
    flags: int


@dataclass
class Page:
    """Some entities. count: of all, when asked for. next_token, next_skip: where the next page begins."""

    rows: Sequence[Any] = ()
    count: int | None = None
    next_token: tuple[Any, ...] = ()
    next_skip: int | None = None

    @property
    def more(self) -> bool:
        """Return whether there is a next page."""
        return bool(self.next_token) or self.next_skip is not None


def read(source: Source, options: Options, viewer: Viewer) -> Page:
    """Return the page that ``options`` ask for."""
    translator = Translator(source.entity, viewer, source.coarse)
    if source.entity is OBSERVATION:
        return _Observations(source, options, translator).page()
    condition = translator.condition(options.filter) if options.filter is not None else None
    return _small(source, options, translator, condition)


def read_one(source: Source) -> Any:
    """Return the one entity that the path leads to."""
    if source.entity is OBSERVATION:
        return ObservationRow(*source.rows.values_list(*pages.COLUMNS)[0])
    rows = source.rows.select_related("state") if source.entity is DATASTREAM else source.rows
    return rows[0]


def _small(source: Source, options: Options, translator: Translator, condition: Any) -> Page:
    rows = source.rows if condition is None else source.rows.filter(condition)
    if source.entity is DATASTREAM:
        rows = rows.select_related("state")
    page = Page(count=rows.count() if options.count else None)
    keyed = not options.orderby
    if options.token and (len(options.token) != 1 or type(options.token[0]) is not int or not keyed):
        raise BadRequest("$skiptoken does not fit this request.")
    if options.token:
        rows = rows.filter(pk__gt=options.token[0])
    ordered = rows.order_by(*orders(translator, options.orderby), "pk")
    found = list(ordered[options.skip : options.skip + options.page + 1]) if options.page else []
    page.rows = found[: options.page]
    if len(found) > options.page:
        page.next_token = (page.rows[-1].pk,) if keyed else ()
        page.next_skip = None if keyed else options.skip + options.page
    if options.page == 0 and options.top != 0:
        page.rows = ()
    return page


def orders(translator: Translator, wanted: Sequence[Order]) -> list[Any]:
    """Return the order in the words of the store; nothing comes before something."""
    found = []
    for order in wanted:
        term = translator.term(order.by)
        if term.kind in {"geo", "null", "bool"} or term.expression is None or (term.kind == "json" and not term.held):
            raise BadRequest("$orderby needs values that have an order.")
        if not paths(order.by):
            continue  # the same for all; PostgreSQL would take a bare number for that of a column
        ways = _ways(term)
        found += [way.desc(nulls_last=True) if order.descending else way.asc(nulls_first=True) for way in ways]
    return found


def _ways(term: Term) -> list[Any]:
    """Return what to order by in turn: numbers before texts, texts the same whatever the language of the store."""
    if term.kind == "text":
        return [Ordered(term.expression)]
    if term.kind in {"json", "result"} and term.end is not None:
        return [term.expression, Ordered(term.end)]
    return [term.expression, term.end] if term.kind == "span" and term.end is not None else [term.expression]


@dataclass
class _Observations:
    """Reads Observations along the way they are stored."""

    source: Source
    options: Options
    translator: Translator
    shelf: Shelf = field(init=False)
    rest: Node | None = field(init=False)

    def __post_init__(self) -> None:
        where = Q() if self.source.feature is None else Q(feature_id=self.source.feature)
        streams, self.rest = self._narrowed()
        if self.rest is not None:
            where &= Q(self.translator.condition(self.rest))
        plain = self.rest is None and self.source.feature is None
        self.shelf = Shelf(streams, self.source.coarse, where, plain)

    def _narrowed(self) -> tuple[list[int], Node | None]:
        """Return the Datastreams to look into, and what is left of the filter to ask of their Observations."""
        named = _named_streams(self.options.filter)
        streams = [number for number in self.source.streams if named is None or number in named]

        def translate(entity: EntityType, node: Node) -> Any:
            return Translator(entity, self.translator.viewer).condition(node)

        return narrowed(self.options.filter, streams, self.source.coarse, translate)

    def page(self) -> Page:
        """Return the page."""
        options = self.options
        page = Page(count=self._count() if options.count else None)
        if not options.page:
            return page
        order = _time_order(options.orderby)
        if options.orderby and order is None:
            return self._sorted(page)
        newest_first = bool(order)
        together = order is not None and len(self.shelf.streams) > 1
        read = pages.by_time if together else pages.by_stream
        after = self._after()
        rows = read(self.shelf, options.page + 1, skip=options.skip, after=after, newest_first=newest_first)
        found = [ObservationRow(*row) for row in rows]
        page.rows = found[: options.page]
        if len(found) > options.page:
            last = page.rows[-1]
            times = (last.phenomenon_start, last.duration)
            page.next_token = (*times, last.datastream_id) if together else (last.datastream_id, *times)
        return page

    def _after(self) -> tuple[int, ...]:
        token = self.options.token
        if token and (len(token) != 3 or any(type(one) is not int for one in token)):
            raise BadRequest("$skiptoken does not fit this request.")
        return token

    def _sorted(self, page: Page) -> Page:
        options = self.options
        if options.token:
            raise BadRequest("$skiptoken does not fit this request.")
        rows = self.shelf.rows.order_by(*orders(self.translator, options.orderby), "pk")
        found = [ObservationRow(*row) for row in self._values(rows)[options.skip : options.skip + options.page + 1]]
        page.rows = found[: options.page]
        if len(found) > options.page:
            page.next_skip = options.skip + options.page
        return page

    def _values(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.values_list(*pages.COLUMNS)

    def _count(self) -> int:
        between = _between(self.rest) if self.source.feature is None else None
        if between is not None and pages.summed(self.shelf):
            return pages.count_between(self.shelf, *between)
        return pages.count(self.shelf)


def _time_order(orderby: Sequence[Order]) -> bool | None:
    """Return whether the newest come first; None when the order is another one."""
    if len(orderby) != 1 or orderby[0].by != Path(("phenomenonTime",)):
        return None
    return orderby[0].descending


_EARLIEST, _LATEST = -(2**62), 2**62


def _between(node: Node | None) -> tuple[int, int] | None:
    """Return the begin and end when ``node`` says nothing but that the phenomenon time lies between them."""
    parts = node.parts if isinstance(node, Logical) and node.operator == "and" else (node,)
    start, end = _EARLIEST, _LATEST
    for part in parts:
        if not isinstance(part, Comparison) or part.left != Path(("phenomenonTime",)):
            return None
        if not isinstance(part.right, Literal) or not isinstance(part.right.value, Instant):
            return None
        moment = part.right.value.micros
        match part.operator:
            case "ge" | "gt":
                start = max(start, moment + (part.operator == "gt"))
            case "lt" | "le":
                end = min(end, moment + (part.operator == "le"))
            case _:
                return None
    return (start, max(start, end))


def _named_streams(node: Node | None) -> set[int] | None:
    """Return the Datastreams that ``node`` names by number, when nothing of another one can fit."""
    parts = node.parts if isinstance(node, Logical) and node.operator == "and" else (node,)
    for part in parts:
        if isinstance(part, Comparison) and part.operator == "eq" and isinstance(part.right, Literal):
            path = part.left.steps if isinstance(part.left, Path) else ()
            if len(path) == 2 and path[0] == "Datastream" and path[1] in ID and isinstance(part.right.value, int):
                return {part.right.value}
    return None
