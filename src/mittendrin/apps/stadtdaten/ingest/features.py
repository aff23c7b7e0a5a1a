# SPDX-License-Identifier: EUPL-1.2
"""What Observations are about when they do not say so: the place of their Thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mittendrin.apps.stadtdaten.models import DatastreamFeature, DatastreamState, FeatureOfInterest, Thing

NOWHERE: dict[str, Any] = {"type": "Feature", "geometry": None, "properties": {}}


def of_datastream(datastream_id: int) -> int:
    """Return the feature for new Observations of a Datastream, making it where there is none, and keep it."""
    thing = Thing.objects.get(datastreams=datastream_id)
    feature = of_thing(thing)
    DatastreamFeature.objects.get_or_create(datastream_id=datastream_id, feature=feature)
    DatastreamState.objects.filter(datastream_id=datastream_id).update(feature=feature)
    return feature.pk


def of_thing(thing: Thing) -> FeatureOfInterest:
    """Return the feature made of where ``thing`` is now; one without geometry when nobody knows."""
    location = thing.locations.order_by("pk").first()
    if location is None:
        made, _new = FeatureOfInterest.objects.get_or_create(
            thing=thing,
            defaults={"name": thing.name, "description": thing.description, "feature": NOWHERE, "made": True},
        )
        return made
    words = {name: getattr(location, name) for name in ("name", "description", "encoding_type", *BOX)}
    made, _new = FeatureOfInterest.objects.get_or_create(
        location=location, defaults={**words, "feature": location.location, "made": True}
    )
    return made


BOX = ("west", "south", "east", "north")


def forget(thing_ids: Iterable[int]) -> None:
    """Find out anew where these Things are when their next Observation comes."""
    DatastreamState.objects.filter(datastream__thing_id__in=list(thing_ids)).update(feature=None)


def note_uses(pairs: Iterable[tuple[int, int]], known: Mapping[int, DatastreamState]) -> None:
    """Keep that these Datastreams have Observations about these features; most are known from their states."""
    wanted = {pair for pair in pairs if not _usual(pair, known)}
    if not wanted:
        return
    streams = {stream for stream, _feature in wanted}
    kept = DatastreamFeature.objects.filter(datastream_id__in=streams).values_list("datastream_id", "feature_id")
    new = wanted - set(kept)
    DatastreamFeature.objects.bulk_create(
        [DatastreamFeature(datastream_id=stream, feature_id=feature) for stream, feature in new], ignore_conflicts=True
    )


def _usual(pair: tuple[int, int], known: Mapping[int, DatastreamState]) -> bool:
    """Return whether it is the feature of the state, whose use was noted when it was set."""
    state = known.get(pair[0])
    return state is not None and state.feature_id == pair[1]


def missing(feature_ids: Iterable[int]) -> set[int]:
    """Return those that do not exist."""
    wanted = set(feature_ids)
    return wanted - set(FeatureOfInterest.objects.filter(pk__in=wanted).values_list("pk", flat=True))
