# SPDX-License-Identifier: EUPL-1.2
"""People and units from CSV: everything is checked first, then all of it is stored or nothing."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import models, transaction

from mittendrin.core import csv_table
from mittendrin.core.csv_table import Row, Table, place
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.townhall.accounts.models import Person, Role, Unit
from mittendrin.townhall.accounts.services import give_temporary_password, lock_administrators, unit_key

UNIT_COLUMNS = {
    "name": ("Amt", "Name", "Unit"),
    "key": ("Kürzel", "Key"),
    "order": ("Reihenfolge", "Order"),
}
PERSON_COLUMNS = {
    "username": ("Benutzername", "User name", "Username", "Kennung"),
    "first_name": ("Vorname", "First name"),
    "last_name": ("Nachname", "Last name", "Name"),
    "email": ("E-Mail", "Email", "Mail"),
    "unit": ("Amt", "Unit"),
    "role": ("Rolle", "Role"),
}
ROLE_WORDS = {
    "mitarbeit": Role.STAFF,
    "leitung": Role.HEAD_OF_UNIT,
    "head of unit": Role.HEAD_OF_UNIT,
    "redaktion": Role.EDITOR,
    "administration": Role.ADMINISTRATOR,
    **{role.value: role for role in Role},
}
log = logging.getLogger(__name__)
NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass
class Plan:
    """What one row does to one unit or person."""

    row: int
    target: Unit | Person
    action: str
    columns: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return the name as people know it."""
        return f"{self.target.name} ({self.target.username})" if isinstance(self.target, Person) else str(self.target)


@dataclass
class Report:
    """What an import does or did; ``passwords`` holds the temporary password of each new person once."""

    plans: list[Plan]
    stored: bool = False
    passwords: dict[str, str] = field(default_factory=dict)

    def count(self, action: str) -> int:
        """Return how many rows have ``action``."""
        return sum(plan.action == action for plan in self.plans)


def import_units(data: bytes, *, dry_run: bool = False) -> Report:
    """Create and change units as the CSV says; units that it lacks stay.

    Raises ProblemsFound, with nothing stored, when any row is wrong.
    """
    table = csv_table.read(data)
    names = _columns(table, UNIT_COLUMNS, required=("name",))
    existing = list(Unit.objects.all())
    reader = _UnitReader(names, existing)
    report = Report(_plans(table, reader.plan))
    if not dry_run:
        _store(report)
    return report


@transaction.atomic
def import_people(data: bytes, *, dry_run: bool = False, passwords: bool = True) -> Report:
    """Create and change people as the CSV says; people that it lacks stay, passwords too.

    New people get a temporary password when ``passwords`` is set.
    Raises ProblemsFound, with nothing stored, when any row is wrong.
    """
    table = csv_table.read(data)
    names = _columns(table, PERSON_COLUMNS, required=("username", "last_name"))
    before = lock_administrators()
    reader = _PersonReader(names)
    report = Report(_plans(table, reader.plan))
    _keep_an_administrator(report.plans, before)
    if not dry_run:
        _store(report, passwords=passwords)
    return report


class _UnitReader:
    """Turns rows into plans for units."""

    def __init__(self, names: Mapping[str, str], existing: Iterable[Unit]) -> None:
        self.names = names
        self.by_key = {unit.key: unit for unit in existing}
        self.by_name = {unit.name.casefold(): unit for unit in self.by_key.values()}
        self.seen: dict[str, int] = {}

    def plan(self, row: Row) -> tuple[Plan | None, list[Problem]]:
        """Return what ``row`` does, or its problems."""
        values = _values(row, self.names)
        problems = _too_long(row, self.names, values, {"name": 120, "key": 60})
        name, key = values["name"], values.get("key") or unit_key(values["name"])
        if not name:
            problems.append(Problem(place(row.number, self.names["name"]), "missing"))
        elif not key or not _valid(validate_slug, key):
            problems.append(Problem(place(row.number, self.names.get("key", self.names["name"])), "bad-key", key[:60]))
        order = values.get("order", "")
        if order and not (order.isascii() and order.isdigit() and int(order[:6]) <= 32_767):
            problems.append(Problem(place(row.number, self.names["order"]), "bad-number", order[:20]))
        for seen in {f"key {key}", f"name {name.casefold()}"}:
            if self.seen.setdefault(seen, row.number) != row.number:
                problems.append(Problem(place(row.number, self.names["name"]), "row-twice", str(self.seen[seen])))
        unit = self.by_key.get(key) or self.by_name.get(name.casefold())
        owner = self.by_name.get(name.casefold())
        if unit and owner and owner.pk != unit.pk:
            problems.append(Problem(place(row.number, self.names["name"]), "name-taken", name))
        if problems:
            return None, problems
        changes: dict[str, Any] = {"name": name} | ({"order": int(order)} if order else {})
        return _change(row.number, unit or Unit(key=key), changes, self.names), []


class _PersonReader:
    """Turns rows into plans for people."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.units = {word.casefold(): unit for unit in Unit.objects.all() for word in (unit.key, unit.name)}
        self.unit_names = [unit.name for unit in dict.fromkeys(self.units.values())]
        self.people = {person.username.casefold(): person for person in Person.objects.all()}
        self.seen: dict[str, int] = {}

    def plan(self, row: Row) -> tuple[Plan | None, list[Problem]]:
        """Return what ``row`` does, or its problems."""
        values = _values(row, self.names)
        problems = _too_long(row, self.names, values, {"username": 150, "first_name": 150, "last_name": 150})
        problems += self._username(row, values["username"])
        if not values["last_name"]:
            problems.append(Problem(place(row.number, self.names["last_name"]), "missing"))
        if values.get("email") and not _valid(validate_email, values["email"]):
            problems.append(Problem(place(row.number, self.names["email"]), "bad-email"))
        changes: dict[str, Any] = {key: values[key] for key in ("first_name", "last_name", "email") if key in values}
        if values.get("role"):
            changes["role"] = ROLE_WORDS.get(values["role"].casefold())
            if changes["role"] is None:
                problems.append(Problem(place(row.number, self.names["role"]), "unknown-role", values["role"][:60]))
        if "unit" in values:
            changes["unit"] = self.units.get(values["unit"].casefold())
            if values["unit"] and changes["unit"] is None:
                near = difflib.get_close_matches(values["unit"][:120], self.unit_names, n=1)
                kind = "unknown-unit-near" if near else "unknown-unit"
                detail = f"{values['unit'][:60]}|{near[0]}" if near else values["unit"][:60]
                problems.append(Problem(place(row.number, self.names["unit"]), kind, detail))
        if problems:
            return None, problems
        username = values["username"].lower()
        person = self.people.get(username.casefold()) or Person(username=username)
        return _change(row.number, person, changes, self.names), []

    def _username(self, row: Row, username: str) -> list[Problem]:
        where = place(row.number, self.names["username"])
        if not username:
            return [Problem(where, "missing")]
        if not _valid(Person.username_validator, username):
            return [Problem(where, "bad-username")]
        first = self.seen.setdefault(username.casefold(), row.number)
        return [Problem(where, "row-twice", str(first))] if first != row.number else []


def _columns(table: Table, known: Mapping[str, tuple[str, ...]], required: tuple[str, ...]) -> dict[str, str]:
    """Return the file's own name of each known column."""
    names: dict[str, str] = {}
    problems = []
    for column in table.columns:
        fits = [name for name, words in known.items() if column.casefold() in {word.casefold() for word in words}]
        free = [name for name in fits if name not in names]
        if free:
            names[free[0]] = column
        else:
            expected = ", ".join(words[0] for words in known.values())
            problems.append(Problem(place(1, column), "unknown-column", expected))
    problems += [Problem("1", "column-missing", known[name][0]) for name in required if name not in names]
    if problems:
        raise ProblemsFound(problems)
    return names


def _plans(table: Table, plan: Callable[[Row], tuple[Plan | None, list[Problem]]]) -> list[Plan]:
    plans: list[Plan] = []
    problems: list[Problem] = []
    for row in table.rows:
        made, found = plan(row)
        problems += found
        if made:
            plans.append(made)
    if problems:
        raise ProblemsFound(problems)
    return plans


def _values(row: Row, names: Mapping[str, str]) -> dict[str, str]:
    return {name: row.cells.get(column, "") for name, column in names.items()}


def _too_long(
    row: Row, names: Mapping[str, str], values: Mapping[str, str], limits: Mapping[str, int]
) -> list[Problem]:
    return [
        Problem(place(row.number, names[name]), "too-long", str(limit))
        for name, limit in limits.items()
        if len(values.get(name, "")) > limit
    ]


def _valid(check: Callable[[str], object], value: str) -> bool:
    try:
        check(value)
    except ValidationError:
        return False
    return True


def _change(row: int, target: Unit | Person, changes: Mapping[str, Any], names: Mapping[str, str]) -> Plan:
    fields = tuple(name for name, value in changes.items() if getattr(target, name) != value)
    for name in fields:
        setattr(target, name, changes[name])
    action = NEW if target.pk is None else CHANGED if fields else SAME
    return Plan(row, target, action, tuple(names[name] for name in fields))


def _keep_an_administrator(plans: list[Plan], before: set[int]) -> None:
    """Refuse plans after which nobody could manage people any more; ``before``: the keys of those who can."""
    people = [plan.target for plan in plans if isinstance(plan.target, Person) and plan.target.is_active]
    fresh = any(person.role == Role.ADMINISTRATOR for person in people)
    if before and not fresh and not before - {person.pk for person in people}:
        raise ProblemsFound([Problem("", "no-administrator")])


@transaction.atomic
def _store(report: Report, *, passwords: bool = False) -> None:
    for plan in report.plans:
        target: models.Model = plan.target
        if plan.action == SAME:
            continue
        if isinstance(target, Person) and plan.action == NEW:
            target.set_unusable_password()
        target.save()
        if isinstance(target, Person):
            log.info("person.saved id=%s role=%s active=%s", target.pk, target.role, target.is_active)
        if isinstance(target, Person) and plan.action == NEW and passwords:
            report.passwords[target.username] = give_temporary_password(target)
    report.stored = True
