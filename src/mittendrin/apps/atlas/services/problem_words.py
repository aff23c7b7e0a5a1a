# SPDX-License-Identifier: EUPL-1.2
"""Problems of records and files in words: where, what is wrong, how to mend it. Web and command line use them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.atlas.services import field_labels
from mittendrin.core.errors import Problem
from mittendrin.townhall import problems as table_problems


@dataclass(frozen=True)
class Words:
    """One problem for a person."""

    where: str
    what: str
    mend: str
    kind: str

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}:" if self.where else "", self.what, self.mend) if part)

    def as_dict(self) -> dict[str, str]:
        """Return the problem for a program."""
        return {"where": self.where, "kind": self.kind, "message": self.what, "mend": self.mend}


_EXPECTED = {
    "string": lazy("ein Text"),
    "integer": lazy("eine ganze Zahl"),
    "number": lazy("eine Zahl"),
    "boolean": lazy("ja oder nein"),
    "array": lazy("eine Liste"),
    "object": lazy("eine Gruppe von Feldern"),
    "null": lazy("leer"),
}
_VALUES_ONLY = lazy("Schreiben Sie die Werte statt der Formeln hinein.")
_SPLIT = lazy("Teilen Sie die Datei in mehrere kleinere.")
_WORDS: dict[str, tuple[Any, Any]] = {
    "missing-field": (lazy("Die Angabe fehlt."), lazy("Füllen Sie das Feld aus.")),
    "unknown-field": (
        lazy("Das Feld „%(detail)s“ gibt es nicht."),
        lazy("Löschen Sie es oder verbessern Sie den Namen.%(near)s"),
    ),
    "not-in-list": (
        lazy("„%(value)s“ steht nicht in der Liste der Werte."),
        lazy("Erlaubt sind: %(allowed)s."),
    ),
    "type": (lazy("Hier gehört etwas anderes hin."), lazy("Erwartet wird %(expected)s.")),
    "not-a-number": (
        lazy("„%(detail)s“ ist keine eindeutige Zahl."),
        lazy("Schreiben Sie zum Beispiel 47514 oder 85,81."),
    ),
    "key-pattern": (
        lazy("„%(detail)s“ taugt nicht als Kennung."),
        lazy("Erlaubt sind kleine Buchstaben ohne Umlaute, Ziffern und einzelne Bindestriche."),
    ),
    "ags-pattern": (
        lazy("„%(detail)s“ ist kein amtlicher Schlüssel."),
        lazy("Schreiben Sie 8 Ziffern für eine Gemeinde, 5 für einen Kreis oder 2 für ein Land."),
    ),
    "url-pattern": (
        lazy("„%(detail)s“ ist keine Adresse."),
        lazy("Sie beginnt mit https:// oder http:// und hat keine Leerzeichen."),
    ),
    "date-pattern": (
        lazy("„%(detail)s“ ist kein Datum."),
        lazy("Schreiben Sie Jahr, Monat oder Tag: 2019, 2019-03 oder 2019-03-31."),
    ),
    "minLength": (lazy("Der Text ist zu kurz."), lazy("Schreiben Sie mindestens %(detail)s Zeichen.")),
    "maxLength": (lazy("Der Text ist länger als %(detail)s Zeichen."), lazy("Kürzen Sie ihn.")),
    "minimum": (lazy("Die Zahl ist zu klein."), lazy("Erlaubt ist mindestens %(detail)s.")),
    "maximum": (lazy("Die Zahl ist zu groß."), lazy("Erlaubt ist höchstens %(detail)s.")),
    "minItems": (lazy("Die Liste ist zu kurz."), lazy("Nennen Sie mindestens %(detail)s.")),
    "uniqueItems": (lazy("Ein Wert steht zweimal da."), lazy("Löschen Sie einen davon.")),
    "summary-too-long": (lazy("Zu viele Wörter: %(detail)s."), lazy("Kürzen Sie auf höchstens 60 Wörter.")),
    "unknown-reference": (
        lazy("„%(detail)s“ gibt es im Atlas nicht."),
        lazy("Legen Sie den Eintrag zuerst an oder verbessern Sie die Kennung.%(near)s"),
    ),
    "locator-notation": (
        lazy("„%(detail)s“ nennt die Stelle nicht in der üblichen Form."),
        lazy(
            "Schreiben Sie zum Beispiel „Kap. 5.2“, „Kap. 3, Steckbrief Soest“, „Anhang 9.4, Modellprojekt 41“, "
            "„Abschnitt Methodik“ oder „Zeile 17“."
        ),
    ),
    "citation-not-found": (
        lazy("Die Stelle „%(detail)s“ ist in der Quelle nicht zu finden."),
        lazy("Prüfen Sie Kapitel, Überschrift und Nummer."),
    ),
    "copied-words": (
        lazy("Acht Wörter hintereinander stehen so in einer Quelle: „%(detail)s“."),
        lazy("Schreiben Sie den Satz in eigenen Worten."),
    ),
    "reserved-key": (lazy("„%(detail)s“ ist als Kennung vergeben."), lazy("Wählen Sie eine andere Kennung.")),
    "duplicate-id": (
        lazy("Die Kennung „%(detail)s“ kommt mehrfach vor."),
        lazy("Geben Sie einem der Einträge eine andere Kennung."),
    ),
    "id-is-file-name": (
        lazy("Die Kennung „%(detail)s“ ist nicht der Name der Datei."),
        lazy("Benennen Sie die Datei oder die Kennung um."),
    ),
    "still-referenced": (
        lazy("Andere Einträge verweisen hierher: %(detail)s."),
        lazy("Ändern Sie zuerst diese Einträge."),
    ),
    "yaml": (lazy("Die Datei ist nicht lesbar (YAML): %(detail)s."), lazy("Prüfen Sie Einrückung und Zeichen dort.")),
    "json": (
        lazy("Die Datei ist nicht lesbar (JSON): %(detail)s."),
        lazy("Prüfen Sie Klammern, Kommas und Anführungszeichen dort."),
    ),
    "duplicate-key": (lazy("Das Feld „%(detail)s“ steht zweimal da."), lazy("Löschen Sie eines der beiden.")),
    "too-deep": (lazy("Die Datei ist zu tief verschachtelt."), lazy("Nehmen Sie eine Ausgabe des Atlas als Vorlage.")),
    "not-a-list": (lazy("Hier wird eine Liste von Einträgen erwartet."), lazy("Setzen Sie „- “ vor jeden Eintrag.")),
    "not-a-record": (lazy("Das ist kein Eintrag."), lazy("Erwartet werden Felder mit Werten.")),
    "unknown-kind": (
        lazy("Die Art „%(detail)s“ gibt es nicht."),
        lazy("Nehmen Sie die Namen aus einer Ausgabe des Atlas, zum Beispiel projects."),
    ),
    "kind-missing": (
        lazy("Es ist nicht zu erkennen, welche Einträge in der Datei stehen."),
        lazy("Wählen Sie die Art oder nennen Sie die Datei wie in der Ausgabe, zum Beispiel projects.csv."),
    ),
    "unknown-format": (
        lazy("Dateien dieser Art liest der Atlas nicht: %(detail)s."),
        lazy("Erlaubt sind CSV, XLSX, YAML, JSON und ZIP mit CSV."),
    ),
    "geojson-import": (
        lazy("GeoJSON enthält nur einen Auszug."),
        lazy("Lesen Sie die Einträge als JSON, YAML, CSV oder XLSX ein."),
    ),
    "xlsx": (lazy("Das ist keine lesbare Excel-Datei."), lazy("Speichern Sie die Tabelle neu als XLSX.")),
    "zip": (lazy("Das ist kein lesbares ZIP."), lazy("Packen Sie die CSV-Dateien neu, ohne Kennwort.")),
    "zip-bomb": (
        lazy("Die Datei wird beim Auspacken zu groß."),
        lazy("Teilen Sie sie. Erlaubt sind ausgepackt %(detail)s."),
    ),
    "too-many-columns": (lazy("Die Tabelle hat mehr als %(detail)s Spalten."), lazy("Löschen Sie leere Spalten.")),
    "error-value": (
        lazy("Die Zelle enthält den Fehler „%(detail)s“."),
        lazy("Schreiben Sie den richtigen Wert hinein."),
    ),
    "formula": (lazy("Die Zelle beginnt mit „%(detail)s“ oder enthält eine Formel."), _VALUES_ONLY),
    "gap-in-rows": (
        lazy("Die Nummern der Liste haben eine Lücke."),
        lazy("Nummerieren Sie lückenlos von 1 an."),
    ),
    "list-cell": (
        lazy("Die Zelle ist nicht als Liste lesbar."),
        lazy("Trennen Sie die Werte mit „ | “."),
    ),
    "not-found": (lazy("Die Datei oder der Ordner fehlt."), lazy("Prüfen Sie den Pfad.")),
    "unreadable": (lazy("Die Datei ist nicht lesbar."), lazy("Prüfen Sie, ob Sie sie öffnen dürfen.")),
    "too-large": (lazy("Die Datei ist größer als %(detail)s."), _SPLIT),
    "comment-missing": (lazy("Es gibt nichts zu prüfen."), lazy("Ändern Sie etwas oder schreiben Sie einen Hinweis.")),
    "contact-missing": (
        lazy("Die Angabe fehlt."),
        lazy("Schreiben Sie, für welche Stadt oder Gemeinde Sie sprechen."),
    ),
    "email": (lazy("Das ist keine E-Mail-Adresse."), lazy("Schreiben Sie sie wie name@stadt.de.")),
    "too-many-proposals": (
        lazy("Von hier kamen heute schon %(detail)s Vorschläge."),
        lazy("Senden Sie den nächsten morgen."),
    ),
    "queue-full": (
        lazy("Es warten sehr viele Vorschläge auf die Redaktion."),
        lazy("Versuchen Sie es in einigen Tagen wieder."),
    ),
}


def kinds() -> frozenset[str]:
    """Return the kinds of problems that have words."""
    return frozenset(_WORDS) | table_problems.kinds()


def describe(problem: Problem, kind: str = "") -> Words:
    """Return ``problem`` in the language of the page or command.

    With ``kind`` the place is the path of a field in a record of that kind and is named as the form names it.
    """
    where = field_place(kind, problem.where) if kind else _file_place(problem.where)
    entry = _WORDS.get(problem.kind)
    if entry is None and problem.kind in table_problems.kinds():
        found = table_problems.describe(Problem("", problem.kind, problem.detail))
        return Words(where, found.what, found.mend, problem.kind)
    if entry is None:
        return Words(where, _("Der Wert passt nicht: %(detail)s") % {"detail": problem.detail}, "", problem.kind)
    values = _values(problem)
    return Words(where, str(entry[0]) % values, str(entry[1]) % values, problem.kind)


def _values(problem: Problem) -> dict[str, str]:
    detail, _sep, near = problem.detail.partition("\x1f")
    value, _open, allowed = detail.partition(" (")
    return {
        "detail": detail,
        "near": " " + _("Meinten Sie „%(near)s“?") % {"near": near} if near else "",
        "value": value.strip("'\""),
        "allowed": allowed.removesuffix(")"),
        "expected": " / ".join(str(_EXPECTED.get(part, part)) for part in detail.split(", ")),
    }


def field_place(kind: str, path: str) -> str:
    """Return the place of a field in words: ``Meilensteine 2: Datum``."""
    words: list[str] = []
    names: list[str] = [kind]
    for part in path.split(".") if path else []:
        if part.isdigit() and words:
            words[-1] += f" {int(part) + 1}"
        else:
            names.append(part)
            words.append(field_labels.field_label(".".join(names)))
    return ": ".join(words)


_TABLE_PLACE = re.compile(r"(?P<file>.*?):(?P<row>\d+)(?::(?P<column>.*))?", re.DOTALL)


def _file_place(where: str) -> str:
    match = _TABLE_PLACE.fullmatch(where)
    if not match:
        return where
    place = _("Zeile %(row)s") % {"row": match["row"]}
    if match["column"]:
        place = _("Zeile %(row)s, Spalte „%(column)s“") % {"row": match["row"], "column": match["column"]}
    return f"{match['file']}, {place}" if match["file"] else place
