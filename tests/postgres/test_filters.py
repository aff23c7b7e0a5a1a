# SPDX-License-Identifier: EUPL-1.2
"""Made-up filters of the SensorThings API: SQLite and PostgreSQL answer or refuse alike.

``FILTER_EXAMPLES`` sets how many are tried.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tools.serving import REPO, environment

pytestmark = pytest.mark.slow
EXAMPLES = int(os.environ.get("FILTER_EXAMPLES", "120"))
_THING = "Datastream/Thing"
NUMBERS = st.sampled_from(
    ["result", "id", "Datastream/id", f"{_THING}/properties/height", f"{_THING}/properties/owner", "parameters/x",
     f"{_THING}/properties/lit", "parameters/y", "parameters/deep/er", "result/a/b", "5", "0", "-2.5", "1", "2", "-1",
     "0.1", "1e300", "1e-300", "9007199254740993", "9223372036854775807", "999999999999999999"]
)  # fmt: skip
TEXTS = st.sampled_from(
    ["Datastream/name", f"{_THING}/name", f"{_THING}/description", "Datastream/unitOfMeasurement/symbol", "result",
     "result/c", "FeatureOfInterest/name", "Datastream/Sensor/name", "parameters/x", "parameters/y", "'Stau'", "''",
     "'5'", "'ä'", "'ÄÖ'", "'%'", "'_'", "' x '", "'Boden'", "'text'", f"{_THING}/properties/owner"]
)  # fmt: skip
TIMES = st.sampled_from(
    ["phenomenonTime", "resultTime", "validTime", "Datastream/phenomenonTime", "Datastream/resultTime", "mindatetime()",
     "maxdatetime()", "2026-03-02T00:00:00Z", "2026-06-02T23:59:59.999999Z", "0001-01-01T00:00:00Z",
     "9999-12-31T23:59:59Z", "1969-12-31T23:59:59.5Z"]
)  # fmt: skip
SPANS = ["2026-03-02T00:00:00Z/2026-03-05T00:00:00Z", "2026-06-01T00:00:00Z/2026-06-02T00:00:00Z"]
DURATIONS = ["duration'PT5M'", "duration'-P1D'", "duration'P3000000D'", "duration'PT0.000001S'"]
COMPARE = st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"])
times = st.recursive(
    TIMES, lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["add", "sub"]),
                           st.sampled_from(DURATIONS)), max_leaves=3
)  # fmt: skip
_CASES = st.sampled_from(["tolower", "toupper", "trim"])
texts = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.builds("{}({})".format, _CASES, inner),
        st.builds("concat({},{})".format, inner, inner),
        st.builds("substring({},{})".format, inner, NUMBERS),
        st.builds("substring({},{},{})".format, inner, NUMBERS, NUMBERS),
    ),
    max_leaves=4,
)
_OF_TIMES = ["year", "month", "day", "hour", "minute", "second", "fractionalseconds", "totaloffsetminutes"]
numbers = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["add", "sub", "mul", "div", "mod"]), inner),
        st.builds("{}({})".format, st.sampled_from(["round", "floor", "ceiling"]), inner),
        st.builds("{}({})".format, st.sampled_from(_OF_TIMES), times),
        st.builds("length({})".format, texts),
        st.builds("indexof({},{})".format, texts, texts),
    ),
    max_leaves=5,
)
_NULLS = st.builds("{} {} null".format, st.one_of(numbers, texts, times), st.sampled_from(["eq", "ne"]))
conditions = st.recursive(
    st.one_of(
        st.builds("{} {} {}".format, numbers, COMPARE, numbers),
        st.builds("{} {} {}".format, texts, COMPARE, texts),
        st.builds("{} {} {}".format, times, COMPARE, st.one_of(times, st.sampled_from(SPANS))),
        st.builds("date({}) {} 2026-03-02".format, times, COMPARE),
        st.builds("{} sub {} {} duration'PT5H'".format, times, times, COMPARE),
        st.builds("{}({},{})".format, st.sampled_from(["before", "after", "during", "overlaps", "meets"]), times,
                  st.one_of(times, st.sampled_from(SPANS))),
        st.builds("time({}) {} 23:59:59.5".format, times, COMPARE),
        st.builds("{}({},{})".format, st.sampled_from(["substringof", "contains", "startswith", "endswith"]),
                  texts, texts),
        st.builds("{} {} {}".format, NUMBERS, COMPARE, st.one_of(NUMBERS, TEXTS, st.sampled_from(["true", "false"]))),
        _NULLS,
    ),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
    ),
    max_leaves=3,
)  # fmt: skip
orders = st.one_of(st.just("id"), st.builds("{} {}".format, st.one_of(numbers, texts, times),
                                            st.sampled_from(["asc", "desc"])))  # fmt: skip


class Town:
    """A town with its own store, in a process of its own."""

    def __init__(self, data: Path, **more: str) -> None:
        data.mkdir()
        command = [sys.executable, "-m", "tests.postgres.asking"]
        pipes: dict[str, Any] = {"cwd": REPO, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env=environment(data, **more), stderr=subprocess.DEVNULL, **pipes)

    def line(self) -> str:
        """Return the next line it says."""
        assert self.process.stdout is not None
        return str(self.process.stdout.readline()).strip()

    def send(self, address: str) -> None:
        """Ask."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(address) + "\n")
        self.process.stdin.flush()


@pytest.fixture(scope="module")
def towns(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Town]]:
    folder = tmp_path_factory.mktemp("towns")
    both = [Town(folder / "sqlite"), Town(folder / "postgres", MITTENDRIN_DATABASE_URL=address)]
    assert [town.line() for town in both] == ["sqlite", "postgresql"]
    yield both
    for town in both:
        town.process.kill()
        town.process.wait()


def answers(towns: list[Town], address: str) -> list[Any]:
    """Return what both say."""
    for town in towns:
        town.send(address)
    return [json.loads(town.line()) for town in towns]


@given(text=conditions, order=orders)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
def test_both_stores_answer_filters_alike(towns: list[Town], text: str, order: str) -> None:
    one, two = answers(towns, f"Observations?$filter={text}&$count=true&$orderby={order}")
    assert one == two
    assert one[0] == 200 or "outside of what can be stored" not in one[1]  # a refusal says why


@pytest.mark.parametrize(
    "text",
    ["result div 0 gt 1", "result mul 1e300 mul 1e300 gt 1", "5 mod parameters/x eq 0",
     "substring('abc',result) eq 'c'", "result gt 0 and 1 div result gt 0",
     "result mul 1e-300 mul 1e-300 eq 0", "year(maxdatetime()) eq 9999",
     "(result div 0) sub (result div 0) eq null", "round(result mul 1e300) gt 1e305", "'Zug' gt '_'",
     "result eq 1152921504606846977", "floor(result mul 1e300 mul 1e300) gt 5"],
)  # fmt: skip
def test_what_one_store_once_refused_is_answered(towns: list[Town], text: str) -> None:
    one, two = answers(towns, f"Observations?$filter={text}&$count=true&$orderby=id")
    assert one[0] == 200
    assert one == two
