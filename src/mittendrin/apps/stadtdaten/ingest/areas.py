# SPDX-License-Identifier: EUPL-1.2
"""The area that a Datastream observes: the box around the features of its Observations (OGC 18-088, ``observedArea``).

It is kept up to date when a feature first comes into a Datastream, so that no Observation is read for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from mittendrin.apps.stadtdaten.ingest import changes
from mittendrin.apps.stadtdaten.models import Datastream, DatastreamFeature, DatastreamState, Observation
from mittendrin.core.geometry import Box, box_geojson, box_of, from_geojson

_SIDES = ("feature__west", "feature__south", "feature__east", "feature__north")


def _placed() -> QuerySet[DatastreamFeature]:
    """Return the uses of features that lie somewhere."""
    return DatastreamFeature.objects.filter(feature__west__isnull=False)


def widen(pairs: Iterable[tuple[int, int]], placed: set[int]) -> None:
    """Widen the areas of Datastreams by features that are new to them (pairs of both).

    placed: the Datastreams that had a feature with a place before; what others say of their area ends now.
    """
    wanted = set(pairs)
    boxes: dict[int, list[Box]] = {}
    rows = _placed().filter(feature__in={feature for _stream, feature in wanted})
    for stream, feature, *sides in rows.values_list("datastream_id", "feature_id", *_SIDES):
        if (stream, feature) in wanted:
            boxes.setdefault(stream, []).append((sides[0], sides[1], sides[2], sides[3]))
    changed = []
    for stream in Datastream.objects.filter(pk__in=boxes).only("observed_area"):
        old = box_of(from_geojson(stream.observed_area)) if stream.pk in placed else None
        box = _around([*boxes[stream.pk], *([old] if old else [])])
        if box != old:
            stream.observed_area = box_geojson(box)
            changed.append(stream)
    _save(changed)


def having_places(streams: Iterable[int]) -> set[int]:
    """Return those of ``streams`` that have a feature with a place."""
    uses = _placed().filter(datastream=OuterRef("pk"))
    return set(Datastream.objects.filter(Exists(uses), pk__in=list(streams)).values_list("pk", flat=True))


def refresh(streams: Iterable[int]) -> None:
    """Find the areas of these Datastreams out anew from their features; none without a feature that has a place."""
    wanted = list(streams)
    sides = (Min("feature__west"), Min("feature__south"), Max("feature__east"), Max("feature__north"))
    rows = _placed().filter(datastream__in=wanted).order_by().values_list("datastream_id").annotate(*sides)
    boxes: dict[int, Box] = {stream: (west, south, east, north) for stream, west, south, east, north in rows}
    found = list(Datastream.objects.filter(pk__in=wanted).only("observed_area"))
    changed = []
    for stream in found:
        box = boxes.get(stream.pk)
        area = box_geojson(box) if box else None
        if area != stream.observed_area:
            stream.observed_area = area
            changed.append(stream)
    _save(changed)


def _save(changed: list[Datastream]) -> None:
    Datastream.objects.bulk_update(changed, ["observed_area"], batch_size=500)
    changes.note("Datastreams", {stream.pk: {"observed_area"} for stream in changed})


def forget_unused(streams: Iterable[int]) -> None:
    """Forget features of which these Datastreams, held by the caller, have no Observation any more.

    Nothing is read of a Datastream that has one feature and Observations.
    """
    narrowed = []
    for stream in streams:
        kept = set(DatastreamFeature.objects.filter(datastream_id=stream).values_list("feature_id", flat=True))
        rows = Observation.objects.filter(datastream_id=stream)
        if not kept or (len(kept) == 1 and rows.exists()):
            continue
        gone = kept - set(rows.order_by().values_list("feature_id", flat=True).distinct())
        if gone:
            DatastreamFeature.objects.filter(datastream_id=stream, feature_id__in=gone).delete()
            # The feature of the state counts as noted; the next Observation has to note it again.
            DatastreamState.objects.filter(pk=stream, feature_id__in=gone).update(feature=None)
            narrowed.append(stream)
    if narrowed:
        refresh(narrowed)


def _around(boxes: list[Any]) -> Box:
    """Return the box around some boxes."""
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)
