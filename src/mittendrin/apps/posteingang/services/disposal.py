# SPDX-License-Identifier: EUPL-1.2
"""Destroying letters: when their term is over, or out of quarantine. A line in the protocol stays, no content."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.ingest import destroying
from mittendrin.apps.posteingang.models import DeletionRecord, Letter, LetterState
from mittendrin.apps.posteingang.services import asking, handing_over
from mittendrin.contracts.app import Repeated
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.backups import ledger
from mittendrin.townhall.cases.services import making
from mittendrin.townhall.decisions import services as decisions

KIND = "letter"
BATCH = 500
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
        identity = f"{letter.uuid}/{letter.arrival.uuid}"
        record = destroying.erase(letter, reason, person)
        ledger.note(KIND, identity)
    count = destroying.remove_files(record)
    log.info("letter.destroyed letter=%s reason=%s files=%s", record.letter_uuid, reason, count)
    return count


def note_all() -> int:
    """Write down beside the store what it knows to be destroyed and the list lacks; return how many."""
    there = {one.partition("/")[0] for one in ledger.entries().get(KIND, ())}
    uuids = (str(uuid) for uuid in DeletionRecord.objects.values_list("letter_uuid", flat=True))
    return ledger.complete(KIND, [uuid for uuid in uuids if uuid not in there])


def destroy_again(identities: Sequence[str]) -> Repeated:
    """Destroy the letters that an old backup brought back, with an entry in the protocol.

    A letter that was divided after the backup is one again: a person must look whether it holds destroyed pages.
    """
    pairs = [(uuid, arrival) for uuid, _slash, arrival in (one.partition("/") for one in identities)]
    count = 0
    for start in range(0, len(pairs), BATCH):
        uuids = [uuid for uuid, _arrival in pairs[start : start + BATCH]]
        for letter in Letter.objects.filter(uuid__in=uuids).select_related("unit", "akte__entry", "arrival"):
            destroy(letter, None, reason="restored")
            count += 1
    sentence = _("Brief %(number)s wurde nach der Sicherung geteilt und ein Teil vernichtet. Teilen Sie ihn noch einmal.")
    return Repeated(count, [sentence % {"number": letter.number} for letter in _whole_again(pairs)])


def _whole_again(pairs: Sequence[tuple[str, str]]) -> list[Letter]:
    """Return the letters that hold a part destroyed after the backup, and enter the part in the protocol."""
    recorded = {str(uuid) for uuid in DeletionRecord.objects.values_list("letter_uuid", flat=True)}
    parts = {uuid: arrival for uuid, arrival in pairs if arrival and uuid not in recorded}
    found = []
    for uuid, arrival in parts.items():
        rest = list(Letter.objects.filter(arrival__uuid=arrival).order_by("pk"))
        if rest:
            destroying.record_part(uuid, rest[0])
            found += [letter for letter in rest if letter not in found]
    return found


def finish() -> int:
    """Take away files that a kill left behind, and return how many letters that concerned."""
    return sum(1 for _record in _finished())


def _finished() -> Iterator[None]:
    for record in DeletionRecord.objects.filter(finished=False):
        destroying.remove_files(record)
        yield


def protocol() -> QuerySet[DeletionRecord]:
    """Return the records of all destroyed letters, newest first."""
    return DeletionRecord.objects.select_related("deleted_by")
