# SPDX-License-Identifier: EUPL-1.2
"""Backwards from a deadline: by when the council decides, the paper is handed in, the money is settled.

How long each step takes is our estimate, not a rule of any giver; a town changes the council's lead time itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

BUFFER, FINISH, MONEY, TALK, IDEA = 7, 7, 21, 14, 14
_WEEKEND = 5


@dataclass(frozen=True)
class Calendar:
    """When the council meets. rhythm_weeks: how often after the last known day, None when nobody said so."""

    meetings: tuple[date, ...] = ()
    rhythm_weeks: int | None = None
    paper_days: int = 28


@dataclass(frozen=True)
class Step:
    """One step by its day. assumed: the day is not known but computed. late: it has passed."""

    key: str
    on: date
    what: str
    why: str
    assumed: bool
    late: bool


@dataclass(frozen=True)
class BackPlan:
    """The steps from the first to the deadline, and what they mean today."""

    steps: tuple[Step, ...]
    verdict: str
    possible: bool

    @property
    def next(self) -> Step | None:
        """Return the next step that has not passed."""
        return next((step for step in self.steps if not step.late), None)


def workday(day: date) -> date:
    """Return ``day``, or the Friday before when it is a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _WEEKEND + 1))


def meeting_before(calendar: Calendar, latest: date) -> tuple[date, bool]:
    """Return the last meeting up to ``latest``, and whether it is assumed.

    Known days come first; with a rhythm, meetings go on after the last known day; else the latest workday is assumed.
    """
    known = [day for day in calendar.meetings if day <= latest]
    last = max(calendar.meetings, default=None)
    if last and calendar.rhythm_weeks and last < latest:
        step = timedelta(weeks=calendar.rhythm_weeks)
        return last + (latest - last) // step * step, latest - last >= step
    return (max(known), False) if known else (workday(latest), True)


def plan(deadline: date, calendar: Calendar, today: date, *, council: bool = True) -> BackPlan:
    """Return the steps to a deadline; without ``council`` nobody has to decide before."""
    submit = workday(deadline - timedelta(days=BUFFER))
    ready = workday(submit - timedelta(days=FINISH))
    days: list[tuple[str, date, bool]] = [("deadline", deadline, False), ("submit", submit, False)]
    days.append(("ready", ready, False))
    before = ready
    if council:
        meeting, assumed = meeting_before(calendar, ready)
        before = workday(meeting - timedelta(days=calendar.paper_days))
        days += [("council", meeting, assumed), ("paper", before, assumed)]
    for key, length in (("money", MONEY), ("talk", TALK), ("idea", IDEA)):
        before = workday(before - timedelta(days=length))
        days.append((key, before, False))
    texts = _texts()
    steps = tuple(Step(key, on, *texts[key], assumed, on < today) for key, on, assumed in reversed(days))
    return BackPlan(steps, *_verdict(steps, today))


def _texts() -> dict[str, tuple[str, str]]:
    return {
        "idea": (_("Vorhaben auf einer Seite beschreiben"), _("Was, wofür, wer, was es kostet.")),
        "talk": (_("Mit dem Geber sprechen"), _("Passt das Vorhaben? Viele Geber beraten vor dem Antrag.")),
        "money": (_("Eigenanteil mit der Kämmerei klären"), _("Auch die Kosten nach dem Ende der Förderung.")),
        "paper": (_("Beschlussvorlage abgeben"), _("So lange vor der Sitzung, wie Ihre Stadt es verlangt.")),
        "council": (_("Der Rat beschließt"), _("Letzte Sitzung, nach der Zeit für den Antrag bleibt.")),
        "ready": (_("Antrag mit allen Anlagen fertig"), _("Eine Woche für Unterschrift und Rückfragen.")),
        "submit": (_("Antrag absenden"), _("Eine Woche Puffer vor der Frist.")),
        "deadline": (_("Frist des Programms"), ""),
    }


def _verdict(steps: Sequence[Step], today: date) -> tuple[str, bool]:
    late = {step.key for step in steps if step.late}
    if "deadline" in late:
        return _("Die Frist ist vorbei."), False
    if "council" in late:
        return _("Vor der Frist tagt der Rat nicht mehr rechtzeitig. Fragen Sie nach einer Eilentscheidung."), False
    if "paper" in late:
        return _("Die Vorlage hätte schon abgegeben sein sollen. Fragen Sie nach einer Nachreichung."), True
    if late:
        text = ngettext(
            "Knapp: %(count)s Schritt hätte schon getan sein sollen.",
            "Knapp: %(count)s Schritte hätten schon getan sein sollen.",
            len(late),
        )
        return text % {"count": len(late)}, True
    left = (steps[0].on - today).days
    text = ngettext("Noch %(days)s Tag bis zum ersten Schritt.", "Noch %(days)s Tage bis zum ersten Schritt.", left)
    return text % {"days": left}, True
