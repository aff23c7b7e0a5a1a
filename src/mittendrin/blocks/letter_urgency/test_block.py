# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from mittendrin.contracts import registry
from mittendrin.contracts.block import Block
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import Rule, TownPlan

HEAD = "Neustadt, 12.11.2026\n\nSehr geehrte Damen und Herren,\n\n"


def answered(text: str, *rules: Rule) -> tuple[str | None, set[str]]:
    block: Block[str] = registry.block_class("letter_urgency")(TownPlan(rules=rules))
    answer = block.predict(from_text(HEAD + text))
    return answer.value, {reason.code for reason in answer.reasons}


@pytest.mark.parametrize(
    "text",
    [
        "wir melden eine Kindeswohlgefährdung nach § 8a SGB VIII, das Kind ist akut gefährdet.",
        "eine Deckenplatte ist heruntergefallen, es besteht Lebensgefahr, bitte sofort absperren!",
        "uns droht am 18.11.2026 die Zwangsräumung, wir werden obdachlos. Bitte helfen Sie dringend.",
        "die Stromsperre ist angekündigt bis spätestens 16.11.2026, wir bitten dringend um Hilfe.",
    ],
)
def test_what_must_be_seen_today(text: str) -> None:
    value, codes = answered(text)
    assert value == "yes"
    assert "nothing" not in codes


@pytest.mark.parametrize(
    "text",
    [
        "anbei erhalten Sie die Rechnung, zahlbar bis 30.12.2026.",
        "wann hat die Bücherei im Sommer geöffnet?",
        "das hat Zeit und eilt nicht.",
    ],
)
def test_what_can_wait(text: str) -> None:
    assert answered(text)[0] == "no"


def test_a_day_soon_after_the_letter_is_a_reason() -> None:
    assert "soon" in answered("bitte dringend antworten bis spätestens 16.11.2026, es geht um eine Räumungsklage.")[1]


def test_the_rule_of_a_clerk_decides() -> None:
    rule = Rule("7", "urgent", "yes", words=("Bücherei",))
    value, codes = answered("wann hat die Bücherei im Sommer geöffnet?", rule)
    assert value == "yes"
    assert "rule" in codes
