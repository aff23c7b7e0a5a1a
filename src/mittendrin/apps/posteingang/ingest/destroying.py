# SPDX-License-Identifier: EUPL-1.2
"""Rows and files of a letter go; a record without content stays."""

from __future__ import annotations

from django.utils import timezone

from mittendrin.apps.posteingang.ingest import store
from mittendrin.apps.posteingang.models import AccessLog, Arrival, DeletionRecord, Letter, LetterFile
from mittendrin.townhall.accounts.models import Person


def erase(letter: Letter, reason: str, person: Person | None) -> DeletionRecord:
    """Delete the rows of ``letter`` and return its record, which names the files to take away.

    Inside a transaction. The row of the arrival stays without its name, so that the source cannot bring it again; the
    original goes with the last letter of its arrival. The access log stays, without the names of the files.
    """
    arrival = letter.arrival
    files = LetterFile.objects.filter(letter=letter)
    if not arrival.letters.exclude(pk=letter.pk).exists():
        files = LetterFile.objects.filter(arrival=arrival)
        Arrival.objects.filter(pk=arrival.pk).update(name="-")
    paths = list(files.values_list("path", flat=True))
    akte = letter.akte
    record = DeletionRecord.objects.create(
        letter_uuid=letter.uuid,
        number=letter.number,
        received_on=timezone.localdate(letter.received_at),
        unit=letter.unit.name if letter.unit else "",
        kind=letter.kind,
        file_sign=akte.sign if akte else "",
        reason=reason,
        basis=(akte.entry.basis or akte.entry.title)[:200] if akte else "",
        files=len(paths),
        deleted_at=timezone.now(),
        deleted_by=person,
        paths=paths,
    )
    AccessLog.objects.filter(letter_uuid=letter.uuid, what="file").update(detail="")
    files.delete()
    letter.delete()
    return record


def record_part(uuid: str, whole: Letter) -> None:
    """Enter in the protocol that a part of ``whole`` was destroyed before a backup made it whole again."""
    DeletionRecord.objects.create(
        letter_uuid=uuid,
        number=whole.number,
        received_on=timezone.localdate(whole.received_at),
        unit=whole.unit.name if whole.unit else "",
        reason="restored",
        deleted_at=timezone.now(),
        finished=True,
    )


def remove_files(record: DeletionRecord) -> int:
    """Take the files of a destroyed letter away and return how many; may be called again after a kill."""
    kept = set(LetterFile.objects.filter(path__in=record.paths).values_list("path", flat=True))
    gone = [path for path in record.paths if path not in kept]
    for path in gone:
        store.remove(path)
    DeletionRecord.objects.filter(pk=record.pk).update(finished=True, paths=[])
    return len(gone)
