# SPDX-License-Identifier: EUPL-1.2
"""Who sees what: grades of openness, agreements, tokens of programs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Grade(models.TextChoices):
    """How open a Thing or Datastream is, from open to closed."""

    PUBLIC = "public", _("öffentlich")
    COARSE = "coarse", _("öffentlich, vergröbert")
    AGREEMENT = "agreement", _("nach Vereinbarung")
    INTERNAL = "internal", _("nur intern")


class Agreement(models.Model):
    """Somebody outside may see what is shared by this agreement. name: with whom. until: its last day, empty: no end.

    people: who may besides the town's own people.
    """

    name = models.CharField(max_length=200, unique=True)
    note = models.TextField(blank=True, default="")
    until = models.DateField(null=True, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="agreements")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Return whether its last day is past: nobody sees anything by it any more."""
        return self.until is not None and self.until < timezone.localdate()


class ApiToken(models.Model):
    """A program that reads or writes by token. digest: SHA-256 of the token, which is random and shown only once.

    writes: whether it may change data. internal: whether it sees what is internal. grade: of Things it makes.
    """

    name = models.CharField(max_length=200, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    writes = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    grade = models.CharField(max_length=10, choices=Grade, default=Grade.PUBLIC)
    agreements = models.ManyToManyField(Agreement, blank=True, related_name="tokens")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
