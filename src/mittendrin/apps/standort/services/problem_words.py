# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with an answer file, in words: where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mittendrin.apps.standort.services import wording
from mittendrin.apps.standort.sources.answer_values import Wrong
from mittendrin.core.errors import Problem


@dataclass(frozen=True)
class Words:
    """One problem for a person."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.mend}".strip()


_YAML = {  # as core.yaml_strict and the reader of YAML say it
    "duplicate key: ": lazy("„%(detail)s“ steht zweimal da"),
    "aliases are not allowed": lazy("Verweise mit * und & sind nicht erlaubt"),
    "more than ": lazy("zu tief verschachtelt"),
    "found character that cannot start any token": lazy("hier steht ein Tabulator oder ein Zeichen wie @ oder %%"),
    "mapping values are not allowed in this context": lazy("hier steht ein Doppelpunkt zu viel"),
    "did not find expected key": lazy("die Einrückung passt nicht zur Zeile davor"),
    "did not find expected ',' or ']'": lazy("eine Klammer [ wird nicht geschlossen"),
    "did not find expected ',' or '}'": lazy("eine Klammer { wird nicht geschlossen"),
    "found unexpected end of stream": lazy("ein Anführungszeichen wird nicht geschlossen"),
}
_WORDS = {
    "yaml": (
        lazy("Das ist kein lesbares YAML: %(detail)s."),
        lazy("Prüfen Sie Einrückung, Doppelpunkte und Anführungszeichen in dieser Zeile."),
    ),
    "encoding": (
        lazy("Die Datei ist nicht in UTF-8 geschrieben."),
        lazy("Öffnen Sie sie im Editor und speichern Sie sie als UTF-8."),
    ),
    "too-large": (lazy("Die Datei ist größer als %(detail)s."), lazy("Kürzen Sie die Kommentare.")),
    "not-answers": (
        lazy("Das ist keine Antwortdatei."),
        lazy("Eine leere Vorlage schreibt: mittendrin standort questionnaire --out ANTWORTEN.yaml"),
    ),
    "not-a-mapping": (lazy("Hier gehören Einträge der Form „Name: Wert“ hin."), lazy("Prüfen Sie die Einrückung.")),
    "not-a-list": (lazy("Hier gehört eine Liste hin."), lazy("Beginnen Sie jeden Eintrag mit einem Strich.")),
    "unknown-key": (lazy("Diesen Eintrag gibt es nicht."), lazy("Löschen Sie ihn.")),
    "unknown-key-listed": (lazy("Diesen Eintrag gibt es nicht."), lazy("Erlaubt sind: %(more)s.")),
    "unknown-key-near": (lazy("Diesen Eintrag gibt es nicht."), lazy("Meinten Sie „%(detail)s“?")),
    "unknown-item": (lazy("Diese Frage gibt es nicht."), lazy("Die Vorlage nennt alle Fragen.")),
    "unknown-item-near": (lazy("Diese Frage gibt es nicht."), lazy("Meinten Sie „%(detail)s“?")),
    "key-twice": (lazy("„%(detail)s“ steht zweimal da, deutsch und englisch."), lazy("Löschen Sie einen Eintrag.")),
    "other-questionnaire": (
        lazy("Die Antworten gehören zum Fragebogen „%(detail)s“, gelesen wird „%(more)s“."),
        lazy("Geben Sie den passenden Fragebogen mit --questions an oder übertragen Sie die Antworten."),
    ),
    "missing-name": (lazy("Der Name der Stadt fehlt."), lazy("Schreiben Sie unter town: name: Musterstadt")),
    "unknown-state": (lazy("Das Land „%(detail)s“ gibt es nicht."), lazy("Erlaubt sind: %(more)s.")),
    "unknown-choice": (
        lazy("„%(detail)s“ ist keine der Antworten."),
        lazy("Erlaubt sind: %(more)s, oder unknown."),
    ),
    "one-choice": (lazy("Hier passt nur eine Antwort."), lazy("Erlaubt ist eine von: %(detail)s, oder unknown.")),
    "list-of-choices": (lazy("Hier gehört eine Liste von Antworten hin."), lazy("Erlaubt sind: %(detail)s.")),
    "not-yes-no": (lazy("„%(detail)s“ ist weder ja noch nein."), lazy("Erlaubt sind: yes, no, unknown.")),
    "not-a-number": (
        lazy("„%(detail)s“ ist keine Zahl."),
        lazy("Schreiben Sie nur die Zahl, zum Beispiel 1,5 oder 15000, oder unknown."),
    ),
    "not-positive": (lazy("Die Zahl muss größer als null sein."), lazy("Schreiben Sie unknown, wenn sie fehlt.")),
    "out-of-range": (lazy("%(detail)s ist nicht möglich."), lazy("Erlaubt sind Zahlen von 0 bis %(more)s.")),
    "not-a-day": (lazy("„%(detail)s“ ist kein Tag."), lazy("Schreiben Sie 2026-11-30 oder 30.11.2026.")),
    "future-day": (lazy("Der Tag %(detail)s liegt in der Zukunft."), lazy("Schreiben Sie den Tag der Antworten.")),
    "not-a-text": (lazy("Hier gehört ein Text hin."), lazy("Setzen Sie ihn in Anführungszeichen.")),
    "too-long": (lazy("Der Text ist länger als %(detail)s Zeichen."), lazy("Kürzen Sie ihn.")),
    "missing-title": (lazy("Der Titel fehlt."), lazy("Ergänzen Sie title oder step.")),
    "unknown-step": (lazy("Diesen Schritt gibt es nicht."), lazy("Die Schritte stehen in der Antwort von assess.")),
    "ends-before-start": (lazy("Das Ende liegt vor dem Beginn (%(detail)s)."), lazy("Prüfen Sie beide Tage.")),
    "milestone": (
        lazy("Ein Meilenstein braucht genau einen Tag und einen Titel."),
        lazy("Schreiben Sie: - {date: 2027-03-31, title: Start im Bürgerbüro}"),
    ),
    "not-a-codebook": (
        lazy("Das ist kein Codebuch."),
        lazy("Es braucht unter questions: je Spalte einen Eintrag. Siehe docs/reference/standort.md."),
    ),
    "bad-question": (lazy("Der Eintrag der Spalte passt nicht."), lazy("kind ist eines von: %(detail)s.")),
    "unknown-column": (lazy("Die Spalte „%(detail)s“ steht nicht unter questions."), lazy("Ergänzen Sie sie dort.")),
    "column-missing": (lazy("Die Spalte „%(detail)s“ fehlt in der Tabelle."), lazy("Prüfen Sie die erste Zeile.")),
    "row-width": (
        lazy("Die Zeile hat nicht so viele Felder wie die Kopfzeile (%(detail)s)."),
        lazy("Prüfen Sie Trennzeichen und Anführungszeichen dieser Zeile."),
    ),
    "broken-row": (lazy("Ein Anführungszeichen wird nicht geschlossen."), lazy("Schließen oder löschen Sie es.")),
    "unknown-code": (lazy("Den Code „%(detail)s“ nennt das Codebuch nicht."), lazy("Ergänzen Sie ihn unter values.")),
    "bad-weight": (lazy("Das Gewicht %(detail)s ist nicht größer als null."), lazy("Prüfen Sie die Spalte.")),
    "empty-file": (lazy("Die Datei ist leer."), lazy("Sie braucht eine Kopfzeile und je Antwort eine Zeile.")),
    "no-rows": (lazy("Unter der Kopfzeile steht nichts."), lazy("Je Kommune braucht es eine Zeile.")),
    "not-csv": (lazy("Das ist keine CSV-Datei."), lazy("Speichern Sie die Tabelle als CSV.")),
    "content": (lazy("Der Fragebogen passt nicht: %(detail)s."), lazy("Siehe docs/reference/standort.md.")),
}


def describe(problem: Problem) -> Words:
    """Return ``problem`` in the language of the command."""
    detail, _bar, more = problem.detail.partition("|")
    detail = _yaml_words(detail) if problem.kind == "yaml" else detail
    form = "near" if detail else "listed" if more else ""
    kind = f"{problem.kind}-{form}" if f"{problem.kind}-{form}" in _WORDS else problem.kind
    what, mend = _WORDS[kind]
    if kind == "out-of-range":
        more = wording.number(float(more), 0)
    values = {"detail": detail, "more": more}
    return Words(problem.where or _("Datei"), str(what) % values, str(mend) % values)


def _yaml_words(detail: str) -> str:
    """Return what the reader of YAML says in the language of the command, else as it says it."""
    for start, words in _YAML.items():
        if detail.startswith(start):
            return str(words) % {"detail": detail.removeprefix(start)}
    return detail


def kinds() -> frozenset[str]:
    """Return the kinds of problems that have words."""
    return frozenset(_WORDS)


def wrong_words(wrong: Wrong) -> str:
    """Return what is wrong with one answer, for the page that asked for it."""
    words = describe(Problem("-", wrong.kind, wrong.detail))
    return f"{words.what} {words.mend}"
