# SPDX-License-Identifier: EUPL-1.2
"""OGC 18-088, requirements on the data model and on requests for data. Names follow those of the standard."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.sta.conftest import Api, Town

SETS = {
    "Things": ({"name", "description"}, {"Datastreams", "Locations", "HistoricalLocations"}),
    "Locations": ({"name", "description", "encodingType", "location"}, {"Things", "HistoricalLocations"}),
    "HistoricalLocations": ({"time"}, {"Thing", "Locations"}),
    "Datastreams": (
        {"name", "description", "observationType", "unitOfMeasurement", "phenomenonTime"},
        {"Thing", "Sensor", "ObservedProperty", "Observations"},
    ),
    "Sensors": ({"name", "description", "encodingType", "metadata"}, {"Datastreams"}),
    "ObservedProperties": ({"name", "definition", "description"}, {"Datastreams"}),
    "Observations": ({"phenomenonTime", "result", "resultTime"}, {"Datastream", "FeatureOfInterest"}),
    "FeaturesOfInterest": ({"name", "description", "encodingType", "feature"}, {"Observations"}),
}


def test_req_resource_path_landing_page(public: Api) -> None:
    page = public.get("")
    assert {one["name"] for one in page["value"]} == set(SETS)
    assert all(one["url"] == f"http://testserver/sta/v1.1/{one['name']}" for one in page["value"])
    claimed = page["serverSettings"]["conformance"]
    assert all(one.startswith("http://www.opengis.net/spec/iot_sensing/1.1/req/") for one in claimed)
    assert len(claimed) == len(set(claimed)) > 30


@pytest.mark.parametrize("name", SETS)
def test_req_datamodel_properties_and_relations(public: Api, town: Town, name: str) -> None:
    properties, ways = SETS[name]
    for one in public.values(name):
        assert properties <= one.keys()
        assert one["@iot.selfLink"] == f"http://testserver/sta/v1.1/{name}({one['@iot.id']})"
        assert {key.removesuffix("@iot.navigationLink") for key in one if key.endswith("navigationLink")} == ways
        assert public.get(one["@iot.selfLink"]) == one
        for way in ways:
            public.get(one[f"{way}@iot.navigationLink"])


def test_req_datamodel_entity_control_information(public: Api, town: Town) -> None:
    one = public.get(f"Things({town.market})")
    assert one["@iot.id"] == town.market
    assert public.get(one["Datastreams@iot.navigationLink"])["value"][0]["name"] == "Luft"


def test_req_resource_path_resource_path_to_entities(public: Api, town: Town) -> None:
    thing, stream = f"Things({town.market})", f"Datastreams({town.air})"
    assert public.names("Things") == ["Markt", "Bahnhof"]
    assert public.get(thing)["name"] == "Markt"
    assert public.get(f"{thing}/name") == {"name": "Markt"}
    assert public.get(f"{thing}/name/$value").content.decode() == "Markt"
    assert public.get(f"{thing}/properties/deep") == {"deep": {"er": 7}}
    assert public.get(f"{thing}/properties/height/$value").content == b"3.5"
    assert public.names(f"{thing}/Datastreams") == ["Luft"]
    assert public.get(f"{stream}/Thing")["name"] == "Markt"
    assert public.get(f"{stream}/unitOfMeasurement/symbol/$value").content.decode() == "°C"
    links = public.values(f"{thing}/Datastreams/$ref")
    assert links == [{"@iot.selfLink": f"http://testserver/sta/v1.1/{stream}"}]
    assert public.names(f"{thing}/{stream}/Observations?$top=2", "result") == [1, 2]
    number = public.values(f"{stream}/Observations?$top=1")[0]["@iot.id"]
    assert public.get(f"{thing}/{stream}/Observations({number})/FeatureOfInterest")["name"] == "Marktplatz"
    assert public.get(f"Observations({number})/Datastream/Thing/Locations")["value"][0]["name"] == "Marktplatz"
    assert public.get("Observations/$count").content == b"13"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("Nothing", 404),
        ("Things(999999)", 404),
        ("Things(999999)/Datastreams", 404),
        ("Things(x)", 404),
        ("Things('1')", 404),
        ("Things/Datastreams", 404),
        ("Things(1)/Sensors", 404),
        ("Things/name", 404),
        ("Things(1)(2)", 404),
        ("Things?$nonsense=1", 400),
        ("Things?$top=-1", 400),
        ("Things?$top=ten", 400),
        ("Things?$count=maybe", 400),
        ("Things?$select=colour", 400),
        ("Things?$expand=Sensors", 400),
        ("Things?$orderby=colour", 400),
        ("Things?$filter=name eq", 400),
        ("Things?$filter=nonsense(name)", 501),
        ("Things?$resultFormat=dataArray", 400),
        ("Things?$top=1&$top=2", 400),
        ("Things?$skiptoken=xyz", 400),
    ],
)
def test_req_request_data_status_codes(public: Api, town: Town, address: str, status: int) -> None:
    error = public.get(address, status)
    assert error["code"] == status
    assert error["message"]


def test_req_request_data_query_status_code_methods(api: Api, town: Town) -> None:
    assert api.call("POST", f"Things({town.market})", {}).status_code == 405
    assert api.call("DELETE", "Things").status_code == 405
    assert api.call("PATCH", "Things", {}).status_code == 405
    assert api.call("TRACE", "Things").status_code == 405


def test_req_request_data_order(public: Api, town: Town) -> None:
    """Filter, count, order, skip and top, in this order; then expand and select."""
    query = "$filter=result gt 2&$count=true&$orderby=result desc&$skip=1&$top=2&$select=result"
    page = public.get(f"Datastreams({town.air})/Observations?{query}")
    assert page["@iot.count"] == 8
    assert page["value"] == [{"result": 9}, {"result": 8}]


def test_req_request_data_expand(public: Api, town: Town) -> None:
    found = public.values("Things?$expand=Datastreams/Observations,Locations")
    assert [len(one["Datastreams"][0]["Observations"]) for one in found] == [10, 3]
    assert found[0]["Locations"][0]["name"] == "Marktplatz"
    assert "Locations@iot.navigationLink" not in found[0]
    inner = "Datastreams($select=name;$expand=Observations($top=1;$orderby=phenomenonTime desc;$count=true),Sensor)"
    one = public.get(f"Things({town.market})?$expand={inner}&$select=name")
    assert one["name"] == "Markt"
    stream = one["Datastreams"][0]
    assert stream["name"] == "Luft"
    assert "description" not in stream
    assert stream["Sensor"]["name"] == "DS18B20"
    assert [row["result"] for row in stream["Observations"]] == [10]
    assert stream["Observations@iot.count"] == 10
    rest = public.get(stream["Observations@iot.nextLink"])
    assert [row["result"] for row in rest["value"]] == [9]
    filtered = public.get(f"Datastreams({town.air})?$expand=Observations($filter=result gt 8)")
    assert [row["result"] for row in filtered["Observations"]] == [9, 10]
    back = public.values("Observations?$top=1&$expand=Datastream/Thing,FeatureOfInterest")[0]
    assert back["Datastream"]["Thing"]["name"] == "Markt"
    assert back["FeatureOfInterest"]["feature"]["coordinates"] == [7.6, 50.36]


def test_req_request_data_select(public: Api, town: Town) -> None:
    assert public.values("Things?$select=name") == [{"name": "Markt"}, {"name": "Bahnhof"}]
    assert public.values("Things?$select=id,name&$top=1") == [{"@iot.id": town.market, "name": "Markt"}]
    assert set(public.values("Things?$select=Datastreams&$top=1")[0]) == {"Datastreams@iot.navigationLink"}


@pytest.mark.parametrize(
    ("order", "results"),
    [
        ("result", [-3, -2, -1]),
        ("result desc", [10, 9, 8]),
        ("phenomenonTime", [1, 2, 3]),
        ("phenomenonTime desc", [-3, -2, -1]),
        ("Datastream/Thing/name,result", [-3, -2, -1]),
        ("Datastream/name desc,result desc", [10, 9, 8]),
        ("id desc", [-3, -2, -1]),
        ("result mod 5 desc,result", [4, 9, 3]),
        ("day(phenomenonTime) desc", [10, 9, 8]),
    ],
)
def test_req_request_data_orderby(public: Api, town: Town, order: str, results: list[int]) -> None:
    assert public.names(f"Observations?$orderby={order}&$top=3", "result") == results


def test_req_request_data_top_and_skip(public: Api, town: Town) -> None:
    stream = f"Datastreams({town.air})/Observations"
    assert public.names(f"{stream}?$top=2", "result") == [1, 2]
    assert public.names(f"{stream}?$skip=7&$top=5", "result") == [8, 9, 10]
    assert public.values(f"{stream}?$skip=100") == []
    assert public.values(f"{stream}?$top=0") == []
    assert public.names("Observations?$skip=9&$top=2", "result") == [10, -1]
    assert public.names("Things?$top=1&$skip=1") == ["Bahnhof"]
    assert len(public.values("Observations?$top=1000000000")) == 13


def test_req_request_data_count(public: Api, town: Town) -> None:
    assert public.get("Observations?$count=true&$top=1")["@iot.count"] == 13
    assert "@iot.count" not in public.get("Observations?$count=false")
    assert public.get("Things?$count=true&$filter=name eq 'Markt'")["@iot.count"] == 1
    address = "Observations?$count=true&$top=0&$filter=phenomenonTime ge 2026-03-05T00:00:00Z"
    assert public.get(address)["@iot.count"] == 9
    assert public.get(f"{address} and phenomenonTime lt 2026-04-02T00:00:00Z")["@iot.count"] == 7


@pytest.mark.parametrize(
    "query", ["", "$orderby=phenomenonTime desc", "$orderby=result", "$orderby=id", "$filter=result gt -99"]
)
def test_req_request_data_pagination(public: Api, town: Town, query: str) -> None:
    whole = public.names(f"Observations?{query}", "result")
    found: list[Any] = []
    address = f"Observations?{query}&$top=3"
    while address:
        page = public.get(address)
        assert len(page["value"]) <= 3
        found += [one["result"] for one in page["value"]]
        address = page.get("@iot.nextLink", "")
    assert found == whole
    assert len(found) == 13


def test_req_request_data_pagination_of_things(public: Api, town: Town) -> None:
    first = public.get("Things?$top=1&$expand=Datastreams($select=name)")
    second = public.get(first["@iot.nextLink"])
    assert [first["value"][0]["name"], second["value"][0]["name"]] == ["Markt", "Bahnhof"]
    assert second["value"][0]["Datastreams"] == [{"name": "Boden"}]
    assert "@iot.nextLink" not in second


def test_req_data_array_data_array(public: Api, town: Town) -> None:
    page = public.get("Observations?$resultFormat=dataArray&$count=true")
    assert page["@iot.count"] == 13
    assert [one["dataArray@iot.count"] for one in page["value"]] == [10, 3]
    first = page["value"][0]
    assert first["Datastream@iot.navigationLink"].endswith(f"Datastreams({town.air})")
    assert first["components"] == ["id", "phenomenonTime", "resultTime", "result"]
    assert first["dataArray"][0][1:] == ["2026-03-01T01:30:15.250Z", "2026-03-01T12:00:00.000Z", 1]
    chosen = public.get(f"Datastreams({town.soil})/Observations?$resultFormat=dataArray&$select=result,phenomenonTime")
    assert chosen["value"][0]["components"] == ["result", "phenomenonTime"]


def test_geojson_and_csv(public: Api, town: Town) -> None:
    places = public.get("Locations?$resultFormat=GeoJSON")
    assert places["type"] == "FeatureCollection"
    assert [one["geometry"]["coordinates"] for one in places["features"]] == [[7.6, 50.36], [7.7, 50.4]]
    things = public.get("Things?$resultFormat=GeoJSON&$expand=Locations")
    assert things["features"][1]["geometry"]["coordinates"] == [7.7, 50.4]
    response = public.call(
        "GET", f"Datastreams({town.soil})/Observations?$resultFormat=CSV&$select=phenomenonTime,result&$top=2"
    )
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode().split("\r\n") == [
        "phenomenonTime,result", "2026-04-01T00:00:00.000Z,-1", "2026-04-02T00:00:00.000Z,-2", "",
    ]  # fmt: skip
    assert 'rel="next"' in response.headers["Link"]
    assert (
        public.call("GET", "Things?$resultFormat=CSV")
        .content.decode()
        .split("\r\n")[0]
        .startswith("id,name,description")
    )


def test_reading_from_other_sites(public: Api, town: Town) -> None:
    assert public.call("GET", "Things").headers["Access-Control-Allow-Origin"] == "*"
    assert public.call("OPTIONS", "Things").status_code == 204
    head = public.call("HEAD", "Things")
    assert (head.status_code, head.content) == (200, b"")
