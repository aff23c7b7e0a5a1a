# SPDX-License-Identifier: EUPL-1.2
"""The inbox: views with their numbers, groups, filters, search, pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from mittendrin.townhall.cases.models import Case, State
from mittendrin.townhall.cases.services.access import Viewer
from mittendrin.townhall.cases.services.days import ORDER, Group, case_group, town_state
from mittendrin.townhall.cases.services.following import followed
from mittendrin.townhall.cases.services.kinds import Origin, origins

PAGE = 100
DONE_MOST = 1000


class View(StrEnum):
    """What the inbox shows."""

    MINE = "meine"
    UNIT = "amt"
    ALL = "alle"
    FREE = "ohne-person"
    RESUBMISSION = "wiedervorlage"
    OVERDUE = "ueberfaellig"
    DEPUTY = "vertretung"
    FOLLOWED = "gefolgt"
    DONE = "erledigt"


ALIVE: tuple[View, ...] = tuple(view for view in View if view != View.DONE)


class By(StrEnum):
    """How the list is grouped."""

    DUE = "frist"
    PERSON = "person"
    ORIGIN = "herkunft"


@dataclass(frozen=True)
class Asked:
    """What a page asks for. origin: title of an app as its manifest has it. person: id of who is in charge."""

    view: View = View.MINE
    by: By = By.DUE
    words: str = ""
    origin: str = ""
    state: str = ""
    person: int | None = None
    page: int = 1


class Light(NamedTuple):
    """As much of a case as counting and sorting need."""

    pk: int
    uuid: UUID
    unit_id: int
    person_id: int | None
    due: date | None
    resubmission: date | None
    state: str
    kind: str
    priority: int
    number: str
    group: Group


@dataclass(frozen=True)
class Section:
    """One group of the list: what it stands for, how many there are in all, those of this page."""

    key: str
    count: int
    cases: Sequence[Case]


@dataclass(frozen=True)
class Inbox:
    """One page of the inbox. counts: per view. origins: number per app. order: ids of the whole list."""

    asked: Asked
    counts: dict[View, int]
    origins: dict[str, int]
    sections: Sequence[Section]
    total: int
    pages: int
    order: Sequence[UUID] = field(default=(), repr=False)

    def after(self, uuid: UUID) -> UUID | None:
        """Return the case after ``uuid`` in the list, the one before it at the end, None when there is no other."""
        if uuid not in self.order:
            return self.order[0] if self.order else None
        place = self.order.index(uuid)
        rest = [*self.order[place + 1 : place + 2], *self.order[max(0, place - 1) : place]]
        return rest[0] if rest else None


def inbox(who: Viewer, asked: Asked) -> Inbox:
    """Return the page of the inbox that ``who`` asks for."""
    known = origins()
    alive = lights(who, who.cases().exclude(state=State.DONE))
    mine = followed(who)
    counts = {view: sum(_belongs(who, mine, light, view) for light in alive) for view in ALIVE}
    if asked.view is View.DONE:
        found = lights(who, _filtered(who.cases().filter(state=State.DONE), asked, known), "-done_at")[:DONE_MOST]
    else:
        found = [light for light in _fitting(who, asked, known, alive) if _belongs(who, mine, light, asked.view)]
        found.sort(key=_urgency)
    keyed = [(_key(light, asked, known), light) for light in found]
    if asked.by is not By.DUE:
        keyed.sort(key=lambda pair: pair[0])
    pages = max(1, -(-len(keyed) // PAGE))
    number = min(max(asked.page, 1), pages)
    return Inbox(
        asked=asked,
        counts=counts,
        origins=dict(Counter(_app(light, known) for light in alive)),
        sections=_sections(keyed, keyed[(number - 1) * PAGE : number * PAGE]),
        total=len(keyed),
        pages=pages,
        order=[light.uuid for _, light in keyed],
    )


def lights(who: Viewer, cases: QuerySet[Case], *order: str) -> list[Light]:
    """Return ``cases`` with their groups of today."""
    columns = ("pk", "uuid", "unit_id", "person_id", "due", "resubmission", "state", "kind", "priority", "number")
    state = town_state()
    rows = list(cases.select_related(None).order_by(*order, "pk").values_list(*columns))
    groups = {days: case_group(*days, who.today, state) for days in {(row[4], row[5]) for row in rows}}
    return [Light._make((*row, groups[row[4], row[5]])) for row in rows]


def _fitting(who: Viewer, asked: Asked, known: dict[str, Origin], alive: list[Light]) -> list[Light]:
    """Return those of ``alive`` that fit search and filters."""
    if not (asked.words or asked.state or asked.origin or asked.person is not None):
        return alive
    cases = _filtered(who.cases().exclude(state=State.DONE), asked, known)
    wanted = set(cases.select_related(None).values_list("pk", flat=True))
    return [light for light in alive if light.pk in wanted]


def _belongs(who: Viewer, mine: frozenset[int], light: Light, view: View) -> bool:
    """Return whether a case stands in a view. mine: ids of the cases that the person follows."""
    match view:
        case View.MINE:
            return light.person_id == who.person.pk or light.person_id in who.covers
        case View.UNIT:
            return light.unit_id == who.person.unit_id
        case View.FREE:
            return light.person_id is None
        case View.RESUBMISSION:
            return light.resubmission is not None
        case View.OVERDUE:
            return light.group is Group.OVERDUE
        case View.DEPUTY:
            return light.person_id in who.covers
        case View.FOLLOWED:
            return light.pk in mine
        case _:
            return True


def _filtered(cases: QuerySet[Case], asked: Asked, known: dict[str, Origin]) -> QuerySet[Case]:
    for word in asked.words.casefold().split()[:8]:
        cases = cases.filter(folded__contains=word)
    if asked.state in State.values:
        cases = cases.filter(state=asked.state)
    if asked.person is not None:
        cases = cases.filter(person_id=asked.person)
    if asked.origin:
        cases = cases.filter(kind__in=[key for key, origin in known.items() if origin.app == asked.origin])
    return cases


def _urgency(light: Light) -> tuple[int, date, int, str]:
    """Return what the list is sorted by: group, then the day, then priority, then age."""
    day = light.resubmission if light.group is Group.RESTING else light.due
    return ORDER[light.group], day or date.max, -light.priority, light.number


def _app(light: Light, known: dict[str, Origin]) -> str:
    return known[light.kind].app if light.kind in known else light.kind


def _key(light: Light, asked: Asked, known: dict[str, Origin]) -> str:
    if asked.by is By.PERSON:
        return str(light.person_id or 0)
    if asked.by is By.ORIGIN:
        return _app(light, known)
    return "done" if light.state == State.DONE else light.group.value


def _sections(everything: Iterable[tuple[str, Light]], shown: Sequence[tuple[str, Light]]) -> list[Section]:
    whole = Counter(key for key, _ in everything)
    loaded = Case.objects.select_related("unit", "person").in_bulk([light.pk for _, light in shown])
    sections: dict[str, list[Case]] = {}
    for key, light in shown:
        if light.pk in loaded:
            sections.setdefault(key, []).append(loaded[light.pk])
    return [Section(key, whole[key], cases) for key, cases in sections.items()]
