# SPDX-License-Identifier: EUPL-1.2
"""Who is away, who deputises, and who may see special categories of personal data."""

from __future__ import annotations

import logging
from datetime import date

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.cases.errors import NotAllowed, Refused, WrongPerson
from mittendrin.townhall.cases.models import Absence, Case, Grant, State
from mittendrin.townhall.cases.services.access import Viewer, granted_people

log = logging.getLogger(__name__)


class WrongDays(Refused):
    """The last day is before the first, in the past, or more than a year off."""

    sentence = _("Der letzte Tag muss nach dem ersten liegen, heute oder später, und höchstens ein Jahr entfernt.")


class Overlapping(Refused):
    """The person has an absence on some of these days already."""

    sentence = _("Für diese Tage ist schon eine Abwesenheit eingetragen.")


def may_manage(who: Viewer, person: Person) -> bool:
    """Return whether the person may enter absences of ``person``: own ones, the head's people, administrators all."""
    return who.person.pk == person.pk or who.leads(person.unit_id) or who.person.has_role()


def absences(who: Viewer) -> QuerySet[Absence]:
    """Return the absences from today on that the person may see: own ones, those of the unit, those deputised for.

    Also those that the person entered for others, as administrators may: what one enters by mistake one must find.
    """
    found = Absence.objects.filter(last__gte=who.today).select_related("person__unit", "deputy")
    seen = found.filter(person=who.person) | found.filter(deputy=who.person) | found.filter(entered_by=who.person)
    if who.person.unit_id:
        seen |= found.filter(person__unit=who.person.unit)
    return seen.distinct().order_by("first", "pk")


def deputised(who: Viewer) -> list[Absence]:
    """Return the absences for which the person deputises today."""
    today = Absence.objects.filter(deputy=who.person, first__lte=who.today, last__gte=who.today)
    return list(today.select_related("person"))


@transaction.atomic
def enter(who: Viewer, person: Person, first: date, last: date, deputy: Person | None) -> Absence:
    """Return the new absence. A deputy of another unit can only be named by the head or the administration.

    Raises NotAllowed, WrongDays, WrongPerson, Overlapping.
    """
    if not may_manage(who, person):
        raise NotAllowed
    if not first <= last or last < who.today or (last - who.today).days > 366:
        raise WrongDays
    if deputy is not None:
        foreign = deputy.unit_id is None or deputy.unit_id != person.unit_id
        free = who.leads(person.unit_id) or who.person.has_role()
        # Else administrators could open any cases to themselves.
        own_key = deputy.pk == who.person.pk and foreign
        if not deputy.is_active or deputy.pk == person.pk or own_key or (foreign and not free):
            raise WrongPerson(person=deputy.name)
    if Absence.objects.select_for_update().filter(person=person, first__lte=last, last__gte=first).exists():
        raise Overlapping
    made = Absence.objects.create(person=person, deputy=deputy, first=first, last=last, entered_by=who.person)
    log.info("absence.entered id=%s", made.pk)
    return made


def end(who: Viewer, absence: Absence) -> None:
    """Take an absence away. Raises NotAllowed."""
    if not may_manage(who, absence.person):
        raise NotAllowed
    log.info("absence.ended id=%s", absence.pk)
    absence.delete()


def manageable(who: Viewer) -> QuerySet[Person]:
    """Return the active people whose absences the person may enter."""
    people = Person.objects.filter(is_active=True).select_related("unit")
    if who.person.has_role():
        return people
    own = people.filter(pk=who.person.pk)
    return people.filter(unit=who.person.unit, unit__isnull=False) if who.leads(who.person.unit_id) else own


def may_grant(who: Viewer, person: Person) -> bool:
    """Return whether the person may decide on the grant of ``person``; nobody decides on the own one."""
    if who.person.pk == person.pk:
        return False
    return who.leads(person.unit_id) or who.person.has_role()


@transaction.atomic
def give_grant(who: Viewer, person: Person, reason: str) -> Grant:
    """Return the grant of ``person``, the one that stands if there is one. Raises NotAllowed."""
    if not may_grant(who, person) or not person.is_active:
        raise NotAllowed
    values = {"reason": reason.strip()[:200], "given_by": who.person}
    standing, made = Grant.objects.get_or_create(person=person, ended_at=None, defaults=values)
    if made:
        log.info("grant.given person=%s by=%s", person.pk, who.person.pk)
    return standing


def end_grant(who: Viewer, grant: Grant) -> None:
    """Take a grant back. Raises NotAllowed."""
    if not may_grant(who, grant.person):
        raise NotAllowed
    Grant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_at=timezone.now(), ended_by=who.person)
    log.info("grant.ended person=%s by=%s", grant.person_id, who.person.pk)


def grants(who: Viewer) -> QuerySet[Grant]:
    """Return the standing grants that the person may decide on or that are of the own unit. Raises NotAllowed."""
    demand_head(who)
    found = Grant.objects.filter(ended_at__isnull=True).select_related("person__unit", "given_by")
    return found if who.person.has_role() else found.filter(person__unit=who.person.unit)


def grantable(who: Viewer) -> QuerySet[Person]:
    """Return the active people without a grant on whom the person may decide."""
    people = Person.objects.filter(is_active=True).exclude(pk=who.person.pk).select_related("unit")
    people = people.exclude(pk__in=Grant.objects.filter(ended_at__isnull=True).values("person_id"))
    return people if who.person.has_role() else people.filter(unit=who.person.unit, unit__isnull=False)


def demand_head(who: Viewer) -> None:
    """Raise NotAllowed unless the person is a head of unit or an administrator."""
    if not who.person.has_role(Role.HEAD_OF_UNIT):
        raise NotAllowed


def unseen(who: Viewer) -> list[tuple[Unit, int]]:
    """Return the units whose cases with special categories nobody can see, with the number of open ones."""
    open_ones = Case.objects.filter(special=True).exclude(state=State.DONE).order_by()
    if not who.person.has_role():
        open_ones = open_ones.filter(unit=who.person.unit)
    number = dict(open_ones.values_list("unit_id").annotate(Count("pk")))
    units = Unit.objects.filter(pk__in=number)
    return [(unit, number[unit.pk]) for unit in units if not granted_people(unit).exists()]
