# SPDX-License-Identifier: EUPL-1.2
"""Cases with their history, comments and files; absences; rights to see special categories of personal data."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mittendrin.townhall.accounts.models import Person, Unit

PERSON = settings.AUTH_USER_MODEL
FOLDER = "cases"


class State(models.TextChoices):
    """How far a case is."""

    NEW = "new", _("neu")
    OPEN = "open", _("in Arbeit")
    WAITING = "waiting", _("wartet")
    DONE = "done", _("erledigt")


class Priority(models.IntegerChoices):
    """What comes first among cases of the same day."""

    LOW = 0, _("niedrig")
    NORMAL = 1, _("normal")
    HIGH = 2, _("hoch")


class Step(models.TextChoices):
    """What happened to a case."""

    CREATED = "created", _("angelegt")
    TAKEN = "taken", _("übernommen")
    ASSIGNED = "assigned", _("zugewiesen")
    FORWARDED = "forwarded", _("weitergegeben")
    SNOOZED = "snoozed", _("Wiedervorlage gesetzt")
    WOKEN = "woken", _("Wiedervorlage aufgehoben")
    CHANGED = "changed", _("geändert")
    WAITING = "waiting", _("wartet")
    CONTINUED = "continued", _("geht weiter")
    FINISHED = "finished", _("erledigt")
    REOPENED = "reopened", _("wieder geöffnet")
    COMMENTED = "commented", _("kommentiert")
    ATTACHED = "attached", _("Datei angehängt")
    UNDONE = "undone", _("zurückgenommen")
    ERASED = "erased", _("Inhalt gelöscht")


class CaseCounter(models.Model):
    """The last number of a case given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}-{self.last:05d}"


class Case(models.Model):
    """One thing that somebody has to do.

    source: what it came from (``letter:<uuid>``). once: key of whoever made it, so that it is made once.
    folded: what the search looks through. version: counts changes, so that nobody writes over somebody else's.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=16, unique=True)
    kind = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    person = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases")
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    due = models.DateField(null=True, blank=True)
    resubmission = models.DateField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(
        choices=Priority, default=Priority.NORMAL, validators=[MaxValueValidator(Priority.HIGH)]
    )
    source = models.CharField(max_length=120, blank=True, default="", db_index=True)
    once = models.CharField(max_length=160, blank=True, default="")
    special = models.BooleanField(default=False)
    folded = models.CharField(max_length=400, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="case_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state"),
            models.CheckConstraint(
                condition=Q(state=State.DONE, done_at__isnull=False) | ~Q(state=State.DONE) & Q(done_at__isnull=True),
                name="case_done_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="case_unit_state"),
            models.Index(fields=["person", "state"], name="case_person_state"),
            models.Index(fields=["-done_at"], name="case_done_at"),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the case with what the search looks through."""
        self.folded = f"{self.number} {self.title}".casefold()[:400]
        super().save(*args, **kwargs)

    @property
    def done(self) -> bool:
        """Return whether nothing is left to do."""
        return self.state == State.DONE


class CaseEvent(models.Model):
    """One step in the history of a case.

    before, after: the fields that changed, as JSON. version: version of the case after it. batch: steps that were done
    together. undone: whether a later step took it back.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    who = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    what = models.CharField(max_length=12, choices=Step)
    note = models.TextField(max_length=4000, blank=True, default="")
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField()
    batch = models.UUIDField(null=True, blank=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["who", "-at"], name="case_event_who")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.what}"


class Comment(models.Model):
    """What somebody wrote about a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="comments")
    at = models.DateTimeField(auto_now_add=True)
    who = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=8000)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"


def _path(attachment: Attachment, _name: str) -> str:
    return f"{FOLDER}/{attachment.uuid}"


class Attachment(models.Model):
    """A file of a case, stored under its own id, never under the name it came with.

    sealed: whether it is encrypted with the town's key. size, sha256: of what was sent.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    at = models.DateTimeField(auto_now_add=True)
    who = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=160)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.BooleanField(default=False)
    file = models.FileField(upload_to=_path, max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return str(self.uuid)


class Absence(models.Model):
    """When a person is away, both days included, and who deputises."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="deputises")
    first = models.DateField()
    last = models.DateField()
    entered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["first", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="absence_in_order"),
            models.CheckConstraint(condition=~Q(deputy=F("person")), name="absence_other_deputy"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.first} {self.last}"

    def covers(self, day: date) -> bool:
        """Return whether the person is away on ``day``."""
        return self.first <= day <= self.last


class Follow(models.Model):
    """A person follows a case; it gives no right to see it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="followed_cases")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "case"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id}"


class Grant(models.Model):
    """The right of a person to see cases with special categories of personal data (Art. 9 GDPR)."""

    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="case_grants")
    reason = models.CharField(max_length=200)
    given_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at__isnull=True), name="grant_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.given_at:%Y-%m-%d}"


class DigestWish(models.Model):
    """Whether a person wants the daily mail, and the last day it was sent for."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="digest_wish")
    wanted = models.BooleanField(default=True)
    sent_for = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.wanted}"


class CaseDeletion(models.Model):
    """That a case was destroyed, why and by whom; nothing of what it said. reason: retention or restored."""

    case_uuid = models.UUIDField(unique=True)
    number = models.CharField(max_length=16)
    kind = models.SlugField(max_length=40)
    unit = models.CharField(max_length=120)
    created_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=20)
    files = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(auto_now_add=True)
    deleted_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number
