# SPDX-License-Identifier: EUPL-1.2
"""What people do with a case. Each step checks the right and the version, and stands in the history."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mittendrin.townhall.accounts.models import Person, Unit
from mittendrin.townhall.cases import errors
from mittendrin.townhall.cases.models import Case, CaseEvent, Comment, Priority, State, Step
from mittendrin.townhall.cases.services.access import Viewer, demand_handled, granted, granted_people
from mittendrin.townhall.cases.services.making import TITLE, demand_fit

UNDO_HOURS = 12
NOTE, COMMENT = 4000, 8000
_DATES = ("due", "resubmission")
_IDS = ("unit_id", "person_id")
log = logging.getLogger(__name__)


@transaction.atomic
def _step(
    who: Viewer,
    case: Case,
    version: int,
    what: Step,
    fields: Mapping[str, Any],
    *,
    note: str = "",
    batch: UUID | None = None,
) -> Case:
    """Return the case with ``fields`` changed, one version on.

    Raises NotYours, NotHandled, Conflict, NothingChanged.
    """
    current = _locked(case)
    demand_handled(who, current)
    if current.version != version:
        raise errors.Conflict(current)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        raise errors.NothingChanged
    before = {name: _plain(getattr(current, name)) for name in changed}
    _set(current, changed)
    CaseEvent.objects.create(
        case=current,
        who=who.person,
        what=what,
        note=note.strip()[:NOTE],
        before=before,
        after={name: _plain(value) for name, value in changed.items()},
        version=current.version,
        batch=batch,
    )
    log.info("case.%s id=%s version=%s", what, current.pk, current.version)
    return Case.objects.select_related("unit", "person").get(pk=current.pk)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=case.pk)


def _set(case: Case, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(case, name, value)
    if "state" in fields:
        case.done_at = timezone.now() if case.state == State.DONE else None
    case.version += 1
    case.save()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _open(case: Case) -> None:
    if case.done:
        raise errors.AlreadyDone


def take(who: Viewer, case: Case, version: int, *, batch: UUID | None = None) -> Case:
    """Return the case with the person in charge. Raises Refused."""
    _open(case)
    fields = {"person_id": who.person.pk, "state": State.OPEN if case.state == State.NEW else case.state}
    return _step(who, case, version, Step.TAKEN, fields, batch=batch)


def assign(who: Viewer, case: Case, version: int, person: Person, *, batch: UUID | None = None) -> Case:
    """Return the case with ``person`` of the same unit in charge. Raises Refused."""
    _open(case)
    demand_handled(who, case)
    demand_fit(person, case.unit, case.special)
    fields = {"person_id": person.pk, "state": State.OPEN if case.state == State.NEW else case.state}
    return _step(who, case, version, Step.ASSIGNED, fields, batch=batch)


def forward(
    who: Viewer,
    case: Case,
    version: int,
    unit: Unit,
    *,
    person: Person | None = None,
    note: str = "",
    batch: UUID | None = None,
) -> Case:
    """Return the case in the hands of ``unit`` (and ``person``): new there, no longer put aside. Raises Refused."""
    _open(case)
    demand_handled(who, case)
    if not unit.active:
        raise errors.WrongUnit
    if person is not None:
        demand_fit(person, unit, case.special)
    elif case.special and not granted_people(unit).exists():
        raise errors.NobodyGranted(unit=unit.name)
    if (unit.pk, person.pk if person else None) == (case.unit_id, case.person_id):
        raise errors.NothingChanged
    fields = {
        "unit_id": unit.pk,
        "person_id": person.pk if person else None,
        "state": State.NEW,
        "resubmission": None,
    }
    return _step(who, case, version, Step.FORWARDED, fields, note=note, batch=batch)


def snooze(who: Viewer, case: Case, version: int, day: date, *, note: str = "", batch: UUID | None = None) -> Case:
    """Return the case put aside until ``day``. Raises PastDay and what other steps raise."""
    _open(case)
    if day <= who.today:
        raise errors.PastDay
    return _step(who, case, version, Step.SNOOZED, {"resubmission": day}, note=note, batch=batch)


def wake(who: Viewer, case: Case, version: int, *, batch: UUID | None = None) -> Case:
    """Return the case no longer put aside. Raises Refused."""
    return _step(who, case, version, Step.WOKEN, {"resubmission": None}, batch=batch)


def change(
    who: Viewer,
    case: Case,
    version: int,
    *,
    title: str,
    due: date | None,
    priority: int,
    special: bool,
    batch: UUID | None = None,
) -> Case:
    """Return the case with these values. Raises Missing, NotGranted and what other steps raise."""
    _open(case)
    title = " ".join(title.split())
    if not title or len(title) > TITLE:
        raise errors.Missing(limit=TITLE)
    if special and not case.special and case.person is not None and not granted(case.person):
        raise errors.NotGranted(person=case.person.name)
    fields = {"title": title, "due": due, "priority": Priority(priority), "special": special}
    return _step(who, case, version, Step.CHANGED, fields, batch=batch)


def change_due(who: Viewer, case: Case, version: int, due: date | None, *, batch: UUID | None = None) -> Case:
    """Return the case with another due date, or none. Raises Refused."""
    _open(case)
    return _step(who, case, version, Step.CHANGED, {"due": due}, batch=batch)


def wait(who: Viewer, case: Case, version: int, *, note: str = "", batch: UUID | None = None) -> Case:
    """Return the case waiting for others. Raises Refused."""
    _open(case)
    return _step(who, case, version, Step.WAITING, {"state": State.WAITING}, note=note, batch=batch)


def go_on(who: Viewer, case: Case, version: int, *, batch: UUID | None = None) -> Case:
    """Return a waiting case at work again. Raises Refused."""
    _open(case)
    return _step(who, case, version, Step.CONTINUED, {"state": State.OPEN}, batch=batch)


def finish(who: Viewer, case: Case, version: int, *, note: str = "", batch: UUID | None = None) -> Case:
    """Return the case done. Raises Refused."""
    _open(case)
    fields = {"state": State.DONE, "resubmission": None}
    return _step(who, case, version, Step.FINISHED, fields, note=note, batch=batch)


def reopen(who: Viewer, case: Case, version: int, *, batch: UUID | None = None) -> Case:
    """Return a finished case at work again. Raises NotDone and what other steps raise."""
    if not case.done:
        raise errors.NotDone
    return _step(who, case, version, Step.REOPENED, {"state": State.OPEN}, batch=batch)


@transaction.atomic
def comment(who: Viewer, case: Case, text: str) -> Comment:
    """Return the new comment; everybody who sees the case may write one. Raises NotYours, Missing."""
    current = _locked(case)
    if not who.sees(current):
        raise errors.NotYours
    text = text.replace("\x00", "").strip()
    if not text or len(text) > COMMENT:
        raise errors.Missing(limit=COMMENT)
    made = Comment.objects.create(case=current, who=who.person, text=text)
    CaseEvent.objects.create(case=current, who=who.person, what=Step.COMMENTED, version=current.version)
    log.info("case.commented id=%s", current.pk)
    return made


@transaction.atomic
def undo(who: Viewer) -> list[Case]:
    """Return the cases of the person's last step (several when done together), each as it was before.

    Raises NothingToUndo when there is no such step within UNDO_HOURS, or somebody went on from it.
    """
    since = timezone.now() - timedelta(hours=UNDO_HOURS)
    steps = CaseEvent.objects.filter(who=who.person, at__gte=since, undone=False).exclude(before={})
    last = steps.exclude(what=Step.UNDONE).order_by("-pk").first()
    if last is None or not who.person.is_active:
        raise errors.NothingToUndo
    together = list(steps.filter(batch=last.batch)) if last.batch else [last]
    return [_undo(who, event) for event in together]


def _undo(who: Viewer, event: CaseEvent) -> Case:
    case = Case.objects.select_for_update().get(pk=event.case_id)
    if case.version != event.version:
        raise errors.NothingToUndo
    back = {name: _typed(name, value) for name, value in event.before.items()}
    _set(case, back)
    CaseEvent.objects.filter(pk=event.pk).update(undone=True)
    CaseEvent.objects.create(
        case=case, who=who.person, what=Step.UNDONE, before=event.after, after=event.before, version=case.version
    )
    log.info("case.undone id=%s version=%s", case.pk, case.version)
    return Case.objects.select_related("unit", "person").get(pk=case.pk)


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DATES and value else value
