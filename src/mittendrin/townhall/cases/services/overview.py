# SPDX-License-Identifier: EUPL-1.2
"""How the work of a unit stands, for its head: numbers only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.errors import NotAllowed
from mittendrin.townhall.cases.models import Case, State
from mittendrin.townhall.cases.services.access import Viewer
from mittendrin.townhall.cases.services.days import Group, case_group, town_state

DAYS = 90
FEWEST = 5


@dataclass(frozen=True)
class Load:
    """The work of one person; nobody's when ``person`` is None.

    done: finished within DAYS days. days: mean number of days from making to finishing them, None below FEWEST.
    """

    person: Person | None
    open: int
    overdue: int
    done: int
    days: float | None


@dataclass(frozen=True)
class Overview:
    """The work of a unit, most open cases first."""

    unit: str
    loads: list[Load]
    total: Load


def overview(who: Viewer) -> Overview:
    """Return the work of the unit that the person heads, special cases counted too. Raises NotAllowed."""
    unit = who.person.unit
    if unit is None or not who.leads(unit.pk):
        raise NotAllowed
    since = timezone.now() - timedelta(days=DAYS)
    columns = ("person_id", "due", "resubmission", "created_at", "done_at")
    alive = list(Case.objects.filter(unit=unit).exclude(state=State.DONE).values_list(*columns))
    done = list(Case.objects.filter(unit=unit, done_at__gte=since).values_list(*columns))
    people: dict[int | None, Person | None] = {
        person.pk: person for person in Person.objects.filter(unit=unit, is_active=True)
    }
    missing = {row[0] for row in (*alive, *done)} - set(people) - {None}
    people |= {person.pk: person for person in Person.objects.filter(pk__in=missing)}
    people[None] = None
    loads = [_load(people[key], who.today, *(_of(rows, key) for rows in (alive, done))) for key in people]
    shown = [load for load in loads if load.person or load.open or load.done]
    shown.sort(key=lambda load: (-load.open, load.person.name if load.person else ""))
    return Overview(unit.name, shown, _load(None, who.today, alive, done))


Row = tuple[int | None, date | None, date | None, datetime, datetime | None]


def _of(rows: Iterable[Row], person: int | None) -> list[Row]:
    return [row for row in rows if row[0] == person]


def _load(person: Person | None, today: date, alive: list[Row], done: list[Row]) -> Load:
    state = town_state()
    spans = [(row[4] - row[3]).total_seconds() / 86_400 for row in done if row[4]]
    return Load(
        person=person,
        open=len(alive),
        overdue=sum(case_group(row[1], row[2], today, state) is Group.OVERDUE for row in alive),
        done=len(done),
        days=sum(spans) / len(spans) if len(spans) >= FEWEST else None,
    )
