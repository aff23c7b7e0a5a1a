# SPDX-License-Identifier: EUPL-1.2
"""Forecasts of all series for the next day, made beside the server and kept until the next one."""

from __future__ import annotations

import logging
import math
from datetime import timedelta

from mittendrin.apps.stadtdaten.models import Datastream, StreamForecast
from mittendrin.apps.stadtdaten.services.cockpit_blocks import forecaster, hourly
from mittendrin.apps.stadtdaten.services.cockpit_kinds import Kind, capacity_of, kind_of
from mittendrin.contracts.series import Band, Forecaster
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR

HORIZON = 24
HISTORY = 63 * DAY
LEAST_HOURS = 72
FRESH = 50 * 60 * 1_000_000
"""A forecast younger than this is not made anew."""
log = logging.getLogger(__name__)


def refresh(now: int | None = None) -> int:
    """Return how many forecasts were made: of series that are alive, have three days of history and no fresh one."""
    moment = now or instants.now()
    block = forecaster()
    if block is None:
        StreamForecast.objects.update(bands=[], made_at=0)
        return 0
    alive = Datastream.objects.filter(state__latest_start__gte=moment - 6 * HOUR)
    made = 0
    for stream in alive.exclude(forecast__made_at__gte=moment - FRESH).select_related("thing", "observed_property"):
        made += _one(block, stream, moment)
    log.info("forecast.done made=%s", made)
    return made


def _one(block: Forecaster, stream: Datastream, now: int) -> bool:
    kind = kind_of(stream)
    series = hourly(stream, now - HISTORY, now, total=kind.today)
    if len(series.values) < LEAST_HOURS:
        return False
    answer = block.forecast(series, HORIZON, timedelta(hours=1))
    if answer.value is None:
        return False
    top = capacity_of(stream) if kind.worse == "low" else None
    bands = [_row(band, kind, top) for band in answer.value if math.isfinite(band.mean)]
    StreamForecast.objects.update_or_create(
        datastream=stream, defaults={"made_at": now, "bands": bands, "block": block.manifest.id}
    )
    return True


def _row(band: Band, kind: Kind, top: float | None) -> list[float]:
    """Return a band as it is kept, in the middle of its hour, within what can be at all."""
    low, high = kind.plausible if top is None else (0.0, top)
    start = instants.from_datetime(band.time) + (0 if kind.today else HOUR // 2)
    values = [min(max(value, low), high) for value in (band.mean, band.low, band.high)]
    return [start, *(round(value, 4) for value in values)]
