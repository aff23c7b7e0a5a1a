# SPDX-License-Identifier: EUPL-1.2
"""Entities as JSON, with links to everything around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from urllib.parse import quote, urlencode

from mittendrin.apps.stadtdaten.models import Flag, Quality
from mittendrin.apps.stadtdaten.services import access, pages, places
from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.core.geometry import blurred
from mittendrin.core.instants import to_iso
from mittendrin.sta.entities import ID, OBSERVATION, TYPES, EntityType, Kind, Property
from mittendrin.sta.parsing.options import Options, skip_token
from mittendrin.sta.query.expanding import Expanded
from mittendrin.sta.query.reading import Page

Json = dict[str, Any]
_EXTRA, _BOOLEAN, _QUALITY = int(Flag.EXTRA), int(Flag.BOOLEAN), int(Flag.QUALITY)  # enums reckon slowly
_PLACED = frozenset({"Location", "FeatureOfInterest", "Datastream"})


@dataclass
class Renderer:
    """Writes entities for one viewer. base: the address of the service, without a slash at the end."""

    base: str
    viewer: Viewer
    sharp: dict[str, set[int]] = field(default_factory=dict)

    def address(self, entity: EntityType, number: int) -> str:
        """Return the address of an entity."""
        return f"{self.base}/{entity.plural}({number})"

    def entities(
        self, entity: EntityType, rows: Sequence[Any], options: Options, expanded: dict[str, Expanded]
    ) -> list[Json]:
        """Return the JSON of ``rows``."""
        placed: dict[str, set[int]] = {}
        _gather(placed, entity, rows, expanded)
        self.sharp = {kind: places.seen_exactly(kind, self.viewer, ids) for kind, ids in placed.items()}
        return self._entities(entity, rows, options, expanded)

    def _entities(
        self, entity: EntityType, rows: Sequence[Any], options: Options, expanded: dict[str, Expanded]
    ) -> list[Json]:
        seen = _Seen(self.viewer, entity, rows, self.sharp.get(entity.name, set()))
        return [self._entity(entity, row, options, expanded, seen) for row in rows]

    def _entity(
        self, entity: EntityType, row: Any, options: Options, expanded: dict[str, Expanded], seen: _Seen
    ) -> Json:
        wanted = frozenset(options.select)
        address = self.address(entity, row.id)
        found: Json = {}
        if not wanted or wanted & ID:
            found["@iot.id"] = row.id
        if not wanted or "@iot.selfLink" in wanted:
            found["@iot.selfLink"] = address
        for name, one in entity.properties.items():
            if not wanted or name in wanted:
                value = seen.value(row, one)
                if value is not None or not one.optional:
                    found[name] = value
        for name in entity.navigations:
            if name in expanded:
                found |= self._expanded(entity, row, name, expanded[name])
            elif not wanted or name in wanted:
                found[f"{name}@iot.navigationLink"] = f"{address}/{name}"
        return found

    def _expanded(self, entity: EntityType, row: Any, name: str, done: Expanded) -> Json:
        page = done.pages.get(row.id) or Page()
        members = self._entities(TYPES[done.navigation.target], page.rows, done.options, done.deeper)
        if not done.navigation.many:
            return {name: members[0] if members else None}
        found: Json = {}
        if page.count is not None:
            found[f"{name}@iot.count"] = page.count
        found[name] = members
        if page.more:
            found[f"{name}@iot.nextLink"] = next_link(f"{self.address(entity, row.id)}/{name}", done.options, page)
        return found


def _gather(
    placed: dict[str, set[int]], entity: EntityType, rows: Iterable[Any], expanded: dict[str, Expanded]
) -> None:
    """Gather the numbers of all entities of an answer that have places, by kind, to ask about them once."""
    if entity.name in _PLACED:
        placed.setdefault(entity.name, set()).update(row.id for row in rows)
    for done in expanded.values():
        members = chain.from_iterable(page.rows for page in done.pages.values())
        _gather(placed, TYPES[done.navigation.target], members, done.deeper)


class _Seen:
    """What a viewer may see of rows: places coarsely where they are open only coarsely."""

    def __init__(self, viewer: Viewer, entity: EntityType, rows: Sequence[Any], sharp: set[int]) -> None:
        self.viewer, self.entity, self.sharp = viewer, entity, sharp
        self.extras: dict[int, Any] = {}
        if entity is OBSERVATION:
            self.extras = pages.extras([row.id for row in rows if row.flags & _EXTRA])

    def value(self, row: Any, one: Property) -> Any:
        """Return the value of a property."""
        if self.entity is OBSERVATION:
            return self._observation(row, one)
        match one.kind:
            case Kind.GEO:
                return self._geometry(row, one)
            case Kind.UNIT:
                return {part: getattr(row, f"unit_{part}") for part in ("name", "symbol", "definition")}
            case Kind.TIME:
                return to_iso(getattr(row, one.column))
            case Kind.INTERVAL:
                return self._interval(row, one)
            case Kind.JSON:
                return getattr(row, one.column) or None
            case _:
                return getattr(row, one.column)

    def _geometry(self, row: Any, one: Property) -> Any:
        value = getattr(row, one.column)
        return value if row.id in self.sharp else blurred(value)

    def _interval(self, row: Any, one: Property) -> str | None:
        state = getattr(row, "state", None)
        if state is None or access.is_coarse(self.viewer, row.open_grade):
            return None
        return period(getattr(state, one.column.partition("__")[2]), getattr(state, one.end.partition("__")[2]), True)

    def _observation(self, row: Any, one: Property) -> Any:
        match one.column:
            case "phenomenon_start":
                return period(row.phenomenon_start, row.phenomenon_start + row.duration)
            case "result":
                return result_of(row, self.extras)
            case "result_time":
                return None if row.result_time is None else to_iso(row.result_time)
        extra = self.extras.get(row.id)
        if one.column == "extra__result_quality":
            return quality_of(row, extra)
        if extra is None:
            return None
        if one.kind is Kind.INTERVAL:
            return period(extra.valid_start, extra.valid_end)
        return getattr(extra, one.column.partition("__")[2])


def period(start: int | None, end: int | None, always: bool = False) -> str | None:
    """Return a period as the standard writes it; a moment when it has no length, unless ``always``."""
    if start is None or end is None:
        return None
    return to_iso(start) if start == end and not always else f"{to_iso(start)}/{to_iso(end)}"


def result_of(row: Any, extras: dict[int, Any]) -> Any:
    """Return the result of an Observation as it came in."""
    if row.flags & _BOOLEAN:
        return bool(row.result)
    if row.result is not None:
        return int(row.result) if row.result.is_integer() and abs(row.result) < 2**53 else row.result
    extra = extras.get(row.id)
    if extra is None:
        return None
    return extra.text if extra.text is not None else extra.data


def quality_of(row: Any, extra: Any) -> Any:
    """Return the quality that came with an Observation, or else what the town thinks of it."""
    if extra is not None and extra.result_quality is not None:
        return extra.result_quality
    quality = row.flags & _QUALITY
    return Quality(quality).name.lower() if quality else None


def next_link(address: str, options: Options, page: Page) -> str:
    """Return the address of the next page."""
    kept = {name: value for name, value in options.raw.items() if name not in {"$skip", "$skiptoken"}}
    place = {"$skiptoken": skip_token(page.next_token)} if page.next_token else {"$skip": str(page.next_skip)}
    return f"{address}?{urlencode({**kept, **place}, quote_via=quote, safe='$,/()')}"
