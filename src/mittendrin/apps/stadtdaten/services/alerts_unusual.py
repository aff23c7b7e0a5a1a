# SPDX-License-Identifier: EUPL-1.2
"""Whether a value is unusual: asked of the building block for anomalies where there is one, else of earlier weeks."""

from __future__ import annotations

from collections.abc import Callable

from mittendrin.apps.stadtdaten.models import Datastream, Observation
from mittendrin.apps.stadtdaten.services.cockpit_blocks import detector
from mittendrin.apps.stadtdaten.services.cockpit_usual import Usual, usual_hours
from mittendrin.contracts.series import Detector, Point
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR

WARM_UP = 35 * DAY
MOST = 50_000
Flag = Callable[[int, float], bool]


def flag_for(stream: Datastream, start: int) -> Flag:
    """Return what says of values from ``start`` on, in order of time, whether one is unusual."""
    block = detector()
    return _watched(block, stream, start) if block else _by_weeks(stream)


def _watched(block: Detector, stream: Datastream, start: int) -> Flag:
    """Let the block see what came before, then ask it about each value."""
    watch = block.watch()
    rows = Observation.objects.filter(
        datastream=stream, phenomenon_start__gt=start - WARM_UP, phenomenon_start__lte=start, result__isnull=False
    ).order_by("phenomenon_start")
    for at, value in rows.values_list("phenomenon_start", "result")[:MOST]:
        if value is not None:
            watch.take(Point(instants.to_datetime(at), value))

    def flag(at: int, value: float) -> bool:
        try:
            return watch.take(Point(instants.to_datetime(at), value)).flag
        except ValueError:
            return False

    return flag


def _by_weeks(stream: Datastream) -> Flag:
    """Compare with the same hour of earlier weeks."""
    known: dict[int, Usual | None] = {}

    def flag(at: int, value: float) -> bool:
        hour = at // HOUR
        if hour not in known:
            if len(known) > 2000:
                known.clear()
            known[hour] = usual_hours([stream.pk], at).get(stream.pk)
        usual = known[hour]
        if usual is None:
            return False
        room = max(usual.high - usual.low, 0.05 * abs(usual.middle), 1e-9)
        return value < usual.low - room or value > usual.high + room

    return flag
