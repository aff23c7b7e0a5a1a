# SPDX-License-Identifier: EUPL-1.2
"""Observations that are there already are linked into Datastreams and FeaturesOfInterest, new ones and old ones."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.sta.conftest import Api, Town, datastream, observed, sensor

from mittendrin.apps.stadtdaten.models import DatastreamState, HourSummary, Observation, ObservationExtra, Quality

FEATURE = {
    "name": "Brunnen",
    "description": "",
    "encodingType": "application/geo+json",
    "feature": {"type": "Point", "coordinates": [7.5, 50.3]},
}
RICH = {
    "phenomenonTime": "2026-06-01T10:15:00Z/2026-06-01T10:30:00Z",
    "resultTime": "2026-06-01T11:00:00Z",
    "result": {"deep": [1, None]},
    "resultQuality": {"code": "good"},
    "validTime": "2026-06-01T00:00:00Z/2026-07-01T00:00:00Z",
    "parameters": {"a": 1},
}


def _links(*numbers: int) -> dict[str, Any]:
    return {"Observations": [{"@iot.id": one} for one in numbers]}


def _first(api: Api, stream: int) -> int:
    return int(api.values(f"Datastreams({stream})/Observations?$top=1")[0]["@iot.id"])


def _of(api: Api, town: Town, name: str) -> dict[str, Any]:
    """Return links for a new Datastream."""
    return datastream(name, Thing={"@iot.id": town.station}, Sensor=sensor("Neu"), ObservedProperty=observed("Neues"))


def test_a_new_feature_takes_observations_that_are_there(api: Api, public: Api, town: Town) -> None:
    one, other = _first(api, town.air), _first(api, town.soil)
    before = public.get(f"Observations({one})")
    number = api.post("FeaturesOfInterest", {**FEATURE, **_links(one, other)})
    found = public.values(f"FeaturesOfInterest({number})/Observations")
    assert {row["@iot.id"] for row in found} == {one, other}
    assert public.get(f"Observations({one})") == before
    assert public.get(f"Observations({one})/FeatureOfInterest")["name"] == "Brunnen"
    assert public.get(f"Observations({one})/Datastream")["@iot.id"] == town.air


def test_a_changed_feature_takes_observations_that_are_there(api: Api, public: Api, town: Town) -> None:
    one = _first(api, town.air)
    number = api.post("FeaturesOfInterest", FEATURE)
    for method, body in (("PATCH", {}), ("PUT", FEATURE)):
        assert api.call(method, f"FeaturesOfInterest({number})", {**body, **_links(one)}).status_code == 200
        assert public.names(f"FeaturesOfInterest({number})/Observations", "@iot.id") == [one]


def test_a_new_datastream_takes_observations_that_are_there(api: Api, public: Api, town: Town) -> None:
    rich = api.post(f"Datastreams({town.air})/Observations", RICH)
    before = public.get(f"Observations({rich})")
    new = {"phenomenonTime": "2026-06-02T00:00:00Z", "result": 3}
    number = api.post("Datastreams", {**_of(api, town, "Neu"), "Observations": [{"@iot.id": rich}, new]})
    assert public.get(f"Observations({rich})") == before
    assert public.names(f"Datastreams({number})/Observations", "result") == [RICH["result"], 3]
    assert public.get(f"Datastreams({town.air})/Observations?$count=true&$top=0")["@iot.count"] == 10
    assert ObservationExtra.objects.get(pk=rich).datastream_id == number
    assert [DatastreamState.objects.get(pk=one).count for one in (town.air, number)] == [10, 2]
    assert HourSummary.objects.filter(datastream_id=number).count() == 2
    assert public.get(f"Datastreams({number})")["phenomenonTime"].startswith("2026-06-01T10:15:00.000Z/2026-06-02")
    inside = api.post(f"Things({town.market})/Datastreams", {**_of(api, town, "Innen"), **_links(rich)})
    assert public.get(f"Observations({rich})/Datastream")["@iot.id"] == inside


def test_a_changed_datastream_takes_observations_that_are_there(api: Api, public: Api, town: Town) -> None:
    one, feature = _first(api, town.air), public.get(f"Observations({_first(api, town.air)})/FeatureOfInterest")
    before = public.get(f"Observations({one})")
    Observation.objects.filter(pk=one).update(flags=Quality.GOOD)
    assert api.call("PATCH", f"Datastreams({town.soil})", _links(one)).status_code == 200
    assert Observation.objects.get(pk=one).flags == Quality.GOOD
    assert public.get(f"Observations({one})") == {**before, "resultQuality": "good"}
    assert public.get(f"Observations({one})/Datastream")["@iot.id"] == town.soil
    # It is still about the place where it was observed.
    assert public.get(f"Observations({one})/FeatureOfInterest") == feature
    assert api.call("PATCH", f"Datastreams({town.soil})", _links(one)).status_code == 200
    assert [DatastreamState.objects.get(pk=stream).count for stream in (town.air, town.soil)] == [9, 4]


def test_a_time_that_is_taken_is_a_conflict(api: Api, public: Api, town: Town) -> None:
    same = {"phenomenonTime": "2026-06-01T00:00:00Z", "result": 7}
    one, _other = (api.post(f"Datastreams({stream})/Observations", same) for stream in (town.air, town.soil))
    for method, address, body in (
        ("PATCH", f"Datastreams({town.soil})", _links(one)),
        ("POST", "Datastreams", {**_of(api, town, "Doppelt"), **_links(one, _other)}),
    ):
        assert api.call(method, address, body).status_code == 409
    assert public.get(f"Observations({one})/Datastream")["@iot.id"] == town.air
    assert public.names("Datastreams?$filter=name eq 'Doppelt'") == []


@pytest.mark.parametrize("number", [999_999, -16_777_217, 0])
def test_what_is_not_there_is_not_linked(api: Api, town: Town, number: int) -> None:
    answers = [
        api.call("POST", "FeaturesOfInterest", {**FEATURE, **_links(number)}),
        api.call("PATCH", f"Datastreams({town.air})", _links(number)),
        api.call("POST", "Datastreams", {**_of(api, town, "x"), **_links(number)}),
    ]
    assert [one.status_code for one in answers] == [400] * 3
    said = "Hourly means" if number < 0 else f"no Observation {number}"
    assert all(said in one.json()["message"] for one in answers)


def test_links_in_one_request_have_a_limit(api: Api, town: Town) -> None:
    many = _links(*[_first(api, town.air)] * 2001)
    assert api.call("PATCH", f"Datastreams({town.air})", many).status_code == 413
    assert api.call("POST", "FeaturesOfInterest", {**FEATURE, **many}).status_code == 413
