# SPDX-License-Identifier: EUPL-1.2
"""The demo town Musterstadt: fourteen units and one person of each role."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction

from mittendrin.contracts.demo_town import demo_plan
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.accounts.services import unit_key

log = logging.getLogger(__name__)
UNITS = (
    "Hauptamt/Organisation",
    "Personalamt",
    "Kämmerei/Finanzen",
    "Stadtkasse",
    "Steueramt",
    "Ordnungsamt",
    "Bürgerbüro",
    "Standesamt",
    "Sozialamt",
    "Jugendamt/Kita",
    "Bauamt/Bauaufsicht",
    "Tiefbau/Bauhof",
    "Stadtplanung/Umwelt",
    "Kultur/Schule/Sport",
)


@dataclass(frozen=True)
class DemoLogin:
    """A demo person with the password that the start prints."""

    username: str
    first_name: str
    last_name: str
    role: Role
    unit: str
    password: str


def logins() -> list[DemoLogin]:
    """Return the demo people, one of each role."""
    return [
        DemoLogin("meier", "Jana", "Meier", Role.STAFF, "Bürgerbüro", "Demo-Tuer-Kanne-41"),
        DemoLogin("yilmaz", "Deniz", "Yılmaz", Role.HEAD_OF_UNIT, "Ordnungsamt", "Demo-Wolke-Rad-52"),
        DemoLogin("lorenz", "Petra", "Lorenz", Role.EDITOR, "Hauptamt/Organisation", "Demo-Pfad-Regal-63"),
        DemoLogin("admin", "Kim", "Sander", Role.ADMINISTRATOR, "Hauptamt/Organisation", "Demo-Anker-Laub-74"),
    ]


def lock_known_passwords() -> list[str]:
    """Take the password from demo people who still have the one that everybody knows; return their user names."""
    locked = []
    for login in logins():
        person = Person.objects.filter(username=login.username).first()
        if person is not None and person.check_password(login.password):
            person.set_unusable_password()
            person.save(update_fields=["password"])
            log.warning("demo.password_locked id=%s", person.pk)
            locked.append(person.username)
    return locked


@transaction.atomic
def ensure_demo_town() -> None:
    """Create units and people of Musterstadt where they are missing; existing ones stay as they are."""
    for order, name in enumerate(UNITS):
        tasks = next((unit.tasks for unit in demo_plan().units if unit.name == name), "")
        Unit.objects.get_or_create(key=unit_key(name), defaults={"name": name, "order": order, "tasks": tasks})
    for login in logins():
        if Person.objects.filter(username=login.username).exists():
            continue
        Person.objects.create_user(
            login.username,
            password=login.password,
            first_name=login.first_name,
            last_name=login.last_name,
            role=login.role,
            unit=Unit.objects.get(key=unit_key(login.unit)),
        )
