# SPDX-License-Identifier: EUPL-1.2
"""Observations in narrow rows and what they sum up to. Their tables are made by hand: see migrations and the ADR.

All times are microseconds since 1970 in UTC. There are no constraints to other tables, because they would cost more
than the row; ``ingest`` is the only writer.
"""

from __future__ import annotations

from enum import IntFlag
from typing import Any

from django.db import models

from mittendrin.apps.stadtdaten.models.entities import Datastream, FeatureOfInterest


class Quality(models.IntegerChoices):
    """What is thought of a value."""

    UNKNOWN = 0
    GOOD = 1
    DOUBTFUL = 2
    BAD = 3


class Flag(IntFlag):
    """Bits of ``Observation.flags``: the two lowest are the Quality."""

    QUALITY = 3
    EXTRA = 4
    BOOLEAN = 8


class ObservationRow(models.Model):
    """What Observations have, exact or coarse. duration: 0 for an instant. result: empty when it is not a number."""

    id = models.BigIntegerField(primary_key=True)
    datastream = models.ForeignKey(
        Datastream, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="%(class)ss"
    )
    phenomenon_start = models.BigIntegerField()
    duration = models.BigIntegerField(default=0)
    result_time = models.BigIntegerField(null=True, blank=True)
    result = models.FloatField(null=True, blank=True)
    flags = models.SmallIntegerField(default=0)
    feature = models.ForeignKey(
        FeatureOfInterest, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.phenomenon_start}: {self.result}"


class Observation(ObservationRow):
    """One value. Key in the store: Datastream, start and duration, so that the same data twice are one."""


class CoarseObservation(ObservationRow):
    """A view: the mean of each hour of coarse Datastreams, with a number below zero for each hour."""

    class Meta:
        managed = False
        db_table = "stadtdaten_coarse_observation"


class ObservationExtra(models.Model):
    """What few Observations have. text, data: results that are not numbers."""

    observation = models.OneToOneField(
        Observation, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="extra"
    )
    datastream_id = models.BigIntegerField(db_index=True)
    text = models.TextField(null=True, blank=True)  # noqa: DJ001 - an empty text is a result, too
    data: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    result_quality: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    parameters: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    valid_start = models.BigIntegerField(null=True, blank=True)
    valid_end = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.observation_id)


class Summary(models.Model):
    """What the Observations that begin in a period sum up to. count: all; numbers: those that are numbers.

    start: begin of the period. first, last: with first_at, last_at the earliest and latest number.
    """

    datastream_id = models.BigIntegerField()
    start = models.BigIntegerField()
    count = models.BigIntegerField()
    numbers = models.BigIntegerField()
    total = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    first_at = models.BigIntegerField(null=True)
    first = models.FloatField(null=True)
    last_at = models.BigIntegerField(null=True)
    last = models.FloatField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.start}: {self.count}"


class HourSummary(Summary):
    """One hour in UTC."""

    pk = models.CompositePrimaryKey("datastream_id", "start")


class DaySummary(Summary):
    """One day in the time of the town, made of its hours."""

    pk = models.CompositePrimaryKey("datastream_id", "start")


class MonthCount(models.Model):
    """How many Observations begin in a month in the time of the town: sums of its days, so that counting stays quick.

    count: as that of a Summary. Everything else about a month comes from its days.
    """

    pk = models.CompositePrimaryKey("datastream_id", "start")
    datastream_id = models.BigIntegerField()
    start = models.BigIntegerField()
    count = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.start}: {self.count}"
