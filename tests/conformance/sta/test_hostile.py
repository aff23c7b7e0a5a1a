# SPDX-License-Identifier: EUPL-1.2
"""Hostile requests are refused in the form of the standard, quickly; nothing ends as an error of the server."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conformance.sta.conftest import Api, Town

from mittendrin.apps.stadtdaten.models import Observation, Thing
from mittendrin.sta import limits
from mittendrin.sta.errors import BadRequest, TooSlow
from mittendrin.sta.parsing.filters import parse_filter

DEEP = "Things?$expand=" + "Datastreams($expand=Thing($expand=" * 30 + "Datastreams" + "))" * 30
HOSTILE = [
    "Things?$filter=" + "(" * 500 + "1 eq 1" + ")" * 500,
    "Things?$filter=" + "not " * 300 + "true",
    "Things?$filter=" + " or ".join(["name eq 'a'"] * 2000),
    "Things?$filter=" + "concat(" * 100 + "name" + ",'a')" * 100 + " eq 'a'",
    "Things?$filter=length(" + "name" * 2000 + ") eq 1",
    "Things?$filter=name eq '" + "a" * 5000 + "'",
    "Things?$filter=name eq 'a' eq 'b'",
    "Things?$filter=name eq 'a'; DROP TABLE stadtdaten_thing; --'",
    "Things?$filter=name eq '",
    "Things?$filter=1e999 eq 1",
    "Things?$filter=result eq 1",
    "Things?$filter=st_within(name, geography'POINT (1 1)')",
    "Things?$filter=st_within(Locations/location, geography'POINT (nonsense)')",
    "Things?$filter=st_within(Locations/location, 'POINT (1 1)')",
    "Things?$filter=st_relate(Locations/location, geography'POINT (1 1)', 'x')",
    "Things?$filter=Datastreams eq 1",
    "Things?$filter=name add 1 eq 2",
    "Things?$filter=Locations/name eq Datastreams/name",
    "Things?$orderby=Datastreams/name",
    "Things?$orderby=",
    "Things?$orderby=name desc asc",
    DEEP,
    "Things?$expand=" + ",".join(["Datastreams/Thing"] * 40),
    "Things?$expand=Datastreams(((",
    "Things?$expand=Datastreams($top=1",
    "Things?$expand=Datastreams($colour=1)",
    "Things?$skip=" + "9" * 400,
    "Things?$top=1e9",
    "Things?$select=" + "," * 100,
    "Things?$skiptoken=W1tbW1s",
    "Observations?$skiptoken=WyJhIiwgImIiLCAiYyJd",
    "Observations?$filter=phenomenonTime gt 9999-99-99T00:00:00Z",
    "Observations?$filter=phenomenonTime gt 'yesterday'",
    "Observations?$filter=id div 0 eq 1",
    "Observations?$filter=result mod 0 eq 1",
    "Observations?$filter=substring(Datastream/name,1,-1) eq 'x'",
    "Observations?$filter=phenomenonTime gt now()" + " add duration'P3000000D'" * 3,
    "Observations?$filter=resultTime gt now() add duration'PX'",
    "Things?" + "x" * 20_000,
]
PATHS = [
    "../../etc/passwd", "Things(1);DROP TABLE x", "Things(1 or 1=1)", "Things(99999999999999999999999)", "Things(-1)",
    "Things(1)/" + "Datastreams/" * 30, "Things%00", "Things(1)/__class__", "Things(1)/pk", "Things(1)/grade",
    "Things(1)/name/upper", "$batch", "CreateObservations", "Observations(-99999999999999)",
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: address[:40])
def test_bombs_are_refused(public: Api, town: Town, address: str) -> None:
    began = time.monotonic()
    response = public.call("GET", address)
    assert response.status_code == 400, response.content[:300]
    assert json.loads(response.content)["error"]["message"]
    assert time.monotonic() - began < 5
    assert Thing.objects.count() == 2


@pytest.mark.parametrize("address", PATHS, ids=lambda address: address[:40])
def test_tricks_with_paths_lead_nowhere(public: Api, town: Town, address: str) -> None:
    response = public.call("GET", address)
    assert response.status_code in {400, 404, 405}
    assert json.loads(response.content)["code"] == response.status_code


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"name":' * 50_000, 400),
        (b'{"name": "' + b"x" * 2_000_000 + b'"}', 413),
        (b'{"name": 1' + b"0" * 10_000 + b"}", 400),
        (b"\xff\xfe", 400),
        (b"", 400),
        (json.dumps({"name": "x", "description": "", "Datastreams": [{"Thing": {"Datastreams": [{}]}}]}).encode(), 400),
        (json.dumps({"name": "x", "description": "", "properties": {"a": 10**400}}).encode(), 201),
    ],
)
def test_bodies_are_bounded(api: Api, town: Town, body: bytes, status: int) -> None:
    response = api.call("POST", "Things", body)
    assert response.status_code == status
    assert Thing.objects.count() == 2 + (status == 201)


@pytest.mark.parametrize("result", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400])
def test_numbers_that_are_none_are_refused(api: Api, town: Town, result: str) -> None:
    body = f'{{"phenomenonTime": "2026-05-01T00:00:00Z", "result": {result}}}'.encode()
    status = api.call("POST", f"Datastreams({town.air})/Observations", body).status_code
    assert status == (201 if result.startswith("10") else 400)


def test_slow_questions_are_broken_off(public: Api, town: Town, settings: Any) -> None:
    settings.STA_SECONDS = 0.2
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    began = time.monotonic()
    with pytest.raises(TooSlow), limits.time_limit(), connection.cursor() as cursor:
        cursor.execute(endless)
    assert time.monotonic() - began < 5
    assert public.call("GET", "Things").status_code == 200


_WORDS = st.sampled_from(
    ["name", "result", "Datastreams/name", "properties/a", "'x'", "'", "5", "-1.5e3", "null", "true", "eq", "gt", "and",
     "or", "not", "(", ")", ",", "add", "div", "mod", "length(", "startswith(", "year(", "now()", "phenomenonTime",
     "2026-01-01T00:00:00Z", "2026-01-01", "12:00", "duration'P1D'", "geography'POINT (1 1)'", "st_within(", "location",
     "geo.distance(", "/", "@iot.id", "%", "\u0000", "ä", ";--"]
)  # fmt: skip


@given(st.one_of(st.lists(_WORDS, max_size=14).map(" ".join), st.text(max_size=80)))
@settings(max_examples=400)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse_filter(text)
    except BadRequest as error:
        assert error.message


_TERMS = st.sampled_from(
    ["result", "phenomenonTime", "resultTime", "validTime", "id", "Datastream/name",
     "Datastream/Thing/properties/height",
     "Datastream/unitOfMeasurement/name", "parameters/x", "resultQuality", "'text'", "5", "0", "-2.5", "null", "true",
     "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z/2026-03-05T00:00:00Z", "2026-03-02", "12:00:00", "duration'PT5M'",
     "now()", "FeatureOfInterest/feature", "Datastream/phenomenonTime", "Datastream/Thing/Locations/name"]
)  # fmt: skip
_UNARY = st.sampled_from(["year", "date", "time", "length", "tolower", "trim", "round", "floor", "second", "month"])
_EXPRESSIONS = st.recursive(
    _TERMS,
    lambda inner: st.one_of(
        st.builds("{}({})".format, _UNARY, inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["add", "sub", "mul", "div", "mod"]), inner),
        st.builds("concat({},{})".format, inner, inner),
    ),
    max_leaves=4,
)
_CONDITIONS = st.recursive(
    st.builds("{} {} {}".format, _EXPRESSIONS, st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]), _EXPRESSIONS),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
    ),
    max_leaves=4,
)


@pytest.fixture
def asked(town: Town, public: Api) -> Api:
    return public


@given(text=_CONDITIONS)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_condition_is_answered_or_refused(asked: Api, text: str) -> None:
    response = asked.call("GET", f"Observations?$filter={text}&$count=true&$orderby=result")
    assert response.status_code in {200, 400}, response.content[:300]
    if response.status_code == 200:
        found = response.json()
        assert found["@iot.count"] == len(found["value"]) <= Observation.objects.count()
        other = asked.call("GET", f"Observations?$filter=not ({text})&$count=true&$top=0").json()
        assert found["@iot.count"] + other["@iot.count"] == 13
