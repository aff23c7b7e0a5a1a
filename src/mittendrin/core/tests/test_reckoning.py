# SPDX-License-Identifier: EUPL-1.2
"""Reckoning never raises, and agrees with what is known of numbers."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.reckoning import FUNCTIONS, divided, part, remainder, times

doubles = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False))


@given(one=doubles, two=doubles)
def test_nothing_raises_and_nothing_is_no_number(one: Any, two: Any) -> None:
    for name in ("town_div", "town_times", "town_mod", "town_floor", "town_ceiling"):
        count, function = FUNCTIONS[name]
        found = function(*(one, two)[:count])
        assert found is None or (isinstance(found, float) and not math.isnan(found)), name


@given(one=st.integers(-(10**9), 10**9), two=st.integers(1, 10**6))
def test_whole_numbers(one: int, two: int) -> None:
    whole, rest = times(one, two), remainder(one, two)
    assert whole is not None and rest is not None
    assert whole * two + rest == one
    assert rest == 0 or (rest < 0) == (one < 0)


def test_by_zero() -> None:
    assert divided(1, 0) == math.inf
    assert divided(-1, 0) == -math.inf
    assert divided(0, 0) is times(1, 0) is remainder(1, 0) is None
    assert remainder(0.3, 0.1) == 0
    assert remainder(1e300, 7) == 10**300 % 7


@pytest.mark.parametrize(
    ("start", "length", "found"),
    [(0, 9, "Markt"), (1, 2, "ar"), (-2, 9, "kt"), (-99, 2, "Ma"), (99, 1, ""), (2, -1, ""), (math.inf, 1, "")],
)
def test_parts(start: float, length: float, found: str) -> None:
    assert part("Markt", start, length) == found


@given(text=st.text(max_size=5), start=doubles, length=doubles)
def test_any_part_lies_inside(text: str, start: Any, length: Any) -> None:
    found = part(text, start, length)
    assert found is None or found in text
