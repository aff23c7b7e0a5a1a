# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from mittendrin.contracts import registry
from mittendrin.contracts.block import Block
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import TownPlan


@pytest.fixture(scope="module")
def block() -> Block[str]:
    return registry.block_class("letter_special_data")(TownPlan())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Frau Sommer, geb. 03.04.1950, hat Pflegegrad 4 und ist an Demenz erkrankt.", "health"),
        ("Das Familiengericht hat über die elterliche Sorge entschieden, das Kind lebt in einer Wohngruppe.", "child"),
        ("Er wurde wegen Körperverletzung zu einer Freiheitsstrafe verurteilt.", "crime"),
        ("Ich bin muslimisch und wünsche ein Grab nach unserem Glauben, meine Taufe war evangelisch.", "religion"),
        ("Wir sind geflüchtet und haben Asyl beantragt, bis dahin leben wir in der Notunterkunft.", "origin"),
    ],
)
def test_protected_data(block: Block[str], text: str, code: str) -> None:
    answer = block.predict(from_text(text))
    assert answer.value == "yes"
    assert code in {reason.code for reason in answer.reasons}
    assert any(reason.marks for reason in answer.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "Die Laterne vor meinem Haus ist seit einer Woche aus, bitte reparieren Sie sie.",
        "Wir bieten Ihnen unverbindlich Büromöbel zum Sonderpreis an.",
        "Hiermit kündige ich den Pachtvertrag zum Jahresende.",
    ],
)
def test_ordinary_letters(block: Block[str], text: str) -> None:
    answer = block.predict(from_text(text))
    assert answer.value == "no"
    assert answer.reasons
