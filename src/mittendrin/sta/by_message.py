# SPDX-License-Identifier: EUPL-1.2
"""The service by messages of a broker: what comes is created as a POST would, what goes is what a GET would show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import DataError

from mittendrin.apps.stadtdaten.models import Observation
from mittendrin.apps.stadtdaten.services import pages, tokens
from mittendrin.apps.stadtdaten.services.access import PUBLIC, viewer_with
from mittendrin.sta.answers import Answer, Call
from mittendrin.sta.dispatch import answer, rendered
from mittendrin.sta.entities import DATASTREAM, OBSERVATION, Kind
from mittendrin.sta.errors import StaError
from mittendrin.sta.limits import time_limit
from mittendrin.sta.parsing.addresses import Resource, parse_address
from mittendrin.sta.parsing.options import Options, parse_options
from mittendrin.sta.query.reading import ObservationRow
from mittendrin.sta.query.source import Source, resolve


def create(path: str, body: bytes, key: str) -> str:
    """Create the entity in ``body`` below ``path`` and return why not, empty when it is there.

    path: behind ``v1.1/``. key: name of a key that may write; it counts for grades and for what may be named.
    """
    token = tokens.writing_token(key)
    if token is None:
        return "no-right"
    found = answer(Call("POST", path, "", body, _base()), viewer_with(token))
    return "" if found.status == 201 else "bad-entity"


def told(topic: str, changed: Mapping[str, Mapping[int, frozenset[str]]]) -> list[tuple[int, str]]:
    """Return what subscribers of a topic are told of changes: numbers and JSON, as everybody may see them.

    topic: behind ``v1.1/``, a set, an entity or a property, after a set also ``?$select=`` (OGC 18-088, 14.2). changed:
    by the name of the set, numbers of entities with the columns that changed, none for new ones. A topic that leads
    nowhere gives nothing.
    """
    path, _mark, query = topic.partition("?")
    try:
        resource = parse_address(path)
        wanted = changed.get(resource.entity.plural)
        if not wanted or resource.suffix:
            return []
        options = parse_options(query, resource.entity)
        if options.raw.keys() - {"$select"}:
            return []
        with time_limit():
            return _told(resource, options, wanted)
    except (StaError, DataError, OverflowError):
        return []


def _told(resource: Resource, options: Options, wanted: Mapping[int, frozenset[str]]) -> list[tuple[int, str]]:
    source = resolve(resource, PUBLIC)
    single = resource.hops[-1].number
    numbers = [number for number in wanted if single is None or number == single]
    rows = _rows(source, [number for number in numbers if not resource.inside or _concerns(resource, wanted[number])])
    if not rows:
        return []
    entities = rendered(_base(), source, rows, Options() if resource.inside else options, PUBLIC)
    if resource.inside:
        entities = [_inside(one, resource) for one in entities]
    return [(row.id, Answer(content=one).text()) for row, one in zip(rows, entities, strict=True)]


def _rows(source: Source, numbers: list[int]) -> list[Any]:
    """Return those of the entities with these numbers that the source holds."""
    if not numbers or source.coarse:
        return []
    if source.entity is OBSERVATION:
        return _observations(source, numbers)
    found = source.rows.filter(pk__in=numbers).order_by("pk")
    return list(found.select_related("state") if source.entity is DATASTREAM else found)


def _observations(source: Source, numbers: list[int]) -> list[ObservationRow]:
    """Return those of the Observations with these numbers that the source holds.

    They are sought by number alone: asked for numbers and Datastreams at once, SQLite looks through the Datastreams.
    """
    rows = source.rows if not source.streams else Observation.objects.all()
    streams = frozenset(source.streams)
    found = (ObservationRow(*row) for row in rows.filter(pk__in=numbers).order_by("pk").values_list(*pages.COLUMNS))
    return [
        row
        for row in found
        if not streams or (row.datastream_id in streams and source.feature in {None, row.feature_id})
    ]


def _concerns(resource: Resource, names: frozenset[str]) -> bool:
    """Return whether the property that a topic names is among the changed columns."""
    one = resource.entity.properties.get(resource.inside[0])
    if one is None or not names:
        return not names  # a number stays what it is
    if one.kind is Kind.UNIT:
        return any(name.startswith(one.column) for name in names)
    return bool(names & {one.column.partition("__")[0], one.end.partition("__")[0]})


def _inside(entity: dict[str, Any], resource: Resource) -> dict[str, Any]:
    """Return a property of an entity, or a part of it, as JSON with its name."""
    first = resource.inside[0]
    value: Any = entity.get("@iot.id" if first == "id" else first)
    for step in resource.inside[1:]:
        value = value.get(step) if isinstance(value, dict) else None
    return {resource.inside[-1]: value}


def _base() -> str:
    return f"{settings.PUBLIC_ADDRESS}/sta/v1.1"
