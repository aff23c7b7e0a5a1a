# SPDX-License-Identifier: EUPL-1.2
"""Changing Observations that are there; their numbers stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from mittendrin.apps.stadtdaten.ingest import areas, changes, extras, features, states, summing
from mittendrin.apps.stadtdaten.ingest.rows import NO_TIME, Row, columns
from mittendrin.apps.stadtdaten.models import Datastream, Flag, Observation, ObservationExtra
from mittendrin.core import instants
from mittendrin.core.errors import MittendrinError
from mittendrin.core.instants import DAY, HOUR


class ObservationRefused(MittendrinError):
    """Refused: ``kind`` as in Refusal, or ``taken`` when another Observation has that time."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


def change_observation(number: int, row: Row) -> None:
    """Put ``row`` in place of the Observation with this number. Raises ObservationRefused."""
    now = instants.now()
    with transaction.atomic():
        old = Observation.objects.get(pk=number)
        states.locked(sorted({old.datastream_id, row.datastream_id}))
        ahead = Datastream.objects.filter(pk=row.datastream_id, future_days__gt=1).values_list("pk", "future_days")
        batch = columns([row], now, dict(ahead))
        if batch.refused:
            raise ObservationRefused(batch.refused[0])
        if batch.others or batch.extras:
            batch.flags[0] |= Flag.EXTRA
        result, time = batch.result[0].item(), batch.result_time[0].item()
        values: dict[str, Any] = {
            "datastream_id": row.datastream_id,
            "phenomenon_start": row.phenomenon_start,
            "duration": row.duration,
            "result": None if result != result else result,
            "result_time": None if time == NO_TIME else time,
            "flags": batch.flags[0].item(),
            "feature_id": row.feature_id or old.feature_id,
        }
        try:
            with transaction.atomic():
                Observation.objects.filter(pk=number).update(**values)
        except IntegrityError as error:
            raise ObservationRefused("taken") from error
        extras.replace(batch, [number])
        extra = {"result", "extra"} if (old.flags | values["flags"]) & Flag.EXTRA else set()
        changes.note("Observations", {number: extra | {name for name in values if getattr(old, name) != values[name]}})
        features.note_uses({(row.datastream_id, values["feature_id"])}, {})
        touched = {(old.datastream_id, old.phenomenon_start), (row.datastream_id, row.phenomenon_start)}
        summing.recount({(stream, start // HOUR * HOUR) for stream, start in touched})
        states.refresh({stream for stream, _start in touched}, now)
        if old.result_time is not None:
            states.narrow({(old.datastream_id, old.result_time)})
        if (old.datastream_id, old.feature_id) != (row.datastream_id, values["feature_id"]):
            areas.forget_unused([old.datastream_id])
        states.widen(row.datastream_id, row.duration > 0, values["result_time"])


def move_observations(
    numbers: Iterable[int], *, datastream_id: int | None = None, feature_id: int | None = None
) -> None:
    """Put Observations into another Datastream, or say what else they are about; all else of them stays.

    Raises ObservationRefused: nothing is moved then.
    """
    numbers = list(numbers)
    wanted = Observation.objects.filter(pk__in=numbers)
    with transaction.atomic():
        streams = set(wanted.values_list("datastream_id", flat=True))
        states.locked(sorted(streams if datastream_id is None else streams | {datastream_id}))
        if feature_id is not None:
            wanted.update(feature_id=feature_id)
            changes.note("Observations", {number: {"feature_id"} for number in numbers})
            features.note_uses({(stream, feature_id) for stream in streams}, {})
        if datastream_id is not None:
            _into_datastream(list(wanted.exclude(datastream_id=datastream_id)), datastream_id, instants.now())


def _into_datastream(rows: list[Observation], stream: int, now: int) -> None:
    if not rows:
        return
    days = Datastream.objects.filter(pk=stream).values_list("future_days", flat=True).first() or 1
    if max(row.phenomenon_start for row in rows) > now + max(days, 1) * DAY:
        raise ObservationRefused("in_future")
    numbers = [row.pk for row in rows]
    try:
        with transaction.atomic():
            Observation.objects.filter(pk__in=numbers).update(datastream_id=stream)
    except IntegrityError as error:
        raise ObservationRefused("taken") from error
    ObservationExtra.objects.filter(pk__in=numbers).update(datastream_id=stream)
    changes.note("Observations", {number: {"datastream_id"} for number in numbers})
    features.note_uses({(stream, row.feature_id) for row in rows}, {})
    touched = {(one, row.phenomenon_start // HOUR * HOUR) for row in rows for one in (row.datastream_id, stream)}
    summing.recount(touched)
    states.refresh({one for one, _hour in touched}, now)
    times = [row.result_time for row in rows if row.result_time is not None]
    for time in {min(times), max(times)} if times else {None}:
        states.widen(stream, any(row.duration for row in rows), time)
