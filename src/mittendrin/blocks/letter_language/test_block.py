# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from mittendrin.contracts import registry
from mittendrin.contracts.block import Block
from mittendrin.contracts.document import from_text
from mittendrin.contracts.town_plan import TownPlan

GERMAN = "hiermit beantrage ich eine Geburtsurkunde und bitte um Zusendung an meine Anschrift."


@pytest.fixture(scope="module")
def block() -> Block[str]:
    return registry.block_class("letter_language")(TownPlan())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GERMAN, "de"),
        ("I would like to apply for a copy of my birth certificate. Please send it to my address.", "en"),
        ("Je vous prie de bien vouloir m'envoyer une copie de mon acte de naissance.", "fr"),
        ("Doğum belgemin bir örneğini adresime göndermenizi rica ederim, çok teşekkürler.", "tr"),
        ("Proszę o przesłanie odpisu aktu urodzenia mojego dziecka na podany adres.", "pl"),
        ("Прошу надіслати мені копію свідоцтва про народження моєї дитини.", "uk"),
        ("Прошу выслать мне копию свидетельства о рождении моего ребёнка.", "ru"),
        ("Vi prego di inviarmi una copia del mio certificato di nascita al mio indirizzo.", "it"),
        ("Hierbij vraag ik een kopie aan van de geboorteakte van mijn dochter.", "nl"),
        ("Vă rog să îmi trimiteți o copie a certificatului meu de naștere.", "ro"),
    ],
)
def test_languages(block: Block[str], text: str, code: str) -> None:
    answer = block.predict(from_text(text))
    assert answer.value == code
    assert answer.reasons


def test_the_main_language_of_a_mixed_letter(block: Block[str]) -> None:
    head = "Stadtverwaltung Neustadt\nBürgerbüro\nMarkt 1\n12345 Neustadt\n\nSehr geehrte Damen und Herren,\n\n"
    body = (
        "I am writing to you because my German is not good enough.\nPlease tell me which papers I need to register\n"
        * 4
    )
    assert block.predict(from_text(head + body)).value == "en"


@pytest.mark.parametrize("text", ["", "12 345 678", "|| == ~~", "ok"])
def test_no_language(block: Block[str], text: str) -> None:
    assert block.predict(from_text(text)).abstained


def test_the_words_that_tell_are_marked(block: Block[str]) -> None:
    reason = block.predict(from_text(GERMAN)).reasons[0]
    assert "ich" in reason.values["words"]
    assert {mark.text for mark in reason.marks} >= {"ich", "und"}
