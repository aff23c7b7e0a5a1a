# SPDX-License-Identifier: EUPL-1.2
"""Devices of LoRaWAN networks: what they sent, how it is read, which Datastreams it becomes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.stadtdaten.models.entities import Datastream, Thing


class CodecKind(models.TextChoices):
    """How payloads are read."""

    NETWORK = "network", _("wie das Netz sie entschlüsselt")
    JAVASCRIPT = "javascript", _("JavaScript des Herstellers")
    CAYENNE = "cayenne", _("Cayenne LPP")
    JSON = "json", _("JSON")


class Codec(models.Model):
    """One way to read payloads, for all devices of a type. source: JavaScript, empty for those built in."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=CodecKind)
    source = models.TextField(blank=True, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Standing(models.TextChoices):
    """What people decided about a device."""

    WAITING = "waiting", _("wartet auf Namen und Ort")
    ACTIVE = "active", _("misst")
    IGNORED = "ignored", _("wird übergangen")


class Device(models.Model):
    """A device that was heard. thing: what it became when a person gave it name and place.

    name, profile: what the network calls it and its type. latitude, longitude: where the network says it stands.
    """

    dev_eui = models.CharField(max_length=16, unique=True)
    network = models.CharField(max_length=20)
    name = models.CharField(max_length=200, blank=True, default="")
    profile = models.CharField(max_length=200, blank=True, default="")
    application = models.CharField(max_length=200, blank=True, default="")
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.WAITING, db_index=True)
    codec = models.ForeignKey(Codec, null=True, blank=True, on_delete=models.PROTECT, related_name="devices")
    thing = models.OneToOneField(Thing, null=True, blank=True, on_delete=models.SET_NULL, related_name="lorawan")
    messages_count = models.PositiveBigIntegerField(default=0)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    battery = models.FloatField(null=True, blank=True)
    rssi = models.FloatField(null=True, blank=True)
    snr = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["-last_seen_at"]

    def __str__(self) -> str:
        return self.name or self.dev_eui


class DeviceMessage(models.Model):
    """One uplink as it came. time: microseconds since 1970 UTC. digest: the same message twice is one.

    problem: why nothing could be read from it, ``kind: detail``; empty when it could, or was not tried yet.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="messages")
    digest = models.CharField(max_length=32)
    time = models.BigIntegerField()
    f_port = models.PositiveIntegerField(null=True, blank=True)
    f_cnt = models.PositiveBigIntegerField(null=True, blank=True)
    payload = models.BinaryField(default=bytes)
    decoded: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    rssi = models.FloatField(null=True, blank=True)
    snr = models.FloatField(null=True, blank=True)
    problem = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        ordering = ["-time"]
        constraints = [models.UniqueConstraint(fields=["device", "digest"], name="stadtdaten_message_once")]
        indexes = [models.Index(fields=["device", "time"], name="stadtdaten_message_time")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.time}"


class DeviceSeries(models.Model):
    """Which Datastream a value of a device goes to. datastream: empty: it is not kept. seen: an example."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="series")
    name = models.CharField(max_length=200)
    datastream = models.ForeignKey(Datastream, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    seen = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["device", "name"], name="stadtdaten_series_once")]

    def __str__(self) -> str:
        return self.name
