# SPDX-License-Identifier: EUPL-1.2
"""Dates whose year, label or stamp was misread by the scanner."""

from __future__ import annotations

import pytest

from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Block, Facts
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import TownPlan

PLAN = TownPlan(name="Neustadt", state="RP", names=("Stadtverwaltung Neustadt", "Stadt Neustadt"))
HEAD = "Petra Vogt\nLindenweg 4\n12345 Neustadt\n\nStadtverwaltung Neustadt\n12345 Neustadt\n\n"
BODY = "\n\nSehr geehrte Damen und Herren,\n\nIhr Bescheid vom 02.10.2026 ging mir am 06.10.2026 zu.\n\nPetra Vogt\n"


@pytest.fixture(scope="module")
def block() -> Block[Facts]:
    return registry.block_class("letter_facts")(PLAN)


def day(block: Block[Facts], head: str, body: str = BODY, source: str = "scan") -> Answer[str]:
    answer = block.predict(from_text(f"{HEAD}{head}{body}", source=source))
    assert answer.value is not None
    return answer.value["date"]


def test_a_year_with_a_misread_figure_is_that_of_the_other_dates(block: Block[Facts]) -> None:
    found = day(block, "Neustadt, 19.10.2020")
    assert found.value == "2026-10-19"
    assert "2020" in " ".join(one.text % one.values for one in found.reasons if one.code == "year")


@pytest.mark.parametrize(
    ("head", "source", "value"),
    [
        ("Neustadt, 19.12.2025", "scan", "2025-12-19"),
        ("Neustadt, 19.10.2020", "text", "2020-10-19"),
        ("Neustadt, 29.02.2020", "scan", "2020-02-29"),
        ("Neustadt, 19.10.2021", "scan", "2021-10-19"),
    ],
)
def test_other_years_stay(block: Block[Facts], head: str, source: str, value: str) -> None:
    found = day(block, head, source=source)
    assert value in [found.value, *(one.value for one in found.alternatives)]


@pytest.mark.parametrize("label", ["ABetum", "Oatum", "Dalum", "Datun"])
def test_a_misread_label_is_still_one(block: Block[Facts], label: str) -> None:
    assert day(block, f"attigkeit: 12.11.2026\n{label}: 19.10.2026").value == "2026-10-19"


@pytest.mark.parametrize(
    "stamp",
    ["19. NOV. 2026\nAnl. Amt", "bbsNSigiesEGARGER 19. NOV. 2026", "NGEN 19 NOV\n2026", "App. 31 19. NOV 202 6"],
)
def test_what_is_left_of_a_stamp_is_no_date_of_the_letter(block: Block[Facts], stamp: str) -> None:
    assert day(block, "Neustadt, 16.11.2026", f"{BODY}\n{stamp}\n").value == "2026-11-16"
    assert day(block, "", f"{BODY}\n{stamp}\n").value != "2026-11-19"


def test_a_place_before_capitals_makes_a_date(block: Block[Facts]) -> None:
    assert day(block, "Neustadt, 16. NOV. 2026").value == "2026-11-16"


def test_a_stamp_without_the_end_of_its_year_begins_no_period(block: Block[Facts]) -> None:
    text = f"{HEAD}EINGEGANGEN 05. NOV. 20\n\nNeustadt, 02.11.2026{BODY}"
    asked = text.replace("ging mir", "verlangt Antwort binnen 14 Tagen nach Zugang und ging mir")
    answer = block.predict(from_text(asked, source="scan"))
    assert answer.value is not None
    assert not (answer.value["deadline_computed"].value or "").startswith("2020")


@pytest.mark.parametrize(
    ("read", "value"),
    [("Neustadt, 12.17.26", "2026-11-12"), ("28: Oktober 2026", "2026-10-28"), ("12.71.2026", "2026-11-12")],
)
def test_sevens_that_were_ones_and_dots_that_were_colons(block: Block[Facts], read: str, value: str) -> None:
    assert day(block, read).value == value


def test_a_day_shortly_after_the_receipt_was_misread(block: Block[Facts]) -> None:
    stamp = "EINGEGANGEN 10. NOV. 2026\n\n"
    found = day(block, f"{stamp}Neustadt, den 18.11.2026")
    assert found.value == "2026-11-10"
    assert "18.11.2026" in " ".join(one.text % one.values for one in found.reasons if one.code == "day")
    assert day(block, f"{stamp}Neustadt, den 09.11.2026").value == "2026-11-09"


def test_a_stamp_whose_year_was_misread_begins_nothing(block: Block[Facts]) -> None:
    assert day(block, "EINGEGANGEN 12. NOV. 21\n\nNeustadt, 10.11.2026").value == "2026-11-10"


def test_capitals_without_a_year_are_a_stamp(block: Block[Facts]) -> None:
    assert day(block, "9. Dezember 2026\n\n10. DEZ.", BODY.replace("2026", "2027", 1)).value == "2026-12-09"


def test_a_year_that_stands_alone_is_that_of_the_date(block: Block[Facts]) -> None:
    body = "\n\nGuten Tag,\n\nmeine Tasche ist weg.\n\nPetra Vogt\nPoststempel 2026\n"
    assert day(block, "17. Aug.", body).value == "2026-08-17"
