# SPDX-License-Identifier: EUPL-1.2
"""Facts where several compete, where scanners misread, where older mails hang below."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.blocks.letter_facts.amount_sums import column_totals
from mittendrin.blocks.letter_facts.numbers import mended, read_number
from mittendrin.contracts import registry
from mittendrin.contracts.block import Block, Facts
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import TownPlan

PLAN = TownPlan(
    name="Neustadt",
    state="RP",
    names=("Stadtverwaltung Neustadt", "Stadt Neustadt"),
    ibans=("DE42575501200000471108",),
)
SENDER = "Petra Vogt\nLindenweg 4\n12345 Neustadt\n\n"
HEAD = f"{SENDER}Stadtverwaltung Neustadt\nMarkt 1\n12345 Neustadt\n\n"
IBAN = "DE21545501207780140556"


@pytest.fixture(scope="module")
def block() -> Block[Facts]:
    return registry.block_class("letter_facts")(PLAN)


def said(block: Block[Facts], body: str, *, head: str = HEAD, day: str = "Neustadt, 12.11.2026") -> dict[str, str]:
    text = f"{head}{day}\n\nSehr geehrte Damen und Herren,\n\n{body}\n\nMit freundlichen Grüßen\n\nPetra Vogt\n"
    found = block.predict(from_text(text, source="scan")).value
    assert found is not None
    return {name: answer.value or "" for name, answer in found.items()}


@pytest.mark.parametrize(
    ("body", "amount"),
    [
        ("von der Rechnung über 518,40 EUR sind 50,00 EUR bezahlt. Bitte überweisen Sie noch 468,40 EUR.", "468.40"),
        ("Laufrad 129,90 €, Mantel 32,50 €, Arbeit 45 €. Macht zusammen 207,40 €, bitte erstatten Sie das.", "207.40"),
        (f"die Kaution von 1 800 Euro überweisen Sie bitte auf mein Konto {IBAN}.", "1800.00"),
    ],
)
def test_the_amount_that_is_asked_in_the_end(block: Block[Facts], body: str, amount: str) -> None:
    assert said(block, body)["amount"] == amount


def test_a_rest_after_deductions_is_the_amount(block: Block[Facts]) -> None:
    rows = (
        "Summe netto  64.491,00 €\n19 % MwSt.  12.253,29 €\nSumme brutto  76.744,29 €\n"
        "abzgl. 1. Abschlag  23.800,00 €\nabzgl. 2. Abschlag  35.700,00 €\nNoch zu zahlen  17.244,29 €"
    )
    assert said(block, f"wir berechnen für die Planung:\n\n{rows}")["amount"] == "17244.29"


@given(st.lists(st.decimals(1, 9999, places=2), min_size=2, max_size=12))
def test_a_total_below_its_parts_is_found(parts: list[Decimal]) -> None:
    rows = [*enumerate(parts), (len(parts), sum(parts, Decimal(0)))]
    added, _, _ = column_totals(rows)
    assert len(parts) in added


@given(st.lists(st.decimals(1, 99, places=2), min_size=1, max_size=6))
def test_what_is_left_after_deductions_is_found(taken: list[Decimal]) -> None:
    rest = Decimal("1234.56")
    rows = [(0, rest + sum(taken, Decimal(0))), *((at, -one) for at, one in enumerate(taken, 1)), (99, rest)]
    _, left, reduced = column_totals(rows)
    assert 99 in left
    assert 0 in reduced


def test_an_older_mail_below_sets_no_deadline_and_no_amount(block: Block[Facts]) -> None:
    body = "bitte antworten Sie bis zum 20.11.2026.\n\nGruß\nPetra Vogt\n\n-----Ursprüngliche Nachricht-----\n"
    older = "Von: stadtkasse@neustadt.example\nBitte zahlen Sie bis 16.11.2026 insgesamt 168,00 EUR."
    assert said(block, body + older)["deadline"] == "2026-11-20"


@pytest.mark.parametrize(
    ("body", "deadline"),
    [
        ("weil der Bus bis 16.11. bestellt sein muss, bitten wir um Ihre Zusage bis zum 14.11.2026.", "2026-11-14"),
        ("die Zusage braucht die Schule bis zum Ferienende am 23.11.2026, bitte antworten Sie bald.", "2026-11-23"),
        ("die nächste Sitzung ist am 24.11.2026, bitte geben Sie uns bis dahin Bescheid.", "2026-11-24"),
    ],
)
def test_the_day_by_which_the_town_is_to_act(block: Block[Facts], body: str, deadline: str) -> None:
    assert said(block, body)["deadline"] == deadline


@pytest.mark.parametrize(
    ("info", "reference"),
    [
        ("Ihr Zeichen / Ihre Nachricht vom\n63-BK-0772/26 / 02.10.2026\n\nUnser Zeichen\n26/00419-W", "63-BK-0772/26"),
        ("Mein Zeichen: 34-3240-0771\nIhr Schreiben vom 14.08.2026, Az. 61-BP-114", "61-BP-114"),
        ("Kassenzeichen 21.0l4482.6", "21.014482.6"),
        ("Ihre Nachricht:\nMein Zeichen: 814.K-71180", "814.K-71180"),
    ],
)
def test_the_number_of_the_town_in_all_layouts(block: Block[Facts], info: str, reference: str) -> None:
    assert said(block, "wir bitten um Auskunft.", day=f"{info}\n\nNeustadt, 12.11.2026")["reference"] == reference


def test_a_number_ends_where_its_sentence_ends() -> None:
    text = " war FZ-2026-08812. Ich möchte bitte"
    assert read_number(text, 0, len(text)) == ("FZ-2026-08812", 5, 18)


@given(st.from_regex(r"[A-Za-z]{1,8}([-/.][A-Za-z]{1,8}){0,2}", fullmatch=True))
def test_words_without_digits_stay(text: str) -> None:
    assert mended(text) == text


@given(st.integers(100, 999_999), st.data())
def test_letters_among_digits_become_digits(number: int, data: st.DataObject) -> None:
    digits = str(number)
    at = data.draw(st.integers(0, len(digits) - 1))
    twin = {"0": "O", "1": "l"}.get(digits[at], digits[at])
    assert mended(digits[:at] + twin + digits[at + 1 :]) == digits


def test_the_account_of_the_town_is_not_proposed_when_misread(block: Block[Facts]) -> None:
    found = said(block, "ich habe auf Ihr Konto DE42 5755 012 0000 4711 08 bezahlt, bitte erstatten Sie 20 Euro.")
    assert found["iban"] == ""


def test_receipt_told_in_a_sentence_is_no_stamp(block: Block[Facts]) -> None:
    body = "zu Ihrem Schreiben, hier eingegangen am 18.08.2026, nehmen wir Stellung."
    assert said(block, body, day="Neustadt, 16.09.2026")["date"] == "2026-09-16"


def test_an_office_of_the_town_is_no_sender(block: Block[Facts]) -> None:
    head = "Standesamt Neustadt\nKlosterhof 1\n12345 Neustadt\n\nZoran Milošević\nTalblick 6\n12345 Neustadt\n\n"
    assert said(block, "ich brauche eine Urkunde.", head=head)["sender"] != "Standesamt Neustadt"


def test_names_from_everywhere_are_read_whole(block: Block[Facts]) -> None:
    found = said(block, "namens unserer Mandantin Wanda Krzyżanowska, geb. 02.05.1951, legen wir Widerspruch ein.")
    assert found["person"] == "Wanda Krzyżanowska"
