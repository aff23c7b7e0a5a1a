# SPDX-License-Identifier: EUPL-1.2
"""Decisions on record: proposals with what people made of them, the chain of entries, versions of blocks."""

from __future__ import annotations

import json
import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mittendrin.core.errors import MittendrinError


class AppendOnly(MittendrinError):
    """Refused: an entry of the chain is neither changed nor deleted."""


class Mode(models.TextChoices):
    """What a block may do."""

    AUTOMATIC = "automatic", _("sichere Fälle ohne einzelne Ansicht")
    SUGGEST = "suggest", _("nur vorschlagen")
    OFF = "off", _("aus")


class Way(models.TextChoices):
    """How a proposal reaches people: asked one by one, handled without a single look, or only suggested."""

    ASKED = "asked", _("einzeln gefragt")
    HANDLED = "handled", _("ohne einzelne Ansicht")
    SUGGESTED = "suggested", _("nur vorgeschlagen")


class Outcome(models.TextChoices):
    """What people made of a proposal."""

    OPEN = "open", _("offen")
    CONFIRMED = "confirmed", _("bestätigt")
    CORRECTED = "corrected", _("geändert")


class VersionState(models.TextChoices):
    """Where a version of a block stands."""

    CANDIDATE = "candidate", _("wird geprüft")
    LIVE = "live", _("in Betrieb")
    RETIRED = "retired", _("abgelöst")
    REFUSED = "refused", _("abgelehnt")


class Kind(models.TextChoices):
    """What an entry of the chain says."""

    PROPOSED = "proposed", _("vorgeschlagen")
    CONFIRMED = "confirmed", _("bestätigt")
    CORRECTED = "corrected", _("geändert")
    UNDONE = "undone", _("zurückgenommen")
    VERSION_ADDED = "version added", _("Fassung gelernt")
    VERSION_LIVE = "version live", _("Fassung in Betrieb")
    VERSION_REFUSED = "version refused", _("Fassung abgelehnt")
    ROLLED_BACK = "rolled back", _("zur vorigen Fassung zurück")
    SETTINGS = "settings", _("Einstellungen geändert")
    FELL_BACK = "fell back", _("selbst auf Vorschlag zurückgeschaltet")
    ERASED = "erased", _("Inhalt gelöscht")


class BlockState(models.Model):
    """Settings of one block in this town, and where it stands.

    promised: highest share of wrong answers among those nobody looks at. override_limit: above this share of changed
    proposals in the last ``override_days`` days, with at least ``override_least`` cases, the block only suggests.
    sampled: share of the sure answers that are asked all the same, drawn by chance. position: hash of the last
    entry that changes what the block may do. words_since_learning: words of people since the last learning.
    """

    block = models.CharField(max_length=60, unique=True)
    promised = models.FloatField(default=0.02)
    override_limit = models.FloatField(default=0.10)
    override_days = models.PositiveSmallIntegerField(default=90)
    override_least = models.PositiveSmallIntegerField(default=20)
    sampled = models.FloatField(default=0.05)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.AUTOMATIC)
    legal_basis = models.TextField(max_length=2000, blank=True, default="")
    contact = models.TextField(max_length=500, blank=True, default="")
    in_use_since = models.DateTimeField(auto_now_add=True)
    fell_back_at = models.DateTimeField(null=True, blank=True)
    meter_from = models.DateTimeField(null=True, blank=True, help_text="a person looked at the meter and started anew")
    position = models.CharField(max_length=64, blank=True, default="")
    words_since_learning = models.PositiveIntegerField(default=0)
    learning_since = models.DateTimeField(null=True, blank=True, help_text="set while somebody waits for a learning")
    learning_result = models.CharField(max_length=40, blank=True, default="", help_text="how the last one ended")
    drift = models.JSONField(default=list)
    drift_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["block"]
        constraints = [
            models.CheckConstraint(condition=Q(promised__gt=0, promised__lt=1), name="decisions_promised"),
            models.CheckConstraint(condition=Q(override_limit__gt=0, override_limit__lte=1), name="decisions_limit"),
            models.CheckConstraint(condition=Q(sampled__gte=0, sampled__lte=1), name="decisions_sampled"),
        ]

    def __str__(self) -> str:
        return self.block


class ModelVersion(models.Model):
    """One version of a block in this town. Number 0 is the block as shipped: no folder, nothing learned."""

    block = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    folder = models.CharField(max_length=200, blank=True, default="", help_text="below the town's folder")
    checksum = models.CharField(max_length=64, blank=True, default="")
    learned_from = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.CANDIDATE)
    reason = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    live_since = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["block", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["block", "number"], name="decisions_version"),
            models.UniqueConstraint(fields=["block"], condition=Q(state="live"), name="decisions_one_live"),
        ]

    def __str__(self) -> str:
        return f"{self.block} {self.number}"


class Decision(models.Model):
    """One proposal and the latest word of a person on it; the chain holds how it came to that.

    part: name of the fact of an extractor, else empty. label: what was proposed when it is one of a known set, else
    empty; final: the same for what holds now. looked: a person looked at this very one. right: whether the proposal
    was right as far as a person said so. sampled: would have been handled, but was drawn to be asked. traits: numbers
    on the input for the drift watch. Values that may be personal stand in Content.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    block = models.CharField(max_length=60)
    part = models.CharField(max_length=60, blank=True, default="")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="decisions")
    subject = models.CharField(max_length=120, blank=True, default="", db_index=True)
    unit = models.CharField(max_length=120, blank=True, default="")
    kind = models.CharField(max_length=60, blank=True, default="")
    input_digest = models.CharField(max_length=64, blank=True, default="")
    confidence = models.FloatField()
    abstained = models.BooleanField(default=False)
    label = models.CharField(max_length=120, blank=True, default="")
    final = models.CharField(max_length=120, blank=True, default="")
    way = models.CharField(max_length=10, choices=Way)
    sampled = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    looked = models.BooleanField(default=False)
    right = models.BooleanField(null=True, blank=True)
    traits = models.JSONField(default=dict)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    last_entry = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["block", "part", "outcome", "decided_at"], name="decisions_words"),
            models.Index(fields=["block", "proposed_at"], name="decisions_proposed"),
        ]

    def __str__(self) -> str:
        return f"{self.block} {self.uuid}"


class HeldCase(models.Model):
    """One confirmed decision on which a version was tried without having learned from it. predicted: JSON text."""

    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="held")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="held")
    confidence = models.FloatField()
    predicted = models.TextField(blank=True, default="")
    right = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "decision"], name="decisions_held_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.decision_id}"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries can be read and appended, nothing else."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly


class Entry(models.Model):
    """One link of the chain: ``hash`` = SHA-256 of the previous hash and the canonical JSON of all other fields.

    who: ``person:<id>`` or ``machine``. body: canonical JSON without personal content. content: salted digest of what
    stands in Content, empty when there is none.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=40)
    what = models.CharField(max_length=20, choices=Kind)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    body = models.TextField()
    content = models.CharField(max_length=64, blank=True, default="")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new entry; raises AppendOnly for one that is there already."""
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    @property
    def data(self) -> dict[str, Any]:
        """Return the body as values."""
        return dict(json.loads(self.body))


class Content(models.Model):
    """What an entry says about people; may be erased. erased_by: sequence of the entry that says so."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="personal")
    salt = models.CharField(max_length=32, blank=True, default="")
    text = models.TextField(blank=True, default="")
    erased_by = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.entry_id}"

    @property
    def data(self) -> dict[str, Any]:
        """Return the content as values, empty when it was erased."""
        return dict(json.loads(self.text)) if self.text else {}


class Head(models.Model):
    """The end of the chain: one row, locked while entries are appended."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_sequence = models.BigIntegerField(default=0)
    broken_at = models.BigIntegerField(null=True, blank=True, help_text="sequence of the first broken link")

    def __str__(self) -> str:
        return f"{self.sequence}"


class What(models.TextChoices):
    """What people are told about a block."""

    FELL_BACK = "fell back", _("schlägt nur noch vor")
    DRIFT = "drift", _("die Eingänge oder Vorschläge haben sich verschoben")


class Alert(models.Model):
    """Something about a block that the people in charge get an e-mail about.

    values: numbers and names of traits, never anything from a letter. told: ids of the people who were told.
    closed_at: when all were told, or when it was given up.
    """

    block = models.CharField(max_length=60)
    what = models.CharField(max_length=10, choices=What)
    values = models.JSONField(default=dict)
    told = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.block} {self.what}"
