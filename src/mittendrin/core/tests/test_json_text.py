# SPDX-License-Identifier: EUPL-1.2
"""What reads as JSON here can be written again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.json_text import is_deeper, load

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("a") | st.just("ü"), inner, max_size=2),
    max_leaves=8,
)  # fmt: skip


@given(value=values)
def test_good_json_is_read(value: Any) -> None:
    assert load(json.dumps(value).encode()) == load(json.dumps(value, ensure_ascii=False)) == value


@given(data=st.binary(max_size=40) | st.text(max_size=40))
def test_anything_else_is_refused_in_one_way(data: Any) -> None:
    try:
        found = load(data)
    except ValueError:
        return
    json.dumps(found, ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize(
    "text",
    ["NaN", "1e999", "-1e0999", "1" + "0" * 400 + ".0", '"\\ud800"', '"\\uDFFF"', '{"\\udc00": 1}', '"\\u0000"',
     "[" * 101 + "]" * 101, "[" * 990 + "]" * 990, "[" * 10**6, "1" * 5000, ""],
)  # fmt: skip
def test_what_cannot_be_written_again(text: str) -> None:
    with pytest.raises(ValueError):
        load(text)


def test_depth() -> None:
    assert not is_deeper([[1]], 3)
    assert is_deeper([[1]], 2)
    assert not is_deeper({"a": {"b": []}}, 3)
