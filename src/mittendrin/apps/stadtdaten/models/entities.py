# SPDX-License-Identifier: EUPL-1.2
"""The seven small entities of SensorThings: what measures what, where."""

from __future__ import annotations

from typing import Any

from django.db import models

from mittendrin.apps.stadtdaten.models.access import Agreement, Grade

NAME = 255


class Described(models.Model):
    """What all of them have."""

    name = models.CharField(max_length=NAME)
    description = models.TextField(blank=True, default="")
    properties = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Placed(Described):
    """Something with a geometry. west to north: its box in degrees, empty without a readable geometry."""

    encoding_type = models.CharField(max_length=100, default="application/geo+json")
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True


class Location(Placed):
    """A place where Things are or were. location: GeoJSON, or text of another encoding."""

    location: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["west", "south"], name="stadtdaten_location_box")]


class Thing(Described):
    """What stands in town and measures, or is measured. simulated: no real thing, its data are made up."""

    grade = models.CharField(max_length=10, choices=Grade, default=Grade.INTERNAL)
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="things")
    simulated = models.BooleanField(default=False)
    locations = models.ManyToManyField(Location, blank=True, related_name="things")

    class Meta:
        ordering = ["id"]


class HistoricalLocation(models.Model):
    """Where a Thing has been since ``time`` (microseconds since 1970 UTC)."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="historical_locations")
    time = models.BigIntegerField()
    locations = models.ManyToManyField(Location, related_name="historical_locations")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["thing", "time"], name="stadtdaten_history_time")]

    def __str__(self) -> str:
        return f"{self.thing_id} {self.time}"


class Sensor(Described):
    """The instrument or procedure. metadata: its description or an address of it."""

    encoding_type = models.CharField(max_length=100)
    metadata: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        ordering = ["id"]


class ObservedProperty(Described):
    """What is observed. definition: IRI."""

    definition = models.CharField(max_length=1000)

    class Meta:
        ordering = ["id"]


class FeatureOfInterest(Placed):
    """What the observed property belongs to, mostly the place.

    made: by itself, from where a Thing was; location, thing: from what.
    """

    feature: models.JSONField[Any, Any] = models.JSONField()
    location = models.OneToOneField(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="made_feature"
    )
    thing = models.OneToOneField(Thing, null=True, blank=True, on_delete=models.SET_NULL, related_name="made_feature")
    made = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["west", "south"], name="stadtdaten_feature_box")]


class Datastream(Described):
    """One series: one Thing, one Sensor, one ObservedProperty, one unit.

    ucum: code of the unit after UCUM. grade: empty means that of the Thing; open_grade and open_agreement are what
    counts, the stricter of the two. coarse_delay: minutes that coarse data lag behind. retention_days: older
    Observations are deleted, their summaries stay; empty keeps all. future_days: how far ahead of now times may lie,
    more than one for series of forecasts.
    """

    observation_type = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - the standard tells null apart
    unit_symbol = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001
    unit_definition = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001
    ucum = models.CharField(max_length=60, blank=True, default="")
    observed_area: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="datastreams")
    sensor = models.ForeignKey(Sensor, on_delete=models.CASCADE, related_name="datastreams")
    observed_property = models.ForeignKey(ObservedProperty, on_delete=models.CASCADE, related_name="datastreams")
    grade = models.CharField(max_length=10, choices=Grade, blank=True, default="")
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    open_grade = models.CharField(max_length=10, choices=Grade, default=Grade.INTERNAL, db_index=True)
    open_agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    coarse_delay = models.PositiveIntegerField(default=60)
    simulated = models.BooleanField(default=False)
    future_days = models.PositiveIntegerField(default=1)
    retention_days = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
