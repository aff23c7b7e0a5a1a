# SPDX-License-Identifier: EUPL-1.2
"""To whom a case can go, and when it can come back."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from mittendrin.core.dates.workdays import next_working_day
from mittendrin.townhall.accounts.models import Person, Unit
from mittendrin.townhall.cases.services.days import town_state

Options = list[tuple[str, str]]


def targets() -> list[tuple[str, Options]]:
    """Return the active units with their active people: group, then pairs of value and words."""
    units = Unit.objects.filter(active=True).prefetch_related("people")
    return [
        (
            unit.name,
            [
                (f"u{unit.pk}", _("%(unit)s, Eingang") % {"unit": unit.name}),
                *((f"p{person.pk}", person.name) for person in unit.people.all() if person.is_active),
            ],
        )
        for unit in units
    ]


def target(value: str) -> tuple[Unit, Person | None] | None:
    """Return the unit and perhaps the person that a value of ``targets`` stands for; None when it is none."""
    kind, number = value[:1], value[1:]
    if not (number.isascii() and number.isdigit() and len(number) < 15):
        return None
    if kind == "u":
        unit = Unit.objects.filter(pk=int(number), active=True).first()
        return (unit, None) if unit else None
    person = Person.objects.select_related("unit").filter(pk=int(number), is_active=True, unit__active=True).first()
    return (person.unit, person) if kind == "p" and person and person.unit else None


def days(today: date) -> list[tuple[str, str]]:
    """Return days that cases are often put aside until: ISO date and words, each a working day."""
    state, wanted = town_state(), ((1, _("morgen")), (3, _("in 3 Tagen")), (7, _("in 1 Woche")), (14, _("in 2 Wochen")))
    found = {next_working_day(today + timedelta(days=ahead), state): title for ahead, title in reversed(wanted)}
    return [(day.isoformat(), found[day]) for day in sorted(found)]
