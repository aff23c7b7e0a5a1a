# SPDX-License-Identifier: EUPL-1.2
"""Who sees what. Every question about Stadtdaten begins with a Viewer; what they may not see is not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mittendrin.apps.stadtdaten.models import (
    Agreement,
    ApiToken,
    CoarseObservation,
    Datastream,
    DatastreamFeature,
    FeatureOfInterest,
    Grade,
    HistoricalLocation,
    Location,
    Observation,
    ObservedProperty,
    Sensor,
    Thing,
)
from mittendrin.townhall.accounts.models import Person, Role

STRICTNESS = {Grade.PUBLIC: 0, Grade.COARSE: 1, Grade.AGREEMENT: 2, Grade.INTERNAL: 3}


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks. internal: sees all. agreements: ids of those they have. writes: may change data.

    grade: of Things that they make.
    """

    internal: bool = False
    agreements: frozenset[int] = frozenset()
    writes: bool = False
    grade: str = Grade.INTERNAL


PUBLIC = Viewer()
INTERNAL = Viewer(internal=True)


def viewer_of(person: Person | None) -> Viewer:
    """Return what a person who is logged in may see; None is the public. The town's own people see all."""
    if person is None or not person.is_active:
        return PUBLIC
    if person.has_role(Role.STAFF, Role.HEAD_OF_UNIT, Role.EDITOR):
        return replace(INTERNAL, writes=person.has_role(Role.EDITOR))
    return Viewer(agreements=_running(Agreement.objects.filter(people=person)))


def viewer_with(token: ApiToken) -> Viewer:
    """Return what a program with this token may do. Whoever writes sees all, or could not mend it."""
    agreements = _running(token.agreements.all())
    return Viewer(token.internal or token.writes, agreements, token.writes, token.grade)


def _running(agreements: QuerySet[Agreement]) -> frozenset[int]:
    """Return the ids of those that are not over."""
    running = agreements.filter(Q(until=None) | Q(until__gte=timezone.localdate()))
    return frozenset(running.values_list("pk", flat=True))


def datastreams(viewer: Viewer) -> QuerySet[Datastream]:
    """Return the Datastreams that ``viewer`` may see, the coarse ones included."""
    return Datastream.objects.filter(_seen(viewer))


def exact_datastreams(viewer: Viewer) -> QuerySet[Datastream]:
    """Return the Datastreams whose single values ``viewer`` may see."""
    return Datastream.objects.filter(_seen(viewer, coarse=False))


def is_coarse(viewer: Viewer, grade: str) -> bool:
    """Return whether ``viewer`` gets only coarse data of something of this grade."""
    return not viewer.internal and grade == Grade.COARSE


def _seen(viewer: Viewer, *, coarse: bool = True, prefix: str = "open_") -> Q:
    if viewer.internal:
        return Q()
    grades = [Grade.PUBLIC, Grade.COARSE] if coarse else [Grade.PUBLIC]
    seen = Q(**{f"{prefix}grade__in": grades})
    if viewer.agreements:
        seen |= Q(**{f"{prefix}grade": Grade.AGREEMENT, f"{prefix}agreement__in": viewer.agreements})
    return seen


def things(viewer: Viewer) -> QuerySet[Thing]:
    """Return the Things that ``viewer`` may see."""
    return Thing.objects.filter(_seen(viewer, prefix=""))


def historical_locations(viewer: Viewer) -> QuerySet[HistoricalLocation]:
    """Return where visible Things were."""
    rows = HistoricalLocation.objects.all()
    return rows if viewer.internal else rows.filter(thing__in=things(viewer))


def locations(viewer: Viewer) -> QuerySet[Location]:
    """Return places: of visible Things, or of none at all."""
    rows = Location.objects.all()
    if viewer.internal:
        return rows
    current, past = Thing.locations.through.objects, HistoricalLocation.locations.through.objects
    now = current.filter(location=OuterRef("pk"))
    then = past.filter(location=OuterRef("pk"))
    visible = Exists(now.filter(thing__in=things(viewer))) | Exists(
        then.filter(historicallocation__thing__in=things(viewer))
    )
    return rows.filter(visible | (~Exists(now) & ~Exists(then)))


def exact_locations(viewer: Viewer) -> QuerySet[Location]:
    """Return the places that ``viewer`` may see exactly: none of the Things there is open only coarsely."""
    if viewer.internal:
        return Location.objects.all()
    hidden = Thing.objects.exclude(grade=Grade.PUBLIC)
    if viewer.agreements:
        hidden = hidden.exclude(grade=Grade.AGREEMENT, agreement__in=viewer.agreements)
    return Location.objects.exclude(things__in=hidden).exclude(historical_locations__thing__in=hidden)


def sensors(viewer: Viewer) -> QuerySet[Sensor]:
    """Return sensors of visible Datastreams, or of none at all."""
    return _used(Sensor.objects.all(), "sensor", viewer)


def observed_properties(viewer: Viewer) -> QuerySet[ObservedProperty]:
    """Return properties that visible Datastreams observe, or none at all."""
    return _used(ObservedProperty.objects.all(), "observed_property", viewer)


def _used(rows: QuerySet[Any], name: str, viewer: Viewer) -> QuerySet[Any]:
    if viewer.internal:
        return rows
    uses = {name: OuterRef("pk")}
    return rows.filter(Exists(datastreams(viewer).filter(**uses)) | ~Exists(Datastream.objects.filter(**uses)))


def features(viewer: Viewer) -> QuerySet[FeatureOfInterest]:
    """Return features that visible Datastreams have Observations about, or none at all."""
    rows = FeatureOfInterest.objects.all()
    if viewer.internal:
        return rows
    uses = DatastreamFeature.objects.filter(feature=OuterRef("pk"))
    return rows.filter(Exists(uses.filter(datastream__in=datastreams(viewer))) | (~Exists(uses) & Q(made=False)))


def exact_features(viewer: Viewer) -> QuerySet[FeatureOfInterest]:
    """Return the features that ``viewer`` may see exactly."""
    if viewer.internal:
        return FeatureOfInterest.objects.all()
    hidden = Datastream.objects.exclude(_seen(viewer, coarse=False))
    uses = DatastreamFeature.objects.filter(feature=OuterRef("pk"), datastream__in=hidden)
    made = Q(location=None) | Q(location__in=exact_locations(viewer))
    return FeatureOfInterest.objects.filter(~Exists(uses) & made)


def exact_areas(viewer: Viewer) -> QuerySet[Datastream]:
    """Return the Datastreams whose area ``viewer`` may see exactly: they and all places in it are open to them so."""
    rows = exact_datastreams(viewer)
    if viewer.internal:
        return rows
    uses = DatastreamFeature.objects.filter(datastream=OuterRef("pk"))
    return rows.filter(~Exists(uses.exclude(feature__in=exact_features(viewer))))


def observations(viewer: Viewer) -> QuerySet[Observation]:
    """Return the single values that ``viewer`` may see.

    The Datastreams are always named, for everybody: without them the store, sorted by Datastream, finds no way in.
    """
    return Observation.objects.filter(datastream__in=exact_datastreams(viewer).values("pk"))


def coarse_observations(viewer: Viewer) -> QuerySet[CoarseObservation]:
    """Return the hourly means, late by the delay, of Datastreams that are open to ``viewer`` only coarsely."""
    rows = CoarseObservation.objects.all()
    return rows.none() if viewer.internal else rows


def streams_about(feature_id: int) -> list[int]:
    """Return the ids of the Datastreams that have Observations about a feature."""
    uses = DatastreamFeature.objects.filter(feature_id=feature_id).order_by("datastream_id")
    return list(uses.values_list("datastream_id", flat=True))


_VISIBLE: dict[str, Callable[[Viewer], QuerySet[Any]]] = {
    "Thing": things,
    "Location": locations,
    "HistoricalLocation": historical_locations,
    "Datastream": datastreams,
    "Sensor": sensors,
    "ObservedProperty": observed_properties,
    "FeatureOfInterest": features,
    "Observation": observations,
    "CoarseObservation": coarse_observations,
}


def visible(kind: str, viewer: Viewer) -> QuerySet[Any]:
    """Return the rows of a kind of entity, named as in the standard, that ``viewer`` may see."""
    return _VISIBLE[kind](viewer)


def stricter(thing: Thing, grade: str, agreement_id: int | None) -> tuple[str, int | None]:
    """Return what counts for a Datastream of ``thing``: the stricter of the two grades, with its agreement.

    Two different agreements at once nobody can have: then it is internal.
    """
    own, its = STRICTNESS[Grade(grade or Grade.PUBLIC)], STRICTNESS[Grade(thing.grade)]
    if grade == thing.grade == Grade.AGREEMENT and agreement_id != thing.agreement_id:
        return Grade.INTERNAL, None
    if own > its:
        return grade, agreement_id if grade == Grade.AGREEMENT else None
    return thing.grade, thing.agreement_id
