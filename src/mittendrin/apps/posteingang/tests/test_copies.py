# SPDX-License-Identifier: EUPL-1.2
"""Near copies: the estimate is close to the share of common runs of words, whatever word was changed."""

from __future__ import annotations

import random

import pytest

from mittendrin.apps.posteingang.ingest import copies
from mittendrin.contracts.sample_letters import laid_out, read_letters

TEXT = (
    "Sehr geehrte Damen und Herren, hiermit beantrage ich die Befreiung von der Hundesteuer für meinen Hund aus dem"
    " Tierheim. Die Rechnung vom dritten November über hundertzwanzig Euro ist nicht richtig. Ich wohne seit vielen"
    " Jahren hier und habe die Steuer immer bezahlt, auch im letzten Jahr. Bitte antworten Sie mir bald."
)
WORDS = TEXT.split()


def likeness(one: str, other: str) -> float:
    return float(copies.alike(copies.fingerprint(one), [copies.fingerprint(other)])[0])


def runs(text: str) -> set[str]:
    words = text.lower().split()
    return {" ".join(words[at : at + copies.RUN]) for at in range(len(words) - copies.RUN + 1)}


@pytest.mark.parametrize("at", range(len(WORDS)))
def test_one_other_word_leaves_a_near_copy(at: int) -> None:
    assert likeness(TEXT, " ".join([*WORDS[:at], "anderswo", *WORDS[at + 1 :]])) >= copies.NEAR


def test_other_letters_are_not_near() -> None:
    prints = [found for letter in read_letters("a")[:60] if (found := copies.fingerprint(laid_out(letter).text))]
    for number, one in enumerate(prints):
        assert max(copies.alike(one, prints[:number] + prints[number + 1 :])) < 0.3


def test_the_estimate_is_close_to_the_true_share() -> None:
    chance, wrong = random.Random(7), []
    for count in range(60):
        words = list(WORDS)
        for _ in range(count % 6):
            words[chance.randrange(len(words))] = f"zusatz{chance.randrange(99)}"
        other = " ".join(words)
        share = len(runs(TEXT) & runs(other)) / len(runs(TEXT) | runs(other))
        wrong.append((likeness(TEXT, other) - share) ** 2)
    assert (sum(wrong) / len(wrong)) ** 0.5 < 0.1


def test_short_texts_have_no_fingerprint() -> None:
    assert copies.fingerprint("Vielen Dank") == ""
