# SPDX-License-Identifier: EUPL-1.2
"""Numbers as people write them come out as they were meant."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.numbers import in_english, parse_decimal, parse_integer, short

SEPARATORS = st.sampled_from(["", ".", ",", " ", "\u00a0", "\u202f", "'"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("47514", 47514), ("47.514", 47514), ("47,514", 47514), ("3 669 491", 3669491), ("47514,0", 47514), (" 0 ", 0)],
)
def test_whole_numbers(text: str, expected: int) -> None:
    assert parse_integer(text) == expected


@pytest.mark.parametrize(
    "text", ["", "-", ",", "47,5", "0.123", "1.23.456", "12a", "=1+1", "1e5", "½", "٣", "9" * 41, "1.234,567"]
)
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_integer(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("85,81", 85.81), ("85.81", 85.81), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1.234.567", 1234567.0), ("7", 7)],
)
def test_decimals(text: str, expected: float) -> None:
    assert parse_decimal(text) == expected


@pytest.mark.parametrize("text", ["", ".", "1,2,3", "1.2,3.4", "12 km²", "nan", "inf", "--5", "1,23.4"])
def test_what_is_no_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_decimal(text)


@given(st.integers(min_value=0, max_value=10**9), SEPARATORS)
def test_any_separator_of_thousands_reads_back(value: int, separator: str) -> None:
    assert parse_integer(f"{value:,}".replace(",", separator)) == value


@given(st.decimals(min_value=0, max_value=10**7, places=3, allow_nan=False), st.sampled_from([".", ","]))
def test_any_decimal_sign_reads_back(value: object, sign: str) -> None:
    assert math.isclose(parse_decimal(str(value).replace(".", sign)), float(str(value)), abs_tol=1e-9)


@given(st.text(max_size=60))
def test_garbage_raises_nothing_but_value_error(text: str) -> None:
    for parse in (parse_integer, parse_decimal):
        try:
            assert math.isfinite(parse(text))
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("number", "german", "english"),
    [(12.5, "12,5", "12.5"), (-1500, "-1.500", "-1,500"), (60, "60", "60"), (1.5e14, "1,50e+14", "1.50e+14")],
)
def test_short_numbers_in_both_languages(number: float, german: str, english: str) -> None:
    assert short(number) == german
    assert in_english(german) == english


def test_what_is_no_number_stays() -> None:
    for text in ("Luft, Wasser", "30.11.2026", "1.2.3", "", "a,b"):
        assert in_english(text) == text
