# SPDX-License-Identifier: EUPL-1.2
"""Plain checks of devices from sums of hours: the same value for too long, one that drifts away from its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mittendrin.apps.stadtdaten.models import DaySummary, HourSummary
from mittendrin.apps.stadtdaten.services.cockpit_readings import Reading
from mittendrin.core.instants import DAY, HOUR

WINDOW = 28 * DAY
STUCK_HOURS = 24
DRIFT_DAYS, CALM_DAYS = 14, 14
STEADY = 0.9
"""So straight must the way of the difference be: correlation with time."""


def stuck_since(reading: Reading, now: int) -> int | None:
    """Return since when a series says one and the same, if that is much longer than ever before in four weeks.

    Zero, full and empty places are no fault: it may be dry, closed, or full.
    """
    rows = HourSummary.objects.filter(
        datastream_id=reading.stream.pk, start__gte=now - WINDOW, start__lte=now, numbers__gt=0
    ).order_by("start")
    runs = _runs(list(rows.values_list("start", "low", "high")))
    if not runs:
        return None
    begin, end, value = runs[-1]
    hours = (end - begin) // HOUR + 1
    if value == 0 or (reading.capacity is not None and value == reading.capacity):
        return None
    before = max(((last - first) // HOUR + 1 for first, last, _value in runs[:-1]), default=0)
    return begin if hours >= STUCK_HOURS and hours >= 3 * max(before, 1) else None


def _runs(rows: Sequence[tuple[int, float | None, float | None]]) -> list[tuple[int, int, float]]:
    """Return begin, end and value of each stretch of hours with one and the same value."""
    found: list[tuple[int, int, float]] = []
    for start, low, high in rows:
        if low is None or low != high:
            found.append((start, start - HOUR, float("nan")))
        elif found and found[-1][2] == low:
            found[-1] = (found[-1][0], start, low)
        else:
            found.append((start, start, low))
    return found


def drifts(found: Sequence[Reading], now: int) -> dict[int, float]:
    """Return how far series drifted in two weeks against others of the same kind, by number of the series.

    Of a group only the one that went farthest counts; where two go apart and nobody can tell which one lies, both do.
    """
    groups: dict[str, list[Reading]] = {}
    for reading in found:
        if reading.kind.topic in {"weather", "water", "air"} and not reading.kind.today:
            groups.setdefault(reading.kind.key, []).append(reading)
    result: dict[int, float] = {}
    for members in groups.values():
        if len(members) > 1:
            result |= _farthest(_group(members, now))
    return result


def _farthest(moved: Mapping[int, float]) -> dict[int, float]:
    if not moved:
        return {}
    most = max(abs(change) for change in moved.values())
    return {number: change for number, change in moved.items() if abs(change) > most / 1.5}


def _group(members: Sequence[Reading], now: int) -> dict[int, float]:
    ids = [reading.stream.pk for reading in members]
    rows = DaySummary.objects.filter(
        datastream_id__in=ids, start__gte=now - (DRIFT_DAYS + CALM_DAYS + 2) * DAY, start__lte=now - DAY, numbers__gt=0
    )
    days: dict[int, dict[int, float]] = {}
    for stream, start, total, numbers in rows.values_list("datastream_id", "start", "total", "numbers"):
        days.setdefault(start, {})[stream] = total / numbers
    moved = {}
    for number in ids:
        both = sorted(start for start, values in days.items() if number in values and len(values) > 1)
        apart = np.array(
            [
                days[start][number] - float(np.median([v for other, v in days[start].items() if other != number]))
                for start in both
            ]
        )
        change = _moved(apart)
        if change is not None:
            moved[number] = change
    return moved


def _moved(apart: NDArray[np.float64]) -> float | None:
    """Return how far the difference moved in the last two weeks; None when it stands or only wavers."""
    if len(apart) < DRIFT_DAYS + 5:
        return None
    calm, late = apart[:-DRIFT_DAYS], apart[-DRIFT_DAYS:]
    time = np.arange(len(late), dtype=np.float64)
    spread = float(late.std())
    if spread < 1e-9:
        return None
    steady = float(np.corrcoef(time, late)[0, 1])
    change = float(np.polyfit(time, late, 1)[0]) * (len(late) - 1)
    noise = float(calm.std())
    return change if abs(steady) >= STEADY and abs(change) > 6 * noise else None
