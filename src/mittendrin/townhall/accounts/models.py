# SPDX-License-Identifier: EUPL-1.2
"""People, units and roles."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do. The public needs no account; an administrator may do all."""

    STAFF = "staff", _("Mitarbeit")
    HEAD_OF_UNIT = "head_of_unit", _("Leitung")
    EDITOR = "editor", _("Redaktion")
    ADMINISTRATOR = "administrator", _("Administration")


class Theme(models.TextChoices):
    """How pages look; without a choice the browser's cookie counts."""

    AUTO = "auto", _("wie das Gerät")
    LIGHT = "light", _("hell")
    DARK = "dark", _("dunkel")


class Unit(models.Model):
    """An organisational unit (Amt, Fachbereich). tasks: what it does, in the words of the town's plan."""

    key = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    tasks = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class LoginFailure(models.Model):
    """A wrong password. network, name: keyed hashes of the address and of what was typed as user name.

    browser: the mark of the browser when the person had logged in with it before, else empty. Kept for a day.
    """

    at = models.DateTimeField(auto_now_add=True)
    network = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    browser = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["network", "at"], name="login_failure_network"),
            models.Index(fields=["name", "at"], name="login_failure_name"),
            models.Index(fields=["at"], name="login_failure_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Person(AbstractUser):
    """Somebody who logs in. Language, theme and single-key shortcuts are kept per person."""

    role = models.CharField(max_length=20, choices=Role, default=Role.STAFF)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="people")
    language = models.CharField(max_length=2, blank=True, default="")
    theme = models.CharField(max_length=5, blank=True, default="", choices=Theme)
    single_keys = models.BooleanField(default=True)
    temporary_until = models.DateTimeField(
        null=True, blank=True, help_text="set while the password is a temporary one; end of its life"
    )

    class Meta:
        ordering = ["last_name", "first_name", "username"]

    @property
    def name(self) -> str:
        """Return the full name, or the user name when there is none."""
        return self.get_full_name() or self.username

    @property
    def temporary_expired(self) -> bool:
        """Return whether the temporary password is too old to log in with."""
        return self.temporary_until is not None and self.temporary_until < timezone.now()

    def has_role(self, *roles: str) -> bool:
        """Return whether the person has one of ``roles``; administrators have every role."""
        return self.is_active and (self.role == Role.ADMINISTRATOR or self.role in roles)
