# SPDX-License-Identifier: EUPL-1.2
"""Words for what happened and for what is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.contracts.app import CaseKind
from mittendrin.townhall.accounts.models import Person, Unit
from mittendrin.townhall.cases.models import CaseEvent, Priority, State, Step
from mittendrin.townhall.cases.services.days import Group, due_group, town_state, working_days_over
from mittendrin.townhall.cases.services.disposal import terms
from mittendrin.townhall.cases.services.finding import By, View
from mittendrin.townhall.cases.services.kinds import origins

SOMEBODY = "–"


def view_titles() -> dict[View, str]:
    """Return the names of the views, in their order."""
    return {
        View.MINE: _("Meine"),
        View.UNIT: _("Mein Amt"),
        View.ALL: _("Alle"),
        View.FREE: _("Ohne Person"),
        View.RESUBMISSION: _("Wiedervorlage"),
        View.OVERDUE: _("Überfällig"),
        View.DEPUTY: _("Vertretung"),
        View.FOLLOWED: _("Von mir gefolgt"),
        View.DONE: _("Erledigt"),
    }


def view_headings() -> dict[View, str]:
    """Return the headings of the views."""
    return {
        View.MINE: _("Meine Vorgänge"),
        View.UNIT: _("Vorgänge in meinem Amt"),
        View.ALL: _("Alle Vorgänge"),
        View.FREE: _("Vorgänge ohne Person"),
        View.RESUBMISSION: _("Wiedervorlage"),
        View.OVERDUE: _("Überfällige Vorgänge"),
        View.DEPUTY: _("Vorgänge in Vertretung"),
        View.FOLLOWED: _("Vorgänge, denen Sie folgen"),
        View.DONE: _("Erledigte Vorgänge"),
    }


def empty_words(view: View) -> str:
    """Return why a view is empty and what comes next."""
    return {
        View.MINE: _("Sie haben keine offenen Vorgänge. Was niemand hat, steht unter „Ohne Person“."),
        View.UNIT: _("In Ihrem Amt ist nichts offen."),
        View.FREE: _("Jeder Vorgang hat jemanden, der sich kümmert."),
        View.RESUBMISSION: _("Nichts liegt auf Wiedervorlage."),
        View.OVERDUE: _("Nichts ist überfällig."),
        View.DEPUTY: _("Sie vertreten heute niemanden, oder dort ist nichts offen."),
        View.FOLLOWED: _("Sie folgen keinem offenen Vorgang. An jedem Vorgang steht „Folgen“."),
        View.DONE: _("Noch ist nichts erledigt."),
    }.get(view, _("Es gibt keine Vorgänge, die Sie sehen dürfen."))


def by_titles() -> dict[By, str]:
    """Return the ways to group."""
    return {By.DUE: _("nach Frist"), By.PERSON: _("nach Person"), By.ORIGIN: _("nach Herkunft")}


def group_titles() -> dict[str, str]:
    """Return the names of the groups by due date."""
    return {
        Group.OVERDUE: _("Überfällig"),
        Group.TODAY: _("Heute"),
        Group.WEEK: _("Diese Woche"),
        Group.LATER: _("Später"),
        Group.NONE: _("Ohne Frist"),
        Group.RESTING: _("Wiedervorlage"),
        "done": _("Erledigt"),
    }


def day(value: date | None) -> str:
    """Return a day with its weekday; a dash when there is none."""
    return date_format(value, _("D, j. N Y")) if value else "–"


def near_day(value: date, today: date) -> str:
    """Return a day with its weekday, the year only where it is another one."""
    return date_format(value, _("D, j. N")) if value.year == today.year else day(value)


def due(value: date | None, today: date) -> tuple[str, str]:
    """Return the sign (overdue, near or none) and the words for a due date."""
    if value is None:
        return "", "–"
    state = town_state()
    group = due_group(value, today, state)
    if group is Group.OVERDUE:
        days = working_days_over(value, today, state)
        return "overdue", ngettext("%(n)s Tag über", "%(n)s Tage über", days) % {"n": days}
    if group is Group.TODAY:
        return "near", _("heute") if value == today else near_day(value, today)
    return "", near_day(value, today)


class Names:
    """Names of the people and units that a history mentions, read in two questions."""

    def __init__(self, events: list[CaseEvent]) -> None:
        values = [part for event in events for part in (event.before, event.after)]
        self.people = Person.objects.in_bulk(_ids(values, "person_id"))
        self.units = Unit.objects.in_bulk(_ids(values, "unit_id"))

    def person(self, pk: Any) -> str:
        """Return the name of a person; a dash for nobody."""
        return self.people[pk].name if pk in self.people else SOMEBODY

    def unit(self, pk: Any) -> str:
        """Return the name of a unit."""
        return self.units[pk].name if pk in self.units else SOMEBODY


def _ids(values: list[Mapping[str, Any]], name: str) -> set[int]:
    return {part[name] for part in values if isinstance(part.get(name), int)}


def event_words(event: CaseEvent, names: Names) -> str:
    """Return what a step did, in a few words; notes stand beside it."""
    who = event.who.name if event.who else _("Das System")
    if event.what == Step.ASSIGNED:
        values = {"who": who, "person": names.person(event.after.get("person_id"))}
        return _("%(who)s: zugewiesen an %(person)s") % values
    if event.what == Step.FORWARDED:
        target = _target(event, names)
        return _("%(who)s: weitergegeben an %(target)s") % {"who": who, "target": target}
    if event.what == Step.SNOOZED:
        on = day(_date(event.after.get("resubmission")))
        return _("%(who)s: Wiedervorlage %(day)s") % {"who": who, "day": on}
    if event.what in {Step.CHANGED, Step.UNDONE} and event.after:
        changes = ", ".join(change_words(event.after, names))
        return _("%(who)s: %(what)s (%(changes)s)") % {
            "who": who,
            "what": Step(event.what).label,
            "changes": changes,
        }
    return _("%(who)s: %(what)s") % {"who": who, "what": Step(event.what).label}


def _target(event: CaseEvent, names: Names) -> str:
    after = event.after
    parts = [names.unit(after["unit_id"])] if "unit_id" in after else []
    parts += [names.person(after["person_id"])] if after.get("person_id") else []
    return ", ".join(parts) or _("das Amt")


def change_words(values: Mapping[str, Any], names: Names) -> list[str]:
    """Return each field with its value in words."""
    shown = {
        "title": lambda value: _("Titel %(value)s") % {"value": value},
        "due": lambda value: _("Frist %(value)s") % {"value": day(_date(value))},
        "resubmission": lambda value: _("Wiedervorlage %(value)s") % {"value": day(_date(value))},
        "priority": lambda value: _("Vorrang %(value)s") % {"value": Priority(value).label},
        "state": lambda value: _("Stand %(value)s") % {"value": State(value).label},
        "person_id": lambda value: _("Person %(value)s") % {"value": names.person(value)},
        "unit_id": lambda value: _("Amt %(value)s") % {"value": names.unit(value)},
        "special": lambda value: _("besonders geschützt") if value else _("nicht besonders geschützt"),
    }
    return [shown[name](value) for name, value in values.items() if name in shown]


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def step_words(name: str) -> str:
    """Return what a button does."""
    return {
        "uebernehmen": _("Übernehmen"),
        "weitergeben": _("Weitergeben"),
        "wiedervorlage": _("Wiedervorlage"),
        "wecken": _("Wiedervorlage aufheben"),
        "aendern": _("Ändern"),
        "warten": _("Wartet auf andere"),
        "weiter": _("Geht weiter"),
        "erledigen": _("Erledigen"),
        "oeffnen": _("Wieder öffnen"),
    }[name]


def disposed_words(count: int) -> str:
    """Return what a disposal did, in words."""
    return ngettext("%(n)s Vorgang ist gelöscht.", "%(n)s Vorgänge sind gelöscht.", count) % {"n": count}


def kept_for() -> list[tuple[str, str]]:
    """Return for each kind of case how long it is kept, in words."""
    years = terms()
    found = []
    for key, origin in origins().items():
        count = years.get(key, 0)
        words = ngettext(
            "%(n)s Jahr nach dem Ende des Jahres, in dem er erledigt war",
            "%(n)s Jahre nach dem Ende des Jahres, in dem er erledigt war",
            count,
        )
        found.append((origin.title, words % {"n": count} if count else _without(origin.kind)))
    return found


def _without(kind: CaseKind) -> str:
    if kind.years:
        return _("ohne Frist: Die Einstellungen nennen 0 Jahre")
    return _("mit dem, woraus er entstand; bei Briefen nach dem Aktenplan")
