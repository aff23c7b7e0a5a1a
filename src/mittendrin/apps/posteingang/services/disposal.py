# SPDX-License-Identifier: EUPL-1.2
"""Destroying letters: when their term is over, or out of quarantine. A line in the protocol stays, no content."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mittendrin.apps.posteingang.ingest import destroying
from mittendrin.apps.posteingang.models import DeletionRecord, Letter, LetterState
from mittendrin.apps.posteingang.services import asking, handing_over
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.services import making
from mittendrin.townhall.decisions import services as decisions

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DisposalReport:
    """What was destroyed or would be: the numbers of the letters."""

    day: date
    numbers: list[str] = field(default_factory=list)
    files: int = 0


def due(day: date | None = None) -> QuerySet[Letter]:
    """Return the letters whose term is over on ``day``: done, in a closed file, their disposal date reached."""
    found = Letter.objects.filter(state=LetterState.DONE, dispose_on__lte=day or timezone.localdate())
    return found.select_related("unit", "akte", "akte__entry", "arrival").order_by("dispose_on", "pk")


def dispose(person: Person | None = None, day: date | None = None, *, dry_run: bool = False) -> DisposalReport:
    """Destroy what is due and return which letters that were; each one by itself, so it may be stopped anywhere."""
    moment = day or timezone.localdate()
    numbers, files = [], 0
    for letter in list(due(moment)):
        numbers.append(letter.number)
        if not dry_run:
            files += destroy(letter, person, reason="retention")
    return DisposalReport(moment, numbers, files)


def destroy(letter: Letter, person: Person | None, *, reason: str) -> int:
    """Destroy one letter with everything that was made of it and return how many files were taken away.

    The rows go in one transaction, together with the record that names the files; the files go after it. A kill
    between leaves a record that ``finish`` completes.
    """
    with transaction.atomic():
        decisions.erase(asking.subject_of(letter), person)
        making.erase(handing_over.source_of(letter), person)
        record = destroying.erase(letter, reason, person)
    count = destroying.remove_files(record)
    log.info("letter.destroyed letter=%s reason=%s files=%s", record.letter_uuid, reason, count)
    return count


def finish() -> int:
    """Take away files that a kill left behind, and return how many letters that concerned."""
    return sum(1 for _ in _finished())


def _finished() -> Iterator[None]:
    for record in DeletionRecord.objects.filter(finished=False):
        destroying.remove_files(record)
        yield


def protocol() -> QuerySet[DeletionRecord]:
    """Return the records of all destroyed letters, newest first."""
    return DeletionRecord.objects.select_related("deleted_by")
