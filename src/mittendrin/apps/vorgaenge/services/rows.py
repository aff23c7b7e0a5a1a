# SPDX-License-Identifier: EUPL-1.2
"""The inbox as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from mittendrin.apps.vorgaenge.services import asking, words
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.models import Absence, Case, State
from mittendrin.townhall.cases.services.absences import deputised
from mittendrin.townhall.cases.services.access import Viewer, colleagues
from mittendrin.townhall.cases.services.days import Group
from mittendrin.townhall.cases.services.finding import ALIVE, Asked, By, Inbox, View, inbox
from mittendrin.townhall.cases.services.kinds import Origin, origins


@dataclass(frozen=True)
class Choice:
    """A link that chooses something; count is None where none is shown. key: its value in a form."""

    title: str
    url: str
    current: bool
    count: int | None = None
    key: str = ""


@dataclass(frozen=True)
class CaseRow:
    """One row. state: key of its sign. sign: overdue, near or none. deputy: for whom the person deputises."""

    case: Case
    url: str
    origin: str
    holder: str
    deputy: str
    sign: str
    due: str
    state: str
    state_words: str
    current: bool


@dataclass(frozen=True)
class RowGroup:
    """One group of rows; count is that of the whole list."""

    title: str
    count: int
    rows: Sequence[CaseRow]


@dataclass(frozen=True)
class ListPage:
    """Everything that the list shows."""

    asked: Asked
    heading: str
    total: int
    groups: Sequence[RowGroup]
    views: Sequence[Choice]
    origins: Sequence[Choice]
    ways: Sequence[Choice]
    deputies: Sequence[Absence]
    people: Sequence[Person]
    states: Sequence[tuple[str, str]]
    empty: str
    query: str
    earlier: str
    later: str
    pages: int
    inbox: Inbox
    filtered: bool


def list_page(who: Viewer, asked: Asked, current: UUID | None = None) -> ListPage:
    """Return the list that ``asked`` asks for; the case ``current`` is marked."""
    found, known = inbox(who, asked), origins()
    titles = words.view_titles()
    filtered = bool(asked.words or asked.origin or asked.state or asked.person)
    return ListPage(
        asked=asked,
        heading=words.view_headings()[asked.view],
        total=found.total,
        groups=[
            RowGroup(
                title=_group_title(section.key, section.cases, asked),
                count=section.count,
                rows=[_row(who, case, asked, known, current) for case in section.cases],
            )
            for section in found.sections
        ],
        views=[_view(found, asked, view, titles[view]) for view in _views(who)],
        origins=_origins(found, asked),
        ways=[
            Choice(title, asking.list_url(asked, by=way, page=1), way is asked.by)
            for way, title in words.by_titles().items()
        ],
        deputies=deputised(who),
        people=list(colleagues([who.person.unit])) if who.person.unit else [],
        states=[(state.value, str(state.label)) for state in State if state is not State.DONE],
        empty=_("Nichts passt zu Suche und Filter.") if filtered else words.empty_words(asked.view),
        query=asking.query(asked),
        earlier=asking.list_url(asked, page=asked.page - 1) if asked.page > 1 else "",
        later=asking.list_url(asked, page=asked.page + 1) if asked.page < found.pages else "",
        pages=found.pages,
        inbox=found,
        filtered=filtered,
    )


def _views(who: Viewer) -> list[View]:
    """Return the views that make sense for the person."""
    shown = [view for view in (*ALIVE, View.DONE) if view is not View.DEPUTY or who.covers]
    return shown if who.person.unit_id else [view for view in shown if view is not View.UNIT]


def _view(found: Inbox, asked: Asked, view: View, title: str) -> Choice:
    url = asking.list_url(Asked(view=view, by=asked.by))
    return Choice(title, url, view is asked.view, found.counts.get(view))


def _origins(found: Inbox, asked: Asked) -> list[Choice]:
    return [
        Choice(
            title=_(app),
            url=asking.list_url(asked, origin="" if app == asked.origin else app, page=1),
            current=app == asked.origin,
            count=count,
            key=app,
        )
        for app, count in sorted(found.origins.items())
    ]


def _group_title(key: str, cases: Sequence[Case], asked: Asked) -> str:
    if asked.by is By.PERSON:
        holder = cases[0].person if cases else None
        return holder.name if holder else _("niemand")
    return _(key) if asked.by is By.ORIGIN else words.group_titles()[key]


def _row(who: Viewer, case: Case, asked: Asked, known: dict[str, Origin], current: UUID | None) -> CaseRow:
    sign, due = words.due(case.due, who.today) if not case.done else ("", words.day(_day(case)))
    state, state_words = state_sign(case, who.today)
    origin = known.get(case.kind)
    return CaseRow(
        case=case,
        url=asking.case_url(case.uuid, asked),
        origin=origin.app_title if origin else case.kind,
        holder=holder(who, case),
        deputy=case.person.name if case.person and case.person_id in who.covers else "",
        sign=sign,
        due=due,
        state=state,
        state_words=state_words,
        current=case.uuid == current,
    )


def _day(case: Case) -> date | None:
    return case.done_at.date() if case.done_at else None


def short_name(person: Person) -> str:
    """Return initial and last name (``J. Kessler``), or the user name."""
    return f"{person.first_name[:1]}. {person.last_name}" if person.first_name and person.last_name else person.name


def holder(who: Viewer, case: Case) -> str:
    """Return who has the case: a person, a unit that is not the own one, or nobody."""
    if case.person:
        return short_name(case.person)
    return _("niemand") if case.unit_id == who.person.unit_id else case.unit.name


def state_sign(case: Case, today: date) -> tuple[str, str]:
    """Return the sign and the words for how far a case is; one put aside rests."""
    if not case.done and case.resubmission is not None and case.resubmission > today:
        return Group.RESTING.value, _("ruht")
    return case.state, str(State(case.state).label)
