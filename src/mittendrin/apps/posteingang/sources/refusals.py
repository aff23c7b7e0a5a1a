# SPDX-License-Identifier: EUPL-1.2
"""The sentences with which files are refused or remarked on, each once."""

from __future__ import annotations

from mittendrin.apps.posteingang.sources.reading import Postponed, Refused, Remark

_SENTENCES = {
    # refused
    "empty": "Die Datei ist leer.",
    "too-large": "Die Datei ist mit %(size)s MB zu groß; höchstens %(most)s MB sind erlaubt.",
    "too-many-pages": "Die Datei hat %(pages)s Seiten; höchstens %(most)s werden gelesen.",
    "encrypted": "Die Datei ist mit einem Passwort verschlüsselt und lässt sich nicht öffnen.",
    "broken": "Die Datei ist beschädigt und lässt sich nicht lesen.",
    "bomb": "Die Datei würde beim Auspacken unmäßig groß; sie wurde nicht geöffnet.",
    "disguised": "Die Datei ist nicht, was ihr Name sagt: Sie endet auf „%(ending)s“, ist aber ein Programm.",
    "program": "Die Datei ist ein Programm oder Skript und kein Schriftstück.",
    "polyglot": "Die Datei ist zwei Dinge zugleich (%(first)s und %(second)s); das ist bei Schriftstücken unüblich.",
    "unknown-format": "Diese Art von Datei wird nicht gelesen.",
    "archive": "Gepackte Dateien werden nicht geöffnet. Bitte einzeln einreichen.",
    "took-too-long": "Das Lesen hat zu lange gedauert und wurde abgebrochen.",
    "took-too-much": "Das Lesen hat zu viel Speicher gebraucht und wurde abgebrochen.",
    "crashed": "Beim Lesen ist das Leseprogramm abgestürzt; die Datei ist vermutlich beschädigt.",
    "unreadable": "Die Datei lässt sich nicht öffnen: %(reason)s.",
    "not-a-file": "Das ist keine gewöhnliche Datei.",
    "no-letter": "Die Datei enthält nur leere Seiten.",
    "page-too-large": "Seite %(page)s ist größer als ein Blatt DIN A0 und wird nicht gelesen.",
    "image-too-large": "Das Bild ist mit %(pixels)s Millionen Bildpunkten zu groß.",
    # postponed
    "no-tesseract": "Die Texterkennung (Tesseract) ist nicht installiert; gescannte Seiten lassen sich nicht lesen.",
    "no-language": "Der Texterkennung fehlt die Sprache „%(language)s“.",
    "no-space": "Auf der Platte ist kein Platz mehr.",
    # remarks
    "poor-page": "Seite %(pages)s ist schlecht lesbar. Bitte neu scannen.",
    "ocr-failed": "Auf Seite %(pages)s ist die Texterkennung gescheitert.",
    "page-skipped": "Seite %(pages)s ließ sich nicht lesen.",
    "active-content": "Die Datei enthält ausführbare Teile (%(what)s); sie wurden nicht ausgeführt.",
    "macros": "Die Datei enthält Makros; sie wurden nicht ausgeführt.",
    "remote-content": "Die Nachricht wollte Inhalte aus dem Internet laden; das wurde verhindert.",
    "attachment-refused": "Der Anhang „%(name)s“ wurde nicht gelesen: %(reason)s",
    "attachments-dropped": "Es sind mehr als %(most)s Anhänge; die übrigen wurden nicht gelesen.",
    "embedded-files": "Die Datei enthält eingebettete Dateien: %(names)s.",
    "text-cut": "Der Text ist sehr lang; gelesen wurde nur der Anfang.",
    "read-without-layout": "Gelesen wurde nur der Text, ohne Gestaltung.",
    "no-libreoffice": "Alte Word-Dateien lassen sich nur mit LibreOffice lesen; es ist hier nicht eingerichtet.",
    "office-failed": "LibreOffice konnte die Datei nicht umwandeln.",
    "repaired": "Die Datei war leicht beschädigt und wurde beim Lesen repariert.",
    "invoice-unreadable": "Die eingebettete E-Rechnung lässt sich nicht lesen.",
    "bad-text-layer": "Der eingebettete Text von Seite %(pages)s ist unbrauchbar; sie wurde neu erkannt.",
    "archive-failed": "Die Archivfassung (PDF/A) ließ sich nicht herstellen.",
    "blank-pages": "Leere Seiten wurden übergangen: %(pages)s.",
    "signed": "Die Datei ist elektronisch signiert.",
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
