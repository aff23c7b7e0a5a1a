# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.cues import fit, probability, read_cues, strength
from mittendrin.core.lookalike import any_of, skeleton

CUES = read_cues(
    """
base = -2.0

[danger]
sentence = "Worte für eine Gefahr"
weight = 3.0
words = ["Lebensgefahr", "Rohrbruch", "*einsturz"]

[soon]
sentence = "bald"
weight = 1.0
words = []
"""
)


def test_groups_are_found_with_their_places() -> None:
    text = "Es besteht Lebensgefahr, der Dacheinsturz droht."
    found = CUES.find(text)
    assert [text[start:end] for start, end in found["danger"]] == ["Lebensgefahr", "einsturz"]


@pytest.mark.parametrize("text", ["Es besteht keine Lebensgefahr.", "nicht etwa Rohrbruch", "Überlebensgefahren"])
def test_negated_and_longer_words_do_not_count(text: str) -> None:
    assert CUES.find(text) == {}


def test_misread_words_count() -> None:
    assert "danger" in CUES.find("R0hrbruch im KelIer")
    assert any_of(["Straße "]).search(skeleton("Hauptstr., Strabe 5"))


@given(st.text(max_size=200))
def test_skeletons_keep_the_length(text: str) -> None:
    assert len(skeleton(text)) == len(text)


def test_weights_learn_and_start_from_what_was_known() -> None:
    start = CUES.weights
    assert fit([], start) == start
    assert probability({}, start) < 0.2 < probability({"danger": strength(1)}, start)
    taught = fit([({"soon": 1.0}, True)] * 20 + [({}, False)] * 20, start)
    assert taught["soon"] > start["soon"]
    assert probability({"soon": 1.0}, taught) > 0.7
