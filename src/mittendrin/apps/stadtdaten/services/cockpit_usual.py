# SPDX-License-Identifier: EUPL-1.2
"""What is usual: the range of the same hour on the same day of the week, from the sums of hours of earlier weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from mittendrin.apps.stadtdaten.models import HourSummary
from mittendrin.core import instants
from mittendrin.core.instants import HOUR

WEEKS = 5
LEAST = 3
"""So many earlier weeks must be there; fewer say nothing."""


@dataclass(frozen=True)
class Usual:
    """Eight of ten earlier values lay from ``low`` to ``high``; ``weeks`` of them were asked."""

    low: float
    high: float
    middle: float
    weeks: int

    def place(self, value: float) -> int:
        """Return -1 for less than usual, 1 for more, 0 for usual; what hardly differs is usual."""
        room = max(0.25 * (self.high - self.low), 0.02 * abs(self.middle))
        if value < self.low - room:
            return -1
        return 1 if value > self.high + room else 0


def _weeks_before(moment: int) -> list[datetime]:
    local = instants.to_datetime(moment).astimezone(timezone.get_default_timezone())
    naive = local.replace(tzinfo=None, minute=0, second=0, microsecond=0)
    zone = timezone.get_default_timezone()
    return [(naive - timedelta(weeks=back)).replace(tzinfo=zone) for back in range(1, WEEKS + 1)]


def usual_hours(streams: Sequence[int], moment: int) -> dict[int, Usual]:
    """Return what is usual at the hour of ``moment`` for each series that has enough earlier weeks."""
    weeks = [instants.from_datetime(hour) for hour in _weeks_before(moment)]
    wanted = [hour + step * HOUR for hour in weeks for step in (-1, 0, 1)]
    rows = HourSummary.objects.filter(datastream_id__in=list(streams), start__in=wanted, numbers__gt=0)
    found: dict[int, list[tuple[int, float]]] = {}
    for stream, start, total, numbers in rows.values_list("datastream_id", "start", "total", "numbers"):
        found.setdefault(stream, []).append((start, total / numbers))
    result = {}
    for stream, means in found.items():
        asked = {week for week in weeks if any(abs(start - week) <= HOUR for start, _mean in means)}
        if len(asked) >= LEAST:
            result[stream] = _range([mean for _start, mean in means], len(asked))
    return result


def usual_totals(ends: Mapping[int, int], midnight: int) -> dict[int, Usual]:
    """Return what is usual from midnight to as far as each series is known today, on this day of the week.

    ends: for each series until when it is known. One that has nothing of today yet is left out: nothing compares.
    """
    begun = {stream: end for stream, end in ends.items() if end > midnight}
    found: dict[int, list[float]] = {}
    for day in _weeks_before(midnight):
        begin = instants.from_datetime(day)
        for stream, total in totals({stream: begin + end - midnight for stream, end in begun.items()}, begin).items():
            found.setdefault(stream, []).append(total)
    return {stream: _range(values, len(values)) for stream, values in found.items() if len(values) >= LEAST}


def totals(ends: Mapping[int, int], start: int) -> dict[int, float]:
    """Return the sum of each series that has values from ``start`` to its end; of the hour that ends later, a share."""
    rows = HourSummary.objects.filter(
        datastream_id__in=list(ends), start__gte=start, start__lt=max(ends.values(), default=start), numbers__gt=0
    ).values_list("datastream_id", "start", "total")
    found: dict[int, float] = {}
    for stream, hour, total in rows:
        share = min((ends[stream] - hour) / HOUR, 1.0)
        if share > 0:
            found[stream] = found.get(stream, 0.0) + share * total
    return found


def _range(values: Sequence[float], weeks: int) -> Usual:
    low, middle, high = np.quantile(np.array(values), [0.1, 0.5, 0.9]).tolist()
    return Usual(low, high, middle, weeks)
