# SPDX-License-Identifier: EUPL-1.2
"""What changes with every message, apart from what people describe."""

from __future__ import annotations

from typing import Any

from django.db import models

from mittendrin.apps.stadtdaten.models.entities import Datastream, FeatureOfInterest, Thing


class DatastreamState(models.Model):
    """Counters and the newest Observation of a Datastream; kept in the transaction of the Observations.

    feature: what new Observations are about unless they say so; empty: to be found out anew from the Thing.
    """

    datastream = models.OneToOneField(Datastream, primary_key=True, on_delete=models.CASCADE, related_name="state")
    count = models.BigIntegerField(default=0)
    first_start = models.BigIntegerField(null=True, blank=True)
    last_end = models.BigIntegerField(null=True, blank=True)
    first_result_time = models.BigIntegerField(null=True, blank=True)
    last_result_time = models.BigIntegerField(null=True, blank=True)
    latest_start = models.BigIntegerField(null=True, blank=True)
    latest_id = models.BigIntegerField(null=True, blank=True)
    latest_result = models.FloatField(null=True, blank=True)
    intervals = models.BooleanField(default=False, help_text="whether any Observation has a duration")
    feature = models.ForeignKey(FeatureOfInterest, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    stored_at = models.BigIntegerField(null=True, blank=True, help_text="when something was last stored")

    def __str__(self) -> str:
        return str(self.datastream_id)


class DatastreamFeature(models.Model):
    """That a Datastream has Observations about a feature: the way from features to Observations without an index."""

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="features")
    feature = models.ForeignKey(FeatureOfInterest, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["datastream", "feature"], name="stadtdaten_feature_once")]

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.feature_id}"


class DeviceState(models.Model):
    """How a device does: last sign of life, battery in percent, radio signal. Never part of the open data."""

    thing = models.OneToOneField(Thing, primary_key=True, on_delete=models.CASCADE, related_name="device")
    last_seen_at = models.DateTimeField(null=True, blank=True)
    battery = models.FloatField(null=True, blank=True)
    signal: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.thing_id)


class BrokerState(models.Model):
    """How the connection to a broker does. name: host and port; since: when it came up or went; problem: why it went.

    heard_at: newest message; taken: messages since the process began; seen_at: when the process last said so.
    """

    name = models.CharField(max_length=260, primary_key=True)
    up = models.BooleanField(default=False)
    since = models.DateTimeField()
    problem = models.CharField(max_length=80, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    taken = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class TakenMessage(models.Model):
    """A message that made entities. digest: SHA-256 of topic and content; kept for a week."""

    digest = models.CharField(max_length=64, primary_key=True)
    taken_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest


class Change(models.Model):
    """An entity that is new or was changed, kept for a day for whoever tells subscribers of it.

    entity: its set as in the standard. names: columns that changed, with commas between; empty when it is new.
    """

    entity = models.CharField(max_length=20)
    number = models.BigIntegerField()
    names = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.entity}({self.number}): {self.names}"


class AskedTopic(models.Model):
    """A topic that somebody subscribed to at a broker, as its log says. asked_on: last time."""

    topic = models.CharField(max_length=400, primary_key=True)
    asked_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return self.topic


class Sequence(models.Model):
    """The last number given out; SQLite has no sequences for tables like that of Observations."""

    name = models.CharField(max_length=30, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
