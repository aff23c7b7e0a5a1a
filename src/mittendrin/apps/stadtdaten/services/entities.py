# SPDX-License-Identifier: EUPL-1.2
"""Making, changing and deleting Things, Datastreams and what describes them; Observations come in by ``ingest``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from mittendrin.apps.stadtdaten.ingest import areas, changing, features, removing, states
from mittendrin.apps.stadtdaten.ingest.changing import ObservationRefused
from mittendrin.apps.stadtdaten.models import (
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from mittendrin.apps.stadtdaten.services.access import streams_about, stricter
from mittendrin.core import instants
from mittendrin.core.geometry import box_of, from_geojson

__all__ = ["ObservationRefused"]
_MODELS: dict[str, type[Model]] = {
    "Thing": Thing,
    "Location": Location,
    "HistoricalLocation": HistoricalLocation,
    "Datastream": Datastream,
    "Sensor": Sensor,
    "ObservedProperty": ObservedProperty,
    "FeatureOfInterest": FeatureOfInterest,
}
_GEOMETRY = {"Location": "location", "FeatureOfInterest": "feature"}
change_observation = changing.change_observation
move_observations = changing.move_observations
delete_observations = removing.delete_observations


@transaction.atomic
def create(kind: str, values: Mapping[str, Any]) -> int:
    """Store a new entity with the values of its columns and return its number."""
    made = _MODELS[kind](**values)
    _settle(made)
    made.save()
    if isinstance(made, Datastream):
        states.ensure([made.pk])
    if isinstance(made, HistoricalLocation):
        features.forget([made.thing_id])
    return int(made.pk)


@transaction.atomic
def change(kind: str, number: int, values: Mapping[str, Any]) -> None:
    """Change columns of an entity, with all that follows from it."""
    found = _MODELS[kind]._default_manager.select_for_update().get(pk=number)
    for name, value in values.items():
        setattr(found, name, value)
    _settle(found)
    found.save()
    if isinstance(found, Thing):
        for datastream in found.datastreams.all():
            _settle(datastream)
            datastream.save(update_fields=["open_grade", "open_agreement"])
    if isinstance(found, Location) and "location" in values:
        # What was observed before stays where it was.
        FeatureOfInterest.objects.filter(location=found).update(location=None)
        features.forget(found.things.values_list("pk", flat=True))
    if isinstance(found, Datastream) and "thing_id" in values:
        features.forget([found.thing_id])
    if isinstance(found, Datastream) and "observed_area" in values:
        areas.refresh(areas.having_places([number]))
    if isinstance(found, FeatureOfInterest) and "feature" in values:
        areas.refresh(streams_about(number))


def _settle(found: Model) -> None:
    """Fill in what follows from other columns."""
    column = _GEOMETRY.get(type(found).__name__)
    if column:
        box = box_of(from_geojson(getattr(found, column)))
        for name, side in zip(features.BOX, box or [None] * 4, strict=True):
            setattr(found, name, side)
    if isinstance(found, Datastream):
        found.open_grade, found.open_agreement_id = stricter(found.thing, found.grade, found.agreement_id)
        found.ucum = found.ucum or _ucum(found.unit_definition or "")


def _ucum(definition: str) -> str:
    """Return the code in a definition like ``ucum:Cel`` or an address that ends in ``#Cel``."""
    return definition.removeprefix("ucum:")[:60] if definition.startswith("ucum:") else ""


@transaction.atomic
def place(thing_id: int, location_ids: Sequence[int], *, at: int | None = None) -> None:
    """Put a Thing to these Locations from now on and keep in its history where it was."""
    thing = Thing.objects.select_for_update().get(pk=thing_id)
    thing.locations.set(location_ids)
    past = HistoricalLocation.objects.create(thing=thing, time=at or instants.now())
    past.locations.set(location_ids)
    features.forget([thing_id])


@transaction.atomic
def remember(history_id: int, location_ids: Sequence[int]) -> None:
    """Say where a Thing was; when it is the newest that is known, the Thing is there now."""
    past = HistoricalLocation.objects.get(pk=history_id)
    past.locations.set(location_ids)
    newest = HistoricalLocation.objects.filter(thing=past.thing_id).aggregate(at=Max("time"))["at"]
    if past.time == newest and location_ids:
        past.thing.locations.set(location_ids)
        features.forget([past.thing_id])


@transaction.atomic
def add_to_place(location_id: int, thing_ids: Iterable[int]) -> None:
    """Put Things to a Location."""
    for thing_id in thing_ids:
        place(thing_id, [location_id])


@transaction.atomic
def delete(kind: str, number: int) -> None:
    """Delete an entity with all that cannot be without it, as the standard says."""
    found = _MODELS[kind]._default_manager.get(pk=number)
    if isinstance(found, Thing | Sensor | ObservedProperty):
        removing.delete_datastreams(found.datastreams.values_list("pk", flat=True))
    if isinstance(found, Datastream):
        removing.delete_datastreams([number])
        return
    if isinstance(found, Location):
        features.forget(found.things.values_list("pk", flat=True))
        HistoricalLocation.objects.filter(locations=found).delete()
    if isinstance(found, FeatureOfInterest):
        streams = streams_about(number)
        removing.delete_about(number, streams)
        found.delete()
        areas.refresh(streams)
        return
    found.delete()
