# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in the post room, what happened to a letter, and who looked at it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.posteingang.models.letters import Letter
from mittendrin.townhall.accounts.models import Unit


class PostRight(models.TextChoices):
    """Rights of single people beside those of their unit."""

    POST_ROOM = "post_room", _("Poststelle")
    DATA_PROTECTION = "data_protection", _("Datenschutz")


class RightGrant(models.Model):
    """A person has a right."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="post_rights")
    right = models.CharField(max_length=20, choices=PostRight)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "right"], name="post_right_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.right}"


class PostRoomUnit(models.Model):
    """The people of this unit are the post room: they see every new letter."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.unit_id)


class LetterEvent(models.Model):
    """One thing that happened to a letter.

    what: stable name (``received``, ``confirmed``, ``corrected``, ``forwarded`` ...). values: for its sentence. before:
    the values of the letter before, so that the step can be undone; empty when it cannot. undone: it was taken back.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    what = models.CharField(max_length=30)
    values = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.letter_id}"


class AccessLog(models.Model):
    """Who looked at which letter; stays when the letter is destroyed.

    what: ``seen``, ``file``, ``export``, ``refused``.
    """

    letter_uuid = models.UUIDField(db_index=True)
    number = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    what = models.CharField(max_length=12)
    detail = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.number}"
