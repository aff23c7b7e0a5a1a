# SPDX-License-Identifier: EUPL-1.2
"""What building blocks told people about a series; each is a decision on record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.stadtdaten.models.entities import Datastream


class Matter(models.TextChoices):
    """Which block said it."""

    ANOMALY = "anomaly", _("ungewöhnlich")
    FAULT = "fault", _("Fehler des Geräts")
    FORECAST = "forecast", _("Vorhersage")


class SeriesFinding(models.Model):
    """One thing that a block told. what: label of the decision; began, last: from when to when it was seen.

    While the same is seen again, ``last`` moves on and no new decision is made. value: the reading or forecast.
    """

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="findings")
    matter = models.CharField(max_length=10, choices=Matter)
    what = models.CharField(max_length=20)
    began = models.BigIntegerField()
    last = models.BigIntegerField()
    value = models.FloatField(null=True, blank=True)
    decision = models.UUIDField(unique=True)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-began", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["datastream", "matter", "what", "began"], name="stadtdaten_finding_once"),
        ]
        indexes = [models.Index(fields=["-noted_at"], name="stadtdaten_finding_noted")]

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.matter} {self.began}"
