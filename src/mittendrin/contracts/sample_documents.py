# SPDX-License-Identifier: EUPL-1.2
"""Documents and a plan on which every block is checked: usual ones, empty ones, foreign ones, absurd ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from mittendrin.contracts.document import Document, Page, Word, from_text
from mittendrin.contracts.town_plan import PlannedUnit, Rule, TownPlan

PLAN = TownPlan(
    name="Musterstadt",
    state="RP",
    units=(
        PlannedUnit("Bürgerbüro", "Meldewesen, Pässe, Ausweise, Führungszeugnisse, Fundsachen"),
        PlannedUnit("Ordnungsamt", "Lärm, Parken, Bußgelder, Gewerbe, Sondernutzung von Straßen und Plätzen"),
        PlannedUnit("Bauamt", "Bauanträge, Baugenehmigungen, Denkmalschutz, Bebauungspläne"),
        PlannedUnit("Stadtkasse", "Rechnungen, Mahnungen, Gewerbesteuer, Grundsteuer, Hundesteuer, Vollstreckung"),
        PlannedUnit("Jugendamt", "Kindertagesstätten, Elterngeld, Unterhaltsvorschuss, Jugendhilfe"),
    ),
    names=("Stadt Musterstadt", "Stadtverwaltung Musterstadt"),
    ibans=("DE89370400440532013000",),
    rules=(Rule("1", "unit", "Ordnungsamt", words=("Ruhestörung",)),),
)

_HEAD = "{sender}\n\nStadtverwaltung Musterstadt\nMarktplatz 1\n12345 Musterstadt\n\n{day}\n\n{subject}\n\n"
_END = "\n\nMit freundlichen Grüßen\n\n{name}\n"


def _letter(name: str, day: str, subject: str, body: str) -> Document:
    street = f"{name}\nGartenweg 7\n12345 Musterstadt"
    return from_text(_HEAD.format(sender=street, day=day, subject=subject) + body + _END.format(name=name))


USUAL: Mapping[str, Document] = {
    "application": _letter(
        "Erika Beispiel",
        "3. März 2026",
        "Antrag auf Baugenehmigung für eine Garage",
        "Sehr geehrte Damen und Herren,\n\nhiermit beantrage ich die Baugenehmigung für eine Garage auf meinem\n"
        "Grundstück. Lageplan und Bauzeichnung liegen bei. Bitte melden Sie sich bis zum 31.03.2026.",
    ),
    "objection": _letter(
        "Hans Muster",
        "12.01.2026",
        "Widerspruch gegen den Bescheid vom 15.12.2025, Kassenzeichen 5.0114.009876.3",
        "Sehr geehrte Damen und Herren,\n\ngegen den Bescheid über die Hundesteuer lege ich Widerspruch ein. Der Hund\n"
        "ist im Oktober gestorben. Der Betrag von 120,00 EUR ist nicht zu zahlen.",
    ),
    "invoice": _letter(
        "Malerbetrieb Farbenfroh GmbH",
        "Musterstadt, den 20.02.2026",
        "Rechnung Nr. 2026-0187",
        "Für die Malerarbeiten in der Grundschule berechnen wir:\n\nNettobetrag 1.000,00 EUR\n"
        "Umsatzsteuer 19 % 190,00 EUR\n"
        "Rechnungsbetrag 1.190,00 EUR\n\nZahlbar bis 22.03.2026 auf das Konto IBAN DE02 1203 0000 0000 2020 51.",
    ),
    "complaint": _letter(
        "Familie Anders",
        "28. April 2026",
        "Beschwerde über nächtlichen Lärm",
        "Guten Tag,\n\nvor der Gaststätte ist jede Nacht bis zwei Uhr Lärm. Wir können nicht schlafen und bitten Sie\n"
        "dringend, etwas gegen die Ruhestörung zu tun.",
    ),
    "question": from_text(
        "Guten Tag, mein Personalausweis läuft im Mai ab. Brauche ich einen Termin für den neuen Ausweis?",
        source="email",
        known={"sender": "Ute Klein <ute.klein@post.example>", "subject": "Ausweis", "sent": "2026-03-01"},
    ),
}

EMPTY: Mapping[str, Document] = {
    "no pages": Document(()),
    "an empty page": Document((Page(()),), "scan"),
    "blanks": from_text(" \n\f \n"),
    "empty words": Document((Page((Word("", 0, 0, 0, 0, 0), Word(" ", 0.1, 0, 0.2, 0.1, 0))),), "scan"),
}

FOREIGN: Mapping[str, Document] = {
    "signs": from_text("| ~~ ## .. |\n:: -- ;; ~ ° ^^ |\n__ == ,, ''"),
    "rows of lines": from_text("_____ _____ _____\n||||| ||||| |||||\n" * 20),
    "noise of a scan": from_text("§j. ,l| ;'i ~r .:t\nî|. ~- ,,; ^l _.t\n"),
}


@cache
def absurd() -> Mapping[str, Document]:
    """Return documents that no office ever gets, unless somebody means harm."""
    sentence = "Hiermit beantrage ich zum 01.02.2026 die Erstattung von 12,50 EUR auf DE02120300000000202051. "
    return {
        "1 MB of text": from_text((sentence * 10 + "\n") * (1_000_000 // (len(sentence) * 10))),
        "10,000 words in one line": from_text("Antrag " * 10_000),
        "one word of 200,000 letters": from_text("a" * 200_000),
        "200,000 digits": from_text("1" * 200_000),
        "100,000 digits apart": from_text("1 " * 100_000),
        "200,000 points": from_text("1." * 100_000),
        "20,000 sender lines": from_text("Herr Max Muster GmbH & Co. KG, Str. 1, 12345 X\n" * 20_000),
        "a bracket never closed": from_text("(" * 50_000 + "[" * 50_000),
        "control signs": from_text("".join(map(chr, range(0x20))) * 100 + "Antrag \u202e\u200b\ufeff\ud7ff\U0010ffff"),
        "places out of this world": Document(
            (Page((Word("Antrag", -5.0, 2.0, -9.0, 1e9, -1), Word("IBAN", 0.1, 0.1, 0.2, 0.2, 10**9)), 0.0, 0.0, -1.0),)
        ),
    }
