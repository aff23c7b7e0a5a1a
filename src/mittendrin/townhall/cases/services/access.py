# SPDX-License-Identifier: EUPL-1.2
"""Who may see and who may handle which case.

Seen by: the people of its unit, the person in charge, whoever deputises for that person today. Handled by: the person
in charge and the deputy, the head of the unit, anybody of the unit while nobody is in charge. Administrators see the
cases of their own unit only. Cases with special categories of personal data need a grant besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.cases.errors import NotHandled, NotYours
from mittendrin.townhall.cases.models import Absence, Case, CaseEvent, Grant

_SALT = "mittendrin.cases.link"


@dataclass(frozen=True)
class Viewer:
    """A person with what counts for access today. covers: ids of the people for whom the person deputises."""

    person: Person
    today: date
    special: bool
    covers: frozenset[int]

    def cases(self) -> QuerySet[Case]:
        """Return all cases that the person may see."""
        if not self.person.is_active:
            return Case.objects.none()
        seen = Q(person=self.person) | Q(person_id__in=self.covers)
        if self.person.unit_id:
            seen |= Q(unit_id=self.person.unit_id)
        found = Case.objects.filter(seen).select_related("unit", "person")
        return found if self.special else found.filter(special=False)

    def sees(self, case: Case) -> bool:
        """Return whether the person may see ``case``."""
        if not self.person.is_active or (case.special and not self.special):
            return False
        return case.person_id in {self.person.pk, *self.covers} or self._in_unit(case)

    def leads(self, unit_id: int | None) -> bool:
        """Return whether the person is the head of the unit."""
        return unit_id is not None and self.person.unit_id == unit_id and self.person.has_role(Role.HEAD_OF_UNIT)

    def handles(self, case: Case) -> bool:
        """Return whether the person may change ``case``."""
        if not self.sees(case):
            return False
        if case.person_id is None:
            return self._in_unit(case)
        return case.person_id in {self.person.pk, *self.covers} or self.leads(case.unit_id)

    def _in_unit(self, case: Case) -> bool:
        return self.person.unit_id is not None and case.unit_id == self.person.unit_id


def viewer(person: Person, today: date | None = None) -> Viewer:
    """Return ``person`` with rights and deputyships of today."""
    day = today or timezone.localdate()
    absent = Absence.objects.filter(deputy=person, first__lte=day, last__gte=day, person__is_active=True)
    return Viewer(
        person=person,
        today=day,
        special=granted(person),
        covers=frozenset(absent.values_list("person_id", flat=True)),
    )


def granted(person: Person) -> bool:
    """Return whether ``person`` may see special categories of personal data."""
    return Grant.objects.filter(person=person, ended_at__isnull=True).exists()


def granted_people(unit: Unit) -> QuerySet[Person]:
    """Return the active people of a unit who may see special categories of personal data."""
    grants = Grant.objects.filter(ended_at__isnull=True).values("person_id")
    return Person.objects.filter(pk__in=grants, unit=unit, is_active=True)


def find(who: Viewer, uuid: UUID) -> Case:
    """Return the case. Raises NotYours when there is none or the person may not see it."""
    case = Case.objects.select_related("unit", "person").filter(uuid=uuid).first()
    if case is None or not who.sees(case):
        raise NotYours
    return case


def demand_handled(who: Viewer, case: Case) -> None:
    """Raise NotYours or NotHandled unless the person may change ``case``."""
    if not who.sees(case):
        raise NotYours
    if not who.handles(case):
        raise NotHandled(person=case.person.name if case.person else str(case.unit))


def link_token(case: Case) -> str:
    """Return the signature that a link to ``case`` carries when a person hands it on."""
    return signing.Signer(salt=_SALT).signature(str(case.uuid))


def unit_to_ask(who: Viewer, uuid: UUID, token: str) -> Unit | None:
    """Return the unit that sees the case, for people who got its link or passed it on; None for everybody else."""
    case = Case.objects.select_related("unit").filter(uuid=uuid).first()
    if case is None or not who.person.is_active:
        return None
    led = bool(token) and constant_time_compare(token, link_token(case))
    handed = CaseEvent.objects.filter(case=case, who=who.person).exists()
    return case.unit if led or handed else None


def colleagues(units: Iterable[Unit]) -> QuerySet[Person]:
    """Return the active people of ``units``."""
    return Person.objects.filter(unit__in=list(units), is_active=True).select_related("unit")
