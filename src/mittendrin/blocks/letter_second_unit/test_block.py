# SPDX-License-Identifier: EUPL-1.2
"""What is special about this block; what all blocks keep is in tests/blocks."""

from __future__ import annotations

from dataclasses import replace

from mittendrin.blocks.letter_second_unit.block import Block
from mittendrin.contracts.block import Example
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.document import Document, from_text
from mittendrin.contracts.town_plan import Rule

HEAD = "Stadtverwaltung Musterstadt\nRathausplatz 1\n56999 Musterstadt\n\nSehr geehrte Damen und Herren,\n\n"
ONE = (
    "hiermit beantrage ich einen neuen Reisepass, mein alter ist abgelaufen. Die Lichtbilder liegen bei, und die\n"
    "Fingerabdrücke kann ich am Dienstag geben. Der Personalausweis ist noch gültig."
)
TWO = (
    " Und noch etwas: Bitte leiten Sie das weiter. Vor unserem Haus ist die Straßenlaterne kaputt, und der Gully ist\n"
    "verstopft."
)


def letter(body: str) -> Document:
    return from_text(HEAD + body + "\n\nMit freundlichen Grüßen\nEva Muster")


def test_a_further_request_is_found_and_marked() -> None:
    answer = Block(demo_plan()).predict(letter(ONE + TWO))
    assert answer.value == "Tiefbau/Bauhof"
    assert any("Straßenlaterne" in mark.text for mark in answer.reasons[0].marks)


def test_one_request_is_one_request() -> None:
    assert Block(demo_plan()).predict(letter(ONE)).abstained


def test_what_proved_wrong_is_said_less_surely() -> None:
    block = Block(demo_plan())
    before = block.predict(letter(ONE + TWO)).confidence
    block.learn([Example(letter(ONE + TWO), "")] * 20)
    assert block.predict(letter(ONE + TWO)).confidence < before


def test_a_rule_of_the_town_decides() -> None:
    plan = replace(demo_plan(), rules=(Rule("1", "second_unit", "Sozialamt", words=("Reisepass",)),))
    assert Block(plan).predict(letter(ONE)).value == "Sozialamt"
