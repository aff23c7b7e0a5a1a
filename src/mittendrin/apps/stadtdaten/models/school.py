# SPDX-License-Identifier: EUPL-1.2
"""School holidays that the town knows by a file of its ministry."""

from __future__ import annotations

from django.db import models


class SchoolHoliday(models.Model):
    """Holidays from ``first`` to ``last``, both included."""

    first = models.DateField(unique=True)
    last = models.DateField()

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="stadtdaten_holiday_order")
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"
