# SPDX-License-Identifier: EUPL-1.2
"""Reports of barriers and errors on a page."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What a report is about."""

    BARRIER = "barrier", _("Eine Barriere")
    ERROR = "error", _("Ein Fehler")
    OTHER = "other", _("Etwas anderes")


class Feedback(models.Model):
    """One report. ``sender`` is a keyed hash that counts reports of one visitor for a day, then it is emptied."""

    topic = models.CharField(max_length=10, choices=Topic)
    page = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(max_length=4000)
    contact = models.CharField(max_length=200, blank=True, default="")
    sender = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["sender", "created_at"], name="feedback_sender")]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class Sending(models.Model):
    """That a visitor sent something. ``sender`` is a keyed hash of the day; rows are deleted after a day."""

    purpose = models.SlugField(max_length=40)
    sender = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "at"], name="sending_purpose_at")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
