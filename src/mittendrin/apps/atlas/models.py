# SPDX-License-Identifier: EUPL-1.2
"""Records of the Atlas with their history, links, conflicts and proposals, and the official register.

A record is a document that fits the JSON Schema of its kind (``schemas/``). Columns beside ``data`` are
projections for queries, written by ``ingest.store`` alone.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    """Kinds of records; the value is the name used in schemas, addresses and exports."""

    SOURCE = "sources", "Quelle"
    STATISTICS = "statistics", "Amtliche Statistik"
    MUNICIPALITY = "municipality", "Ort"
    PROFILE = "profile", "Steckbrief"
    PROJECT = "project", "Projekt"
    PROVIDER = "providers", "Anbieter"
    APPLICATION_FIELD = "application_fields", "Anwendungsfeld"
    FACTOR = "factors", "Faktor"
    RECOMMENDATION = "recommendations", "Empfehlung"
    STEP = "steps", "Schritt"
    SURVEY = "survey", "Umfragewert"
    CLUSTER = "clusters", "Gemeindetyp"
    VOICE = "voices", "Stimme"


class RecordQuerySet(models.QuerySet["Record"]):
    """Questions that many pages ask."""

    def of(self, kind: str) -> RecordQuerySet:
        """Return the records of one kind."""
        return self.filter(kind=kind)

    def linked_to(self, record: Record, role: str) -> RecordQuerySet:
        """Return the records that point to ``record`` in ``role``."""
        return self.filter(links_out__role=role, links_out__target_kind=record.kind, links_out__target_key=record.key)


class Record(models.Model):
    """One record of the Atlas as it is published now."""

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=250)
    group = models.CharField(
        max_length=30, blank=True, default="", help_text="sub-kind: project kind, study, category ..."
    )
    order = models.IntegerField(default=0)
    data = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    file_hash = models.CharField(
        max_length=64, blank=True, default="", help_text="hash of the content file last loaded"
    )
    edited = models.BooleanField(default=False, help_text="changed in the web since the file was loaded")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="atlas_record_kind_key")]
        indexes = [models.Index(fields=["kind", "group", "order", "title"], name="atlas_record_listing")]
        ordering = ["kind", "order", "title"]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Link(models.Model):
    """A reference from one record to another, read from the record's data."""

    source = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="links_out")
    role = models.CharField(max_length=30)
    target_kind = models.CharField(max_length=20)
    target_key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "role", "target_kind", "target_key"], name="atlas_link_once")
        ]
        indexes = [models.Index(fields=["target_kind", "target_key", "role"], name="atlas_link_target")]

    def __str__(self) -> str:
        return f"{self.role} {self.target_kind} {self.target_key}"


class Origin(models.TextChoices):
    """Where a revision came from."""

    FILE = "file", "Inhaltsdatei"
    WEB = "web", "Bearbeitung"
    PROPOSAL = "proposal", "Vorschlag"
    IMPORT = "import", "Import"
    UNDO = "undo", "Rückgängig"


class Revision(models.Model):
    """One state of a record, kept for history, comparison and undo. ``data`` is null for a deletion."""

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    data = models.JSONField(null=True)
    origin = models.CharField(max_length=10, choices=Origin)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    comment = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "number"], name="atlas_revision_once")]
        ordering = ["kind", "key", "-number"]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} #{self.number}"


class Conflict(models.Model):
    """A content file changed although the record was edited in the web; a person decides which one holds."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="conflict")
    file_data = models.JSONField()
    file_hash = models.CharField(max_length=64)
    noticed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"conflict {self.record}"


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open", "offen"
    ACCEPTED = "accepted", "übernommen"
    DECLINED = "declined", "abgelehnt"


class Proposal(models.Model):
    """A new or changed record that waits for an editor."""

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=80)
    data = models.JSONField()
    base_revision = models.PositiveIntegerField(default=0)
    comment = models.TextField(max_length=2000, blank=True, default="")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    visitor_town = models.CharField(max_length=120, blank=True, default="")
    visitor_email = models.EmailField(blank=True, default="")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"proposal {self.kind} {self.key}"


class ProposalCount(models.Model):
    """How many proposals came from one address on one day; the address itself is not kept."""

    day = models.DateField()
    digest = models.CharField(max_length=64)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="atlas_proposal_count_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.count}"


class DataVersion(models.Model):
    """Counts up with every change of the records; caches and the search index compare themselves with it."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class RegisterMunicipality(models.Model):
    """One municipality of the official register (GV-ISys) as last imported."""

    ags = models.CharField(max_length=8, unique=True)
    ars = models.CharField(max_length=12, blank=True, default="")
    name = models.CharField(max_length=150)
    plain_name = models.CharField(max_length=150, db_index=True, help_text="for finding: lower case, no umlauts")
    state = models.CharField(max_length=2)
    district = models.CharField(max_length=120, blank=True, default="")
    role = models.CharField(max_length=20)
    area_km2 = models.FloatField()
    population = models.PositiveIntegerField()
    population_year = models.PositiveSmallIntegerField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        ordering = ["plain_name"]
        indexes = [models.Index(fields=["population"], name="atlas_register_population")]

    def __str__(self) -> str:
        return self.name


class RegisterImport(models.Model):
    """One import of the official register with what changed against the one before."""

    imported_at = models.DateTimeField(auto_now_add=True)
    label = models.CharField(max_length=120, help_text="state of the data, e.g. 31.12.2019")
    year = models.PositiveSmallIntegerField(null=True)
    file_name = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    changes: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return self.label
