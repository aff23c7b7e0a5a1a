# SPDX-License-Identifier: EUPL-1.2
"""OGC 18-088 asked as somebody from outside would who wants to find a fault."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.sta.conftest import Api, Town, datastream, observed, place, sensor


def first(public: Api, name: str) -> int:
    """Return the number of the first entity of a kind."""
    return int(public.values(name)[0]["@iot.id"])


SPAN = "2026-03-02T02:30:15.250Z/2026-03-05T05:30:15.250Z"


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("FeatureOfInterest/id eq '{here}' and result gt 9", [10]),
        ("Datastream/id eq '{soil}'", [-1, -2, -3]),
        ("'{soil}' eq Datastream/@iot.id", [-1, -2, -3]),
        ("Datastream/id ne '{air}' and result lt -2", [-3]),
        ("result le 3.5 and FeatureOfInterest/id eq '{here}'", [1, 2, 3]),
    ],
)
def test_req_request_data_filter_numbers_as_texts(public: Api, town: Town, text: str, results: list[int]) -> None:
    """The tables of the standard write the number of an entity as a text."""
    asked = text.format(air=town.air, soil=town.soil, here=first(public, "FeaturesOfInterest"))
    assert public.names(f"Observations?$filter={asked}", "result") == results
    assert "whole number" in public.get("Observations?$filter=id eq 'x'", 400)["message"]


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("resultTime sub phenomenonTime lt duration'PT3H'", [9, 10]),
        ("phenomenonTime sub 2026-03-01T01:30:15.25Z eq duration'P1DT1H'", [2]),
        ("resultTime sub resultTime eq duration'PT1S' sub duration'PT1S' and result lt 3", [1, 2]),
        (f"during(phenomenonTime,{SPAN})", [2, 3, 4, 5]),
        (f"overlaps(phenomenonTime,{SPAN})", [2, 3, 4]),
        (f"overlaps({SPAN},phenomenonTime)", [2, 3, 4]),
        (f"before(phenomenonTime,{SPAN})", [1]),
        (f"after(phenomenonTime,{SPAN}) and result gt 8", [9, 10]),
        (f"starts(phenomenonTime,{SPAN})", [2]),
        (f"finishes(phenomenonTime,{SPAN})", [5]),
        (f"meets(phenomenonTime,{SPAN})", [2, 5]),
        (f"not overlaps(resultTime,{SPAN}) and not after(phenomenonTime,{SPAN})", [1, 5]),
    ],
)
def test_lengths_of_time_and_how_periods_lie(public: Api, town: Town, text: str, results: list[int]) -> None:
    assert public.names(f"Observations?$filter={text}", "result") == results


def test_periods_overlap_periods(api: Api, public: Api, town: Town) -> None:
    body = {"phenomenonTime": "2026-05-01T00:00:00Z/2026-05-01T02:00:00Z", "result": 77}
    api.post(f"Datastreams({town.soil})/Observations", body)
    for text, fits in (
        ("overlaps(phenomenonTime,2026-05-01T01:00:00Z/2026-05-01T03:00:00Z)", True),
        ("overlaps(phenomenonTime,2026-05-01T02:00:00Z/2026-05-01T03:00:00Z)", False),
        ("meets(phenomenonTime,2026-05-01T02:00:00Z/2026-05-01T03:00:00Z)", True),
        ("overlaps(phenomenonTime,2026-05-01T02:00:00Z)", False),
        ("during(phenomenonTime,2026-05-01T01:00:00Z/2026-05-01T03:00:00Z)", False),
        ("during(phenomenonTime,2026-05-01T00:00:00Z/2026-05-01T03:00:00Z)", True),
        ("before(phenomenonTime,2026-05-01T02:00:00Z) and result eq 77", True),
    ):
        assert (public.names(f"Observations?$filter={text}", "result") == [77]) is fits, text


def test_no_next_page_where_no_page_was_asked_for(public: Api, town: Town) -> None:
    one = public.values("Things?$expand=Datastreams($count=true;$top=0)&$top=1")[0]
    assert (one["Datastreams"], one["Datastreams@iot.count"]) == ([], 1)
    assert "Datastreams@iot.nextLink" not in one


def test_a_way_to_many_has_no_order(public: Api, town: Town) -> None:
    assert "many entities" in public.get("Things?$orderby=Locations/name", 400)["message"]


POINT = {"type": "Point", "coordinates": [1, 2]}
WHOLE: dict[str, dict[str, Any]] = {
    "Things": {"name": "a", "description": "b", "properties": {"c": 1}},
    "Locations": {**place("a", 1, 2), "properties": {"c": 1}},
    "Sensors": {**sensor("a"), "properties": {"c": 1}},
    "ObservedProperties": {**observed("a"), "properties": {"c": 1}},
    "FeaturesOfInterest": {
        "name": "a", "description": "b", "encodingType": "application/geo+json", "feature": POINT,
        "properties": {"c": 1},
    },
    "Datastreams": datastream("a", properties={"c": 1}),
}  # fmt: skip
OTHER: dict[str, Any] = {
    "name": "Neu", "description": "", "properties": {"d": [True, None]}, "encodingType": "text/html",
    "location": {"type": "Point", "coordinates": [3, 4]}, "metadata": {"e": "f"}, "definition": "http://neu.test",
    "feature": {"type": "Point", "coordinates": [3, 4]}, "observationType": "http://neu.test/art",
    "unitOfMeasurement": {"name": None, "symbol": "K", "definition": None},
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_req_create_update_delete_update_entity_each_property(api: Api, public: Api, town: Town, name: str) -> None:
    """One property after the other: it changes, the others stay. PUT takes what is not said back to its begin."""
    address = f"{name}({public.values(name)[0]['@iot.id']})"
    assert api.call("PUT", address, WHOLE[name]).status_code == 200
    found = public.get(address)
    assert {key: found[key] for key in WHOLE[name]} == WHOLE[name]
    for key in WHOLE[name]:
        response = api.call("PATCH", address, {key: OTHER[key]})
        assert response.status_code == 200, response.content
        changed = public.get(address)
        assert changed == {**found, key: OTHER[key]}
        assert public.get(f"{address}/{key}") == {key: OTHER[key]}
        found = changed
    short = {key: value for key, value in WHOLE[name].items() if key not in {"description", "properties"}}
    api.call("PATCH", address, {"description": "lang"})
    again = api.call("PUT", address, short).json()
    assert again["description"] == ""
    assert "properties" not in again


def test_req_create_update_delete_deep_insert_from_each_side(api: Api, public: Api, town: Town) -> None:
    """A whole tree may hang on any of its entities."""
    stream = datastream("T", Sensor=sensor("s"), ObservedProperty=observed("o"))
    thing = {"name": "Tief", "description": "x", "Locations": [place("P", 7, 50)]}
    row = {"result": 1, "phenomenonTime": "2026-05-05T00:00:00Z"}
    feature = WHOLE["FeaturesOfInterest"]
    one = api.post("Observations", {**row, "Datastream": {**stream, "Thing": thing}, "FeatureOfInterest": feature})
    assert public.get(f"Observations({one})/Datastream/Thing/Locations")["value"][0]["name"] == "P"
    two = api.post("Locations", {**place("Q", 7, 50), "Things": [{**thing, "Locations": [], "Datastreams": [stream]}]})
    seen = public.values(f"Locations({two})/Things?$expand=HistoricalLocations/Locations,Datastreams/Sensor")[0]
    assert seen["HistoricalLocations"][0]["Locations"][0]["name"] == "Q"
    assert seen["Datastreams"][0]["Sensor"]["name"] == "s"
    links = {"Thing": {"@iot.id": town.market}, "ObservedProperty": {"@iot.id": first(public, "ObservedProperties")}}
    three = api.post("Sensors", {**sensor("m"), "Datastreams": [datastream("V", **links)]})
    assert public.names(f"Sensors({three})/Datastreams") == ["V"]
    rows = [{"result": 3, "Datastream": {"@iot.id": town.air}}]
    four = api.post("FeaturesOfInterest", {**feature, "Observations": rows})
    assert public.names(f"FeaturesOfInterest({four})/Observations", "result") == [3]


def test_req_create_observations_via_data_array_good_and_bad(api: Api, public: Api, town: Town) -> None:
    """What is wrong with one row or one Datastream takes nothing from the others."""
    here = str(first(public, "FeaturesOfInterest"))
    body = [
        {
            "Datastream": {"@iot.id": town.air}, "components": ["result", "phenomenonTime", "FeatureOfInterest/id"],
            "dataArray": [[1, "2026-08-01T00:00:00Z", here], ["x"], [2, "nope", None],
                          [None, "2026-08-02T00:00:00Z", None], 5,
                          [3, "2026-08-05T00:00:00Z", 999_999], [3, "2026-08-05T00:00:00Z", "x"]],
        },
        {"Datastream": {"@iot.id": 999_999}, "components": ["result"], "dataArray": [[1], [2]]},
        {"Datastream": {"@iot.id": town.soil}, "components": ["result"], "dataArray": [[4], [5]]},
    ]  # fmt: skip
    links = api.call("POST", "CreateObservations", body).json()
    assert [link != "error" for link in links] == [True, False, False, True, *[False] * 5, True, True]
    assert [public.get(link)["result"] for link in links if link != "error"] == [
        1,
        None,
        4,
        5,
    ]  # none wrote over another
    assert public.get("Observations/$count").content == b"17"


def test_req_batch_request_addresses(api: Api, public: Api, town: Town) -> None:
    """Addresses may be whole, from the root of the server, from that of the service, or name what was made before."""
    requests = [
        {"id": "a", "method": "POST", "url": "/sta/v1.1/Things", "body": {"name": "B", "description": ""}},
        {"id": "b", "method": "POST", "url": "$a/Datastreams",
         "body": datastream("inB", Sensor=sensor(), ObservedProperty={"@iot.id": first(public, "ObservedProperties")})},
        {"id": "c", "method": "POST", "url": "/$b/Observations", "body": {"result": 8}},
        {"id": "d", "method": "GET", "url": "http://testserver/sta/v1.1/Things?$filter=name%20eq%20'B'&$select=name"},
        {"id": "e", "method": "GET", "url": "/sta/v1.1/$b/Observations?$select=result"},
        {"id": "f", "method": "GET", "url": "$nothing"},
    ]  # fmt: skip
    answers = {one["id"]: one for one in api.call("POST", "$batch", {"requests": requests}).json()["responses"]}
    assert [answers[key]["status"] for key in "abcdef"] == [201, 201, 201, 200, 200, 404]
    assert answers["d"]["body"]["value"] == [{"name": "B"}]
    assert answers["e"]["body"]["value"] == [{"result": 8}]
