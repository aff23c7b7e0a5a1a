# SPDX-License-Identifier: EUPL-1.2
"""The promise holds on simulated towns, is useful, and says when there is too little evidence."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.promise import Case, binomial_below, lower_bound, settle, upper_bound

CASES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=150)


def town(chance: random.Random, count: int, sharpness: float = 4.0) -> list[Case]:
    """Return cases of a machine whose confidence says nothing about its true error, only about the order."""
    found = []
    for _ in range(count):
        draw = chance.random()
        found.append((draw**3, chance.random() < 1 - 0.6 * (1 - draw) ** sharpness))
    return found


def true_error(threshold: float, sharpness: float = 4.0) -> float:
    start = math.cbrt(threshold)
    return 0.6 * math.pow(1 - start, sharpness) / (sharpness + 1)


def test_bounds_are_those_of_clopper_and_pearson() -> None:
    assert upper_bound(0, 149, 0.95) == pytest.approx(0.0199, abs=1e-4)
    assert upper_bound(2, 20, 0.95) == pytest.approx(0.2826, abs=1e-4)
    assert lower_bound(2, 20, 0.95) == pytest.approx(0.0181, abs=1e-4)
    assert (upper_bound(0, 0), lower_bound(0, 0), upper_bound(3, 3)) == (1.0, 0.0, 1.0)
    assert binomial_below(1, 3, 0.5) == pytest.approx(0.5)
    assert (binomial_below(0, 3, 1.0), binomial_below(0, 3, 0.0)) == (0.0, 1.0)


@pytest.mark.parametrize("promised", [0.02, 0.05, 0.1])
def test_the_promise_is_broken_in_fewer_than_five_towns_of_a_hundred(promised: float) -> None:
    """The error of the chosen threshold is known exactly here, so that breaks can be counted."""
    chance = random.Random(7)
    broken = 0
    for _ in range(40):
        kept = settle(town(chance, 400), promised)
        broken += kept.threshold is not None and true_error(kept.threshold) > promised
    assert broken <= 5  # expected are at most 2


def test_a_useful_share_is_handled() -> None:
    chance = random.Random(3)
    shares = [settle(town(chance, 1000), 0.05).share for _ in range(10)]
    assert min(shares) > 0.5


def test_with_too_little_evidence_everything_is_asked() -> None:
    kept = settle([(0.99, True)] * 148, 0.02)
    assert (kept.threshold, kept.share, kept.bound, kept.needed) == (None, 0.0, 1.0, 149)
    assert not kept.allows(1.0)
    kept = settle([(0.99, True)] * 149, 0.02)
    assert (kept.threshold, kept.handled, kept.allows(0.99), kept.allows(0.98)) == (0.99, 149, True, False)
    assert kept.bound <= 0.02
    assert settle([], 0.02).cases == 0


def test_a_machine_that_is_often_wrong_is_never_left_alone() -> None:
    chance = random.Random(1)
    assert settle([(chance.random(), chance.random() < 0.5) for _ in range(2000)], 0.1).threshold is None


@given(CASES, st.sampled_from([0.02, 0.1, 0.3]))
def test_figures_fit_together(cases: list[Case], promised: float) -> None:
    kept = settle(cases, promised)
    assert kept == settle(cases[::-1], promised)
    handled = [right for confidence, right in cases if kept.allows(confidence)]
    assert (kept.cases, kept.handled, kept.wrong) == (len(cases), len(handled), handled.count(False))
    assert kept.threshold is None or kept.bound <= promised + 1e-9


@given(st.integers(0, 50), st.integers(1, 50))
def test_bounds_enclose_the_share(wrong: int, more: int) -> None:
    count = wrong + more
    assert lower_bound(wrong, count) <= wrong / count <= upper_bound(wrong, count)


@pytest.mark.parametrize("cases", [[(math.nan, True)], [(1.1, True)], [(-0.1, False)]])
def test_a_confidence_that_is_none_is_refused(cases: list[Case]) -> None:
    with pytest.raises(ValueError, match="confidence"):
        settle(cases, 0.02)


@pytest.mark.parametrize("promised", [0.0, 1.0, -1.0])
def test_a_promise_that_is_none_is_refused(promised: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        settle([], promised)
