# SPDX-License-Identifier: EUPL-1.2
"""Letters, their files and what was read of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mittendrin.apps.posteingang.models.arrivals import Arrival, Channel
from mittendrin.apps.posteingang.models.filing import Akte
from mittendrin.townhall.accounts.models import Unit


class LetterState(models.TextChoices):
    """Where a letter stands."""

    RECEIVED = "received", _("eingegangen")
    READING = "reading", _("wird gelesen")
    WAITING = "waiting", _("bitte ansehen")
    SURE = "sure", _("sicher")
    DONE = "done", _("erledigt")
    QUARANTINE = "quarantine", _("Quarantäne")
    PARKED = "parked", _("geparkt")


class Step(models.TextChoices):
    """What the machine still has to do with a letter."""

    READ = "read", _("lesen")
    PROPOSE = "propose", _("vorschlagen")
    NONE = "", _("nichts")


class Letter(models.Model):
    """One letter. What stands in unit to person are the current values: proposed until ``state`` is done.

    number: shown as "Brief 2026-11-17-004". part: which letter of its arrival, from 1. first_page, page_count: its
    pages in the original, from 0; 0 pages when the original has none. reason, reason_values: German sentence and key
    of its translation why it is parked or in quarantine. handled_alone: sorted without a person having looked.
    fingerprint: of its words, to find near duplicates. version: grows with each change, to notice two at once.
    lease_token, lease_until: which worker has it, and until when.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="letters")
    part = models.PositiveSmallIntegerField(default=1)
    first_page = models.PositiveIntegerField(default=0)
    page_count = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(db_index=True)
    channel = models.CharField(max_length=10, choices=Channel)
    state = models.CharField(max_length=12, choices=LetterState, default=LetterState.RECEIVED, db_index=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    reason_values = models.JSONField(default=dict, blank=True)

    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    second_unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    sender = models.CharField(max_length=250, blank=True, default="")
    subject = models.CharField(max_length=300, blank=True, default="")
    date = models.DateField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=120, blank=True, default="")
    amount = models.CharField(max_length=20, blank=True, default="")
    iban = models.CharField(max_length=34, blank=True, default="")
    invoice_no = models.CharField(max_length=80, blank=True, default="")
    person = models.CharField(max_length=200, blank=True, default="")
    urgent = models.BooleanField(default=False)
    special = models.BooleanField(default=False, help_text="special categories of personal data")

    quality = models.FloatField(null=True, blank=True, help_text="of the worst page, 0 to 1")
    fingerprint = models.CharField(max_length=200, blank=True, default="")
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    near_duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    handled_alone = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    case_uuids = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True, default="")
    akte = models.ForeignKey(Akte, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    wiedervorlage_on = models.DateField(null=True, blank=True)
    dispose_on = models.DateField(null=True, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    step = models.CharField(max_length=10, choices=Step, default=Step.READ, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    broken_off = models.PositiveSmallIntegerField(default=0, help_text="how often a worker died over it")
    next_try_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["arrival", "part"], name="letter_part_once"),
        ]
        indexes = [
            models.Index(fields=["step", "next_try_at"], condition=~Q(step=""), name="letter_to_do"),
            models.Index(fields=["state", "unit", "received_at"], name="letter_queue"),
        ]

    def __str__(self) -> str:
        return self.number


class FileRole(models.TextChoices):
    """What a stored file is to its letter."""

    ORIGINAL = "original", _("Original")
    ARCHIVE = "archive", _("Archivfassung")
    PAGE = "page", _("Seitenbild")
    ATTACHMENT = "attachment", _("Anhang")


class LetterFile(models.Model):
    """A stored file. ``letter`` is empty for the original of an arrival; page: number of a page image, from 0."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="files")
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=12, choices=FileRole)
    name = models.CharField(max_length=250)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField(help_text="bytes before encryption")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    encrypted = models.BooleanField(default=False)
    page = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.role} {self.uuid}"


class Reading(models.Model):
    """What was read of a letter: its document as compressed JSON, encrypted when a key is set.

    remarks: what the reader had to say, each with code, text and values. proposed_cuts: pages of the letter, from 0,
    where another letter seems to begin. unreadable_since: when it first could not be opened; empty when all is well.
    """

    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="reading")
    unreadable_since = models.DateTimeField(null=True, blank=True)
    body = models.BinaryField()
    encrypted = models.BooleanField(default=False)
    kind = models.CharField(max_length=20, blank=True, default="", help_text="what the file really is")
    remarks = models.JSONField(default=list, blank=True)
    proposed_cuts = models.JSONField(default=list, blank=True)
    poor_pages = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [  # else the few would be looked for behind all bodies
            models.Index(
                fields=["letter"], condition=models.Q(unreadable_since__isnull=False), name="reading_unreadable"
            )
        ]

    def __str__(self) -> str:
        return f"reading of {self.letter_id}"
