# SPDX-License-Identifier: EUPL-1.2
"""Whatever a block says about a letter has its English: an English reader never meets a German reason."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest

from mittendrin import web
from mittendrin.contracts import registry
from mittendrin.contracts.block import Answer, Reason
from mittendrin.contracts.demo_town import demo_plan
from mittendrin.contracts.document import Document, from_text
from mittendrin.contracts.sample_letters import laid_out, read_letters

ENGLISH = Path(web.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"
LETTER_BLOCKS = [one.id for one in registry.manifests() if one.question.startswith("letter.")]
_STEP = 9


@cache
def english() -> dict[str, str]:
    """Return the English of each German text."""
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(ENGLISH))}


def reasons(answer: Answer[Any]) -> Iterator[Reason]:
    """Yield all reasons of an answer: its own, those of its alternatives, those of its facts."""
    yield from answer.reasons
    for other in answer.alternatives:
        yield from other.reasons
    if isinstance(answer.value, dict):
        for part in answer.value.values():
            yield from reasons(part)


def said(block_id: str, items: list[Document]) -> set[str]:
    """Return the sentences that a block says about documents."""
    block = registry.block_class(block_id)(demo_plan())
    return {reason.text for item in items for reason in reasons(block.predict(item))}


@pytest.mark.slow
@pytest.mark.parametrize("block_id", LETTER_BLOCKS)
def test_every_sentence_about_the_sample_letters(block_id: str) -> None:
    letters = read_letters("a", "c", "e")[::_STEP]
    found = said(block_id, [laid_out(letter) for letter in letters])
    assert found
    assert sorted(one for one in found if not english().get(one)) == []


@pytest.mark.parametrize("block_id", ["letter_urgency", "letter_special_data"])
def test_cues_are_english_too(block_id: str) -> None:
    block = registry.block_class(block_id)(demo_plan())
    assert [cue.sentence for cue in block.cues.groups if not english().get(cue.sentence)] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("block_id", ["letter_language", "letter_urgency", "letter_special_data"])
def test_so_is_what_they_say_about_nothing(block_id: str) -> None:
    texts = ("", "~~~ 123", "Sehr geehrte Damen und Herren,\n\nbitte um Auskunft.\n")
    assert [one for one in said(block_id, [from_text(text) for text in texts]) if not english().get(one)] == []
