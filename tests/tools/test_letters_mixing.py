# SPDX-License-Identifier: EUPL-1.2
"""The fitting of how sure answers may be."""

from __future__ import annotations

import random

import numpy as np
import pytest
from benchmarks.letters_mixing import WRITERS, Fitting, Seen, Sorting, by_chance, curve, losses

from mittendrin.core.letters.base import Resemblance
from mittendrin.core.letters.routing import Topics
from mittendrin.core.letters.sureness import Sureness

NOTHING = Topics((), {}, {}, {})


class Few(Sorting):
    """Letters whose formulas are always right, and whose examples never are."""

    def __init__(self) -> None:
        like = Resemblance({}, {"Antrag": 0.1, "Rechnung": 0.9}, {}, 50)
        formulas = np.array([2.0, 0.0])
        self.letters = [Seen(writer, NOTHING, like, formulas, 1.0, 0, 0) for writer in WRITERS for _ in range(4)]


def test_chances_that_are_too_sure_are_told_more_soberly() -> None:
    draw = random.Random(1)
    chances, rich = [0.9] * 400, [draw.random() * 2 for _ in range(400)]
    right = np.array([draw.random() < 0.4 + 0.25 * one for one in rich])
    found = Sureness(*curve(chances, rich, right, np.ones(400)))
    assert found.sure(0.9, 0.2) == pytest.approx(0.45, abs=0.1)
    assert found.sure(0.9, 1.8) == pytest.approx(0.85, abs=0.1)


def test_the_source_that_is_right_counts_more() -> None:
    few = Few()
    fitting = Fitting(few)
    names = ("kind_formulas", "kind_examples")
    found = fitting._mixed(dict.fromkeys(names, 0.0), names, few.kinds, fitting.kind, WRITERS)
    assert found["kind_formulas"] > found["kind_examples"]


def test_even_true_chances_are_off_when_there_are_few() -> None:
    assert by_chance([0.8] * 50) > by_chance([0.8] * 1_000) > 0
    assert by_chance([1.0] * 50) == 0


def test_a_loss_is_small_for_what_was_likely() -> None:
    assert losses([np.array([0.9, 0.1]), np.array([0.9, 0.1])], np.array([0, 1])) == pytest.approx(
        [0.105, 2.303], abs=1e-3
    )
