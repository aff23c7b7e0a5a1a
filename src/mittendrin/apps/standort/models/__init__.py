# SPDX-License-Identifier: EUPL-1.2
"""Rounds of questions with their answers, sections shared with colleagues, and the measures of the roadmap."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.standort.models.bundles import FollowedTown, Issue, TakenRecord
from mittendrin.apps.standort.models.funding import CouncilCalendar, FundingProgramme, FundingWatch, ProgrammeState
from mittendrin.apps.standort.models.interviews import CodedPart, CodedSentence, FoundCategory, Interview
from mittendrin.apps.standort.models.papers import PaperTemplate
from mittendrin.apps.standort.models.weighing import Ballot, VoteLink, WeighedOption, Weighing

__all__ = [
    "Ballot",
    "CodedPart",
    "CodedSentence",
    "CouncilCalendar",
    "FollowedTown",
    "FoundCategory",
    "FundingProgramme",
    "FundingWatch",
    "GivenAnswer",
    "Interview",
    "Issue",
    "MeasureState",
    "PaperTemplate",
    "PlannedMeasure",
    "PlannedMilestone",
    "ProgrammeState",
    "Round",
    "Share",
    "TakenRecord",
    "VoteLink",
    "WeighedOption",
    "Weighing",
]


class Round(models.Model):
    """One time that the town answers the questions, usually once a year. facts: what counts about the town itself."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    label = models.CharField(max_length=40)
    questionnaire = models.CharField(max_length=100)
    facts = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return self.label


class GivenAnswer(models.Model):
    """What the town says on one item. value None: asked, and nobody knows."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="given")
    item = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    comment = models.TextField(blank=True, default="", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "item"], name="standort_one_answer")]

    def __str__(self) -> str:
        return self.item


class Share(models.Model):
    """A section of a round that a colleague may see and answer."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="shares")
    field = models.CharField(max_length=80)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "field", "person"], name="standort_share_once")]

    def __str__(self) -> str:
        return f"{self.field}: {self.person_id}"


class MeasureState(models.TextChoices):
    """How far a measure is."""

    IDEA = "idea", _("Idee")
    PLANNED = "planned", _("geplant")
    RUNNING = "running", _("läuft")
    DONE = "done", _("fertig")
    STOPPED = "stopped", _("beendet")


class PlannedMeasure(models.Model):
    """A measure of the roadmap. Money in whole euros; empty means that nobody has filled it in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    step = models.CharField(max_length=80, blank=True, default="")
    agenda_step = models.CharField(max_length=80, blank=True, default="", help_text="one of the ten steps, by its key")
    owner = models.CharField(max_length=200, blank=True, default="")
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    one_off = models.PositiveBigIntegerField(null=True, blank=True)
    yearly = models.PositiveBigIntegerField(null=True, blank=True)
    posts = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    funding = models.TextField(blank=True, default="", max_length=2000)
    state = models.CharField(max_length=10, choices=MeasureState, default=MeasureState.PLANNED)
    risks = models.TextField(blank=True, default="", max_length=2000)
    resubmission = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["start", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class PlannedMilestone(models.Model):
    """A day and what is reached by then."""

    measure = models.ForeignKey(PlannedMeasure, on_delete=models.CASCADE, related_name="milestones")
    on = models.DateField()
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.title


__all__ = [
    "Ballot",
    "CodedPart",
    "CodedSentence",
    "FollowedTown",
    "FoundCategory",
    "GivenAnswer",
    "Interview",
    "Issue",
    "MeasureState",
    "PlannedMeasure",
    "PlannedMilestone",
    "Round",
    "Share",
    "TakenRecord",
    "VoteLink",
    "WeighedOption",
    "Weighing",
]
