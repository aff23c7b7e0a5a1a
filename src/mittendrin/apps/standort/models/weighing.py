# SPDX-License-Identifier: EUPL-1.2
"""Proposals that people weigh together by one-time links. Nothing stored leads from a ballot to a link or a moment."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Weighing(models.Model):
    """A question with proposals among which each link shares out the same number of points."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=2000, blank=True, default="")
    points = models.PositiveSmallIntegerField(default=10)
    closes_on = models.DateField()
    closed = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class WeighedOption(models.Model):
    """One proposal. step: the next step that it comes from. measure: uuid of what it became in the roadmap."""

    weighing = models.ForeignKey(Weighing, on_delete=models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    step = models.CharField(max_length=80, blank=True, default="")
    measure = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class VoteLink(models.Model):
    """A link that was handed out: only the hash of its token, and whether it was used; never when or for what."""

    weighing = models.ForeignKey(Weighing, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.pk)


class Ballot(models.Model):
    """One vote: points by option. Its key is random and it has no time, so that no order of votes can be told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    weighing = models.ForeignKey(Weighing, on_delete=models.CASCADE, related_name="ballots")
    points = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return "Ballot"
