# SPDX-License-Identifier: EUPL-1.2
"""People, units and roles."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What a person may do. The public needs no account; an administrator may do all."""

    STAFF = "staff", "Mitarbeit"
    HEAD_OF_UNIT = "head_of_unit", "Leitung"
    EDITOR = "editor", "Redaktion"
    ADMINISTRATOR = "administrator", "Administration"


class Unit(models.Model):
    """An organisational unit (Amt, Fachbereich)."""

    key = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Person(AbstractUser):
    """Somebody who logs in. Language, theme and single-key shortcuts are kept per person."""

    role = models.CharField(max_length=20, choices=Role, default=Role.STAFF)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="people")
    language = models.CharField(max_length=2, blank=True, default="")
    theme = models.CharField(max_length=5, blank=True, default="", choices=[("light", "hell"), ("dark", "dunkel")])
    single_keys = models.BooleanField(default=True)

    class Meta:
        ordering = ["last_name", "first_name", "username"]

    def has_role(self, *roles: str) -> bool:
        """Return whether the person has one of ``roles``; administrators have every role."""
        return self.is_active and (self.role == Role.ADMINISTRATOR or self.role in roles)
