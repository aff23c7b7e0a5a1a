# SPDX-License-Identifier: EUPL-1.2
"""Questions and decisions about people and units."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from mittendrin.contracts.app import Repeated
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.accounts import login_limits
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.backups import ledger

TEMPORARY_DAYS = 14
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no signs that look alike
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "/": "-"})
log = logging.getLogger(__name__)


class LastAdministrator(MittendrinError):
    """Refused: nobody would be left who can manage people."""


class UnitInUse(MittendrinError):
    """Refused: people still belong to the unit."""


def unit_key(name: str) -> str:
    """Return the key of a unit made from its name."""
    return slugify(name.lower().translate(_UMLAUTS))[:60]


def find_people(search: str = "", unit: str = "", state: str = "active") -> QuerySet[Person]:
    """Return the people that fit: words in name, user name or mail; key of a unit; active, inactive or all."""
    found = Person.objects.select_related("unit")
    for word in search[:200].split()[:5]:
        fits = Q()
        # SQLite ignores case in ASCII only: the spellings differ in umlauts.
        for spelling in {word.lower(), word.capitalize(), word.upper()}:
            for column in ("username", "first_name", "last_name", "email"):
                fits |= Q(**{f"{column}__icontains": spelling})
        found = found.filter(fits)
    if unit:
        found = found.filter(unit__key=unit)
    if state in {"active", "inactive"}:
        found = found.filter(is_active=state == "active")
    return found


def units() -> QuerySet[Unit]:
    """Return all units with the number of their active people as ``head_count``."""
    return Unit.objects.annotate(head_count=Count("people", filter=Q(people__is_active=True)))


def active_administrators() -> QuerySet[Person]:
    """Return the administrators who can log in."""
    return Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True)


def lock_administrators() -> set[int]:
    """Return who can manage people, and keep it so until the transaction ends: others who change it wait.

    PostgreSQL locks the rows, always in the same order; SQLite lets one transaction write at a time.
    """
    return {person.pk for person in active_administrators().order_by("pk").select_for_update()}


def temporary_password() -> str:
    """Return a random password that can be read out on the phone, about 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def give_temporary_password(person: Person) -> str:
    """Return a new one-time password of ``person``; it must be changed at the next login and lives 14 days."""
    password = temporary_password()
    person.set_password(password)
    person.temporary_until = timezone.now() + timedelta(days=TEMPORARY_DAYS)
    person.save()
    login_limits.unlock(username=person.username)
    log.info("person.password_reset id=%s", person.pk)
    return password


def keep_password(person: Person) -> None:
    """Note that the person chose the password; it is no longer a temporary one."""
    Person.objects.filter(pk=person.pk).update(temporary_until=None)
    person.temporary_until = None
    log.info("person.password_changed id=%s", person.pk)


def keep_preferences(person: Person, **values: str | bool) -> None:
    """Keep language, theme or single keys of ``person``."""
    Person.objects.filter(pk=person.pk).update(**values)


@transaction.atomic
def save_person(person: Person) -> None:
    """Store a new or changed person.

    Raises LastAdministrator when nobody would be left who can manage people.
    """
    before = lock_administrators()
    stays = person.is_active and person.role == Role.ADMINISTRATOR
    if person.pk in before and not stays and before == {person.pk}:
        raise LastAdministrator
    if person.pk is None and not person.password:
        person.set_unusable_password()
    person.save()
    log.info("person.saved id=%s role=%s active=%s", person.pk, person.role, person.is_active)


def set_active(person: Person, active: bool) -> None:
    """Let ``person`` log in or not. Sessions of a deactivated person end at once."""
    person.is_active = active
    with transaction.atomic():
        save_person(person)
        ledger.note("person", str(person.pk), back=active)


def switch_off_again(identities: Sequence[str]) -> Repeated:
    """Switch off the accounts that an old backup opened again; the last administrator stays."""
    count = 0
    for person in Person.objects.filter(pk__in=[int(one) for one in identities], is_active=True):
        with suppress(LastAdministrator):
            set_active(person, False)
            count += 1
    return Repeated(count)


def set_unit_active(unit: Unit, active: bool) -> None:
    """Offer ``unit`` for people or not.

    Raises UnitInUse when active people belong to it.
    """
    if not active and unit.people.filter(is_active=True).exists():
        raise UnitInUse
    unit.active = active
    unit.save(update_fields=["active"])
