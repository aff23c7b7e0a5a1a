# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a programme or a list of them, in words: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.standort.sources.answer_values import Wrong
from mittendrin.core.errors import Problem
from mittendrin.townhall import problems as table_problems

_WORDS = {
    "missing": (lazy("Das Feld ist leer."), lazy("Füllen Sie es aus.")),
    "deadline-past": (
        lazy("Die Frist %(detail)s ist vorbei."),
        lazy("Tragen Sie die neue Frist ein oder den Stand „beendet“."),
    ),
    "people-order": (
        lazy("Die obere Grenze liegt unter der unteren."),
        lazy("Vertauschen Sie die beiden Zahlen."),
    ),
    "share-text": (
        lazy("„%(detail)s“ ist kein Anteil."),
        lazy("Schreiben Sie eine Zahl von 0 bis 100, zum Beispiel 80."),
    ),
    "share-fraction": (
        lazy("Der Anteil ist kleiner als 1."),
        lazy("Meinen Sie %(detail)s Prozent? Schreiben Sie %(detail)s."),
    ),
    "share-range": (lazy("%(detail)s Prozent ist mehr als alles."), lazy("Schreiben Sie eine Zahl von 0 bis 100.")),
    "unknown-topic": (lazy("Das Thema „%(detail)s“ gibt es nicht."), lazy("Erlaubt sind: %(more)s.")),
    "unknown-state": (lazy("Das Land „%(detail)s“ gibt es nicht."), lazy("Erlaubt sind: %(more)s, oder alle.")),
    "unknown-programme-state": (
        lazy("Den Stand „%(detail)s“ gibt es nicht."),
        lazy("Erlaubt sind: offen, angekündigt, beendet."),
    ),
    "not-a-link": (
        lazy("„%(detail)s“ ist keine Adresse."),
        lazy("Sie beginnt mit https:// und hat keine Leerzeichen."),
    ),
    "not-a-number": (lazy("„%(detail)s“ ist keine Zahl."), lazy("Schreiben Sie nur die Zahl, zum Beispiel 15000.")),
    "out-of-range": (lazy("%(detail)s ist nicht möglich."), lazy("Erlaubt sind Zahlen von 0 bis %(more)s.")),
    "not-a-day": (lazy("„%(detail)s“ ist kein Tag."), lazy("Schreiben Sie 2027-03-31 oder 31.3.2027.")),
    "not-a-text": (lazy("Hier gehört ein Text hin."), lazy("Schreiben Sie einen einzelnen Text.")),
    "too-long": (lazy("Der Text ist länger als %(detail)s Zeichen."), lazy("Kürzen Sie ihn.")),
    "too-many": (lazy("Das sind mehr als %(detail)s Einträge, oder einer ist zu lang."), lazy("Kürzen Sie die Liste.")),
    "not-excel": (
        lazy("Die Excel-Datei lässt sich nicht lesen."),
        lazy("Speichern Sie sie neu als .xlsx oder als CSV."),
    ),
    "not-json-list": (
        lazy("Das ist keine JSON-Liste von Programmen."),
        lazy("Schreiben Sie [{…}, {…}] mit einem Objekt je Programm."),
    ),
    "programme-twice": (
        lazy("Dieses Programm dieses Gebers gibt es schon."),
        lazy("Ändern Sie das vorhandene."),
    ),
}


def wrong_words(wrong: Wrong) -> str:
    """Return what is wrong with one entry and how to mend it."""
    return _say(wrong.kind, wrong.detail)


def _say(kind: str, detail: str) -> str:
    first, _bar, more = detail.partition("|")
    what, mend = _WORDS.get(kind, (lazy("Das passt hier nicht: %(detail)s."), lazy("Prüfen Sie die Angabe.")))
    words = {"detail": first, "more": more}
    return f"{what % words} {mend % words}"


def describe(problems: Iterable[Problem]) -> list[str]:
    """Return each problem of a list as one line with its place."""
    return [_line(problem) for problem in problems]


def _line(problem: Problem) -> str:
    if problem.kind not in _WORDS:
        return str(table_problems.describe(problem))
    row, _colon, column = problem.where.partition(":")
    if column:
        where = _("Zeile %(row)s, Spalte „%(column)s“") % {"row": row, "column": column}
    else:
        where = _("Zeile %(row)s") % {"row": row} if row else _("Datei")
    return f"{where}: {_say(problem.kind, problem.detail)}"
