# SPDX-License-Identifier: EUPL-1.2
"""JSON Patch: what RFC 6902 asks, and what nobody should send."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.core.json_patch import PatchRefused, patched

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab/~"), inner, max_size=3),
    max_leaves=8,
)
PATHS = st.lists(st.sampled_from(["a", "b", "~1", "~0", "0", "1", "-", "x"]), max_size=3).map(
    lambda steps: "".join(f"/{step}" for step in steps)
)
OPERATIONS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]), "path": PATHS},
    optional={"from": PATHS, "value": JSON},
)


@pytest.mark.parametrize(
    ("document", "operation", "wanted"),
    [
        ({"a": 1}, {"op": "add", "path": "/b", "value": [2]}, {"a": 1, "b": [2]}),
        ({"a": [1, 3]}, {"op": "add", "path": "/a/1", "value": 2}, {"a": [1, 2, 3]}),
        ({"a": [1]}, {"op": "add", "path": "/a/-", "value": 2}, {"a": [1, 2]}),
        ({"a": 1, "b": 2}, {"op": "remove", "path": "/a"}, {"b": 2}),
        ({"a": [1, 2]}, {"op": "remove", "path": "/a/0"}, {"a": [2]}),
        ({"a": [1, 2]}, {"op": "replace", "path": "/a/1", "value": 9}, {"a": [1, 9]}),
        ({"a": {"b": 1}, "c": {}}, {"op": "move", "from": "/a/b", "path": "/c/d"}, {"a": {}, "c": {"d": 1}}),
        ({"a": {"b": 1}}, {"op": "copy", "from": "/a", "path": "/c"}, {"a": {"b": 1}, "c": {"b": 1}}),
        ({"a/b": 1, "m~n": 2}, {"op": "replace", "path": "/a~1b", "value": 0}, {"a/b": 0, "m~n": 2}),
        ({"~1": 10}, {"op": "test", "path": "/~01", "value": 10}, {"~1": 10}),
        ({"a": None}, {"op": "test", "path": "/a", "value": None}, {"a": None}),
        ({"a": 1}, {"op": "replace", "path": "", "value": [1]}, [1]),
    ],
)
def test_operations(document: Any, operation: Any, wanted: Any) -> None:
    assert patched(document, [operation]) == wanted


@pytest.mark.parametrize(
    "operations",
    [
        {"op": "remove", "path": "/a"},
        [{"op": "drop", "path": "/a"}],
        [{"op": "add", "path": "/z"}],
        [{"op": "add", "value": 1}],
        [{"op": "add", "path": "a", "value": 1}],
        [{"op": "add", "path": 7, "value": 1}],
        [{"op": "add", "path": "/nowhere/b", "value": 1}],
        [{"op": "replace", "path": "/nowhere", "value": 1}],
        [{"op": "add", "path": "/l/3", "value": 1}],
        [{"op": "add", "path": "/l/01", "value": 1}],
        [{"op": "remove", "path": "/l/-"}],
        [{"op": "move", "from": "/d", "path": "/d/e"}],
        [{"op": "test", "path": "/a", "value": True}],
        [{"op": "add", "path": "/a/b", "value": 1}],
        [7],
    ],
)
def test_what_does_not_fit_changes_nothing(operations: Any) -> None:
    document = {"a": 1, "l": [1, 2], "d": {}}
    with pytest.raises(PatchRefused):
        patched(document, operations)
    assert document == {"a": 1, "l": [1, 2], "d": {}}


@given(JSON, st.lists(OPERATIONS, max_size=4))
def test_any_patch_is_done_or_refused(document: Any, operations: list[Any]) -> None:
    before = repr(document)
    with suppress(PatchRefused):
        patched(document, operations)
    assert repr(document) == before


def test_copies_that_double_are_stopped() -> None:
    bomb = [{"op": "copy", "from": "", "path": f"/{number}"} for number in range(400)]
    with pytest.raises(PatchRefused, match="signs"):
        patched({"a": "x" * 1000}, bomb)


def test_deep_values() -> None:
    deep: Any = 1
    for _level in range(20_000):
        deep = [deep]
    with pytest.raises(PatchRefused, match="deeply"):
        patched({}, [{"op": "add", "path": "/a", "value": deep}])
