# SPDX-License-Identifier: EUPL-1.2
"""OGC 18-088, requirements on creating, updating and deleting, on data arrays and batches."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client
from tests.conformance.sta.conftest import Api, Town, datastream, observed, place, sensor

from mittendrin.apps.stadtdaten.models import DatastreamState, FeatureOfInterest, Observation
from mittendrin.apps.stadtdaten.services import tokens
from mittendrin.townhall.accounts.models import Person, Role


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Things", {"name": "a", "description": "b", "properties": {"x": [1, None]}}),
        ("Locations", place("Ort", 7, 50)),
        ("Sensors", sensor()),
        ("ObservedProperties", observed()),
        ("FeaturesOfInterest", {"name": "f", "description": "", "encodingType": "application/geo+json",
                                "feature": {"type": "Point", "coordinates": [7, 50]}}),
    ],
)  # fmt: skip
def test_req_create_update_delete_create_entity(api: Api, public: Api, name: str, body: dict[str, Any]) -> None:
    response = api.call("POST", name, body)
    assert response.status_code == 201
    assert response.headers["Location"] == response.json()["@iot.selfLink"]
    found = public.get(response.headers["Location"])
    assert {key: found[key] for key in body} == body


def test_req_create_update_delete_link_to_existing_entities(api: Api, public: Api, town: Town) -> None:
    links = {
        "Thing": {"@iot.id": town.market},
        "Sensor": {"@iot.id": public.values("Sensors")[0]["@iot.id"]},
        "ObservedProperty": {"@iot.id": public.values("ObservedProperties")[0]["@iot.id"]},
    }
    number = api.post("Datastreams", datastream("Neu", **links))
    assert public.get(f"Datastreams({number})/Thing")["name"] == "Markt"
    inner = {key: value for key, value in links.items() if key != "Thing"}
    inside = api.post(f"Things({town.station})/Datastreams", datastream("Innen", **inner))
    assert public.get(f"Datastreams({inside})/Thing")["name"] == "Bahnhof"
    api.post("Datastreams", datastream("Falsch", **{**links, "Thing": {"@iot.id": 999_999}}), 400)


def test_req_create_update_delete_deep_insert(api: Api, public: Api) -> None:
    body = {
        "name": "Tief", "description": "", "Locations": [place("Hier", 7.5, 50.1)],
        "Datastreams": [
            datastream("A", Sensor=sensor(), ObservedProperty=observed(), Observations=[{"result": 1}]),
            datastream("B", Sensor=sensor("X"), ObservedProperty=observed("Y")),
        ],
    }  # fmt: skip
    number = api.post("Things", body)
    found = public.get(
        f"Things({number})?$expand=Datastreams($expand=Observations/FeatureOfInterest),Locations,HistoricalLocations"
    )
    assert [one["name"] for one in found["Datastreams"]] == ["A", "B"]
    about = found["Datastreams"][0]["Observations"][0]["FeatureOfInterest"]
    assert about["feature"] == {"type": "Point", "coordinates": [7.5, 50.1]}
    assert len(found["HistoricalLocations"]) == 1
    row = {
        "phenomenonTime": "2026-01-01T00:00:00Z", "result": 4, "resultQuality": {"code": "good"},
        "validTime": "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z", "parameters": {"a": 1},
        "FeatureOfInterest": {"name": "Fluss", "description": "", "encodingType": "application/geo+json",
                              "feature": {"type": "Point", "coordinates": [1, 2]}},
        "Datastream": {"@iot.id": found["Datastreams"][1]["@iot.id"]},
    }  # fmt: skip
    seen = public.get(f"Observations({api.post('Observations', row)})?$expand=FeatureOfInterest")
    assert seen["FeatureOfInterest"]["name"] == "Fluss"
    assert (seen["resultQuality"], seen["parameters"]) == ({"code": "good"}, {"a": 1})
    assert seen["validTime"] == "2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.000Z"
    fluss = seen["FeatureOfInterest"]["@iot.id"]
    assert public.names(f"FeaturesOfInterest({fluss})/Observations", "result") == [4]


def test_req_create_update_delete_deep_insert_status_code(api: Api, public: Api) -> None:
    """All or nothing."""
    broken = datastream("A", Sensor=sensor(), ObservedProperty={"name": "ohne"})
    api.post("Things", {"name": "Tief", "description": "", "Datastreams": [broken]}, 400)
    assert public.values("Things") == public.values("Sensors") == []


PLACE = {"name": "x", "encodingType": "application/geo+json"}
NESTED: dict[str, Any] = {"type": "FeatureCollection", "features": []}
for _depth in range(300):
    NESTED = {"type": "FeatureCollection", "features": [NESTED]}


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("Things", {}),
        ("Things", {"name": ""}),
        ("Things", {"name": 5}),
        ("Things", {"name": "x" * 256}),
        ("Things", {"name": "x", "properties": "y"}),
        ("Things", {"name": "x", "Locations": {"@iot.id": 1}}),
        ("Things", {"name": "x", "visibility": "everybody"}),
        ("Things", []),
        ("Locations", {"name": "x", "encodingType": "application/geo+json"}),
        ("Locations", {**PLACE, "location": {"type": "Point", "coordinates": ["a", 1]}}),
        ("Locations", {**PLACE, "location": {"type": "Point", "coordinates": [3_450_000, 5_520_000]}}),
        ("Locations", {**PLACE, "location": {"type": "Dot", "coordinates": [1, 2]}}),
        ("FeaturesOfInterest", {"name": "x", "encodingType": "application/geo+json", "feature": NESTED}),
        ("Datastreams", {"name": "x"}),
        ("HistoricalLocations", {"time": "yesterday"}),
        ("Observations", {"result": 1}),
        ("Observations", {"result": 1, "Datastream": {"@iot.id": "x"}}),
        ("Observations", {"result": 1, "Datastream": 5}),
        ("Things", b"{"),
        ("Things", b'{"name": NaN}'),
        ("Things", b'{"name": "a\\u0000b"}'),
    ],
)
def test_bad_bodies_are_refused(api: Api, address: str, body: Any) -> None:
    api.post(address, body, 400)


def test_places_of_other_forms_are_kept_as_they_are(api: Api, public: Api) -> None:
    """Text is allowed by the standard, a Feature may have no geometry, and other encodings are not ours to judge."""
    for name, encoding, where in (
        ("a", "application/geo+json", "Rathaus, Zimmer 3"),
        ("b", "application/geo+json", {"type": "Feature", "geometry": None, "properties": {}}),
        ("c", "application/x-gauss-krueger", {"type": "Point", "coordinates": [3_450_000, 5_520_000]}),
    ):
        number = api.post("Locations", {"name": name, "encodingType": encoding, "location": where})
        assert public.get(f"Locations({number})")["location"] == where


@pytest.mark.parametrize(
    "body",
    [
        {"phenomenonTime": "1970-01-01T00:00:00Z", "result": 1},
        {"phenomenonTime": "2099-01-01T00:00:00Z", "result": 1},
        {"phenomenonTime": "2026-01-02T00:00:00Z/2026-01-01T00:00:00Z", "result": 1},
        {"phenomenonTime": "now", "result": 1},
        {"phenomenonTime": 5, "result": 1},
        {"resultTime": "2026-13-01T00:00:00Z", "result": 1},
        {"phenomenonTime": "2026-01-01T00:00:00Z"},
        {"result": 1, "parameters": "x"},
        {"result": 1, "FeatureOfInterest": {"@iot.id": 999_999}},
    ],
)
def test_bad_observations_are_refused(api: Api, town: Town, body: dict[str, Any]) -> None:
    api.post(f"Datastreams({town.air})/Observations", body, 400)
    assert Observation.objects.count() == 13


def test_the_same_observation_twice_is_one(api: Api, public: Api, town: Town) -> None:
    body = {"phenomenonTime": "2026-05-01T00:00:00Z", "result": 1.5}
    numbers = {api.post(f"Datastreams({town.air})/Observations", body) for _turn in range(3)}
    assert len(numbers) == 1
    assert api.post(f"Datastreams({town.air})/Observations", {**body, "result": 2.5}) in numbers
    assert public.get(f"Datastreams({town.air})/Observations?$count=true&$top=0")["@iot.count"] == 11
    assert public.get(f"Observations({numbers.pop()})")["result"] == 2.5


def test_req_create_update_delete_update_entity(api: Api, public: Api, town: Town) -> None:
    response = api.call("PATCH", f"Things({town.market})", {"name": "Neuer Markt", "properties": {"a": 1}})
    assert response.status_code == 200
    found = public.get(f"Things({town.market})")
    assert (found["name"], found["description"], found["properties"]) == ("Neuer Markt", "Säule am Markt", {"a": 1})
    api.call("PATCH", f"Datastreams({town.air})", {"Thing": {"@iot.id": town.station}})
    assert public.get(f"Datastreams({town.air})/Thing")["name"] == "Bahnhof"
    unit = {"name": "Kelvin", "symbol": "K", "definition": "ucum:K"}
    api.call("PATCH", f"Datastreams({town.air})", {"unitOfMeasurement": unit})
    assert public.get(f"Datastreams({town.air})")["unitOfMeasurement"] == unit
    assert api.call("PATCH", f"Things({town.market})", {"Datastreams": [datastream()]}).status_code == 400
    assert api.call("PATCH", "Things(999999)", {"name": "x"}).status_code == 404


def test_req_create_update_delete_update_entity_observation(api: Api, public: Api, town: Town) -> None:
    row = public.values(f"Datastreams({town.air})/Observations?$orderby=phenomenonTime desc&$top=1")[0]
    address = f"Observations({row['@iot.id']})"
    assert api.call("PATCH", address, {"result": 99}).json() == {**row, "result": 99}
    assert DatastreamState.objects.get(pk=town.air).latest_result == 99
    moved = api.call("PATCH", address, {"phenomenonTime": "2026-02-01T00:00:00Z", "parameters": {"k": 1}}).json()
    assert (moved["result"], moved["phenomenonTime"]) == (99, "2026-02-01T00:00:00.000Z")
    assert api.call("PATCH", address, {"result": "text"}).json()["parameters"] == {"k": 1}
    assert public.names(f"Datastreams({town.air})/Observations?$top=2", "result") == ["text", 1]
    assert public.get(f"Datastreams({town.air})")["phenomenonTime"].startswith("2026-02-01T00:00:00.000Z/2026-03-09")
    taken = {"phenomenonTime": "2026-03-01T01:30:15.250Z"}
    assert api.call("PATCH", address, taken).status_code == 409
    assert api.call("PATCH", address, {"phenomenonTime": "2099-01-01T00:00:00Z"}).status_code == 400


def test_req_create_update_delete_update_entity_put(api: Api, public: Api, town: Town) -> None:
    assert api.call("PUT", f"Things({town.market})", {"name": "Nur Name", "description": "neu"}).status_code == 200
    found = public.get(f"Things({town.market})")
    assert (found["name"], found["description"]) == ("Nur Name", "neu")
    assert "properties" not in found
    assert api.call("PUT", f"Things({town.market})", {"description": "neu"}).status_code == 400


def test_req_create_update_delete_update_entity_jsonpatch(api: Api, public: Api, town: Town) -> None:
    address, before = f"Things({town.market})", public.get(f"Things({town.market})")

    def patch(*operations: dict[str, Any], of: str = address) -> Any:
        return api.call("PATCH", of, list(operations), "application/json-patch+json")

    done = patch(
        {"op": "test", "path": "/name", "value": before["name"]},
        {"op": "replace", "path": "/name", "value": "Neuer Name"},
        {"op": "add", "path": "/properties/owner", "value": {"unit": "Bauhof"}},
        {"op": "copy", "from": "/properties/owner/unit", "path": "/properties/keeper"},
    )
    assert done.status_code == 200
    found = public.get(address)
    assert found["name"] == "Neuer Name"
    assert found["properties"] == {**before.get("properties", {}), "owner": {"unit": "Bauhof"}, "keeper": "Bauhof"}
    assert patch({"op": "remove", "path": "/properties"}).status_code == 200
    assert "properties" not in public.get(address)
    for wrong in (
        {"op": "test", "path": "/name", "value": "anders"},
        {"op": "remove", "path": "/name"},
        {"op": "replace", "path": "/@iot.id", "value": 0},
        {"op": "add", "path": "/colour", "value": "red"},
        {"op": "replace", "path": "", "value": 7},
    ):
        assert patch({"op": "replace", "path": "/description", "value": "halb"}, wrong).status_code == 400
    assert public.get(address) == {**{k: v for k, v in before.items() if k != "properties"}, "name": "Neuer Name"}
    row = public.values(f"Datastreams({town.air})/Observations?$top=1")[0]
    one = f"Observations({row['@iot.id']})"
    assert patch({"op": "replace", "path": "/result", "value": 77}, of=one).json() == {**row, "result": 77}
    batch = {"id": "1", "method": "PATCH", "url": one, "headers": {"Content-Type": "application/json-patch+json"}}
    body = [{"op": "replace", "path": "/result", "value": 78}]
    answers = api.call("POST", "$batch", {"requests": [{**batch, "body": body}]}).json()["responses"]
    assert (answers[0]["status"], public.get(one)["result"]) == (200, 78)


def test_req_create_update_delete_delete_entity(api: Api, public: Api, town: Town) -> None:
    one = public.values(f"Datastreams({town.air})/Observations?$top=1")[0]["@iot.id"]
    assert api.call("DELETE", f"Observations({one})").status_code == 200
    public.get(f"Observations({one})", 404)
    assert public.get("Observations?$count=true&$top=0")["@iot.count"] == 12
    assert api.call("DELETE", f"Things({town.market})").status_code == 200
    for gone in (f"Things({town.market})", f"Datastreams({town.air})"):
        public.get(gone, 404)
    assert public.get("Observations?$count=true&$top=0")["@iot.count"] == 3
    assert public.names("HistoricalLocations?$expand=Thing", "Thing")[0]["name"] == "Bahnhof"
    assert public.names("Locations") == ["Marktplatz", "Gleis"]
    feature = public.values("FeaturesOfInterest")[0]
    assert feature["name"] == "Gleis"
    assert api.call("DELETE", f"FeaturesOfInterest({feature['@iot.id']})").status_code == 200
    assert public.get("Observations?$count=true&$top=0")["@iot.count"] == 0
    sensor_id = public.values(f"Datastreams({town.soil})/Sensor/Datastreams")[0]["@iot.id"]
    assert sensor_id == town.soil
    assert (
        api.call("DELETE", f"Sensors({public.get(f'Datastreams({town.soil})/Sensor')['@iot.id']})").status_code == 200
    )
    public.get(f"Datastreams({town.soil})", 404)


def test_req_create_update_delete_historical_location_auto_creation(api: Api, public: Api, town: Town) -> None:
    before = FeatureOfInterest.objects.count()
    api.post(f"Things({town.market})/Locations", place("Neuer Platz", 7.61, 50.37))
    assert public.names(f"Things({town.market})/Locations") == ["Neuer Platz"]
    past = public.values(f"Things({town.market})/HistoricalLocations?$expand=Locations&$orderby=time")
    assert [one["Locations"][0]["name"] for one in past] == ["Marktplatz", "Neuer Platz"]
    api.post(f"Datastreams({town.air})/Observations", {"phenomenonTime": "2026-05-01T00:00:00Z", "result": 1})
    newest = public.values(
        f"Datastreams({town.air})/Observations?$orderby=phenomenonTime desc&$top=2&$expand=FeatureOfInterest"
    )
    assert [one["FeatureOfInterest"]["name"] for one in newest] == ["Neuer Platz", "Marktplatz"]
    assert FeatureOfInterest.objects.count() == before + 1
    api.call("PATCH", f"Things({town.market})", {"Locations": [{"@iot.id": public.values("Locations")[0]["@iot.id"]}]})
    assert public.names(f"Things({town.market})/Locations") == ["Marktplatz"]


def test_req_create_update_delete_historical_location_manual_creation(api: Api, public: Api, town: Town) -> None:
    other = api.post("Locations", place("Früher", 7, 50))
    links = {"Thing": {"@iot.id": town.market}, "Locations": [{"@iot.id": other}]}
    api.post("HistoricalLocations", {"time": "2020-01-01T00:00:00Z", **links})
    assert public.names(f"Things({town.market})/Locations") == ["Marktplatz"]
    api.post("HistoricalLocations", {"time": "2030-01-01T00:00:00Z", **links})
    assert public.names(f"Things({town.market})/Locations") == ["Früher"]


def test_req_create_observations_via_data_array(api: Api, public: Api, town: Town) -> None:
    body: list[dict[str, Any]] = [
        {
            "Datastream": {"@iot.id": town.air},
            "components": ["phenomenonTime", "result", "resultTime"],
            "dataArray@iot.count": 2,
            "dataArray": [[f"2026-07-0{day}T00:00:00Z", day * 1.5, f"2026-07-0{day}T00:00:01Z"] for day in (1, 2)],
        },
        {
            "Datastream": {"@iot.id": town.soil},
            "components": ["phenomenonTime", "result", "FeatureOfInterest/id", "parameters"],
            "dataArray": [
                ["2026-07-01T00:00:00Z", 1, public.values("FeaturesOfInterest")[0]["@iot.id"], {"a": 1}],
                ["2026-07-01T00:00:00", "text", None, None],
                ["1970-07-01T00:00:00Z", 1, None, None],
                ["nonsense", 1, None, None],
                ["2026-07-03T00:00:00Z"],
                ["2026-07-04T00:00:00Z/2026-07-05T00:00:00Z", True, None, None],
            ],
        },
    ]
    response = api.call("POST", "CreateObservations", body)
    assert response.status_code == 201
    links = response.json()
    assert [link == "error" for link in links] == [False, False, False, False, True, True, True, False]
    assert public.get(links[1])["result"] == 3
    assert public.get(links[1])["resultTime"] == "2026-07-02T00:00:01.000Z"
    assert public.get(links[7])["result"] is True
    assert links[2] == links[3]  # the same moment: the later one corrects
    assert public.get("Observations?$count=true&$top=0")["@iot.count"] == 17
    assert api.call("POST", "CreateObservations", {}).status_code == 400
    assert api.call("POST", "CreateObservations", [{**body[0], "Datastream": {"@iot.id": 99_999}}]).status_code == 400
    assert api.call("POST", "CreateObservations", [{**body[0], "components": ["colour", "result"]}]).status_code == 400


def test_req_batch_request(api: Api, public: Api, town: Town) -> None:
    requests = [
        {"id": "0", "method": "get", "url": f"Things({town.market})?$select=name"},
        {"id": "1", "method": "post", "url": "Things", "body": {"name": "Neu", "description": ""}},
        {"id": "2", "method": "patch", "url": "$1", "body": {"description": "geändert"}},
        {"id": "3", "method": "post", "url": "Datastreams",
         "body": datastream("Im Stapel", Thing={"@iot.id": "$1"}, Sensor=sensor(), ObservedProperty=observed())},
        {"id": "4", "method": "get", "url": "Nothing"},
        {"id": "5", "atomicityGroup": "g", "method": "post", "url": "Things",
         "body": {"name": "weg", "description": ""}},
        {"id": "6", "atomicityGroup": "g", "method": "post", "url": "Things", "body": {}},
    ]  # fmt: skip
    answers = {one["id"]: one for one in api.call("POST", "$batch", {"requests": requests}).json()["responses"]}
    assert answers["0"]["body"] == {"name": "Markt"}
    assert [answers[number]["status"] for number in "123456"] == [201, 200, 201, 404, 424, 400]
    assert public.get(answers["1"]["headers"]["location"])["description"] == "geändert"
    assert public.get("Datastreams?$filter=name eq 'Im Stapel'&$expand=Thing")["value"][0]["Thing"]["name"] == "Neu"
    assert public.names("Things") == ["Markt", "Bahnhof", "Neu"]
    read = public.call("POST", "$batch", {"requests": requests[:2]}).json()["responses"]
    assert [one["status"] for one in read] == [200, 403]
    assert public.call("POST", "$batch", {"requests": 5}).status_code == 400


def test_writing_needs_a_token(api: Api, public: Api, town: Town) -> None:
    body = {"name": "x", "description": ""}
    for method, address in (
        ("POST", "Things"),
        ("PATCH", f"Things({town.market})"),
        ("DELETE", f"Things({town.market})"),
    ):
        response = public.call(method, address, body)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Basic")
    assert Api("wrong").call("GET", "Things").status_code == 401
    reader = Api(tokens.new_token("reader", writes=False, internal=True)[1])
    assert reader.call("GET", "Things").status_code == 200
    assert reader.call("POST", "Things", body).status_code == 403
    assert tokens.revoke("test")
    assert api.call("POST", "Things", body).status_code == 401


def _basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def test_people_write_with_password_or_in_the_browser(api: Api, town: Town) -> None:
    for role, status in ((Role.STAFF, 403), (Role.EDITOR, 201)):
        person = Person.objects.create_user(role, password="ein-gutes-Wort-7", role=role)
        head: dict[str, Any] = {"HTTP_AUTHORIZATION": _basic(role, "ein-gutes-Wort-7")}
        body = '{"name": "x", "description": ""}'
        assert Client().post("/sta/v1.1/Things", body, content_type="application/json", **head).status_code == status
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(person)
        assert browser.post("/sta/v1.1/Things", body, content_type="application/json").status_code == 403
    wrong: dict[str, Any] = {"HTTP_AUTHORIZATION": _basic("editor", "falsch")}
    assert Client().get("/sta/v1.1/Things", **wrong).status_code == 401
    with_token: dict[str, Any] = {"HTTP_AUTHORIZATION": _basic("irgendwer", api.token)}
    assert Client().post("/sta/v1.1/Things", body, content_type="application/json", **with_token).status_code == 201
