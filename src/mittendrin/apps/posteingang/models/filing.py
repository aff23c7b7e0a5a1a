# SPDX-License-Identifier: EUPL-1.2
"""File plan, files (Akten), answer templates, and the protocol of what was destroyed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from mittendrin.townhall.accounts.models import Unit


class FilePlanEntry(models.Model):
    """One line of the file plan (Aktenplan). retention_years: counted from the end of the year a file is closed in."""

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    retention_years = models.PositiveSmallIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True, default="", help_text="why it is kept so long")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Akte(models.Model):
    """A file that letters belong to. Its retention is that of its place in the file plan unless it has its own."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(FilePlanEntry, on_delete=models.PROTECT, related_name="files")
    sign = models.CharField(max_length=60, unique=True, help_text="Aktenzeichen")
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retention_years = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["sign"]

    def __str__(self) -> str:
        return f"{self.sign} {self.title}"


class AnswerTemplate(models.Model):
    """A text to answer with; ``{sender}``, ``{subject}``, ``{number}`` ... stand for values of the letter."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    text = models.TextField()
    kind = models.CharField(max_length=40, blank=True, default="", help_text="offered for this kind only")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class DeletionRecord(models.Model):
    """That a letter was destroyed, why and by whom; nothing of what it said."""

    letter_uuid = models.UUIDField(unique=True)
    number = models.CharField(max_length=20)
    received_on = models.DateField()
    unit = models.CharField(max_length=120, blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")
    file_sign = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField(max_length=20, help_text="retention, quarantine or restored")
    basis = models.CharField(max_length=200, blank=True, default="")
    files = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField()
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    finished = models.BooleanField(default=False, help_text="its stored files are gone too")
    paths = models.JSONField(default=list, blank=True, help_text="files still to be taken away")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number
