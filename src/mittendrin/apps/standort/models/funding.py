# SPDX-License-Identifier: EUPL-1.2
"""Funding programmes, which of them the town watches, and when its council meets."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgrammeState(models.TextChoices):
    """Whether one can apply."""

    ANNOUNCED = "announced", _("angekündigt")
    OPEN = "open", _("offen")
    CLOSED = "closed", _("beendet")


class FundingProgramme(models.Model):
    """A programme in the town's own words. states: of the country, empty for all. topics: fields of the questionnaire.

    share: percent of the costs. most: highest amount in euros. people_from, people_to: limits of the population.
    key: from giver and name, so that reading a list in again finds it. checked_on: when somebody last looked it up.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=160, unique=True)
    name = models.CharField(max_length=200)
    giver = models.CharField(max_length=200)
    who = models.CharField(max_length=500, blank=True, default="")
    states: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    people_from = models.PositiveIntegerField(null=True, blank=True)
    people_to = models.PositiveIntegerField(null=True, blank=True)
    topics: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    keywords: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    share = models.FloatField(null=True, blank=True)
    most = models.PositiveBigIntegerField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=ProgrammeState, default=ProgrammeState.OPEN)
    link = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="", max_length=1000)
    checked_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["deadline", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class FundingWatch(models.Model):
    """That the town wants to apply: for which measure, who is reminded, whether the council decides first.

    reminded: deadline and step of the cases that were made, so that a finished one is not made again.
    """

    programme = models.OneToOneField(FundingProgramme, on_delete=models.CASCADE, related_name="watch")
    measure = models.ForeignKey(
        "standort.PlannedMeasure", null=True, blank=True, on_delete=models.SET_NULL, related_name="watches"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    council = models.BooleanField(default=True)
    reminded: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"watch of {self.programme_id}"


class CouncilCalendar(models.Model):
    """When the council meets (ISO days), how often after the last known day, and how long before papers are due."""

    meetings: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    rhythm_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    paper_days = models.PositiveSmallIntegerField(default=28)

    def __str__(self) -> str:
        return f"{len(self.meetings)} meetings"
