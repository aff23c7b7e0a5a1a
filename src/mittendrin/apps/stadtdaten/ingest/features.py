# SPDX-License-Identifier: EUPL-1.2
"""What Observations are about when they do not say so: the place of their Thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mittendrin.apps.stadtdaten.ingest import areas, bulk, changes
from mittendrin.apps.stadtdaten.ingest.states import State
from mittendrin.apps.stadtdaten.models import (
    Datastream,
    DatastreamFeature,
    DatastreamState,
    FeatureOfInterest,
    Location,
    Thing,
)

NOWHERE: dict[str, Any] = {"type": "Feature", "geometry": None, "properties": {}}


def of_datastreams(datastream_ids: Iterable[int]) -> dict[int, int]:
    """Return the features for new Observations of Datastreams, making those that are missing, and keep them.

    The feature is made of where the Thing is now; it has no geometry when nobody knows.
    """
    things = dict(Datastream.objects.filter(pk__in=list(datastream_ids)).values_list("pk", "thing_id"))
    places = _places(set(things.values()))
    by_place = _made_of_places({place for place in places.values() if place is not None})
    by_thing = _made_of_things({thing for thing, place in places.items() if place is None})
    found = {}
    for stream, thing in things.items():
        place = places[thing]
        found[stream] = by_thing[thing] if place is None else by_place[place]
    note_uses(found.items(), {})
    bulk.set_features(found)
    return found


def _places(things: set[int]) -> dict[int, int | None]:
    """Return the first Location of each Thing."""
    found: dict[int, int | None] = dict.fromkeys(things)
    joined = Thing.locations.through._default_manager.filter(thing_id__in=things).order_by("-location_id")
    found.update(joined.values_list("thing_id", "location_id"))
    return found


def _made_of_places(wanted: set[int]) -> dict[int, int]:
    rows = FeatureOfInterest.objects.filter(location_id__in=wanted)
    missing = wanted - set(rows.values_list("location_id", flat=True))
    made = []
    for place in Location.objects.filter(pk__in=missing):
        words = {name: getattr(place, name) for name in ("name", "description", "encoding_type", *BOX)}
        made.append(FeatureOfInterest(location=place, feature=place.location, made=True, **words))
    FeatureOfInterest.objects.bulk_create(made, ignore_conflicts=True)
    found = {place: pk for place, pk in rows.values_list("location_id", "pk") if place is not None}
    changes.note("FeaturesOfInterest", {pk: () for place, pk in found.items() if place in missing})
    return found


def _made_of_things(wanted: set[int]) -> dict[int, int]:
    rows = FeatureOfInterest.objects.filter(thing_id__in=wanted)
    missing = wanted - set(rows.values_list("thing_id", flat=True))
    made = [
        FeatureOfInterest(thing=thing, name=thing.name, description=thing.description, feature=NOWHERE, made=True)
        for thing in Thing.objects.filter(pk__in=missing)
    ]
    FeatureOfInterest.objects.bulk_create(made, ignore_conflicts=True)
    found = {thing: pk for thing, pk in rows.values_list("thing_id", "pk") if thing is not None}
    changes.note("FeaturesOfInterest", {pk: () for thing, pk in found.items() if thing in missing})
    return found


BOX = ("west", "south", "east", "north")


def forget(thing_ids: Iterable[int]) -> None:
    """Find out anew where these Things are when their next Observation comes."""
    DatastreamState.objects.filter(datastream__thing_id__in=list(thing_ids)).update(feature=None)


def note_uses(pairs: Iterable[tuple[int, int]], known: Mapping[int, State]) -> None:
    """Keep that these Datastreams have Observations about these features; most are known from their states."""
    wanted = {pair for pair in pairs if not _usual(pair, known)}
    if not wanted:
        return
    streams = {stream for stream, _feature in wanted}
    kept = DatastreamFeature.objects.filter(
        datastream_id__in=streams, feature_id__in={feature for _stream, feature in wanted}
    )
    new = wanted - set(kept.values_list("datastream_id", "feature_id"))
    if not new:
        return
    placed = areas.having_places({stream for stream, _feature in new})
    DatastreamFeature.objects.bulk_create(
        [DatastreamFeature(datastream_id=stream, feature_id=feature) for stream, feature in new], ignore_conflicts=True
    )
    areas.widen(new, placed)


def _usual(pair: tuple[int, int], known: Mapping[int, State]) -> bool:
    """Return whether it is the feature of the state, whose use was noted when it was set."""
    state = known.get(pair[0])
    return state is not None and state.feature_id == pair[1]


def missing(feature_ids: Iterable[int]) -> set[int]:
    """Return those that do not exist."""
    wanted = set(feature_ids)
    return wanted - set(FeatureOfInterest.objects.filter(pk__in=wanted).values_list("pk", flat=True))
