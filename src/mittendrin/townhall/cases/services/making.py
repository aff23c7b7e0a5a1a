# SPDX-License-Identifier: EUPL-1.2
"""Making cases, taking them back, and forgetting what they say."""

from __future__ import annotations

import logging
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from mittendrin.townhall.accounts.models import Person, Unit
from mittendrin.townhall.cases.errors import Conflict, Missing, NotGranted, UnknownKind, WrongPerson, WrongUnit
from mittendrin.townhall.cases.models import Attachment, Case, CaseCounter, CaseEvent, Priority, State, Step
from mittendrin.townhall.cases.services.access import granted
from mittendrin.townhall.cases.services.kinds import origins

TITLE = 200
ERASED = "Inhalt gelöscht"
log = logging.getLogger(__name__)


@transaction.atomic
def create(
    *,
    kind: str,
    title: str,
    unit: Unit,
    person: Person | None = None,
    due: date | None = None,
    resubmission: date | None = None,
    priority: int = Priority.NORMAL,
    source: str = "",
    special: bool = False,
    note: str = "",
    once: str = "",
    by: Person | None = None,
) -> Case:
    """Return a new case, or the one that was made with the same ``once`` before.

    kind: key of a kind that an installed app offers. source: what it comes from (``letter:<uuid>``). special: whether
    it holds special categories of personal data. by: who made it; nobody when the system did.
    Raises UnknownKind, Missing, WrongUnit, WrongPerson, NotGranted.
    """
    if once and (made := Case.objects.filter(once=once).first()):
        return made
    title = " ".join(title.split())[:TITLE]
    _check(kind, title, unit, person, special)
    case = Case(
        kind=kind,
        title=title,
        unit=unit,
        person=person,
        due=due,
        resubmission=resubmission,
        priority=priority,
        source=source,
        special=special,
        once=once,
        number=_next_number(timezone.localdate().year),
        state=State.OPEN if person else State.NEW,
    )
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        if once and (made := Case.objects.filter(once=once).first()):
            return made
        raise
    CaseEvent.objects.create(case=case, who=by, what=Step.CREATED, note=note[:4000], version=case.version)
    log.info("case.created id=%s kind=%s unit=%s", case.pk, kind, unit.pk)
    return case


def _check(kind: str, title: str, unit: Unit, person: Person | None, special: bool) -> None:
    if kind not in origins():
        raise UnknownKind
    if not title:
        raise Missing(limit=TITLE)
    if not unit.active:
        raise WrongUnit
    if person is not None:
        demand_fit(person, unit, special)


def demand_fit(person: Person, unit: Unit, special: bool) -> None:
    """Raise WrongPerson or NotGranted unless ``person`` can be in charge of a case of ``unit``."""
    if not person.is_active or person.unit_id != unit.pk:
        raise WrongPerson(person=person.name)
    if special and not granted(person):
        raise NotGranted(person=person.name)


def _next_number(year: int) -> str:
    """Return the next number of ``year``; two at once wait for each other."""
    if not CaseCounter.objects.filter(year=year).update(last=F("last") + 1):
        CaseCounter.objects.get_or_create(year=year)
        CaseCounter.objects.filter(year=year).update(last=F("last") + 1)
    return str(CaseCounter.objects.get(year=year))


@transaction.atomic
def withdraw(case: Case, by: Person | None = None) -> None:
    """Close a case that was made by mistake and that nobody has touched; what made it may make it anew.

    Raises Conflict when somebody went on from it.
    """
    current = Case.objects.select_for_update().get(pk=case.pk)
    if current.version != 1 or current.comments.exists() or current.attachments.exists():
        raise Conflict(current)
    current.state, current.done_at, current.once = State.DONE, timezone.now(), ""
    current.version += 1
    current.save()
    CaseEvent.objects.create(case=current, who=by, what=Step.UNDONE, version=current.version)
    log.info("case.withdrawn id=%s", current.pk)


@transaction.atomic
def erase(source: str, by: Person | None = None) -> int:
    """Return how many cases of ``source`` lost title, notes, comments and files; number and steps stay."""
    found = list(Case.objects.select_for_update().filter(source=source)) if source else []
    for case in found:
        case.title, case.once = ERASED, ""
        case.version += 1
        case.save()
        case.comments.all().delete()
        _delete_files(case)
        case.events.update(note="", before={}, after={})
        CaseEvent.objects.create(case=case, who=by, what=Step.ERASED, version=case.version)
        log.info("case.erased id=%s", case.pk)
    return len(found)


def _delete_files(case: Case) -> None:
    for attachment in Attachment.objects.filter(case=case):
        stored = attachment.file
        attachment.delete()
        transaction.on_commit(lambda stored=stored: stored.storage.delete(stored.name))  # type: ignore[misc]
