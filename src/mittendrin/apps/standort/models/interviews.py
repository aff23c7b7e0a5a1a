# SPDX-License-Identifier: EUPL-1.2
"""Transcripts of interviews with a day of deletion, who may see them, categories found in them, coded sentences."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Interview(models.Model):
    """A transcript. Only who brought it and whom they let in see it; on ``delete_on`` it is gone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    text = models.TextField()
    delete_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    coders = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class FoundCategory(models.Model):
    """A category that somebody found in the material, beside those of the scheme."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    about = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CodedSentence(models.Model):
    """What a person says a sentence is about. decision: the record of the proposal that was asked for, if any."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="coded")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    category = models.CharField(max_length=60, blank=True, default="")
    decision = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint(fields=["interview", "person", "number"], name="standort_coded_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.category}"


class CodedPart(models.Model):
    """What a person says some words of a sentence are about. start, end: their place among its signs."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="coded_parts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    category = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["number", "start", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "person", "number", "start"], name="standort_part_begins_once"
            ),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="standort_part_has_signs"),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.start}-{self.end}: {self.category}"
