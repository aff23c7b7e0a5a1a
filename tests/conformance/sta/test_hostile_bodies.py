# SPDX-License-Identifier: EUPL-1.2
"""Bodies that once ended as an error of the server, and their kin: each is refused in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.conformance.sta import nearly
from tests.conformance.sta.conftest import Api, Town, place

from mittendrin.apps.stadtdaten.models import Observation

THING = {"name": "x", "description": ""}
MOMENTS = [[], {}, 5, True, "", "now", ["2026-01-01T00:00:00Z"]]
NO_NUMBERS = ["--5", "-", "²", "٣", "", "5.0", 1.0, True, None, [], {}, 10**30, "9" * 19]


def _refused(response: Any) -> None:
    assert response.status_code == 400, response.content[:300]
    found = response.json()
    assert found["code"] == 400
    assert found["message"]


def _both(api: Api, name: str, body: dict[str, Any], part: dict[str, Any]) -> None:
    _refused(api.call("POST", name, {**body, **part}))
    number = api.values(name)[0]["@iot.id"]
    _refused(api.call("PATCH", f"{name}({number})", part))


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_links_that_hold_no_number(api: Api, town: Town, number: Any) -> None:
    _both(api, "Things", THING, {"Locations": [{"@iot.id": number}]})
    _both(api, "Observations", {"result": 1}, {"Datastream": {"@iot.id": number}})


@pytest.mark.parametrize("moment", MOMENTS)
def test_times_that_are_none(api: Api, town: Town, moment: Any) -> None:
    _both(api, "HistoricalLocations", {"Thing": {"@iot.id": town.market}}, {"time": moment})
    row = {"result": 1, "Datastream": {"@iot.id": town.air}}
    for name in ("phenomenonTime", "resultTime", "validTime"):
        _both(api, "Observations", row, {name: moment})


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_times_that_leave_the_calendar_in_utc(api: Api, public: Api, town: Town, moment: str) -> None:
    """Once they were stored, and no page with them could be read."""
    _both(api, "HistoricalLocations", {"Thing": {"@iot.id": town.market}}, {"time": moment})
    for name in ("phenomenonTime", "resultTime", "validTime"):
        _both(api, "Observations", {"result": 1, "Datastream": {"@iot.id": town.air}}, {name: moment})
    assert len(public.values("HistoricalLocations")) == 2
    assert len(public.values("Observations")) == 13


@pytest.mark.parametrize("grade", [[], {}, None, True, "PUBLIC", ["public"]])
def test_visibility_that_is_none(api: Api, town: Town, grade: Any) -> None:
    _both(api, "Things", THING, {"visibility": grade})


@pytest.mark.parametrize("shape", [{"type": ["Point"], "coordinates": [1, 2]}, {"type": {}, "coordinates": [1, 2]}])
def test_places_of_no_known_type(api: Api, public: Api, shape: Any) -> None:
    api.post("Locations", {**place("x", 1, 2), "location": shape}, 400)
    unread = {**place("x", 1, 2), "location": shape, "encodingType": "application/json"}
    assert public.get(f"Locations({api.post('Locations', unread)})")["location"] == shape


@pytest.mark.parametrize(
    "raw",
    [
        b'{"name": "\\ud800", "description": ""}',
        b'{"name": "x", "description": "\\uDFFF a"}',
        b'{"name": "x", "description": "", "properties": {"\\udc00": 1}}',
        b'{"name": "x", "description": "", "properties": {"a": "\xed\xa0\x80"}}',
        b'{"name": "x", "description": "", "properties": {"a": 1e999}}',
        b'{"name": "x", "description": "", "properties": {"a": -1' + b"0" * 400 + b".0}}",
        b'{"name": "x", "description": "", "properties": {"a": 1' + b"0" * 5000 + b"}}",
        b'{"name": "\xff", "description": ""}',
        '{"name": "x", "description": ""}'.encode("utf-16"),
        b"[" * 100_000,
    ],
)
def test_bodies_that_are_no_text(api: Api, raw: bytes) -> None:
    _refused(api.call("POST", "Things", raw))


def test_whole_signs_and_a_mark_of_order_are_fine(api: Api, public: Api) -> None:
    raw = b'\xef\xbb\xbf{"name": "\\ud83d\\ude00", "description": "1e400", "properties": {"big": 1e300}}'
    found = public.get(f"Things({api.call('POST', 'Things', raw).json()['@iot.id']})")
    assert found["name"] == "😀"
    assert found["properties"] == {"big": pytest.approx(1e300)}  # PostgreSQL writes all 301 figures


@pytest.mark.parametrize("depth", [101, 400, 800, 850, 900])
def test_values_nested_too_deeply(api: Api, town: Town, depth: int) -> None:
    deep = nearly.nested(depth)
    row = {"Datastream": {"@iot.id": town.air}, "result": 1}
    api.post("Things", {**THING, "properties": {"a": deep}}, 400)
    api.post("Sensors", {**THING, "encodingType": "x", "metadata": deep}, 400)
    api.post("Locations", {**THING, "encodingType": "x", "location": {"a": deep}}, 400)
    for name in ("result", "resultQuality", "parameters"):
        api.post("Observations", {**row, name: deep}, 400)
    patch = [{"op": "add", "path": "/properties/deep", "value": deep}]
    _refused(api.call("PATCH", f"Things({town.market})", patch, "application/json-patch+json"))
    rows = [[deep, "2026-05-05T00:00:00Z"], [1, "2026-05-06T00:00:00Z"]]
    group = {"Datastream": {"@iot.id": town.air}, "components": ["result", "phenomenonTime"], "dataArray": rows}
    answer = api.call("POST", "CreateObservations", [group])
    assert answer.status_code == 400 or [one == "error" for one in answer.json()] == [True, False]


@pytest.mark.parametrize("depth", range(910, 1000, 12))
def test_bodies_nested_as_deeply_as_can_be_read(api: Api, depth: int) -> None:
    _refused(api.call("POST", "Things", b'{"name": "x", "properties": {"a": ' + b"[" * depth + b"]" * depth + b"}}"))


def test_values_nested_a_little(api: Api, public: Api, town: Town) -> None:
    deep = nearly.nested(90)
    thing = api.post("Things", {**THING, "properties": {"a": deep}})
    assert public.get(f"Things({thing})?$expand=Datastreams($expand=Thing)")["properties"] == {"a": deep}
    row = api.post(f"Datastreams({town.air})/Observations", {"result": deep})
    assert public.get(f"Observations({row})")["result"] == deep


def _group(town: Town, names: list[Any], *rows: Any) -> list[Any]:
    return [{"Datastream": {"@iot.id": town.air}, "components": names, "dataArray": list(rows)}]


def test_data_arrays_with_odd_rows(api: Api, town: Town) -> None:
    for names, row in (
        (["result", "FeatureOfInterest/id"], [1, 999_999]),
        (["result", "FeatureOfInterest/id"], [1, 2**70]),
        (["result", "FeatureOfInterest/id"], [1, True]),
        (["result", "FeatureOfInterest/id"], [1, "1.5"]),
        (["result", "FeatureOfInterest/id"], [1, []]),
        (["result", "phenomenonTime"], [1, []]),
        (["result", "phenomenonTime"], [1, "9999-12-31T23:59:60Z"]),
        (["result", "phenomenonTime", "validTime"], [1, "2026-05-05T00:00:00Z", {}]),
        (["result", "resultTime"], [1, 5]),
        (["result", "parameters"], [1, "x"]),
        (["result"], {"result": 1}),
        (["result"], None),
        ([["result"], "result"], [1, 2]),
        ([{}, "result"], [1, 2]),
    ):
        answer = api.call("POST", "CreateObservations", _group(town, names, row))
        assert answer.status_code == 400 or answer.json() == ["error"], (names, row, answer.content[:200])
    assert Observation.objects.count() == 13


@pytest.mark.parametrize(
    "part",
    [
        {"id": [], "method": "get", "url": "Things"},
        {"id": {"a": 1}, "method": "post", "url": "Things", "body": THING},
        {"id": "1", "method": "patch", "url": "$1", "body": THING},
        {"id": "1", "method": "OPTIONS", "url": "Things"},
        {"id": "1", "method": "get", "url": "http://other.test/sta/v1.1/Things"},
        {"id": "1", "method": "get", "url": "$batch"},
        {"id": "1", "method": "post", "url": "Things"},
        {"id": "1", "method": "post", "url": "CreateObservations", "body": THING},
        {"id": "1", "method": "post", "url": "Things", "body": THING, "headers": {"content-type": []}},
        {"id": "1", "method": "get", "url": "Things", "atomicityGroup": []},
        {"id": "1", "method": "get", "url": "Things", "atomicityGroup": {"a": 1}},
        {"id": "1", "method": "post", "url": "Things", "body": {"properties": nearly.nested(800)}},
        {"id": "1", "method": "get", "url": "Things(1)?$filter=st_within(a,geography'CIRCULARSTRING(0 0,1 1,1 0)')"},
    ],
)
def test_batches_with_odd_parts(api: Api, town: Town, part: dict[str, Any]) -> None:
    answer = api.call("POST", "$batch", {"requests": [part, {"id": "9", "method": "get", "url": "Things"}]})
    if answer.status_code == 200:
        assert answer.json()["responses"][-1]["status"] == 200
    else:
        _refused(answer)


def test_curves_are_refused(api: Api, town: Town) -> None:
    curve = "geography'CIRCULARSTRING(0 0,1 1,1 0)'"
    for test in ("st_within", "st_equals", "geo.intersects"):
        _refused(api.call("GET", f"Locations?$filter={test}(location,{curve})"))
    _refused(api.call("GET", f"Locations?$filter=geo.distance(location,{curve}) lt 1"))


@pytest.mark.parametrize(
    "head",
    [
        {"CONTENT_LENGTH": "abc"},
        {"CONTENT_LENGTH": "-5"},
        {"CONTENT_LENGTH": "²"},
        {"HTTP_AUTHORIZATION": "Basic é"},
        {"HTTP_AUTHORIZATION": "Basic AGE6AGI="},
        {"HTTP_AUTHORIZATION": "Bearer \x00"},
        {"HTTP_AUTHORIZATION": "Bearer"},
        {"HTTP_AUTHORIZATION": "Digest x"},
        {"CONTENT_TYPE": "multipart/mixed"},
        {"CONTENT_TYPE": "application/json; charset=nonsense"},
    ],
)
def test_odd_headers(api: Api, head: dict[str, Any]) -> None:
    for address in ("Things", "$batch"):
        known = {"HTTP_AUTHORIZATION": f"Bearer {api.token}", "CONTENT_TYPE": "application/json"}
        answer = Client().generic("POST", f"/sta/v1.1/{address}", json.dumps(THING), **{**known, **head})
        assert answer.status_code in {201, 400, 401}, answer.content[:200]
