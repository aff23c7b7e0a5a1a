# SPDX-License-Identifier: EUPL-1.2
"""Who sees which letter.

The post room (people of the units named as post room, and single people with that right) sees every letter until it is
done, and those that it has handled itself. A unit sees the letters that are meant for it. Letters with special
categories of personal data are seen only by people with a grant besides. Administrators see what their unit sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from mittendrin.apps.posteingang.models import (
    AccessLog,
    Letter,
    LetterState,
    PostRight,
    PostRoomUnit,
    RightGrant,
)
from mittendrin.apps.posteingang.services.errors import NotAllowed, NotVisible
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.cases.services.access import granted

_IN_UNITS = (LetterState.WAITING, LetterState.SURE, LetterState.DONE)
LOGGED_AGAIN = timedelta(hours=1)
MOST_DETAIL = 120


@dataclass(frozen=True)
class AccessRow:
    """One line of the access log."""

    at: datetime
    person: str
    what: str
    detail: str


def has_right(person: Person, right: str) -> bool:
    """Return whether ``person`` has this right of the post room."""
    return person.is_active and RightGrant.objects.filter(person=person, right=right).exists()


def is_post_room(person: Person) -> bool:
    """Return whether ``person`` sees all new letters."""
    if not person.is_active:
        return False
    in_unit = person.unit_id is not None and PostRoomUnit.objects.filter(unit_id=person.unit_id).exists()
    return in_unit or has_right(person, PostRight.POST_ROOM)


def may_see_special(person: Person) -> bool:
    """Return whether ``person`` may see special categories of personal data."""
    return granted(person)


def is_data_protection(person: Person) -> bool:
    """Return whether ``person`` may export what is held on somebody."""
    return has_right(person, PostRight.DATA_PROTECTION)


def may_manage(person: Person) -> bool:
    """Return whether ``person`` may change rules, file plan and templates."""
    return person.has_role(Role.HEAD_OF_UNIT) or is_post_room(person)


def may_act(person: Person, letter: Letter) -> bool:
    """Return whether ``person`` decides about an open letter: of the post room, or of the unit that it is meant for."""
    return is_post_room(person) or (person.unit_id is not None and letter.unit_id == person.unit_id)


def may_change_for(person: Person, unit_id: int | None) -> bool:
    """Return whether ``person`` may change what belongs to a unit, or, with None, to the whole town."""
    if unit_id is None or unit_id != person.unit_id:
        return may_manage(person)
    return person.is_active


def demand(allowed: bool) -> None:
    """Raise NotAllowed unless ``allowed``."""
    if not allowed:
        raise NotAllowed


def may_see(person: Person) -> QuerySet[Letter]:
    """Return all letters that ``person`` may see."""
    found = _regardless(person)
    return found if may_see_special(person) else found.filter(special=False)


def _regardless(person: Person) -> QuerySet[Letter]:
    letters = Letter.objects.select_related("unit", "second_unit", "arrival")
    if not person.is_active:
        return letters.none()
    seen = Q(confirmed_by=person)
    if person.unit_id:
        seen |= Q(state__in=_IN_UNITS) & (Q(unit_id=person.unit_id) | Q(second_unit_id=person.unit_id))
    if is_post_room(person):
        seen |= ~Q(state=LetterState.DONE)
    return letters.filter(seen)


def hidden_special(person: Person) -> int:
    """Return how many waiting letters the post room does not see because they need a grant."""
    if not is_post_room(person) or may_see_special(person):
        return 0
    return _regardless(person).filter(special=True).exclude(state=LetterState.DONE).count()


def letter(person: Person, uuid: UUID | str, *, log: str = "seen", detail: str = "") -> Letter:
    """Return the letter and write into its access log. Raises NotVisible.

    log: what is written; empty for steps that leave their own trace.
    """
    found = may_see(person).filter(uuid=_uuid(uuid)).first()
    if found is None:
        raise NotVisible
    if log:
        note_access([found], person, log, detail)
    return found


def _uuid(value: UUID | str) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except ValueError as error:
        raise NotVisible from error


def note_access(letters: Iterable[Letter], person: Person, what: str, detail: str = "") -> None:
    """Write who saw what; the same again within an hour is one line. Two questions, however many letters there are."""
    since, shown = timezone.now() - LOGGED_AGAIN, list(letters)
    same = AccessLog.objects.filter(person=person, what=what, detail=detail[:MOST_DETAIL], at__gte=since)
    known = set(same.filter(letter_uuid__in=[one.uuid for one in shown]).values_list("letter_uuid", flat=True))
    AccessLog.objects.bulk_create(
        AccessLog(letter_uuid=one.uuid, number=one.number, person=person, what=what, detail=detail[:MOST_DETAIL])
        for one in shown
        if one.uuid not in known
    )


def access_log(person: Person, uuid: UUID | str) -> list[AccessRow]:
    """Return who looked at a letter, newest first. Raises NotVisible."""
    found = letter(person, uuid, log="")
    rows = AccessLog.objects.filter(letter_uuid=found.uuid).select_related("person")[:500]
    return [AccessRow(row.at, row.person.name if row.person else "", row.what, row.detail) for row in rows]


def units() -> list[Unit]:
    """Return the units a letter can go to."""
    return list(Unit.objects.filter(active=True))


def unit_named(name: str) -> Unit | None:
    """Return the active unit of this name or key."""
    if not name:
        return None
    return Unit.objects.filter(Q(name=name) | Q(key=name), active=True).first()
