# SPDX-License-Identifier: EUPL-1.2
"""Facts are found where people and offices write them, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.blocks.letter_facts.labels import pattern
from mittendrin.blocks.letter_facts.money import find_money
from mittendrin.blocks.letter_facts.names import is_organisation, is_person, tidy
from mittendrin.blocks.letter_facts.numbers import read_number
from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Block, Example, Facts, ModelDamaged
from mittendrin.contracts.document import Document, Page, Word, from_text
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.lookalike import skeleton

PLAN = TownPlan(
    name="Neustadt",
    state="RP",
    names=("Stadtverwaltung Neustadt", "Stadt Neustadt"),
    ibans=("DE42575501200000471108",),
)
HEAD = "Petra Vogt\nLindenweg 4\n12345 Neustadt\n\nStadtverwaltung Neustadt\nMarkt 1\n12345 Neustadt\n\n"
END = "\n\nMit freundlichen Grüßen\n\nPetra Vogt\n"


@pytest.fixture(scope="module")
def block() -> Block[Facts]:
    return registry.block_class("letter_facts")(PLAN)


def facts(block: Block[Facts], body: str, *, head: str = HEAD, day: str = "Neustadt, 12.11.2026") -> Facts:
    answer = block.predict(from_text(f"{head}{day}\n\nSehr geehrte Damen und Herren,\n\n{body}{END}", source="scan"))
    assert answer.value is not None
    return answer.value


def said(found: Facts, name: str) -> str:
    return found[name].value or ""


@pytest.mark.parametrize(
    "day",
    ["Neustadt, 12.11.2026", "den 12. Nov. 2026", "12.XI.26", "Neustadt, am 12. November 2026", "Datum: 12.11.2026"],
)
def test_date_of_the_letter(block: Block[Facts], day: str) -> None:
    found = facts(
        block, "gegen Ihren Bescheid vom 02.11.2026 lege ich Widerspruch ein. Geboren bin ich am 03.04.1971.", day=day
    )
    assert said(found, "date") == "2026-11-12"
    assert found["date"].reasons and found["date"].reasons[0].marks


def test_the_stamp_of_receipt_is_not_the_date_but_begins_the_period(block: Block[Facts]) -> None:
    stamp = "EINGEGANGEN 16. NOV. 2026\n\n"
    found = facts(block, "bitte antworten Sie binnen 14 Tagen nach Zugang dieses Schreibens.", head=stamp + HEAD)
    assert said(found, "date") == "2026-11-12"
    assert said(found, "deadline") == ""
    assert said(found, "deadline_computed") == "2026-11-30"
    told = " ".join(reason.text % reason.values for reason in found["deadline_computed"].reasons)
    assert "§ 187 Abs. 1 BGB" in told and "angenommen" not in told


def test_a_computed_deadline_says_what_it_assumes(block: Block[Facts]) -> None:
    found = facts(block, "wir bitten um Stellungnahme innerhalb eines Monats nach Zugang.")
    assert said(found, "deadline_computed") == "2026-12-14"
    told = [reason.text % reason.values for reason in found["deadline_computed"].reasons]
    assert any("Samstag" in one for one in told)
    assert any("angenommen ist das Datum des Briefes" in one for one in told)


@pytest.mark.parametrize(
    ("sentence", "deadline"),
    [
        ("Bitte antworten Sie bis zum 30.11.2026.", "2026-11-30"),
        ("Wir bitten um Stellungnahme bis spätestens 4. Dezember.", "2026-12-04"),
        ("Der Betrag ist zahlbar bis 26.11.2026 ohne Abzug.", "2026-11-26"),
        ("Bitte geben Sie mir bis Ende November Bescheid.", "2026-11-30"),
        ("Please reply by 27 November 2026.", "2026-11-27"),
        ("Am 24.12.2026 fahren wir in den Urlaub.", ""),
        ("Den Antrag vom 01.10.2026 haben Sie abgelehnt.", ""),
        ("Der Mietvertrag läuft vom 01.12.2026 bis 31.12.2027.", ""),
    ],
)
def test_deadline(block: Block[Facts], sentence: str, deadline: str) -> None:
    assert said(facts(block, sentence), "deadline") == deadline


INVOICE = """Malerbetrieb Farbenfroh GmbH
Hafenstraße 9, 12345 Neustadt

Stadtverwaltung Neustadt
Markt 1
12345 Neustadt

Rechnungsnummer: R-2026-118
Kundennummer: 4711
Datum: 12.11.2026

Rechnung

Sehr geehrte Damen und Herren,

für Malerarbeiten berechnen wir:

Nettobetrag     1.000,00 EUR
USt 19 %          190,00 EUR
Rechnungsbetrag 1.190,00 EUR

Zahlbar bis 26.11.2026, mit 2 % Skonto 1.166,20 EUR bis 19.11.2026.

Mit freundlichen Grüßen
Farbenfroh GmbH

Sparkasse Neustadt, IBAN DE02 1203 0000 0000 2020 51
"""


def test_an_invoice(block: Block[Facts]) -> None:
    found = block.predict(from_text(INVOICE, source="scan")).value
    assert found is not None
    assert {name: said(found, name) for name in ("date", "deadline", "amount", "iban", "invoice_no", "reference")} == {
        "date": "2026-11-12",
        "deadline": "2026-11-26",
        "amount": "1190.00",
        "iban": "DE02120300000000202051",
        "invoice_no": "R-2026-118",
        "reference": "4711",
    }
    assert said(found, "sender") == "Malerbetrieb Farbenfroh GmbH"
    assert said(found, "sender_address") == "Hafenstraße 9, 12345 Neustadt"
    assert any(other.value == "1166.20" for other in found["amount"].alternatives) or found["amount"].confidence > 0.9


def test_an_e_invoice_is_the_truth(block: Block[Facts]) -> None:
    invoice = {
        "BT-1": "E-77",
        "BT-2": "2026-10-01",
        "BT-9": "20261031",
        "BT-27": "Farbenfroh GmbH",
        "BT-84": "DE02 1203 0000 0000 2020 51",
        "BT-112": "1190",
        "BT-10": "04-1-7",
        "BT-35": "Hafenstraße 9",
        "BT-38": "12345",
        "BT-37": "Neustadt",
    }
    found = block.predict(replace(from_text(INVOICE), invoice=invoice)).value
    assert found is not None
    assert said(found, "invoice_no") == "E-77"
    assert (said(found, "date"), said(found, "deadline")) == ("2026-10-01", "2026-10-31")
    assert (said(found, "amount"), said(found, "reference")) == ("1190.00", "04-1-7")
    assert said(found, "sender_address") == "Hafenstraße 9, 12345 Neustadt"
    assert "elektronischen Rechnung" in found["invoice_no"].reasons[0].text


def test_an_e_invoice_that_pays_into_the_towns_own_account_names_none(block: Block[Facts]) -> None:
    found = block.predict(Document((), "einvoice", invoice={"BT-1": "E-1", "BT-84": "DE42575501200000471108"})).value
    assert found is not None
    assert said(found, "iban") == ""


def test_the_towns_own_account_is_never_named(block: Block[Facts]) -> None:
    body = (
        "ich habe 80,00 EUR auf Ihr Konto DE42 5755 0120 0000 4711 08 überwiesen, leider doppelt. "
        "Bitte erstatten Sie 80,00 EUR auf mein Konto DE02 1203 0000 0000 2020 51."
    )
    found = facts(block, body)
    assert said(found, "iban") == "DE02120300000000202051"
    assert said(found, "amount") == "80.00"
    assert said(facts(block, "ich habe auf DE42 5755 0120 0000 4711 08 gezahlt."), "iban") == ""


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("Kassenzeichen: 21.004711.8", "21.004711.8"),
        ("Ihr Zeichen: 32-14/2026-0815", "32-14/2026-0815"),
        ("Ihr Az.: II/20-914-3", "II/20-914-3"),
        ("Unser Zeichen: 402/26 V/gr\nIhr Zeichen: 63.2-0388/26", "63.2-0388/26"),
        ("Unser Zeichen: 402/26 V/gr", "402/26 V/gr"),
        ("Kundennummer: 40-771-2236", "40-771-2236"),
        ("Telefon: 06321 / 44 18 20", ""),
    ],
)
def test_reference(block: Block[Facts], line: str, reference: str) -> None:
    assert said(facts(block, "wir kommen auf die Sache zurück.", head=f"{HEAD}{line}\n\n"), "reference") == reference


@pytest.mark.parametrize(
    ("sentence", "person"),
    [
        ("hiermit melde ich meine Tochter Lena Vogt, geb. 03.05.2019, in der Kita ab.", "Lena Vogt"),
        ("meine Tochter Lena kommt nicht mehr in die Kita.", "Lena Vogt"),
        ("ich vertrete als Betreuer Herrn Karl Sommer, geboren am 01.02.1940.", "Karl Sommer"),
        ("die Laterne vor meinem Haus ist aus.", ""),
    ],
)
def test_person_concerned(block: Block[Facts], sentence: str, person: str) -> None:
    assert said(facts(block, sentence), "person") == person


def test_subject_line_and_sender(block: Block[Facts]) -> None:
    found = facts(
        block, "das Fest findet im Mai statt.", day="Neustadt, 12.11.2026\n\nAntrag auf Sperrung der Gartenstraße"
    )
    assert said(found, "subject") == "Antrag auf Sperrung der Gartenstraße"
    assert said(found, "sender") == "Petra Vogt"
    assert said(found, "sender_address") == "Lindenweg 4, 12345 Neustadt"


def test_without_a_subject_line_a_sentence_says_it(block: Block[Facts]) -> None:
    found = facts(block, "hiermit beantrage ich eine Geburtsurkunde für meinen Sohn.")
    assert "Geburtsurkunde" in said(found, "subject")
    assert found["subject"].confidence < 0.6


def test_the_dot_of_a_day_ends_no_sentence(block: Block[Facts]) -> None:
    found = facts(block, "gegen Ihren Bescheid vom 3. November 2026 lege ich Widerspruch ein. Der Hund ist tot.")
    assert said(found, "subject") == "Gegen Ihren Bescheid vom 3. November 2026 lege ich Widerspruch ein"


def test_an_email_is_known_without_reading(block: Block[Facts]) -> None:
    known = {"sender": "Ute Klein <ute@post.example>", "subject": "AW: Ausweis", "sent": "2026-03-01T10:00"}
    found = block.predict(from_text("Guten Tag, wann ist der Ausweis fertig?", source="email", known=known)).value
    assert found is not None
    assert [said(found, name) for name in ("sender", "subject", "date")] == ["Ute Klein", "Ausweis", "2026-03-01"]


def test_two_columns_do_not_mix(block: Block[Facts]) -> None:
    rows = [
        ("Stadtverwaltung Neustadt", "Unser Zeichen: 77/26-ab"),
        ("Markt 1", "Datum: 12.11.2026"),
        ("12345 Neustadt", ""),
    ]
    words = []
    for line, row in enumerate(rows):
        for x, text in zip((0.1, 0.6), row, strict=True):
            for at, word in enumerate(text.split()):
                words.append(
                    Word(word, x + at * 0.09, 0.2 + line * 0.016, x + at * 0.09 + 0.08, 0.211 + line * 0.016, line)
                )
    found = block.predict(Document((Page(tuple(words)),), "scan")).value
    assert found is not None
    assert said(found, "date") == "2026-11-12"
    assert said(found, "reference") == "77/26-ab"


def test_it_learns_from_the_town_and_keeps_it(block: Block[Facts], tmp_path: Path) -> None:
    own = registry.block_class("letter_facts")(PLAN)
    items = [
        from_text(
            f"{HEAD}Hausnummernkarte: H-{number}/26\n\nNeustadt, 12.11.2026\n\n"
            f"Sehr geehrte Damen und Herren,\n\nanbei.{END}"
        )
        for number in range(4000, 4030)
    ]
    examples = [
        Example(item, {"reference": Answer(f"H-{number}/26", 1.0)})
        for number, item in zip(range(4000, 4030), items, strict=True)
    ]
    before = own.predict(items[0]).value
    own.learn(examples[1:])
    after = own.predict(items[0]).value
    assert before is not None and after is not None
    assert said(after, "reference") == "H-4000/26"
    assert after["reference"].confidence >= before["reference"].confidence
    own.save(tmp_path / "model")
    again = registry.block_class("letter_facts").load(tmp_path / "model", PLAN).predict(items[0]).value
    assert again == after


def test_a_damaged_model_is_refused(block: Block[Facts], tmp_path: Path) -> None:
    block.save(tmp_path)
    (tmp_path / "data.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelDamaged):
        registry.block_class("letter_facts").load(tmp_path, PLAN)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,50 EUR", "1234.50"),
        ("EUR 1.234,50", "1234.50"),
        ("55 €", "55"),
        ("55,-- Euro", "55.00"),
        ("1,900 euro", "1900"),
        ("12 345,00 €", "12345.00"),
        ("8O,5O EUR", "80.50"),
        ("939,27", "939.27"),
        ("-184,00 EUR", "184.00"),
    ],
)
def test_money_in_many_notations(text: str, value: str) -> None:
    assert [f"{one.value}" for one in find_money(f"Betrag {text} heute")] == [value if "." in value else f"{value}.00"]


@pytest.mark.parametrize(
    "text", ["um 17.50 Uhr", "12.11.2026", "19,5 %", "Zimmer 118", "56999 Neustadt", "DE42 5755 0120 0000"]
)
def test_what_is_no_money(text: str) -> None:
    assert find_money(text) == []


@given(st.integers(1, 99_999_999))
def test_printed_sums_are_read(cents: int) -> None:
    printed = f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d} EUR"
    assert [one.value * 100 for one in find_money(f"Gesamtbetrag: {printed}.")] == [cents]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (": 402/26 V/gr", "402/26 V/gr"),
        (" Nr.: 26/1094, Kunde 12", "26/1094"),
        (": 32-51/2026-1187 vom 12.11.2026", "32-51/2026-1187"),
        (": 9 F 241/26 SO", "9 F 241/26 SO"),
        (": 12.11.2026", None),
        (": siehe oben", None),
    ],
)
def test_numbers_behind_labels(text: str, number: str | None) -> None:
    found = read_number(text, 0, len(text))
    assert (found[0] if found else None) == number


def test_labels_are_found_although_misread() -> None:
    assert pattern(["Rechnungsbetrag"]).search(skeleton("Rechnungsbefrag Rechnungsbetrag"))
    assert pattern(["Kassenzeichen"]).search(skeleton("Ka55enzeichen"))
    assert pattern(["zu zahlen"]).search(skeleton("zuzahlen"))
    assert pattern(["VR "]).search(skeleton("Vertrag")) is None


@pytest.mark.parametrize(
    "text", ["Erika Sandmann", "Dr. Karl von Stein", "Gudrun und Hartmut Siebel", "Anna-Lena Groß"]
)
def test_people(text: str) -> None:
    assert is_person(text)


@pytest.mark.parametrize(
    "text", ["Amtsgericht Rheinau", "Glas & Rahmen Petry GbR", "Volksbank Mitte", "Radfreunde e. V."]
)
def test_organisations(text: str) -> None:
    assert is_organisation(skeleton(text)) and not is_person(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Frau Erika Sandmann", "Erika Sandmann"),
        ("Jasmin Kettler (bald Horn)", "Jasmin Kettler"),
        ("Ute Klein <ute@post.example>", "Ute Klein"),
        ("Kanzlei Ohm & Reuter", "Kanzlei Ohm & Reuter"),
        ("Radfreunde e. V.", "Radfreunde e. V."),
    ],
)
def test_names_as_a_clerk_lists_them(text: str, name: str) -> None:
    assert tidy(text).rstrip(".") == name.rstrip(".")


@given(st.text(max_size=300))
def test_no_text_breaks_the_block(text: str) -> None:
    answer = registry.block_class("letter_facts")(PLAN).predict(from_text(text, source="scan"))
    for fact in (answer.value or {}).values():
        assert 0 <= fact.confidence <= 1


def test_what_was_read_first_below_a_stamp_stays_as_an_alternative(block: Block[Facts]) -> None:
    typed = from_text(f"{HEAD}Datum: 03.11.2026\n\nSehr geehrte Damen und Herren,\n\nich kündige.{END}", source="scan")
    words = tuple(
        replace(word, also="08.11.2026") if word.text == "03.11.2026" else word for word in typed.pages[0].words
    )
    answer = block.predict(replace(typed, pages=(replace(typed.pages[0], words=words),)))
    assert answer.value is not None
    found = answer.value["date"]
    assert found.value == "2026-11-03"
    assert "read-twice" in [one.code for one in found.reasons]
    first = next(one for one in found.alternatives if one.value == "2026-11-08")
    assert [one.code for one in first.reasons] == ["read-first"]
    assert first.reasons[0].marks and found.confidence + first.confidence <= 1
