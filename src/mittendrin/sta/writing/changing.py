# SPDX-License-Identifier: EUPL-1.2
"""PATCH, PUT and DELETE of one entity."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from mittendrin.apps.stadtdaten.models import Flag
from mittendrin.apps.stadtdaten.services import entities, pages
from mittendrin.apps.stadtdaten.services.access import Viewer
from mittendrin.apps.stadtdaten.services.entities import ObservationRefused
from mittendrin.apps.stadtdaten.services.storing import Extra, Row
from mittendrin.core import json_patch
from mittendrin.core.json_patch import PatchRefused
from mittendrin.sta.entities import OBSERVATION, EntityType
from mittendrin.sta.errors import BadRequest, NotHere
from mittendrin.sta.query.reading import ObservationRow, read_one
from mittendrin.sta.query.source import Source
from mittendrin.sta.render.json import result_of
from mittendrin.sta.writing.bodies import number_of, values
from mittendrin.sta.writing.creating import Creator
from mittendrin.sta.writing.observing import refusal_of, row_of

Json = dict[str, Any]


def change(source: Source, body: Any, viewer: Viewer, *, whole: bool) -> None:
    """Change the one entity of ``source``. whole: PUT, what is not said gets its first value. Raises BadRequest."""
    if not isinstance(body, dict):
        raise BadRequest("The body must be an object.")
    entity, found = source.entity, read_one(source)
    many = {
        name: _only_links(name, body[name])
        for name, navigation in entity.navigations.items()
        if navigation.many and name in body
    }
    with transaction.atomic():
        creator = Creator(viewer)
        single = {name: body[name] for name, one in entity.navigations.items() if not one.many and name in body}
        for name, one in single.items():
            _only_links(name, [one])
        links = creator.links(entity, single, 0, skip=set())
        if entity is OBSERVATION:
            _observation(found, source.coarse, body, links, whole=whole)
            return
        changed = values(entity, body, whole=whole)
        columns = {f"{entity.navigations[name].forward}_id": number for name, number in links.items()}
        entities.change(entity.name, found.id, {**changed, **columns})
        for name, numbers in many.items():
            creator.take(entity, name, found.id, numbers)


def changed_by(entity: EntityType, stored: Json, operations: Any) -> Json:
    """Return the body of a PATCH that says the same as a JSON Patch to the entity ``stored``. Raises BadRequest."""
    known = {name: value for name, value in stored.items() if name in entity.properties or name == "@iot.id"}
    try:
        wanted = json_patch.patched(known, operations)
    except PatchRefused as error:
        raise BadRequest(str(error)) from error
    if not isinstance(wanted, dict) or wanted.get("@iot.id") != stored["@iot.id"]:
        raise BadRequest("A JSON Patch changes properties of the entity, not the entity itself.")
    for name in wanted.keys() - known.keys():
        if name not in entity.properties:
            raise BadRequest(f"{entity.name} has no property {name[:60]!r}.")
    names = [name for name in {**known, **wanted} if not json_patch.same(known.get(name), wanted.get(name))]
    return {name: wanted.get(name) for name in names}


def _only_links(name: str, bodies: Any) -> list[int]:
    """Return the numbers in links. Raises BadRequest for anything else: a change must not hold new entities."""
    numbers = [number_of(one) for one in bodies] if isinstance(bodies, list) else [None]
    found = [one for one in numbers if one is not None]
    if len(found) < len(numbers):
        raise BadRequest(f'{name} may hold only links like {{"@iot.id": 5}} here.')
    return found


def _observation(
    found: ObservationRow, coarse: bool, body: dict[str, Any], links: dict[str, int], *, whole: bool
) -> None:
    if coarse:
        raise NotHere("Hourly means cannot be changed.")
    links = {"Datastream": found.datastream_id, "FeatureOfInterest": found.feature_id, **links}
    row = row_of(body if whole else {"result": None, "phenomenonTime": None, **body}, links)
    row = row if whole else _merged(found, body, row)
    try:
        entities.change_observation(found.id, row)
    except ObservationRefused as error:
        raise refusal_of(error) from error


def _merged(found: ObservationRow, body: dict[str, Any], row: Row) -> Row:
    """Return ``row`` with what is stored where ``body`` says nothing."""
    extras = pages.extras([found.id]) if found.flags & Flag.EXTRA else {}
    kept = extras.get(found.id)
    if body.get("phenomenonTime") is None:
        row = row._replace(phenomenon_start=found.phenomenon_start, duration=found.duration)
    if "result" not in body:
        row = row._replace(result=result_of(found, extras))
    if "resultTime" not in body:
        row = row._replace(result_time=found.result_time)
    if kept is not None:
        said = row.extra or Extra()
        row = row._replace(
            extra=Extra(
                said.result_quality if "resultQuality" in body else kept.result_quality,
                said.parameters if "parameters" in body else kept.parameters,
                *((said.valid_start, said.valid_end) if "validTime" in body else (kept.valid_start, kept.valid_end)),
            )
        )
    return row._replace(quality=found.flags & Flag.QUALITY)


def delete(source: Source) -> None:
    """Delete the one entity of ``source`` with all that cannot be without it."""
    found = read_one(source)
    if source.entity is not OBSERVATION:
        entities.delete(source.entity.name, found.id)
    elif source.coarse:
        raise NotHere("Hourly means cannot be deleted.")
    else:
        entities.delete_observations([found.id])
