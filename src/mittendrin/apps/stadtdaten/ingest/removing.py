# SPDX-License-Identifier: EUPL-1.2
"""Taking Observations and whole Datastreams away."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from mittendrin.apps.stadtdaten.ingest import areas, states, summing
from mittendrin.apps.stadtdaten.models import (
    Datastream,
    DatastreamFeature,
    DaySummary,
    FeatureOfInterest,
    HourSummary,
    MonthCount,
    Observation,
    ObservationExtra,
)
from mittendrin.core import instants
from mittendrin.core.instants import HOUR

PIECE = 20_000


def delete_observations(ids: Iterable[int]) -> int:
    """Delete single Observations; return how many there were."""
    wanted = list(ids)
    with transaction.atomic():
        found = Observation.objects.filter(pk__in=wanted)
        rows = list(found.values_list("datastream_id", "phenomenon_start", "result_time"))
        streams = {stream for stream, _start, _time in rows}
        states.locked(sorted(streams))
        ObservationExtra.objects.filter(pk__in=wanted).delete()
        Observation.objects.filter(pk__in=wanted).delete()
        summing.recount({(stream, start // HOUR * HOUR) for stream, start, _time in rows})
        states.refresh(streams, instants.now())
        states.narrow({(stream, time) for stream, _start, time in rows if time is not None})
        areas.forget_unused(streams)
    return len(rows)


def delete_datastreams(datastream_ids: Iterable[int]) -> None:
    """Delete Datastreams with all that belongs to them."""
    wanted = list(datastream_ids)
    with transaction.atomic():
        about = list(DatastreamFeature.objects.filter(datastream_id__in=wanted).values_list("feature_id", flat=True))
        for model in (ObservationExtra, Observation, HourSummary, DaySummary, MonthCount):
            model.objects.filter(datastream_id__in=wanted).delete()
        Datastream.objects.filter(pk__in=wanted).delete()
        FeatureOfInterest.objects.filter(pk__in=about, made=True, uses=None).delete()


def delete_before(datastream_id: int, moment: int) -> int:
    """Delete Observations that began before ``moment``, in pieces; their summaries stay. Return how many went."""
    gone = 0
    while piece := _delete_piece(datastream_id, moment):
        gone += piece
    if gone:
        with transaction.atomic():
            states.locked([datastream_id])
            areas.forget_unused([datastream_id])
    return gone


def _delete_piece(datastream_id: int, moment: int) -> int:
    with transaction.atomic():
        states.locked([datastream_id])
        rows = Observation.objects.filter(datastream_id=datastream_id, phenomenon_start__lt=moment)
        starts = rows.order_by("phenomenon_start").values_list("phenomenon_start", flat=True)
        edge = next(iter(starts[PIECE : PIECE + 1]), None)
        piece = rows if edge is None else rows.filter(phenomenon_start__lte=edge)
        ObservationExtra.objects.filter(observation__in=piece.values("pk")).delete()
        gone: int = piece.delete()[0]
        if gone:
            states.forgotten(datastream_id, gone)
        return gone


def delete_about(feature_id: int, streams: Iterable[int]) -> None:
    """Delete all Observations about a feature in these Datastreams."""
    for stream in streams:
        rows = Observation.objects.filter(datastream_id=stream, feature_id=feature_id)
        while ids := list(rows.values_list("pk", flat=True)[:PIECE]):
            delete_observations(ids)
