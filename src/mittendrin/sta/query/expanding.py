# SPDX-License-Identifier: EUPL-1.2
"""Neighbours of the entities of a page, for all of them at once where the store can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from mittendrin.apps.stadtdaten.services import access, pages
from mittendrin.apps.stadtdaten.services.access import Viewer, visible
from mittendrin.sta.entities import DATASTREAM, OBSERVATION, TYPES, EntityType, Navigation
from mittendrin.sta.errors import BadRequest
from mittendrin.sta.parsing.options import Options, Order
from mittendrin.sta.parsing.tree import Path
from mittendrin.sta.query.conditions import Translator
from mittendrin.sta.query.reading import ObservationRow, Page, orders, read
from mittendrin.sta.query.source import related

MAX_ENTITIES = 20_000


@dataclass
class Expanded:
    """One navigation of the entities of a page. pages: by the number of the entity. deeper: of what was found."""

    navigation: Navigation
    options: Options
    pages: dict[int, Page] = field(default_factory=dict)
    deeper: dict[str, Expanded] = field(default_factory=dict)


class Expander:
    """Finds neighbours for one answer and counts them, so that no answer grows without bounds."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.found = 0

    def expand(self, entity: EntityType, rows: Sequence[Any], wanted: dict[str, Options]) -> dict[str, Expanded]:
        """Return what ``wanted`` asks for, by the name of the navigation."""
        return {name: self._one(entity, rows, entity.navigations[name], options) for name, options in wanted.items()}

    def _one(self, entity: EntityType, rows: Sequence[Any], navigation: Navigation, options: Options) -> Expanded:
        done = Expanded(navigation, options)
        if not navigation.many:
            self._to_one(done, rows)
        elif navigation.target == OBSERVATION.name:
            self._observations(done, entity, rows)
        else:
            self._to_many(done, rows)
        if options.expand:
            target = TYPES[navigation.target]
            inner = list({row.id: row for page in done.pages.values() for row in page.rows}.values())
            done.deeper = self.expand(target, inner, options.expand)
        return done

    def _count(self, more: int) -> None:
        self.found += more
        if self.found > MAX_ENTITIES:
            raise BadRequest(f"$expand would bring more than {MAX_ENTITIES} entities; ask for fewer with $top.")

    def _to_one(self, done: Expanded, rows: Sequence[Any]) -> None:
        target = TYPES[done.navigation.target]
        name = f"{done.navigation.forward}_id"
        wanted = {getattr(row, name) for row in rows}
        found = self._filtered(target, done.options, visible(target.name, self.viewer).filter(pk__in=wanted))
        if target is DATASTREAM:
            found = found.select_related("state")
        by_number = {row.pk: row for row in found}
        self._count(len(by_number))
        for row in rows:
            neighbour = by_number.get(getattr(row, name))
            done.pages[row.id] = Page(rows=[] if neighbour is None else [neighbour])

    def _filtered(self, target: EntityType, options: Options, rows: Any) -> Any:
        if options.filter is None:
            return rows
        return rows.filter(Translator(target, self.viewer).condition(options.filter))

    def _to_many(self, done: Expanded, rows: Sequence[Any]) -> None:
        target, options, back = TYPES[done.navigation.target], done.options, done.navigation.back
        ids = [row.id for row in rows]
        found = self._filtered(target, options, visible(target.name, self.viewer).filter(**{f"{back}__in": ids}))
        counts: dict[int, int] = defaultdict(int)
        if options.count:
            for parent in found.order_by().values_list(f"{back}__pk", flat=True):
                counts[parent] += parent in set(ids)
        order = [*orders(Translator(target, self.viewer), options.orderby), F("pk").asc()]
        place = Window(RowNumber(), partition_by=[F(f"{back}__pk")], order_by=order)
        numbered = found.annotate(parent=F(f"{back}__pk"), place=place)
        wanted = numbered.filter(place__gt=options.skip, place__lte=options.skip + options.page + 1)
        if target is DATASTREAM:
            wanted = wanted.select_related("state")
        members: dict[int, list[Any]] = defaultdict(list)
        for row in wanted.order_by("parent", "place")[: MAX_ENTITIES + 1]:
            members[row.parent].append(row)
            self._count(1)
        for number in ids:
            here = members[number]
            page = Page(rows=here[: options.page], count=counts[number] if options.count else None)
            if options.page and len(here) > options.page:
                page.next_skip = options.skip + options.page
            done.pages[number] = page

    def _observations(self, done: Expanded, entity: EntityType, rows: Sequence[Any]) -> None:
        if entity is DATASTREAM and _newest_only(done.options):
            self._newest(done, rows)
            return
        for row in rows:
            source = related(entity, done.navigation, row.id, self.viewer)
            done.pages[row.id] = page = read(source, done.options, self.viewer)
            self._count(len(page.rows))

    def _newest(self, done: Expanded, rows: Sequence[Any]) -> None:
        exact = [row for row in rows if not access.is_coarse(self.viewer, row.open_grade)]
        newest = pages.newest([row.id for row in exact])
        for row in exact:
            found = newest.get(row.id)
            page = Page(rows=[] if found is None else [ObservationRow(*found)])
            held = row.state.count if hasattr(row, "state") else 0
            page.count = held if done.options.count else None
            page.next_skip = 1 if held > 1 else None
            done.pages[row.id] = page
            self._count(1)
        for row in rows:
            if row.id not in done.pages:
                source = related(DATASTREAM, done.navigation, row.id, self.viewer)
                done.pages[row.id] = read(source, done.options, self.viewer)


def _newest_only(options: Options) -> bool:
    wanted = (Order(Path(("phenomenonTime",)), descending=True),)
    return options.orderby == wanted and options.top == 1 and not options.skip and options.filter is None
