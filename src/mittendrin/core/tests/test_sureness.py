# SPDX-License-Identifier: EUPL-1.2
"""How sure a first guess may be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.letters.sureness import Sureness, agreement, richness
from mittendrin.core.text_model import curved

NUMBERS = {"kind_rise": 0.8, "kind_weight": 1.5, "kind_shift": -1.6}


def test_a_long_text_with_few_known_words_says_little() -> None:
    assert richness(5, 2_000) < richness(60, 2_000) < richness(60, 1_000)
    assert richness(0, 0) == 0
    assert richness(10_000, 100) == 2.0


def test_words_agree_when_they_say_the_same() -> None:
    assert agreement([0.7, 0.2, 0.1], 0) == pytest.approx(1.25, abs=0.01)
    assert agreement([0.7, 0.2, 0.1], 1) == pytest.approx(-1.25, abs=0.01)
    assert agreement([0.5, 0.5], 0) == 0
    assert agreement([1.0], 0) > 0


def test_a_rich_letter_is_told_more_surely() -> None:
    curve = Sureness.of(NUMBERS, "kind")
    assert curve.sure(0.7, 0.3) < 0.7 < curve.sure(0.7, 2.0)
    assert Sureness.of(NUMBERS, "unit") == Sureness()
    chances = np.array([0.2, 0.7, 0.1])
    assert Sureness().told(chances, 0.1) is chances


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=6), st.floats(0, 2), st.floats(-9, 9))
def test_the_likeliest_stays_the_likeliest(raw: list[float], evidence: float, shift: float) -> None:
    chances = np.array(raw) / sum(raw)
    told = Sureness(0.8, 1.5, shift).told(chances, evidence)
    assert told.sum() == pytest.approx(1)
    assert told.argmax() == chances.argmax()
    assert (told >= 0).all()


def test_of_two_that_are_nearly_alike_the_first_stays_ahead() -> None:
    told = curved(np.array([0.3, 0.4, 0.3]), lambda _: 0.01)
    assert told[1] > told[0] == told[2]
