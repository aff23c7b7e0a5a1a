# SPDX-License-Identifier: EUPL-1.2
"""What a resource path leads to: entities of one kind that the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from mittendrin.apps.stadtdaten.services import access
from mittendrin.apps.stadtdaten.services.access import Viewer, visible
from mittendrin.sta.entities import OBSERVATION, TYPES, EntityType, Navigation
from mittendrin.sta.errors import NotFound
from mittendrin.sta.parsing.addresses import Hop, Resource

_COARSE = 16_777_216
HOUR = 3_600_000_000


@dataclass
class Source:
    """Entities of one kind. rows: as the store gives them. streams: of Observations, the Datastreams they are in.

    coarse: the Observations are hourly means. feature: of Observations, the one feature they are about.
    """

    entity: EntityType
    rows: QuerySet[Any]
    coarse: bool = False
    streams: list[int] = field(default_factory=list)
    feature: int | None = None


def resolve(resource: Resource, viewer: Viewer) -> Source:
    """Return what ``resource`` leads to. Raises NotFound when an entity on the way is not there for ``viewer``."""
    source = _first(resource.hops[0], viewer)
    for before, hop in zip(resource.hops, resource.hops[1:], strict=False):
        source = _next(source, before, hop, viewer)
    if resource.hops[-1].single and not source.rows.exists():
        raise NotFound("There is no such entity.")
    return source


def _first(hop: Hop, viewer: Viewer) -> Source:
    if hop.entity is OBSERVATION:
        return _observation(hop.number, viewer) if hop.number is not None else all_observations(viewer)
    rows = visible(hop.entity.name, viewer)
    return Source(hop.entity, rows if hop.number is None else rows.filter(pk=hop.number))


def all_observations(viewer: Viewer) -> Source:
    """Return all Observations whose single values ``viewer`` may see."""
    streams = access.exact_datastreams(viewer).order_by("pk").values_list("pk", flat=True)
    return Source(OBSERVATION, access.observations(viewer), streams=list(streams))


def _observation(number: int, viewer: Viewer) -> Source:
    if number >= 0:
        rows: QuerySet[Any] = access.observations(viewer).filter(pk=number)
        return Source(OBSERVATION, rows)
    stream, hour = divmod(-number, _COARSE)
    rows = access.coarse_observations(viewer).filter(datastream_id=stream, phenomenon_start=hour * HOUR)
    return Source(OBSERVATION, rows, coarse=True)


def _next(source: Source, before: Hop, hop: Hop, viewer: Viewer) -> Source:
    navigation = hop.navigation
    if navigation is None or not before.single:
        raise NotFound("There is no such resource.")
    if not navigation.many:
        found = source.rows.values_list(f"{navigation.forward}_id", flat=True).first()
        if found is None:
            raise NotFound("There is no such entity.")
        return Source(hop.entity, visible(hop.entity.name, viewer).filter(pk=found))
    parent = source.rows.values_list("pk", flat=True).first()
    if parent is None:
        raise NotFound("There is no such entity.")
    reached = related(source.entity, navigation, parent, viewer)
    if hop.number is not None:
        reached.rows = reached.rows.filter(pk=hop.number)
    return reached


def related(entity: EntityType, navigation: Navigation, parent: int, viewer: Viewer) -> Source:
    """Return the many entities that ``navigation`` leads to from the entity with the number ``parent``."""
    if navigation.target != OBSERVATION.name:
        target = visible(navigation.target, viewer).filter(**{navigation.back: parent})
        return Source(TYPES[navigation.target], target.distinct() if navigation.back.endswith("s") else target)
    if entity.name == "Datastream":
        return of_stream(parent, viewer)
    allowed = set(access.exact_datastreams(viewer).values_list("pk", flat=True))
    streams = [number for number in access.streams_about(parent) if number in allowed]
    rows = access.observations(viewer).filter(feature_id=parent, datastream_id__in=streams)
    return Source(OBSERVATION, rows, streams=streams, feature=parent)


def of_stream(number: int, viewer: Viewer) -> Source:
    """Return the Observations of a visible Datastream: single values or hourly means."""
    grade = access.datastreams(viewer).filter(pk=number).values_list("open_grade", flat=True).first()
    if grade is None:
        raise NotFound("There is no such entity.")
    coarse = access.is_coarse(viewer, grade)
    whole = access.coarse_observations(viewer) if coarse else access.observations(viewer)
    return Source(OBSERVATION, whole.filter(datastream_id=number), coarse=coarse, streams=[number])
