# SPDX-License-Identifier: EUPL-1.2
"""Whether a Datastream or a feature has an Observation of some kind, without reading all of them.

The sums of days tell which days can hold one: a day whose highest value is 20 holds none above 30. Only days that can
are looked into. What concerns the Datastream or the feature alone is asked of these, not of each Observation.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value

from mittendrin.apps.stadtdaten.models import Datastream, DatastreamFeature, DatastreamState, DaySummary, Observation
from mittendrin.apps.stadtdaten.services.access import Viewer, exact_datastreams
from mittendrin.core.instants import DAY, HOUR

_LONGEST_DAY = DAY + 2 * HOUR


@dataclass(frozen=True)
class Wanted:
    """What is asked of Observations. rows: of themselves. streams, features: of what they belong to.

    days: what the sums of a day must say if it holds one; states: the same of the counters of the Datastream.
    """

    rows: Any = None
    streams: QuerySet[Datastream] | None = None
    features: QuerySet[Any] | None = None
    days: Q = field(default_factory=Q)
    states: Q = field(default_factory=Q)


def in_stream(viewer: Viewer, stream: OuterRef, wanted: Wanted) -> Any:
    """Return the condition that the Datastream with the number ``stream`` has such an Observation."""
    if wanted.features is not None:
        uses = DatastreamFeature.objects.filter(datastream=stream, feature__in=wanted.features.values("pk"))
        return Exists(uses.filter(datastream__in=_allowed(viewer, wanted)))
    return _held(viewer, wanted, stream, stream, {})


def about_feature(viewer: Viewer, feature: OuterRef, wanted: Wanted) -> Any:
    """Return the condition that there is such an Observation about the feature with the number ``feature``."""
    uses = DatastreamFeature.objects.filter(feature=feature, datastream__in=_allowed(viewer, wanted))
    if wanted.features is not None:
        uses = uses.filter(feature__in=wanted.features.values("pk"))
    if wanted.rows is None:
        return Exists(uses)
    stream, about = OuterRef("datastream_id"), OuterRef("feature_id")
    return Exists(uses.filter(_held(viewer, wanted, stream, stream, {"feature_id": about})))


def possible(streams: Collection[int], wanted: Wanted) -> set[int]:
    """Return those of ``streams`` that can hold such an Observation by their sums of days and counters."""
    rows = Datastream.objects.filter(pk__in=streams)
    if wanted.days:
        rows = rows.filter(Exists(DaySummary.objects.filter(wanted.days, datastream_id=OuterRef("pk"))))
    if wanted.states:
        rows = rows.filter(Exists(DatastreamState.objects.filter(wanted.states, pk=OuterRef("pk"))))
    if wanted.streams is not None:
        rows = rows.filter(pk__in=wanted.streams.values("pk"))
    return set(rows.values_list("pk", flat=True))


def _allowed(viewer: Viewer, wanted: Wanted) -> QuerySet[Any]:
    """Return the Datastreams whose Observations take part."""
    rows = exact_datastreams(viewer)
    return (rows if wanted.streams is None else rows.filter(pk__in=wanted.streams.values("pk"))).values("pk")


def _held(viewer: Viewer, wanted: Wanted, stream: OuterRef, state: OuterRef, about: dict[str, OuterRef]) -> Any:
    """Return the condition that ``stream`` holds such an Observation, when days and counters do not rule it out."""
    found = Q() if wanted.rows is None else Q(wanted.rows)
    if wanted.days:
        inside = {name: OuterRef(reference) for name, reference in about.items()}
        start = OuterRef("start")
        end = ExpressionWrapper(start + Value(_LONGEST_DAY, BigIntegerField()), BigIntegerField())
        rows = Observation.objects.filter(
            datastream_id=OuterRef("datastream_id"), phenomenon_start__gte=start, phenomenon_start__lt=end, **inside
        )
        days = DaySummary.objects.filter(wanted.days, datastream_id=stream, datastream_id__in=_allowed(viewer, wanted))
        held = Exists(days.filter(Exists(rows.filter(found))))
    else:
        rows = Observation.objects.filter(datastream_id=stream, datastream_id__in=_allowed(viewer, wanted), **about)
        held = Exists(rows.filter(found))
    if not wanted.states:
        return held
    return Q(Exists(DatastreamState.objects.filter(wanted.states, pk=state))) & Q(held)
