# SPDX-License-Identifier: EUPL-1.2
"""Which of several dates is that of the letter, where no place stands before it."""

from __future__ import annotations

import pytest

from mittendrin.blocks.letter_facts.date_fact import candidates
from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.contracts import registry
from mittendrin.contracts.block import Block, Facts
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.dates.reading import find_dates, parse_date

PLAN = TownPlan(name="Neustadt", state="RP", names=("Stadtverwaltung Neustadt", "Stadt Neustadt"))
HEAD = "Lehmann Verlag GmbH\nHafenweg 4\n12345 Neustadt\n\nStadtverwaltung Neustadt\n12345 Neustadt\n\n"
BODY = "\n\nSehr geehrte Damen und Herren,\n\nwir bitten um Ihre Antwort.\n\nMit freundlichen Grüßen\nLehmann Verlag\n"


@pytest.fixture(scope="module")
def block() -> Block[Facts]:
    return registry.block_class("letter_facts")(PLAN)


def day(block: Block[Facts], text: str) -> str | None:
    """Return the date of a scanned letter as ISO, None when the block names none."""
    facts = block.predict(from_text(text, source="scan")).value or {}
    return facts["date"].value


@pytest.mark.parametrize(
    "lines",
    [
        "Erstellt: 29.10.2026\nAnnahmefrist: 12.11.2026",
        "Ausgefertigt: 29.10.2026\nAngebotsfrist: 30.11.2026",
        "Trauerfeier: 08.12.2026\nAusgestellt am 29.10.2026",
        "Laufzeit: 01.12.2026\nOrt/Tag: Neustadt, 29.10.2026",
        "Bestellung vom 01.09.2026\nBetreff: 2. Mahnung vom 29.10.2026",
    ],
)
def test_labels_tell_the_day_of_a_paper_from_other_days(block: Block[Facts], lines: str) -> None:
    assert day(block, f"{HEAD}{lines}{BODY}") == "2026-10-29"


def test_the_day_of_receipt_in_a_form_is_not_that_of_the_signature(block: Block[Facts]) -> None:
    form = (
        "Antrag auf Erlaubnis\nEingang (füllt die Behörde aus): 16. Nov. 2026\nObjekt: Zehntscheune 4\n"
        "Datum, Unterschrift: 13. Nov. 2026, R. Fechtner\n"
    )
    assert day(block, form) == "2026-11-13"


def test_a_letter_that_names_its_month_only_has_no_day(block: Block[Facts]) -> None:
    subject = "Festabend am 23. Januar 2027"
    dated = "Neustadt, 12. November 2026"
    assert day(block, f"{HEAD}Neustadt, im November 2026\n\n{subject}{BODY}") is None
    assert day(block, f"{HEAD}{dated}\n\n{subject}{BODY}") == "2026-11-12"


@pytest.mark.parametrize(
    ("short", "others", "value"),
    [
        ("20.11.", "am 11. Dezember 2026 und bis 31.1.2027", "2026-11-20"),
        ("12.1.", "am 11. Dezember 2026 und bis 31.1.2027", "2027-01-12"),
        ("20.11.", "am 11. März 2026 und am 3.9.2026", "2026-11-20"),
    ],
)
def test_a_short_date_gets_the_year_that_the_others_are_near(
    block: Block[Facts], short: str, others: str, value: str
) -> None:
    assert (
        day(block, f"{HEAD}{short}\n\nSehr geehrte Frau Berg,\n\nwir laden {others} ein.\n\nLehmann Verlag\n") == value
    )


@pytest.mark.parametrize(("text", "found"), [("20.11:", True), ("20.11: Beginn", False), ("um 20.11", False)])
def test_a_colon_for_the_last_dot_of_a_date_in_its_own_line(text: str, found: bool) -> None:
    near = parse_date("1.11.2026")
    assert (parse_date(text, near) == parse_date("20.11.2026")) is found


PRINTED = """Von: Nele Osterloh
Gesendet: 2026-10-01 16:05
An: Stadt Neustadt
Betreff: Praktikum 11.01.-22.01.2027

Hallo,

vom 11.1. bis 22.1.2027 möchte ich kommen.

Nele Osterloh
"""
FORM = """Gewerbe-Abmeldung
Neustadt, 05.11.2026 Th. Ahrendsen
Datum der Betriebsaufgabe: 31.12.2026

Der Betrieb endet.
"""
SMALL = "kolnhausen, 30.11.2026\nvertrag v. 02.05.2026\n\nguten tag,\n\nanbei die rechnung.\n"
AT_THE_END = """Birgit Sievert
Im Wiesengrund 12

Betreff: Beitragsbescheid Nr. 23.000871/12.0 vom 30.10.2026

Sehr geehrte Damen und Herren,

dagegen erheben wir Einspruch.

Neustadt, den 22.11.2026
Birgit Sievert
"""
FEAST = "Petra Vogt\n\nNeustadt, am Martinstag 2026\n\nGuten Tag,\n\nich gebe den Garten ab.\n\nPetra Vogt\n"
REMINDER = "Kundennr.: 20733\nMahndatum: 30.10.2026\n\n2. Mahnung\n\nBeleg Datum fällig\nAT-26 31.07.2026 30.08.2026\n"
FRENCH = "Saint-Aubry, le ler octobre 2026\n\nCher Monsieur,\n\nnous venons en mars 2027.\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (PRINTED, "2026-10-01"),
        (FORM, "2026-11-05"),
        (SMALL, "2026-11-30"),
        (AT_THE_END, "2026-11-22"),
        (FEAST, "2026-11-11"),
        (REMINDER, "2026-10-30"),
        (FRENCH, "2026-10-01"),
    ],
)
def test_dates_of_printed_mails_forms_and_at_the_end(block: Block[Facts], text: str, value: str) -> None:
    assert day(block, text) == value


def test_a_day_in_the_first_sentence_of_a_card_is_not_its_date(block: Block[Facts]) -> None:
    card = "Am 9. Dezember 2026 wird unsere Oma hundert und\nwir wünschen uns, dass Sie mit uns feiern.\n"
    assert day(block, f"{card}Familie Himmel\n\nStadt Neustadt\n12345 Neustadt\n") is None
    assert day(block, f"{card}Familie Himmel\nNeustadt, 21.11.2026\n\nStadt Neustadt\n") == "2026-11-21"


def features(text: str, value: str) -> set[str]:
    """Return the features of the day ``value`` in a scanned letter."""
    layout = Layout(from_text(text, source="scan"), PLAN)
    found = candidates(layout, find_dates(layout.text))
    return {name for one in found if one.value == value for name in one.features}


def test_the_first_and_the_last_day_of_a_time_are_marked() -> None:
    letter = f"{HEAD}Jahresabrechnung 01.09.2025 bis 31.08.2026\n\nRechnungsdatum: 13.10.2026{BODY}"
    assert "range" in features(letter, "2025-09-01")
    assert {"range", "until"} <= features(letter, "2026-08-31")
    assert not features(letter, "2026-10-13") & {"range", "until"}


def test_the_place_of_a_day_that_is_named_as_another_says_nothing() -> None:
    letter = f"{HEAD}Angebot AN-519\ngültig bis 31.12.2026\nIhre Anfrage vom 06.11.2026\nStand: 09.11.2026{BODY}"
    assert not features(letter, "2026-12-31") & {"top", "right"}
    assert not features(letter, "2026-11-06") & {"top", "right"}
    assert "top" in features(letter, "2026-11-09")  # some write so before the date of the letter itself


def test_a_day_after_vom_at_the_end_of_a_line_is_that_of_another_letter() -> None:
    lines = "Gutschrift zu Ihrer Rechnung R-26-3310 vom\n29.07.2026\n\n13.11.2026"
    assert "other_label" in features(f"{HEAD}{lines}{BODY}", "2026-07-29")
    assert "other_label" not in features(f"{HEAD}{lines}{BODY}", "2026-11-13")


def test_where_no_date_stands_above_it_stands_below() -> None:
    told = "Neustadt, wo es schon schneit, aber es ist ja auch der 3. Nov. 2026"
    assert "instead" in features(f"{HEAD}Sterbeurkunde{BODY}{told}\n", "2026-11-03")
    assert "instead" not in features(f"{HEAD}Neustadt, 2. November 2026\n\nUrkunde{BODY}{told}\n", "2026-11-03")
