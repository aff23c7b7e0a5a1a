# SPDX-License-Identifier: EUPL-1.2
"""What blocks proposed for a letter, and the rules that clerks write."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.posteingang.models.letters import Letter


class ProposalState(models.TextChoices):
    """Whether a person decided."""

    OPEN = "open", _("vorgeschlagen")
    CONFIRMED = "confirmed", _("bestätigt")
    CORRECTED = "corrected", _("geändert")


class Proposal(models.Model):
    """One question about a letter with what a block answered and what a person made of it.

    name: ``unit``, ``kind``, ``date`` ... decision: public id of the record in the decisions. output: the answer as
    JSON (value, confidence, reasons, alternatives, abstained). value: what holds now, empty for nothing.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="proposals")
    name = models.CharField(max_length=30)
    block = models.CharField(max_length=60)
    decision = models.UUIDField(null=True, blank=True)
    output = models.JSONField()
    value = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    checked = models.BooleanField(default=False, help_text="an unsure one that a person took on purpose")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "name"], name="proposal_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.letter_id}"


class LetterRule(models.Model):
    """A rule of the first layer, as clerks write it; see contracts.town_plan.Rule for what each part means."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    target = models.CharField(max_length=20)
    value = models.CharField(max_length=120)
    words = models.JSONField(default=list, blank=True)
    without = models.JSONField(default=list, blank=True)
    pattern = models.CharField(max_length=300, blank=True, default="")
    place = models.CharField(max_length=20, default="anywhere")
    certain = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.target} = {self.value}"


class RuleVersion(models.Model):
    """How a rule read at a time, and who wrote it so."""

    rule = models.ForeignKey(LetterRule, on_delete=models.CASCADE, related_name="versions")
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.at:%Y-%m-%d}"
