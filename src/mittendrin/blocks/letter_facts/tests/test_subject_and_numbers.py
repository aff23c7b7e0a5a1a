# SPDX-License-Identifier: EUPL-1.2
"""Subjects without a mark right above the salutation; numbers in tables, in brackets, behind a sentence."""

from __future__ import annotations

import pytest

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Block, Facts
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import TownPlan

PLAN = TownPlan(name="Neustadt", state="RP", names=("Stadtverwaltung Neustadt", "Stadt Neustadt"))
ADDRESSES = "Petra Vogt\nLindenweg 4\n12345 Neustadt\n\nStadtverwaltung Neustadt\n12345 Neustadt\n\n"
HELLO = "Sehr geehrte Damen und Herren,\nich bitte um eine Antwort.\n\nPetra Vogt\n"


@pytest.fixture(scope="module")
def block() -> Block[Facts]:
    return registry.block_class("letter_facts")(PLAN)


def fact(block: Block[Facts], text: str, name: str) -> Answer[str]:
    answer = block.predict(from_text(text))
    assert answer.value is not None
    return answer.value[name]


@pytest.mark.parametrize("head", [ADDRESSES, f"{ADDRESSES}Neustadt, 3.11.2026\n", "", "Petra Vogt\n3.11.2026\n"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_subject_right_above_the_salutation(block: Block[Facts], head: str, gap: str) -> None:
    found = fact(block, f"{head}Kündigung der Garage{gap}{HELLO}", "subject")
    assert found.value == "Kündigung der Garage"
    assert found.reasons[0].code == "subject-line"


def test_a_number_between_subject_and_salutation_does_not_hide_it(block: Block[Facts]) -> None:
    text = f"{ADDRESSES}Widerspruch gegen den Bescheid\nKassenzeichen 21.004711.8\n{HELLO}"
    assert fact(block, text, "subject").value == "Widerspruch gegen den Bescheid"


@pytest.mark.parametrize(
    "above",
    [
        "Petra Vogt\nLindenweg 4\n12345 Neustadt",
        "Petra Vogt",
        "An das Ordnungsamt",
        "Neustadt, 3.11.2026",
        "p@v.example",
    ],
)
def test_names_addresses_and_dates_above_the_salutation_are_no_subject(block: Block[Facts], above: str) -> None:
    found = fact(block, f"{above}\n{HELLO}", "subject")
    assert found.value == "Um eine Antwort" or found.reasons[0].code == "sentence"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Unser Zeichen       Auskunft erteilt\n20-3 VE 1184/26     Frau Pirrung\n\n", "20-3 VE 1184/26"),
        ("Ihr Zeichen      Unser Zeichen\n32-17/2026-44    881/26\n\n", "32-17/2026-44"),
        ("Gebührenbescheid Nr. B 2026/00731 vom 05.10.2026\n\n", "B 2026/00731"),
        ("Die Platznummer auf der Warteliste ist MU 20-26/0118.\n\n", "MU 20-26/0118"),
        ("Es geht um Noah (51.2/UVG 0774-26).\n\n", "51.2/UVG 0774-26"),
        ("Die Fundnummer lautet FF-26-031.\n\n", "FF-26-031"),
        ("Der Befund zur Probe 4471/26 liegt bei.\n\n", ""),
        ("Gestorben ist er (111.10.2026) im Heim.\n\n", ""),
    ],
)
def test_numbers_to_file_under(block: Block[Facts], text: str, number: str) -> None:
    assert (fact(block, f"{ADDRESSES}{text}{HELLO}", "reference").value or "") == number
