# SPDX-License-Identifier: EUPL-1.2
"""Problems of a CSV import in words: where, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.core.errors import Problem


@dataclass(frozen=True)
class Words:
    """One problem for a person: row and column of the file, what is wrong, how to mend it."""

    row: str
    column: str
    what: str
    mend: str

    @property
    def where(self) -> str:
        """Return the place in words."""
        if self.row and self.column:
            return _("Zeile %(row)s, Spalte „%(column)s“") % {"row": self.row, "column": self.column}
        return _("Zeile %(row)s") % {"row": self.row} if self.row else _("Datei")

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.mend}"


_WORDS = {
    "too-large": (
        lazy("Die Datei ist größer als %(detail)s."),
        lazy("Teilen Sie die Datei in mehrere kleinere."),
    ),
    "too-many-rows": (
        lazy("Die Datei hat mehr als %(detail)s Zeilen."),
        lazy("Teilen Sie die Datei in mehrere kleinere."),
    ),
    "not-csv": (
        lazy("Das ist keine CSV-Datei."),
        lazy("Speichern Sie die Tabelle mit „Speichern unter“ als CSV."),
    ),
    "not-json": (
        lazy("Die Zeile ist kein JSON-Objekt."),
        lazy("Schreiben Sie je Zeile ein Objekt in geschweiften Klammern."),
    ),
    "encoding": (
        lazy("Die Zeichen der Datei sind nicht lesbar."),
        lazy("Speichern Sie die Tabelle als „CSV UTF-8“."),
    ),
    "empty-file": (lazy("Die Datei ist leer."), lazy("Laden Sie die Vorlage und füllen Sie sie aus.")),
    "no-rows": (
        lazy("Unter der Kopfzeile steht nichts."),
        lazy("Schreiben Sie unter die Kopfzeile eine Zeile je Eintrag."),
    ),
    "column-without-name": (
        lazy("Die %(detail)s. Spalte hat keine Überschrift."),
        lazy("Schreiben Sie eine Überschrift hinein oder löschen Sie die Spalte."),
    ),
    "column-twice": (lazy("Die Spalte steht zweimal da."), lazy("Löschen Sie eine der beiden.")),
    "unknown-column": (lazy("Diese Spalte ist unbekannt."), lazy("Erlaubt sind: %(detail)s.")),
    "column-missing": (
        lazy("Die Spalte „%(detail)s“ fehlt."),
        lazy("Ergänzen Sie sie in der ersten Zeile."),
    ),
    "column-unclear": (
        lazy("In welcher Spalte die Werte stehen, ist unklar: %(detail)s."),
        lazy("Nennen Sie eine davon mit --column, oder nennen Sie die Spalte in der Datei „value“."),
    ),
    "broken-row": (
        lazy("Ein Anführungszeichen wird nicht geschlossen."),
        lazy("Schließen oder löschen Sie das Anführungszeichen."),
    ),
    "row-width": (
        lazy("Die Zeile hat nicht so viele Felder wie die Kopfzeile (%(detail)s)."),
        lazy("Prüfen Sie Trennzeichen und Anführungszeichen dieser Zeile."),
    ),
    "formula": (
        lazy("Das Feld beginnt mit „%(detail)s“. Tabellenprogramme führen das als Formel aus."),
        lazy("Löschen Sie das Zeichen am Anfang."),
    ),
    "control-sign": (lazy("Das Feld enthält ein unsichtbares Steuerzeichen."), lazy("Tippen Sie das Feld neu.")),
    "bad-time": (
        lazy("„%(detail)s“ ist kein Zeitpunkt."),
        lazy("Schreiben Sie ihn wie 2026-03-31 14:00, 2026-03-31T14:00+02:00 oder 31.03.2026 14:00."),
    ),
    "bad-value": (
        lazy("„%(detail)s“ ist keine Zahl."),
        lazy("Schreiben Sie eine Zahl wie 12.5 oder 12,5, oder lassen Sie das Feld leer."),
    ),
    "zones-mixed": (
        lazy("„%(detail)s“: Manche Zeitpunkte haben eine Zeitzone, andere nicht."),
        lazy("Schreiben Sie alle mit oder alle ohne Zeitzone."),
    ),
    "not-in-order": (
        lazy("„%(detail)s“ liegt vor einer früheren Zeile („%(near)s“)."),
        lazy("Sortieren Sie die Zeilen nach der Zeit, die älteste zuerst."),
    ),
    "missing": (lazy("Das Feld ist leer."), lazy("Füllen Sie es aus.")),
    "too-long": (lazy("Der Text ist länger als %(detail)s Zeichen."), lazy("Kürzen Sie ihn.")),
    "bad-key": (
        lazy("„%(detail)s“ taugt nicht als Kürzel."),
        lazy("Erlaubt sind Buchstaben ohne Umlaute, Ziffern, Binde- und Unterstrich."),
    ),
    "bad-number": (
        lazy("„%(detail)s“ ist keine ganze Zahl von 0 bis 32767."),
        lazy("Schreiben Sie eine ganze Zahl oder lassen Sie das Feld leer."),
    ),
    "bad-email": (lazy("Das ist keine E-Mail-Adresse."), lazy("Schreiben Sie sie wie name@stadt.de.")),
    "bad-username": (
        lazy("Der Benutzername enthält unerlaubte Zeichen."),
        lazy("Erlaubt sind Buchstaben, Ziffern und die Zeichen @ . + - _"),
    ),
    "row-twice": (lazy("Derselbe Eintrag steht schon in Zeile %(detail)s."), lazy("Löschen Sie eine der Zeilen.")),
    "name-taken": (
        lazy("Ein anderes Amt heißt schon „%(detail)s“."),
        lazy("Wählen Sie einen anderen Namen oder das Kürzel jenes Amts."),
    ),
    "unknown-role": (
        lazy("Die Rolle „%(detail)s“ gibt es nicht."),
        lazy("Erlaubt sind: Mitarbeit, Leitung, Redaktion, Administration."),
    ),
    "unknown-unit": (
        lazy("Das Amt „%(detail)s“ gibt es nicht."),
        lazy("Legen Sie es zuerst an oder verbessern Sie den Namen."),
    ),
    "unknown-unit-near": (lazy("Das Amt „%(detail)s“ gibt es nicht."), lazy("Meinten Sie „%(near)s“?")),
    "plan-format": (
        lazy("Das ist weder eine Tabelle noch ein Text."),
        lazy("Speichern Sie den Plan als Excel-, ODS-, CSV-, Markdown- oder Textdatei."),
    ),
    "plan-columns": (
        lazy("Es sind keine zwei Spalten mit Einheit und Aufgaben zu erkennen."),
        lazy("Nennen Sie in der ersten Zeile „Einheit“ und „zuständig für“, oder schreiben Sie „Einheit: Aufgaben“."),
    ),
    "plan-no-tasks": (
        lazy("Bei „%(detail)s“ stehen keine Aufgaben."),
        lazy("Schreiben Sie dazu, wofür die Einheit zuständig ist, oder löschen Sie die Zeile."),
    ),
    "plan-name-long": (
        lazy("Der Name „%(detail)s …“ ist länger als 120 Zeichen."),
        lazy("Prüfen Sie, ob die Spalten vertauscht sind."),
    ),
    "no-administrator": (
        lazy("Danach gäbe es niemanden mehr mit der Rolle Administration."),
        lazy("Lassen Sie mindestens einer Person diese Rolle."),
    ),
}


def describe(problem: Problem) -> Words:
    """Return ``problem`` in the language of the page or command."""
    row, _sep, column = problem.where.partition(":")
    what, mend = _WORDS[problem.kind]
    detail, _sep, near = problem.detail.partition("|")
    values = {"detail": detail, "near": near}
    return Words(row, column, str(what) % values, str(mend) % values)


def kinds() -> frozenset[str]:
    """Return the kinds of problems that have words."""
    return frozenset(_WORDS)
