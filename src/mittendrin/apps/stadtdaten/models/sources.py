# SPDX-License-Identifier: EUPL-1.2
"""Sources that are asked, watched or uploaded, and which Datastreams they fill."""

from __future__ import annotations

from typing import Any

from django.db import models

from mittendrin.apps.stadtdaten.models.access import Agreement, Grade
from mittendrin.apps.stadtdaten.models.entities import Datastream, Thing


class Source(models.Model):
    """Where values come from.

    kind: ``table`` with ``mapping``, or a connector. url: empty: files only. folder: name of its folder in the watched
    one. memory: what a connector keeps. sample: begin of a file, for the preview. private: may be in the own network.
    every: minutes. failures: in a row; the pause doubles with each.
    """

    name = models.CharField(max_length=120, unique=True)
    folder = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=30, default="table")
    url = models.URLField(max_length=2000, blank=True, default="")
    private = models.BooleanField(default=False)
    grade = models.CharField(max_length=10, choices=Grade, default=Grade.INTERNAL)
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    mapping: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    memory: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    sample = models.BinaryField(default=bytes)
    active = models.BooleanField(default=False)
    every = models.PositiveIntegerField(default=15)
    etag = models.CharField(max_length=200, blank=True, default="")
    last_modified = models.CharField(max_length=100, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    run_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True, default="")
    stored = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SourceStation(models.Model):
    """Which Thing a station of a source is."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="stations")
    key = models.CharField(max_length=200)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="stadtdaten_station_once")]

    def __str__(self) -> str:
        return self.key


class SourceSeries(models.Model):
    """Which Datastream a quantity of a station fills."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="series")
    station = models.CharField(max_length=200, blank=True, default="")
    quantity = models.CharField(max_length=200)
    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "station", "quantity"], name="stadtdaten_source_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.quantity}"
