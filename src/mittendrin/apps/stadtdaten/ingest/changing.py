# SPDX-License-Identifier: EUPL-1.2
"""Changing a single Observation; its number stays."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from mittendrin.apps.stadtdaten.ingest import areas, extras, features, states, summing
from mittendrin.apps.stadtdaten.ingest.rows import NO_TIME, Row, columns
from mittendrin.apps.stadtdaten.models import Datastream, Flag, Observation
from mittendrin.core import instants
from mittendrin.core.errors import MittendrinError
from mittendrin.core.instants import HOUR


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
        features.note_uses({(row.datastream_id, values["feature_id"])}, {})
        touched = {(old.datastream_id, old.phenomenon_start), (row.datastream_id, row.phenomenon_start)}
        summing.recount({(stream, start // HOUR * HOUR) for stream, start in touched})
        states.refresh({stream for stream, _start in touched}, now)
        if old.result_time is not None:
            states.narrow({(old.datastream_id, old.result_time)})
        if (old.datastream_id, old.feature_id) != (row.datastream_id, values["feature_id"]):
            areas.forget_unused([old.datastream_id])
        states.widen(row.datastream_id, row.duration > 0, values["result_time"])
