# SPDX-License-Identifier: EUPL-1.2
"""School holidays for forecasts: what is shipped for the state, and what a file of the ministry says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.stadtdaten.models import SchoolHoliday
from mittendrin.core.dates import holiday_files
from mittendrin.core.dates.school_holidays import SchoolHolidays, Span, entered, of_spans
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.townhall.plan import town_plan

MOST_BYTES = holiday_files.MOST_BYTES
_WORDS = {
    "holidays-large": lazy("Die Datei ist zu groß für einen Kalender der Ferien (höchstens 1 MB und 1000 Einträge)."),
    "holidays-unreadable": lazy("Das ist weder ein Kalender (ICS) noch eine Tabelle (CSV)."),
    "holidays-none": lazy("In der Datei stehen keine Ferien."),
    "holidays-columns": lazy("Die Tabelle braucht in der ersten Zeile die Spalten „Beginn“ und „Ende“."),
    "holidays-date": lazy("„%(detail)s“ ist kein Tag. Schreiben Sie ihn wie 29.06.2026 oder 2026-06-29."),
    "holidays-year": lazy("Das Jahr in „%(detail)s“ kann nicht stimmen."),
    "holidays-backwards": lazy("Diese Ferien enden, bevor sie beginnen: %(detail)s."),
    "holidays-long": lazy("Diese Ferien dauern länger als 60 Tage: %(detail)s."),
    "holidays-repeated": lazy("Termine, die sich wiederholen, kann es bei Ferien nicht geben."),
    "holidays-many": lazy("%(detail)s hätte mehr als 110 Ferientage. Enthält die Datei mehrere Länder?"),
}


@dataclass(frozen=True)
class Known:
    """What is known of one calendar year. by: ``file`` or ``shipped``; empty when the year is not whole."""

    year: int
    by: str


@dataclass(frozen=True)
class Overview:
    """What is known here. state: of the town, may be empty. missing: years from this to the next that nobody knows."""

    state: str
    years: Sequence[Known]
    spans: Sequence[Span]
    missing: Sequence[int]


def of_town() -> SchoolHolidays | None:
    """Return what files of the ministry said; None when there was none."""
    spans = list(SchoolHoliday.objects.values_list("first", "last"))
    return of_spans(spans) if spans else None


def overview(today: date | None = None) -> Overview:
    """Return what is known, year by year, and what is missing."""
    state = town_plan().state
    own = of_town()
    mine = own.years if own else frozenset()
    shipped = entered()[state].years if state in entered() else frozenset()
    spans = own.spans if own else ()
    begun = {day.year for span in spans for day in span}
    years = [
        Known(year, "file" if year in mine else "shipped" if year in shipped else "")
        for year in sorted(begun | mine | shipped)
    ]
    now = (today or timezone.localdate()).year
    return Overview(state, years, spans, [year for year in (now, now + 1) if year not in mine | shipped])


@transaction.atomic
def store(data: bytes) -> SchoolHolidays:
    """Store a file of the ministry and return what it says; it replaces what was known of its time.

    Raises ProblemsFound; then nothing is changed.
    """
    spans = holiday_files.read(data)
    begin, end = spans[0][0], max(last for _first, last in spans)
    SchoolHoliday.objects.filter(last__gte=begin, first__lte=end).delete()
    apart: list[Span] = []
    for first, last in spans:
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(last, apart[-1][1]))
        else:
            apart.append((first, last))
    SchoolHoliday.objects.bulk_create([SchoolHoliday(first=first, last=last) for first, last in apart])
    return of_spans(apart)


def forget() -> int:
    """Forget all that files said; return how many holidays these were."""
    return SchoolHoliday.objects.all().delete()[0]


def words_of(error: ProblemsFound) -> str:
    """Return what is wrong with a file, and where."""
    problem: Problem = error.problems[0]
    said = str(_WORDS[problem.kind]) % {"detail": problem.detail}
    if problem.where.isdecimal():
        return _("Zeile %(line)s: %(said)s") % {"line": problem.where, "said": said}
    return _("„%(place)s“: %(said)s") % {"place": problem.where, "said": said} if problem.where else said
