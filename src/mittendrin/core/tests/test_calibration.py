# SPDX-License-Identifier: EUPL-1.2
"""Calibrated confidences are true ones, in order, and change little with few cases."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.calibration import Calibrator, error_by_chance, expected_error
from mittendrin.core.promise import Case


def boastful(count: int, seed: int = 0) -> list[Case]:
    """Return cases of a machine that is right with the square of what it says."""
    chance = random.Random(seed)
    draws = [chance.random() for _ in range(count)]
    return [(draw, chance.random() < draw**2) for draw in draws]


def test_the_error_is_the_mean_distance() -> None:
    assert expected_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == 0.0
    assert expected_error([(1.0, False), (0.9, True)]) == pytest.approx(0.45)
    assert expected_error([]) == 0.0


def test_with_few_cases_true_confidences_show_an_error_too() -> None:
    few, many = error_by_chance([0.6, 0.8, 0.9] * 20), error_by_chance([0.6, 0.8, 0.9] * 2_000)
    assert 0.02 < few[0] < few[1] < 0.2
    assert many[1] < 0.02
    assert error_by_chance([]) == (0.0, 0.0)
    assert error_by_chance([1.0, 0.0, 1.0]) == (0.0, 0.0), "what is sure and true is never wrong"
    draws = random.Random(4)
    drawn = [expected_error((sure, draws.random() < sure) for sure in [0.6, 0.8, 0.9] * 20) for _ in range(400)]
    assert sum(error <= few[1] for error in drawn) / 400 == pytest.approx(0.95, abs=0.03)


def test_a_boastful_machine_is_corrected() -> None:
    curve = Calibrator.fit(boastful(2000))
    unseen = boastful(4000, seed=1)
    assert expected_error(unseen) > 0.1
    assert expected_error((curve(raw), right) for raw, right in unseen) < 0.03
    assert curve(0.5) == pytest.approx(0.25, abs=0.04)


def test_few_cases_change_little() -> None:
    assert Calibrator.fit([]) == Calibrator()
    curve = Calibrator.fit([(0.9, True)] * 3)
    assert curve(0.9) == pytest.approx(0.9, abs=0.05)
    assert Calibrator()(0.3) == pytest.approx(0.3)


def test_a_machine_that_is_right_when_unsure_loses_its_order_but_not_its_head() -> None:
    curve = Calibrator.fit([(0.9, False)] * 200 + [(0.2, True)] * 200)
    assert curve(0.9) >= curve(0.2)
    assert 0.3 < curve(0.5) < 0.7


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=20), st.floats(0, 1), st.floats(0, 1))
def test_the_order_is_kept(cases: list[Case], one: float, other: float) -> None:
    curve = Calibrator.fit(cases)
    low, high = sorted((one, other))
    assert 0.0 <= curve(low) <= curve(high) <= 1.0
    assert Calibrator.from_array(curve.array()) == curve


@pytest.mark.parametrize("array", [[], [1.0, 1.0], [-1.0, 1.0, 0.0], [1.0, 1.0, float("nan")]])
def test_a_wrong_array_is_refused(array: list[float]) -> None:
    with pytest.raises(ValueError, match="calibrator"):
        Calibrator.from_array(array)
