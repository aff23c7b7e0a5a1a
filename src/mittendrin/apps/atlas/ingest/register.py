# SPDX-License-Identifier: EUPL-1.2
"""The official register in the store: repeatable, all or nothing, with a report of what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction

from mittendrin.apps.atlas.ingest.register_changes import compare
from mittendrin.apps.atlas.models import RegisterImport, RegisterMunicipality
from mittendrin.apps.atlas.sources import register
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.text import fold

FIELDS = ("ars", "name", "state", "district", "role", "area_km2", "population", "population_year", "lon", "lat")
MAX_GONE = 0.1
BATCH = 2_000


@dataclass(frozen=True)
class RegisterReport:
    """What an import did, or would do.

    stored: False after a dry run. written: rows that were new, different or gone. pk: of the import on record.
    changes: see ``register_changes.compare``, with notices and the column of the population.
    """

    label: str
    year: int | None
    rows: int
    written: int
    stored: bool
    changes: dict[str, Any]
    pk: int | None = None


def import_register(
    stream: BinaryIO,
    name: str,
    size: int,
    *,
    year: int | None = None,
    dry_run: bool = False,
    allow_gone: bool = False,
    person: Any = None,
    progress: register.Progress | None = None,
) -> RegisterReport:
    """Replace the stored register by the one in ``stream``; the same file twice changes nothing.

    Raises ProblemsFound, with nothing stored, when the file is wrong, or when more than a tenth of the known
    municipalities would vanish (a part of the register, most likely) unless ``allow_gone``.
    """
    file = register.read(stream, name, size, year, progress)
    new = {one.ags: one for one in file.municipalities}
    with transaction.atomic():
        old = {one.ags: one for one in RegisterMunicipality.objects.all()}
        changes = compare(old, new)
        _refuse_part(changes["counts"]["gone"], len(old), allow_gone)
        changes |= {
            "notices": [list(notice) for notice in file.notices],
            "population_column": file.population_column,
            "census": file.census,
        }
        different = [one for one in new.values() if differs(old.get(one.ags), one)]
        gone = [ags for ags in old if ags not in new]
        pk = None
        if not dry_run:
            pk = _store(file, different, gone, changes, person)
    return RegisterReport(file.label, file.year, len(new), len(different) + len(gone), not dry_run, changes, pk)


def differs(known: RegisterMunicipality | None, one: register.Municipality) -> bool:
    """Return whether a municipality is new or has any other value than the stored one."""
    return known is None or any(getattr(known, field) != getattr(one, field) for field in FIELDS)


def _refuse_part(gone: int, known: int, allowed: bool) -> None:
    if not allowed and known and gone > MAX_GONE * known:
        raise ProblemsFound([Problem("", "too-many-gone", f"{gone}/{known}")])


def _store(
    file: register.RegisterFile,
    different: list[register.Municipality],
    gone: list[str],
    changes: dict[str, Any],
    person: Any,
) -> int:
    for start in range(0, len(gone), BATCH):
        RegisterMunicipality.objects.filter(ags__in=gone[start : start + BATCH]).delete()
    rows = [
        RegisterMunicipality(
            ags=one.ags, plain_name=fold(one.name)[:150], **{field: getattr(one, field) for field in FIELDS}
        )
        for one in different
    ]
    RegisterMunicipality.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["ags"],
        update_fields=[*FIELDS, "plain_name"],
    )
    record = RegisterImport.objects.create(
        label=file.label[:120],
        year=file.year,
        file_name=file.name[:200],
        rows=len(file.municipalities),
        changes=changes,
        person=person,
    )
    return record.pk
