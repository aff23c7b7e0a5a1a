# SPDX-License-Identifier: EUPL-1.2
"""One case as its pane shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from mittendrin.apps.vorgaenge.services import words
from mittendrin.apps.vorgaenge.services.rows import state_sign
from mittendrin.townhall.cases.models import Attachment, Case, CaseEvent, Comment, Priority, Step
from mittendrin.townhall.cases.services.access import Viewer, link_token
from mittendrin.townhall.cases.services.disposal import dispose_on
from mittendrin.townhall.cases.services.following import follows
from mittendrin.townhall.cases.services.kinds import Facts, facts, origin, source_url


@dataclass(frozen=True)
class HistoryLine:
    """One step: when, what, the note with it."""

    at: datetime
    words: str
    note: str
    undone: bool


@dataclass(frozen=True)
class CasePane:
    """Everything that the pane shows. main: the step of its one main button, empty when the person may only read."""

    case: Case
    origin: str
    kind: str
    source_url: str
    facts: Facts
    dispose_on: date | None
    holder: str
    deputy: str
    sign: str
    due: str
    state: str
    state_words: str
    priority: str
    snoozed: str
    handles: bool
    follows: bool
    main: str
    history: Sequence[HistoryLine]
    comments: Sequence[Comment]
    attachments: Sequence[Attachment]
    token: str


def pane(who: Viewer, case: Case) -> CasePane:
    """Return what the person sees of ``case``; the caller has checked that they may."""
    sign, due = words.due(case.due, who.today) if not case.done else ("", words.day(case.due))
    state, state_words = state_sign(case, who.today)
    known = origin(case)
    handles = who.handles(case)
    return CasePane(
        case=case,
        origin=known.app_title,
        kind=known.title,
        source_url=source_url(case),
        facts=facts(case),
        dispose_on=dispose_on(case),
        holder=case.person.name if case.person else _("niemand"),
        deputy=case.person.name if case.person and case.person_id in who.covers else "",
        sign=sign,
        due=due,
        state=state,
        state_words=state_words,
        priority=str(Priority(case.priority).label) if case.priority != Priority.NORMAL else "",
        snoozed=words.day(case.resubmission) if case.resubmission else "",
        handles=handles,
        follows=follows(who, case),
        main=_main(who, case) if handles else "",
        history=history(case),
        comments=list(case.comments.select_related("who")),
        attachments=list(case.attachments.all()),
        token=link_token(case),
    )


def _main(who: Viewer, case: Case) -> str:
    if case.done:
        return "oeffnen"
    return "erledigen" if case.person_id == who.person.pk else "uebernehmen"


def history(case: Case, since: int = 0) -> list[HistoryLine]:
    """Return the steps of ``case`` after version ``since``, oldest first; comments stand for themselves."""
    steps = case.events.select_related("who").exclude(what=Step.COMMENTED)
    events: list[CaseEvent] = list(steps.filter(version__gt=since) if since else steps)
    names = words.Names(events)
    return [HistoryLine(event.at, words.event_words(event, names), event.note, event.undone) for event in events]
