# SPDX-License-Identifier: EUPL-1.2
"""One request in, one answer out: the same for HTTP and for the parts of a batch."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DataError, IntegrityError, ProgrammingError

from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.sta.answers import Answer, Call, error
from mittendrin.sta.entities import OBSERVATION, EntityType
from mittendrin.sta.errors import BadRequest, Conflict, Forbidden, NotFound, NotHere, StaError
from mittendrin.sta.landing import landing
from mittendrin.sta.limits import time_limit
from mittendrin.sta.parsing.addresses import Resource, parse_address
from mittendrin.sta.parsing.options import Options, parse_options
from mittendrin.sta.query.expanding import Expander
from mittendrin.sta.query.reading import read, read_one
from mittendrin.sta.query.source import Source, resolve
from mittendrin.sta.render import formats
from mittendrin.sta.render.json import Renderer, next_link
from mittendrin.sta.writing import changing
from mittendrin.sta.writing.bodies import MAX_BULK, load
from mittendrin.sta.writing.creating import Creator
from mittendrin.sta.writing.observing import store_arrays

log = logging.getLogger(__name__)
READING = frozenset({"GET", "HEAD"})
JSON_PATCH = "application/json-patch+json"
ALL = ("GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE")


def answer(call: Call, viewer: Viewer) -> Answer:
    """Return the answer to ``call``; whatever is wrong becomes an answer of its own."""
    try:
        return _read(call, viewer) if call.method in READING else _write(call, viewer)
    except StaError as refusal:
        return error(refusal.status, refusal.message)
    except IntegrityError:
        return error(Conflict.status, "This contradicts what is stored.")
    except (DataError, ProgrammingError, OverflowError) as refusal:
        log.info("sta.refused_by_store kind=%s", type(refusal).__name__)
        return error(BadRequest.status, "A value is outside of what can be stored or asked.")


def _read(call: Call, viewer: Viewer) -> Answer:
    if not call.path.strip("/"):
        return Answer(content=landing(call.base))
    resource = parse_address(call.path)
    options = parse_options(call.query, resource.entity)
    formats.check_format(options.result_format, resource.entity)
    with time_limit():
        source = resolve(resource, viewer)
        if resource.inside:
            return _property(call, resource, source, viewer)
        if resource.hops[-1].single:
            return _one(call, resource, source, options, viewer)
        return _many(call, resource, source, options, viewer)


def rendered(base: str, source: Source, rows: Any, options: Options, viewer: Viewer) -> list[dict[str, Any]]:
    """Return the JSON of some entities of ``source``. base: address of the service."""
    expanded = Expander(viewer).expand(source.entity, rows, options.expand)
    return Renderer(base, viewer).entities(source.entity, rows, options, expanded)


def _one(call: Call, resource: Resource, source: Source, options: Options, viewer: Viewer) -> Answer:
    found = read_one(source)
    if resource.suffix == "$ref":
        return Answer(content={"@iot.selfLink": Renderer(call.base, viewer).address(source.entity, found.id)})
    entities = rendered(call.base, source, [found], options, viewer)
    if options.result_format:
        return _formatted(call, source.entity, [found], entities, options, {})
    return Answer(content=entities[0])


def _many(call: Call, resource: Resource, source: Source, options: Options, viewer: Viewer) -> Answer:
    if resource.suffix == "$count":
        options.count, options.top = True, 0
        return Answer(content=str(read(source, options, viewer).count), content_type="text/plain; charset=utf-8")
    page = read(source, options, viewer)
    around: dict[str, Any] = {}
    if page.count is not None:
        around["@iot.count"] = page.count
    if page.more:
        around["@iot.nextLink"] = next_link(f"{call.base}/{call.path.strip('/')}", options, page)
    if resource.suffix == "$ref":
        renderer = Renderer(call.base, viewer)
        links = [{"@iot.selfLink": renderer.address(source.entity, row.id)} for row in page.rows]
        return Answer(content={**around, "value": links})
    entities = rendered(call.base, source, page.rows, options, viewer)
    if options.result_format:
        return _formatted(call, source.entity, page.rows, entities, options, around)
    return Answer(content={**around, "value": entities})


def _formatted(
    call: Call, entity: EntityType, rows: Any, entities: list[dict[str, Any]], options: Options, around: dict[str, Any]
) -> Answer:
    match options.result_format:
        case "dataArray":
            names = formats.components(options, entities)
            return Answer(content={**around, "value": formats.data_arrays(call.base, rows, entities, names)})
        case "GeoJSON":
            content = {**formats.geojson(entity, entities), **around}
            return Answer(content=content, content_type="application/geo+json")
        case _:
            links = {"Link": f'<{around["@iot.nextLink"]}>; rel="next"'} if "@iot.nextLink" in around else {}
            text = formats.csv_text(entity, entities, options)
            return Answer(content=text, content_type="text/csv; charset=utf-8", headers=links)


def _property(call: Call, resource: Resource, source: Source, viewer: Viewer) -> Answer:
    name, inside = resource.inside[0], resource.inside[1:]
    key = "@iot.id" if name == "id" else name
    value = rendered(call.base, source, [read_one(source)], Options(), viewer)[0].get(key)
    for step in inside:
        if not isinstance(value, dict) or step not in value:
            raise NotFound("There is no such resource.")
        value = value[step]
    if resource.suffix == "$value":
        if value is None:
            return Answer(204, content_type="text/plain; charset=utf-8")
        text = value if isinstance(value, str) else Answer(content=value).text()
        return Answer(content=text, content_type="text/plain; charset=utf-8")
    if value is None:
        return Answer(204)
    return Answer(content={resource.inside[-1]: value})


def _write(call: Call, viewer: Viewer) -> Answer:
    if not viewer.writes:
        raise Forbidden("This person or token may not write.")
    path = call.path.strip("/")
    if path == "CreateObservations":
        return _create_many(call, viewer)
    resource = parse_address(path)
    if resource.inside or resource.suffix:
        raise NotHere("Only entities can be written.")
    single = resource.hops[-1].single
    match call.method:
        case "POST" if not single:
            return _create(call, resource, viewer)
        case "PATCH" | "PUT" if single:
            source = resolve(resource, viewer)
            body = load(call.body)
            if call.method == "PATCH" and call.content_type.partition(";")[0].strip().lower() == JSON_PATCH:
                body = changing.changed_by(source.entity, _one(call, resource, source, Options(), viewer).content, body)
            changing.change(source, body, viewer, whole=call.method == "PUT")
            return _one(call, resource, resolve(resource, viewer), Options(), viewer)
        case "DELETE" if single:
            changing.delete(resolve(resource, viewer))
            return Answer()
        case _:
            raise NotHere(f"{call.method} does not fit this address.")


def _create(call: Call, resource: Resource, viewer: Viewer) -> Answer:
    parents = {}
    if len(resource.hops) > 1:
        parent = resolve(Resource(resource.hops[:-1]), viewer)
        parents = {parent.entity.name: read_one(parent).id}
    number = Creator(viewer).create(resource.entity, load(call.body), parents)
    made = Resource((type(resource.hops[-1])(resource.entity, number),))
    written = _one(call, made, resolve(made, viewer), Options(), viewer)
    address = Renderer(call.base, viewer).address(resource.entity, number)
    return Answer(201, written.content, headers={"Location": address})


def _create_many(call: Call, viewer: Viewer) -> Answer:
    if call.method != "POST":
        raise NotHere("CreateObservations takes POST.")
    numbers = store_arrays(load(call.body, MAX_BULK), viewer)
    start = f"{call.base}/{OBSERVATION.plural}("
    return Answer(201, [f"{start}{number})" if number else "error" for number in numbers])
