# SPDX-License-Identifier: EUPL-1.2
"""Looks each hour at the hours of all series and puts on record what the block calls unusual."""

from __future__ import annotations

import logging

from mittendrin.apps.stadtdaten.models import Datastream, Matter
from mittendrin.apps.stadtdaten.services import findings
from mittendrin.apps.stadtdaten.services.cockpit_blocks import detector, hourly
from mittendrin.apps.stadtdaten.services.cockpit_kinds import kind_of
from mittendrin.apps.stadtdaten.services.findings import Told
from mittendrin.contracts.series import Detector
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR

KNOWN, LEAST_HOURS = 56 * DAY, 14 * 24
"""The block sees eight weeks; of a series that is younger than two it knows no week-end twice."""
NEW = 3 * DAY
"""Looked back so far, so that nothing is lost when the workers stood still over a week-end."""
SURE = 0.7
"""What the block is less sure of is not told: nobody reads a list that is mostly noise."""
log = logging.getLogger(__name__)


def look(now: int | None = None) -> int:
    """Return how many series have an unusual hour among those of the last days; each is one decision on record."""
    moment = now or instants.now()
    block = detector()
    if block is None:
        return 0
    alive = Datastream.objects.filter(state__latest_start__gte=moment - 6 * HOUR)
    found = 0
    for stream in alive.select_related("thing", "observed_property"):
        told = _told(block, stream, moment)
        found += told is not None and findings.note(told) is not None
    log.info("series.looked found=%s", found)
    return found


def _told(block: Detector, stream: Datastream, now: int) -> Told | None:
    """Return the strongest alarm of the last days."""
    series = hourly(stream, now - KNOWN, now, total=kind_of(stream).today)
    if len(series.values) < LEAST_HOURS:
        return None
    watch = block.watch()
    strongest: Told | None = None
    for point in series.points():
        said = watch.take(point)
        at = instants.from_datetime(point.time)
        if (
            said.flag
            and said.score >= SURE
            and at >= now - NEW
            and (strongest is None or said.score > strongest.confidence)
        ):
            strongest = Told(stream, Matter.ANOMALY, "unusual", at, at + HOUR, said.score, said.reasons, point.value)
    return strongest
