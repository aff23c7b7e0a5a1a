# SPDX-License-Identifier: EUPL-1.2
"""Own bundles that were issued, towns whose bundles are followed, and records that two sides changed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Issue(models.Model):
    """A bundle that went out. measures: uuids of what it holds, the next one proposes the same."""

    number = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    measures = models.JSONField(default=list)
    public = models.BooleanField(default=True)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class FollowedTown(models.Model):
    """A town whose bundles are taken in.

    key: the public key that a person confirmed, hex; empty until then. waiting: a bundle that waits for a person
    because its key is new or another one. issue, digest: of the last bundle taken in. url empty: bundles come as files.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=2000, blank=True, default="")
    active = models.BooleanField(default=True)
    key = models.CharField(max_length=64, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    issue = models.PositiveIntegerField(default=0)
    made = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    taken_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(default=dict)
    waiting = models.BinaryField(default=b"")
    etag = models.CharField(max_length=200, blank=True, default="")
    last_modified = models.CharField(max_length=100, blank=True, default="")
    asked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="standort_one_town_a_key")
        ]

    def __str__(self) -> str:
        return self.name


class TakenRecord(models.Model):
    """A record that a bundle brought into the Atlas. digest: of the state that was stored last.

    conflict: the newer state of the other town, while ours was changed since; None when there is nothing to decide.
    """

    town = models.ForeignKey(FollowedTown, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=250, blank=True, default="")
    digest = models.CharField(max_length=64)
    conflict = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "title", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="standort_taken_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
