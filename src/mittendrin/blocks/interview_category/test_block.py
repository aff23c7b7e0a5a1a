# SPDX-License-Identifier: EUPL-1.2
"""What is special about this block; what all blocks keep is in tests/blocks."""

from __future__ import annotations

import pytest

from mittendrin.blocks.interview_category.block import Block
from mittendrin.blocks.interview_category.evaluate import PLAN, examples
from mittendrin.contracts.block import Example
from mittendrin.contracts.document import from_text


@pytest.mark.parametrize(
    ("passage", "category"),
    [
        ("Ohne Fördermittel und mit diesem Haushalt geht bei uns gar nichts.", "money"),
        ("Der Datenschutz und das Vergaberecht bremsen uns.", "law_data_protection"),
        ("Und die Technik?", "technology"),
        ("Datenschutz? Ja, der bremst.", "law_data_protection"),
        ("Wir arbeiten mit den Nachbarkommunen in einem Netzwerk zusammen.", "cooperation"),
    ],
)
def test_words_show_the_category_on_the_first_day(passage: str, category: str) -> None:
    answer = Block(PLAN).predict(from_text(passage))
    assert answer.value == category
    assert answer.reasons[0].code == "words" and answer.reasons[0].marks


def test_a_category_that_people_found_is_learned() -> None:
    block = Block(PLAN)
    lessons = [Example(from_text(f"Die Glocken am Kirchturm läuten, Folge {number}."), "eigene") for number in range(6)]
    block.learn([*lessons, *examples()])
    answer = block.predict(from_text("Am Kirchturm läuten wieder die Glocken."))
    assert answer.value == "eigene"
    assert any(reason.code == "learned" for reason in answer.reasons)


def test_without_a_telling_word_it_abstains() -> None:
    assert Block(PLAN).predict(from_text("Hm, na ja, schon.")).abstained


def test_invented_sentences_speak_where_no_cue_does() -> None:
    answer = Block(PLAN).predict(from_text("Die Seniorin traut dem nicht."))
    assert answer.value == "culture_acceptance"
    assert [reason.code for reason in answer.reasons] == ["seeds"]


def test_words_of_every_sentence_say_nothing() -> None:
    assert Block(PLAN).predict(from_text("Und dann haben wir das eben auch noch einmal.")).abstained
