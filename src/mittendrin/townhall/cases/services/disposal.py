# SPDX-License-Identifier: EUPL-1.2
"""Cases that are done go when their term is over: a person confirms the list, a line in the protocol stays.

A term counts whole years from the end of the year in which the case was done. Kinds without a term of their own go
with what they came from: the case of a letter is erased with the letter, after the file plan.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mittendrin.contracts.app import Repeated
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.backups import ledger
from mittendrin.townhall.cases.errors import NotAllowed
from mittendrin.townhall.cases.models import Attachment, Case, CaseDeletion, State
from mittendrin.townhall.cases.services.access import Viewer
from mittendrin.townhall.cases.services.kinds import origins

KIND = "case"
RETENTION, RESTORED = "retention", "restored"
BATCH = 500
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Disposed:
    """What was destroyed or would be: the numbers of the cases; how many files went with them."""

    numbers: list[str] = field(default_factory=list)
    files: int = 0


def terms() -> dict[str, int]:
    """Return the years that cases of each kind are kept; kinds without a term are left out."""
    years = {key: origin.kind.years for key, origin in origins().items()} | chosen(settings.CASE_YEARS)
    return {kind: count for kind, count in years.items() if count}


def chosen(entries: Iterable[str]) -> dict[str, int]:
    """Return the years by kind in ``own=5``; what is written otherwise is left out: a check of the start names it."""
    pairs = (one.partition("=")[::2] for one in entries)
    found = {kind.strip(): count.strip() for kind, count in pairs}
    return {kind: int(count) for kind, count in found.items() if count.isascii() and count.isdigit() and len(count) < 4}


def dispose_on(case: Case) -> date | None:
    """Return from which day on ``case`` may be destroyed; None while it is open, or without a term."""
    years = terms().get(case.kind)
    if case.done_at is None or years is None:
        return None
    return date(timezone.localtime(case.done_at).year + years + 1, 1, 1)


def due(day: date | None = None) -> QuerySet[Case]:
    """Return the cases whose term is over on ``day``, the oldest first."""
    year = (day or timezone.localdate()).year
    fits = Q(pk__in=[])
    for kind, years in terms().items():
        if year > years + 1:
            end = timezone.make_aware(datetime.combine(date(year - years, 1, 1), time.min))
            fits |= Q(kind=kind, done_at__lt=end)
    return Case.objects.filter(fits, state=State.DONE).select_related("unit", "person").order_by("done_at", "pk")


def due_for(who: Viewer) -> QuerySet[Case]:
    """Return the cases that ``who`` may have destroyed: of the unit that the person leads. Raises NotAllowed."""
    unit = who.person.unit
    if unit is None or not who.leads(unit.pk):
        raise NotAllowed
    seen = who.cases().filter(unit=unit)
    return due(who.today).filter(pk__in=seen.values("pk"))


def dispose_of(who: Viewer, uuids: Iterable[UUID | str]) -> Disposed:
    """Destroy those of the cases on the list of ``who`` that the person confirmed. Raises NotAllowed."""
    wanted = {str(uuid) for uuid in uuids}
    return dispose([case for case in due_for(who) if str(case.uuid) in wanted], who.person)


def dispose(cases: Iterable[Case], by: Person | None = None) -> Disposed:
    """Destroy ``cases``, each by itself, so it may be stopped anywhere; one opened again meanwhile stays."""
    done = Disposed()
    files = 0
    for case in cases:
        count = _destroy(case, by, RETENTION)
        if count is not None:
            done.numbers.append(case.number)
            files += count
    return Disposed(done.numbers, files)


@transaction.atomic
def _destroy(seen: Case, by: Person | None, reason: str) -> int | None:
    """Return how many files went with the case; None when it is no longer due."""
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=seen.pk).first()
    if case is None or (reason == RETENTION and (case.state != State.DONE or case.done_at != seen.done_at)):
        return None
    files = [attachment.file for attachment in Attachment.objects.filter(case=case)]
    CaseDeletion.objects.create(
        case_uuid=case.uuid,
        number=case.number,
        kind=case.kind,
        unit=case.unit.name,
        created_on=timezone.localdate(case.created_at),
        done_on=timezone.localdate(case.done_at) if case.done_at else None,
        reason=reason,
        files=len(files),
        deleted_by=by,
    )
    ledger.note(KIND, str(case.uuid))
    case.delete()
    for stored in files:
        transaction.on_commit(lambda stored=stored: stored.storage.delete(stored.name))  # type: ignore[misc]
    log.info("case.destroyed id=%s reason=%s files=%s", seen.pk, reason, len(files))
    return len(files)


def note_all() -> int:
    """Write down beside the store what it knows to be destroyed and the list lacks; return how many."""
    return ledger.complete(KIND, (str(uuid) for uuid in CaseDeletion.objects.values_list("case_uuid", flat=True)))


def destroy_again(identities: Sequence[str]) -> Repeated:
    """Destroy the cases that an old backup brought back."""
    count = 0
    for start in range(0, len(identities), BATCH):
        for case in Case.objects.filter(uuid__in=identities[start : start + BATCH]):
            count += _destroy(case, None, RESTORED) is not None
    return Repeated(count)


def protocol() -> QuerySet[CaseDeletion]:
    """Return the records of all destroyed cases, newest first."""
    return CaseDeletion.objects.select_related("deleted_by")
