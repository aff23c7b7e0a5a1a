# SPDX-License-Identifier: EUPL-1.2
"""A small town for tests: two units, their people, and cases made in one line."""

from __future__ import annotations

from datetime import date
from typing import Any

from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.cases.models import Case, Grant
from mittendrin.townhall.cases.services.access import Viewer, viewer
from mittendrin.townhall.cases.services.making import create

MONDAY = date(2026, 11, 16)


def unit(name: str = "Steueramt") -> Unit:
    return Unit.objects.get_or_create(key=name.lower()[:60], defaults={"name": name})[0]


def person(name: str, where: str = "Steueramt", role: str = Role.STAFF, *, special: bool = False) -> Person:
    made = Person.objects.create_user(
        name, password="-", last_name=name.capitalize(), email=f"{name}@stadt.example", role=role, unit=unit(where)
    )
    if special:
        Grant.objects.create(person=made, reason="Aufgabe", given_by=None)
    return made


def case(title: str = "Widerspruch Sandmann", where: str = "Steueramt", **values: Any) -> Case:
    return create(**{"kind": "own", "title": title, "unit": unit(where), **values})


def today(who: Person, day: date = MONDAY) -> Viewer:
    return viewer(who, day)
