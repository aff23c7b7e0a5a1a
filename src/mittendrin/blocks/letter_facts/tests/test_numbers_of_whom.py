# SPDX-License-Identifier: EUPL-1.2
"""Which of several numbers a letter is filed under, and what looks like one and is none."""

from __future__ import annotations

import pytest

from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.blocks.letter_facts.reference_fact import candidates
from mittendrin.contracts import registry
from mittendrin.contracts.block import Block, Facts
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.document import from_text

TOWN = "Stadt Musterstadt\nRathausplatz 1\n56999 Musterstadt\n\n"
FIRM = f"Nordlicht Versicherung AG\nHafenweg 2\n56990 Altenfels\n\n{TOWN}"
PERSON = f"Erika Sandmann\nUferweg 3\n56999 Musterstadt\n\n{TOWN}"
HELLO = "Sehr geehrte Damen und Herren,\n\n"
BYE = "\n\nMit freundlichen Grüßen\nErika Sandmann\n"


@pytest.fixture(scope="module")
def block() -> Block[Facts]:
    return registry.block_class("letter_facts")(demo_plan())


def features(text: str, number: str) -> set[str]:
    """Return the features of ``number`` in a letter."""
    found = candidates(Layout(from_text(text), demo_plan()))
    return {name for one in found if one.value == number for name in one.features}


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("Schadennummer SN 411/26 (bitte stets angeben)\nVS-Nr. 77.118.004\n\n", "SN 411/26"),
        ("Vorgang 26-118834-CF\nbitte immer angeben\nVertrag 4471-K/2022\n\n", "26-118834-CF"),
        ("Aktenzeichen (bei Zahlung und\nAntwort angeben)\nIN 26/448-07\n\n", "IN 26/448-07"),
        ("Darlehen Nr. Betreuung Datum\n6 004 417 118 Ina Kolbe 02.11.2026\n\n", "6 004 417 118"),
        ("Mein Aktenzeichen Ihr Schreiben vom\nAnsprechpartner Datum\n17 434-HH 30.09.2026 Volker\n\n", "17 434-HH"),
        ("mein Az             dortiges Az\nTA-26/338           WG 5/0113-9\n\n", "WG 5/0113-9"),
    ],
)
def test_the_number_that_a_firm_wants_to_be_named(block: Block[Facts], head: str, number: str) -> None:
    facts = block.predict(from_text(f"{FIRM}{head}{HELLO}wir bitten um Ihre Antwort.{BYE}")).value or {}
    assert facts["reference"].value == number


@pytest.mark.parametrize(
    "words",
    [
        "Bitte Bescheid unter 0160 5550 198, wegen der Torte.",
        "das neue System hat unter 61.880 € gekostet.",
        "Unter 2800 brutto fange ich nicht an.",
        "Ich wohne jetzt in CH-6600 Bergdorf.",
        "Mein Wagen hat das Kennzeichen MU-KS 404.",
    ],
)
def test_telephone_money_postcodes_and_plates_are_no_numbers_to_file_under(block: Block[Facts], words: str) -> None:
    facts = block.predict(from_text(f"{PERSON}{HELLO}{words}{BYE}")).value or {}
    assert facts["reference"].abstained


def test_the_towns_own_number_leaves_others_behind() -> None:
    line = "gegen die Genehmigung, dort unter 63-BG-0447/26 geführt, legen wir Widerspruch ein."
    text = f"{FIRM}Unser Zeichen: R/2291-26\n\n{HELLO}{line}{BYE}"
    assert "rival" in features(text, "R/2291-26")
    assert "rival" not in features(text, "63-BG-0447/26")


def test_the_number_of_a_court_or_an_office_elsewhere_is_that_of_a_third_party() -> None:
    line = "Das Verbot (AG Altenfels 31 F 301/26) gilt, auch der Bescheid vom Landesamt, Gz. 7/44-K-0311."
    text = f"{PERSON}{HELLO}{line}{BYE}"
    assert "third_party" in features(text, "31 F 301/26")
    assert "others" in features(text, "7/44-K-0311")


def test_an_invoice_of_the_town_has_a_number_of_the_town() -> None:
    assert "bad_label" not in features(
        f"{PERSON}{HELLO}Ihre Rechnung Nr. 66-2026-0447 ist falsch.{BYE}", "66-2026-0447"
    )
    assert "bad_label" in features(f"{FIRM}{HELLO}unsere Rechnung Nr. 66-2026-0447 ist offen.{BYE}", "66-2026-0447")


def test_a_contract_is_the_towns_for_a_person_and_the_firms_for_a_firm() -> None:
    line = "es geht um den Vertrag OS-4471-19."
    assert "place_label" in features(f"{PERSON}{HELLO}{line}{BYE}", "OS-4471-19")
    assert "place_label" not in features(f"{FIRM}{HELLO}{line}{BYE}", "OS-4471-19")


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("Ihr Zeichen  Ihre Nachricht vom  Datum\n03.118.554/7 27.10.2026 hw-2210/26\n\n", "03.118.554/7"),
        ("Leihvorgang L-2027-004\n\n", "L-2027-004"),
        ("Rathausplatz 1, Zimmer 014\nFBM/A-2026-19\n\n", "FBM/A-2026-19"),
        ("Mietvertrag Nr.: 0417-22-03\n\n", "0417-22-03"),
        ("DR II 1187/26\n\n", "DR II 1187/26"),
        ("U. Z.: VT 3307\n\n", "VT 3307"),
        ("Geschäftszeichen: 5502-0018#2026/4\n\n", "5502-0018#2026/4"),
        ("Betreff: Ihre Stellenausschreibung 11-32/2026, Telefonzentrale\n\n", "11-32/2026"),
        ("Ihr Aktenzeichen: 32.3-OWi\n6/26/005518-1\n\n", "32.3-OWi 6/26/005518-1"),
        ("Ihr Zeichen: Il/23-441-7\n\n", "II/23-441-7"),
        ("Unser Zeichen: EE-22/2026/4417-R\n\nIhr Antrag U2 liegt hier vor.\n\n", "EE-22/2026/4417-R"),
    ],
)
def test_numbers_beside_rows_dates_rooms_and_forms(block: Block[Facts], head: str, number: str) -> None:
    facts = block.predict(from_text(f"{FIRM}{head}{HELLO}wir bitten um Ihre Antwort.{BYE}")).value or {}
    assert facts["reference"].value == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Die\nMarke 3071 werte ich bei Ihnen ein.", "3071"),
        ("Widerspruch gegen 50.1-4471-K\nu R D J", "50.1-4471-K"),
        ("Mein Ausweis Nr. 10447 ist weg.", "10447"),
    ],
)
def test_a_number_ends_where_the_sentence_goes_on(words: str, number: str) -> None:
    assert features(f"{PERSON}{HELLO}{words}{BYE}", number)


@pytest.mark.parametrize(
    "foot",
    [
        "Neue Bankverbindung: DE48 1203 0000 5063 9414 02\nbisheriges Konto: DE91 7015 0000 0261 1236 95",
        "Bank: DE48 1203 0000 5063 9414 02\nBarbeträge (nicht für Heimkosten): DE91 7015 0000 0261 1236 95",
    ],
)
def test_the_account_that_another_line_warns_of_is_the_other_one(block: Block[Facts], foot: str) -> None:
    text = f"{FIRM}Rechnung\n\n{HELLO}bitte überweisen Sie den Betrag von 20,00 EUR.{BYE}\n{foot}\n"
    facts = block.predict(from_text(text)).value or {}
    assert facts["iban"].value == "DE48120300005063941402"


def test_a_labelled_number_is_no_telephone(block: Block[Facts]) -> None:
    facts = block.predict(from_text(f"{PERSON}Mieternummer 0088-03\n\n{HELLO}die Wand ist schwarz.{BYE}")).value or {}
    assert facts["reference"].value == "0088-03"


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Schaden vom 03.09.2026, Anspruchsteller: Jens Fabritius\n\n", "Jens Fabritius"),
        ("Mandantin: Mühlenbetriebe Ostermoor GmbH\n\n", None),
    ],
)
def test_people_end_where_their_names_end(block: Block[Facts], words: str, person: str | None) -> None:
    facts = block.predict(from_text(f"{FIRM}Betreff: {words}{HELLO}wir bitten um Ihre Antwort.{BYE}")).value or {}
    named = [facts["person"].value, *(one.value for one in facts["person"].alternatives)]
    assert person in named if person else all("Gmb" not in (one or "") for one in named)
    assert all(not (one or "").endswith("Sehr") for one in named)


def test_a_number_of_the_town_may_end_with_the_sign_of_who_works_on_it() -> None:
    letter = f"{FIRM}Angebot 26/KO-0552\nIhre Anfrage vom 28.10.2026,\nZeichen 20.3/Pi\n\n{HELLO}wir bieten an.{BYE}"
    assert "office_shape" in features(letter, "20.3/Pi")
    assert "office_shape" not in features(letter, "26/KO-0552")


def test_the_number_of_a_deed_is_never_the_towns_own() -> None:
    head = "Geschäftszeichen: MU-4471-12\nIhr Antrag: UR 913/2026\n\n"
    found = features(f"{FIRM}{head}{HELLO}wir haben eingetragen.{BYE}", "UR 913/2026")
    assert found
    assert not found & {"your_label", "yours", "place_label"}


def test_a_number_that_the_court_gave_is_marked_as_that_of_others() -> None:
    letter = f"{PERSON}{HELLO}ich verliere die Wohnung. Das Gericht hat die Nummer 14 C 331/26.{BYE}"
    assert "others" in features(letter, "14 C 331/26")
