# SPDX-License-Identifier: EUPL-1.2
"""What people said about the plain checks of devices; the checks are no building blocks and need no decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mittendrin.apps.stadtdaten.models.entities import Datastream


class CheckWord(models.Model):
    """That a check of a series was right or not. trouble: which check, see cockpit_devices; the latest word counts."""

    datastream = models.ForeignKey(Datastream, on_delete=models.CASCADE, related_name="check_words")
    trouble = models.CharField(max_length=20)
    right = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="stadtdaten_check_word_at")]

    def __str__(self) -> str:
        return f"{self.datastream_id} {self.trouble}: {self.right}"
