# SPDX-License-Identifier: EUPL-1.2
"""What came in, from where, and that it came in exactly once."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way a file or message came in."""

    UPLOAD = "upload", _("hochgeladen")
    FOLDER = "folder", _("Scanner")
    IMAP = "imap", _("E-Mail")
    REST = "rest", _("Schnittstelle")


class Arrival(models.Model):
    """One file or message as it came in; its letters point to it.

    key: what makes it the only one: source, digest and occurrence; unique, so that nothing comes in twice. signature:
    how the source tells it apart (digest of the path with time and size, UIDVALIDITY and UID, idempotency key).
    cleared_at: when the source no longer offers it, because it was moved or marked there after it was stored here;
    letting_go: that was begun.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=10, choices=Channel)
    source = models.CharField(max_length=250, help_text="which folder, mailbox, person or sender")
    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of source, digest and occurrence")
    signature = models.CharField(max_length=500, blank=True, default="")
    name = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    received_at = models.DateTimeField()
    letting_go = models.BooleanField(default=False)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["source", "signature"], name="arrival_signature")]

    def __str__(self) -> str:
        return f"{self.channel} {self.uuid}"


class NumberSeries(models.Model):
    """The last number given to a letter of one day."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.last}"


class ApiSender(models.Model):
    """A program that may hand letters in over the interface; only a digest of its token is kept."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    token_digest = models.CharField(max_length=64, unique=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class IntakeState(models.Model):
    """How a source did last: for the words "Der Scanner meldete sich zuletzt um 8:11 Uhr".

    problem, values: German sentence and key of its translation, with what it says; empty while all is well.
    """

    channel = models.CharField(max_length=10, choices=Channel)
    source = models.CharField(max_length=250)
    looked_at = models.DateTimeField(null=True, blank=True)
    took_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, default="")
    values = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "source"], name="intake_state_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.source}"
