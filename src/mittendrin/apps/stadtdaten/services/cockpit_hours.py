# SPDX-License-Identifier: EUPL-1.2
"""Hours of a series as a table of days of the town by hours of the day; the ground of profiles and yearly limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from mittendrin.apps.stadtdaten.models import HourSummary
from mittendrin.core import instants

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Hours:
    """values: one row for each day from ``first`` on, 24 columns, NaN where nothing was measured."""

    first: date
    values: Numbers

    @property
    def days(self) -> list[date]:
        """Return the days."""
        return [self.first + timedelta(days=at) for at in range(len(self.values))]

    def part(self, first: date, last: date) -> Hours:
        """Return the days from ``first`` to ``last``; days that are not there are empty."""
        count = max((last - first).days + 1, 0)
        table = np.full((count, 24), np.nan)
        shift = (self.first - first).days
        low, high = max(shift, 0), min(shift + len(self.values), count)
        if low < high:
            table[low:high] = self.values[low - shift : high - shift]
        return Hours(first, table)


def midnight(day: date) -> int:
    """Return when a day of the town begins."""
    return instants.from_datetime(datetime.combine(day, time(), timezone.get_default_timezone()))


def hours(stream: int, first: date, last: date, *, total: bool = False) -> Hours:
    """Return the means of hours (sums with ``total``) from ``first`` to ``last``.

    The hour that comes twice in October is one: a mean of both, or their sum.
    """
    rows = HourSummary.objects.filter(
        datastream_id=stream, start__gte=midnight(first), start__lt=midnight(last + timedelta(days=1)), numbers__gt=0
    ).values_list("start", "total", "numbers")
    count = (last - first).days + 1
    sums, numbers = np.zeros(count * 24), np.zeros(count * 24)
    zone = timezone.get_default_timezone()
    for start, amount, size in rows.iterator(chunk_size=5000):
        local = instants.to_datetime(start).astimezone(zone)
        place = (local.date() - first).days * 24 + local.hour
        if 0 <= place < len(sums):
            sums[place] += amount
            numbers[place] += size
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(numbers > 0, sums if total else sums / numbers, np.nan)
    return Hours(first, found.reshape(count, 24))
