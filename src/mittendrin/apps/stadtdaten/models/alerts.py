# SPDX-License-Identifier: EUPL-1.2
"""Rules that tell people when something is measured, what they told, and who among the public wants to know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.stadtdaten.models.entities import Datastream


class AlertKind(models.TextChoices):
    """What a rule waits for."""

    ABOVE = "above", _("liegt über")
    BELOW = "below", _("liegt unter")
    RISE = "rise", _("steigt um mindestens")
    FALL = "fall", _("fällt um mindestens")
    SILENT = "silent", _("meldet sich nicht")
    FORECAST_ABOVE = "forecast_above", _("wird laut Vorhersage liegen über")
    FORECAST_BELOW = "forecast_below", _("wird laut Vorhersage liegen unter")
    UNUSUAL = "unusual", _("ist ungewöhnlich")


class AlertRule(models.Model):
    """One rule. value: threshold or change. minutes: how long it must hold, over which time it changes, how far ahead
    the forecast is asked, or how long silence lasts. slack: how far the value must come back before the rule ends.

    quiet_from, quiet_to: time of day without mails to people; what lasts is told afterwards. unit: gets a case.
    checked_to: everything measured until then is judged. state: what the judge keeps from one run to the next.
    """

    title = models.CharField(max_length=200)
    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="alert_rules")
    kind = models.CharField(max_length=20, choices=AlertKind)
    value = models.FloatField(null=True, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    slack = models.FloatField(default=0)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    public = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="alert_rules")
    webhook = models.URLField(max_length=500, blank=True, default="")
    unit = models.ForeignKey("accounts.Unit", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    checked_to = models.BigIntegerField(null=True, blank=True)
    state: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class AlertEvent(models.Model):
    """One time that a rule fired. began, ended: when it was measured, microseconds; value: the worst of it."""

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="events")
    began = models.BigIntegerField()
    ended = models.BigIntegerField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-began"]
        constraints = [models.UniqueConstraint(fields=["rule", "began"], name="stadtdaten_alert_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.began}"


class Channel(models.TextChoices):
    """How somebody is told."""

    PERSON = "person", _("E-Mail im Haus")
    SUBSCRIBER = "subscriber", _("E-Mail nach draußen")
    WEBHOOK = "webhook", _("Webhook")
    CASE = "case", _("Vorgang")


class AlertDelivery(models.Model):
    """One message that has to go out. target: id of a person, subscription or unit, empty for the webhook."""

    event = models.ForeignKey(AlertEvent, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=12, choices=Channel)
    target = models.CharField(max_length=20, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "channel", "target"], name="stadtdaten_delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.channel} {self.target}"


class Subscription(models.Model):
    """Somebody of the public who wants to be told by mail; counts only when confirmed."""

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="subscriptions")
    email = models.EmailField(max_length=200)
    language = models.CharField(max_length=5, default="de")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "email"], name="stadtdaten_subscription_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.pk}"


class StreamForecast(models.Model):
    """What blocks say of a Datastream. bands: lists of start, mean, low and high, by time. fault: kind and begin."""

    datastream = models.OneToOneField(Datastream, primary_key=True, on_delete=models.CASCADE, related_name="forecast")
    made_at = models.BigIntegerField(default=0)
    bands: models.JSONField[Any, Any] = models.JSONField(default=list)
    block = models.CharField(max_length=100, blank=True, default="")
    fault: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    fault_at = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.datastream_id)
