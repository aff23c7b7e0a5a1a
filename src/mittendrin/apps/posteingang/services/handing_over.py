# SPDX-License-Identifier: EUPL-1.2
"""A confirmed letter becomes a case for its unit, and one more for the second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.models import Letter
from mittendrin.apps.posteingang.services import words
from mittendrin.apps.posteingang.services.errors import CaseTouched, NoCase
from mittendrin.townhall.accounts.models import Person, Unit
from mittendrin.townhall.cases import errors
from mittendrin.townhall.cases.models import Case, Priority
from mittendrin.townhall.cases.services import making

KIND = "letter"


@dataclass(frozen=True)
class CaseLink:
    """A case that was made of a letter."""

    uuid: UUID
    title: str
    unit: str


def source_of(letter: Letter) -> str:
    """Return how cases refer to a letter."""
    return f"letter:{letter.uuid}"


def make_cases(letter: Letter, person: Person) -> list[CaseLink]:
    """Return the cases of a letter, made once however often it is asked. Raises NoCase."""
    units = list(dict.fromkeys(unit for unit in (letter.unit, letter.second_unit) if unit))
    return [_case(letter, unit, person, number) for number, unit in enumerate(units, start=1)]


def _case(letter: Letter, unit: Unit, person: Person, number: int) -> CaseLink:
    try:
        case = making.create(
            kind=KIND,
            title=_title(letter),
            unit=unit,
            due=letter.deadline,
            priority=Priority.HIGH if letter.urgent else Priority.NORMAL,
            source=source_of(letter),
            special=letter.special,
            note=letter.note,
            once=f"{source_of(letter)}:{number}:{letter.version}",
            by=person,
        )
    except errors.Refused as error:
        raise NoCase(reason=error.words) from error
    return CaseLink(case.uuid, case.title, unit.name)


def _title(letter: Letter) -> str:
    parts = [letter.kind, letter.subject or letter.arrival.name, letter.sender]
    return " · ".join(part for part in parts if part)[: making.TITLE]


def withdraw(uuids: Iterable[str], person: Person) -> None:
    """Close cases that were made by mistake. Raises CaseTouched when somebody went on from one."""
    for case in Case.objects.filter(uuid__in=list(uuids)):
        try:
            making.withdraw(case, person)
        except errors.Conflict as error:
            raise CaseTouched from error


def facts(source: str) -> list[tuple[str, str]]:
    """Return what a case shows of its letter: pairs of a name and a value in the language of the page."""
    letter = Letter.objects.filter(uuid=source.partition(":")[2]).first()
    if letter is None:
        return []
    rows = [(_("Brief"), letter.number)]
    for name in ("kind", "sender", "date", "reference", "deadline", "amount"):
        value = str(getattr(letter, words.BY_NAME[name].column) or "")
        if value:
            rows.append((str(words.BY_NAME[name].title), words.shown(name, value)))
    return rows
