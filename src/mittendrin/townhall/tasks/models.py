# SPDX-License-Identifier: EUPL-1.2
"""Workers that live, and recurring work with its last run."""

from __future__ import annotations

from django.db import models


class Pulse(models.Model):
    """One worker process and when it was last seen."""

    worker = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker


class RecurringRun(models.Model):
    """When recurring work was last put into the queue."""

    task = models.CharField(max_length=200, primary_key=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.task
