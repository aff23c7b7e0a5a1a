# SPDX-License-Identifier: EUPL-1.2
"""The sentences with which files are refused or remarked on, each once."""

from __future__ import annotations

from mittendrin.apps.posteingang.sources.reading import Postponed, Refused, Remark
from mittendrin.core.text import sentence as shown

_SENTENCES = {
    # refused
    "empty": shown("Die Datei ist leer."),
    "too-large": shown("Die Datei ist mit %(size)s MB zu groß; höchstens %(most)s MB sind erlaubt."),
    "too-many-pages": shown("Die Datei hat %(pages)s Seiten; höchstens %(most)s werden gelesen."),
    "encrypted": shown("Die Datei ist mit einem Passwort verschlüsselt und lässt sich nicht öffnen."),
    "broken": shown("Die Datei ist beschädigt und lässt sich nicht lesen."),
    "bomb": shown("Die Datei würde beim Auspacken unmäßig groß; sie wurde nicht geöffnet."),
    "disguised": shown("Die Datei ist nicht, was ihr Name sagt: Sie endet auf „%(ending)s“, ist aber ein Programm."),
    "program": shown("Die Datei ist ein Programm oder Skript und kein Schriftstück."),
    "polyglot": shown(
        "Die Datei ist zwei Dinge zugleich (%(first)s und %(second)s); das ist bei Schriftstücken unüblich."
    ),
    "unknown-format": shown("Diese Art von Datei wird nicht gelesen."),
    "archive": shown("Gepackte Dateien werden nicht geöffnet. Bitte einzeln einreichen."),
    "took-too-long": shown("Das Lesen hat zu lange gedauert und wurde abgebrochen."),
    "took-too-much": shown("Das Lesen hat zu viel Speicher gebraucht und wurde abgebrochen."),
    "crashed": shown("Beim Lesen ist das Leseprogramm abgestürzt; die Datei ist vermutlich beschädigt."),
    "missing": shown("Diese Datei gibt es nicht."),
    "unreadable": shown("Die Datei lässt sich nicht öffnen: %(reason)s."),
    "not-a-file": shown("Das ist keine gewöhnliche Datei."),
    "no-letter": shown("Die Datei enthält nur leere Seiten."),
    "page-too-large": shown("Seite %(page)s ist größer als ein Blatt DIN A0 und wird nicht gelesen."),
    "image-too-large": shown("Das Bild ist mit %(pixels)s Millionen Bildpunkten zu groß."),
    # postponed
    "no-tesseract": shown(
        "Die Texterkennung (Tesseract) ist nicht installiert; gescannte Seiten lassen sich nicht lesen."
    ),
    "no-language": shown("Der Texterkennung fehlt die Sprache „%(language)s“."),
    "no-space": shown("Auf der Platte ist kein Platz mehr."),
    # remarks
    "poor-page": shown("Seite %(pages)s ist schlecht lesbar. Bitte neu scannen."),
    "ocr-failed": shown("Auf Seite %(pages)s ist die Texterkennung gescheitert."),
    "page-skipped": shown("Seite %(pages)s ließ sich nicht lesen."),
    "active-content": shown("Die Datei enthält ausführbare Teile (%(what)s); sie wurden nicht ausgeführt."),
    "macros": shown("Die Datei enthält Makros; sie wurden nicht ausgeführt."),
    "remote-content": shown("Die Nachricht wollte Inhalte aus dem Internet laden; das wurde verhindert."),
    "remote-parts": shown("Die Datei verweist auf Inhalte außerhalb von ihr; sie wurden nicht geladen."),
    "struck-text": shown(
        "In der Datei sind Stellen gestrichen (Änderungsverfolgung); gelesen wurde die letzte Fassung."
    ),
    "attachment-refused": shown("Der Anhang „%(name)s“ wurde nicht gelesen: %(reason)s"),
    "attachments-dropped": shown("Es sind mehr als %(most)s Anhänge; die übrigen wurden nicht gelesen."),
    "embedded-files": shown("Die Datei enthält eingebettete Dateien: %(names)s."),
    "text-cut": shown("Der Text ist sehr lang; gelesen wurde nur der Anfang."),
    "read-without-layout": shown("Gelesen wurde nur der Text, ohne Gestaltung."),
    "text-only": shown("LibreOffice ist hier nicht eingerichtet: Gelesen wurde nur der Text, ohne Gestaltung."),
    "no-libreoffice": shown("Alte Word-Dateien lassen sich nur mit LibreOffice lesen; es ist hier nicht eingerichtet."),
    "office-failed": shown("LibreOffice konnte die Datei nicht umwandeln."),
    "office-stuck": shown("LibreOffice hat nicht rechtzeitig geantwortet und wurde beendet."),
    "repaired": shown("Die Datei war leicht beschädigt und wurde beim Lesen repariert."),
    "invoice-unreadable": shown("Die eingebettete E-Rechnung lässt sich nicht lesen."),
    "bad-text-layer": shown("Der eingebettete Text von Seite %(pages)s ist unbrauchbar; sie wurde neu erkannt."),
    "archive-failed": shown("Die Archivfassung (PDF/A) ließ sich nicht herstellen."),
    "blank-pages": shown("Leere Seiten wurden übergangen: %(pages)s."),
    "signed": shown("Die Datei ist elektronisch signiert."),
}


def remark(code: str, **values: object) -> Remark:
    """Return the remark ``code`` with its sentence. Raises KeyError for an unknown code."""
    return Remark(code, _SENTENCES[code], {name: str(value) for name, value in values.items()})


def refused(code: str, **values: object) -> Refused:
    """Return the error that refuses a file with the sentence ``code``."""
    return Refused(remark(code, **values))


def postponed(code: str, **values: object) -> Postponed:
    """Return the error that puts a file off with the sentence ``code``."""
    return Postponed(remark(code, **values))
