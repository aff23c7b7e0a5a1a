# SPDX-License-Identifier: EUPL-1.2
"""Problems and notices of the official register in words: where, what is wrong, how to mend it."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.atlas.services import problem_words
from mittendrin.apps.atlas.services.problem_words import Words
from mittendrin.core.errors import Problem
from mittendrin.web.templatetags.web import number

_OFFICIAL = lazy("Nehmen Sie den Auszug aus dem Gemeindeverzeichnis, wie ihn Destatis anbietet.")
_AS_TEXT = lazy("Formatieren Sie die Spalte als Text und lesen Sie die Schlüssel neu ein.")
_WORDS: dict[str, tuple[Any, Any]] = {
    "too-large": (lazy("Die Datei ist größer als %(detail)s MB."), _OFFICIAL),
    "too-large-unpacked": (lazy("Die Datei wird beim Auspacken größer als %(detail)s MB."), _OFFICIAL),
    "too-many-rows": (lazy("Die Tabelle hat mehr als %(detail)s Zeilen."), _OFFICIAL),
    "too-many-columns": (
        lazy("Die Tabelle hat mehr als %(detail)s Spalten."),
        lazy("Löschen Sie leere Spalten und speichern Sie neu."),
    ),
    "empty-file": (lazy("Die Datei ist leer."), _OFFICIAL),
    "no-rows": (lazy("Die Tabelle enthält keine Gemeinde."), _OFFICIAL),
    "no-header": (
        lazy("In den ersten 20 Zeilen stehen keine Überschriften, die wir kennen."),
        lazy("Gebraucht werden Spalten für Schlüssel (AGS), Name, Fläche und Bevölkerung."),
    ),
    "missing-column": (
        lazy("Die Spalte „%(detail)s“ fehlt."),
        lazy("Ergänzen Sie die Spalte oder verbessern Sie ihre Überschrift."),
    ),
    "unknown-year": (
        lazy("Für dieses Jahr hat die Datei keine Einwohnerzahlen. Vorhanden sind: %(detail)s."),
        lazy("Wählen Sie eines dieser Jahre oder lassen Sie das Feld leer."),
    ),
    "not-csv": (
        lazy("Das ist weder eine CSV- noch eine Excel-Datei."),
        lazy("Speichern Sie die Tabelle als XLSX oder CSV."),
    ),
    "old-excel": (
        lazy("Das ist eine Excel-Datei im alten Format oder mit Kennwort."),
        lazy("Speichern Sie sie als XLSX ohne Kennwort."),
    ),
    "locked": (lazy("Die Excel-Datei hat ein Kennwort."), lazy("Speichern Sie sie ohne Kennwort.")),
    "broken-workbook": (
        lazy("Die Excel-Datei ist beschädigt oder keine Tabelle."),
        lazy("Öffnen Sie sie in Excel oder LibreOffice und speichern Sie sie neu als XLSX."),
    ),
    "broken-row": (lazy("Die Anführungszeichen der Zeile gehen nicht auf."), lazy("Prüfen Sie die Zeile.")),
    "row-width": (
        lazy("Die Zeile hat eine andere Zahl von Zellen als die Überschriften (%(detail)s)."),
        lazy('Setzen Sie Namen mit Komma in Anführungszeichen, zum Beispiel "Soest, Stadt".'),
    ),
    "control-sign": (lazy("Die Zeile enthält unsichtbare Steuerzeichen."), lazy("Speichern Sie die Tabelle neu.")),
    "formula": (
        lazy("Die Zelle enthält eine Formel: %(detail)s"),
        lazy("Ersetzen Sie Formeln durch ihre Werte (Kopieren, Inhalte einfügen, Werte)."),
    ),
    "excel-error": (
        lazy("Die Zelle enthält den Fehler %(detail)s."),
        lazy("Schreiben Sie den richtigen Wert hinein."),
    ),
    "record-type": (
        lazy("„%(detail)s“ ist keine Satzart."),
        lazy("Erlaubt sind 10, 20, 30, 40, 50 und 60."),
    ),
    "missing-key": (lazy("Der Schlüssel fehlt."), lazy("Ergänzen Sie den AGS mit 8 Ziffern.")),
    "bad-ags": (
        lazy("„%(detail)s“ ist kein Gemeindeschlüssel (AGS)."),
        lazy("Er hat 8 Ziffern und beginnt mit 01 bis 16."),
    ),
    "bad-ars": (
        lazy("„%(detail)s“ ist kein Regionalschlüssel (ARS)."),
        lazy("Er hat 12 Ziffern und beginnt mit 01 bis 16."),
    ),
    "bad-key-part": (lazy("„%(detail)s“ ist kein Teil eines Schlüssels."), lazy("Erlaubt sind nur Ziffern.")),
    "key-rounded": (lazy("Excel hat den Schlüssel gerundet: %(detail)s."), _AS_TEXT),
    "key-twice": (
        lazy("Der Schlüssel kommt zweimal vor: %(detail)s (in Klammern die erste Zeile)."),
        lazy("Löschen Sie eine der beiden Zeilen."),
    ),
    "keys-differ": (
        lazy("AGS und ARS gehören zu verschiedenen Gemeinden: %(detail)s."),
        lazy("Verbessern Sie einen der beiden Schlüssel."),
    ),
    "missing-name": (lazy("Der Name fehlt."), lazy("Schreiben Sie den Namen der Gemeinde hinein.")),
    "bad-name": (lazy("„%(detail)s“ ist kein Name."), lazy("Schreiben Sie den Namen der Gemeinde hinein.")),
    "missing-area": (lazy("Die Fläche fehlt."), lazy("Schreiben Sie die Fläche in km² hinein.")),
    "area-range": (lazy("Die Fläche %(detail)s km² kann nicht stimmen."), lazy("Erlaubt sind 0 bis 5.000 km².")),
    "missing-population": (
        lazy("Die Einwohnerzahl fehlt."),
        lazy("Schreiben Sie die Zahl hinein, 0 für unbewohnte Gebiete."),
    ),
    "population-range": (
        lazy("Die Einwohnerzahl %(detail)s kann nicht stimmen."),
        lazy("Erlaubt sind 0 bis 10.000.000."),
    ),
    "not-a-number": (
        lazy("„%(detail)s“ ist keine Zahl."),
        lazy("Schreiben Sie zum Beispiel 85,81 oder 85.81."),
    ),
    "not-a-count": (
        lazy("„%(detail)s“ ist keine ganze Zahl."),
        lazy("Schreiben Sie zum Beispiel 47514 oder 47.514."),
    ),
    "place-swapped": (
        lazy("Längengrad und Breitengrad sind vertauscht: %(detail)s."),
        lazy("Tauschen Sie die Überschriften der beiden Spalten."),
    ),
    "place-outside": (
        lazy("Der Ort liegt nicht in Deutschland: %(detail)s."),
        lazy("Erwartet werden Grad (WGS 84): Länge 5,5 bis 15,5, Breite 47 bis 55,5. Unbekannte Zellen bleiben leer."),
    ),
    "unknown-state": (lazy("„%(detail)s“ ist kein Bundesland."), lazy("Schreiben Sie den Namen oder das Kürzel.")),
    "state-differs": (
        lazy("Land und Schlüssel passen nicht zusammen: %(detail)s."),
        lazy("Verbessern Sie einen der beiden Werte."),
    ),
    "too-many-gone": (
        lazy("Viele bekannte Gemeinden fehlen in der Datei (%(detail)s). Das ist wohl nur ein Teil des Registers."),
        lazy("Lesen Sie das ganze Register ein, oder bestätigen Sie, dass die Datei vollständig ist."),
    ),
}
_NOTICES: dict[str, Any] = {
    "windows-1252": lazy("Die Datei ist in Windows-1252 geschrieben. Umlaute sind richtig übernommen."),
    "year-unknown": lazy(
        "Das Jahr der Einwohnerzahlen steht nicht in der Datei (Spalte „%(detail)s“). Nennen Sie es beim Einlesen."
    ),
    "zero-restored": lazy("Bei %(detail)s Schlüsseln fehlte die führende Null. Sie ist ergänzt."),
    "population-older": lazy("Bei %(detail)s Gemeinden fehlt die jüngste Einwohnerzahl. Dort gilt die ältere Spalte."),
    "no-coordinates": lazy("%(detail)s bewohnte Gemeinden haben keine Koordinaten. Sie fehlen auf Karten."),
    "uninhabited": lazy("%(detail)s unbewohnte gemeindefreie Gebiete sind dabei. Sie sind nie Zwillinge."),
}
_CELL = re.compile(r"cell:([A-Z]+\d+)")


def describe(problem: Problem) -> Words:
    """Return a problem of the register in the language of the page or command."""
    cell = _CELL.fullmatch(problem.where)
    where = _("Zelle %(cell)s") % {"cell": cell[1]} if cell else _place(problem)
    entry = _WORDS.get(problem.kind)
    if entry is None:
        other = problem_words.describe(Problem("", problem.kind, problem.detail))
        return Words(where, other.what, other.mend, problem.kind)
    values = {"detail": problem.detail}
    return Words(where, (str(entry[0]) % values).rstrip(": "), str(entry[1]) % values, problem.kind)


def _place(problem: Problem) -> str:
    row, _sign, column = problem.where.partition(":")
    if not row:
        return ""
    if column:
        return _("Zeile %(row)s, Spalte „%(column)s“") % {"row": row, "column": column}
    return _("Zeile %(row)s") % {"row": row}


def notice(name: str, detail: str) -> str:
    """Return what was repaired or is missing in a file."""
    return str(_NOTICES[name]) % {"detail": number(int(detail)) if detail.isdigit() else detail}


def kinds() -> frozenset[str]:
    """Return the kinds of problems that have words."""
    return frozenset(_WORDS)
