# SPDX-License-Identifier: EUPL-1.2
"""``observedArea``, ``phenomenonTime``, ``resultTime`` of Datastreams follow their Observations (OGC 18-088, 8.2.4)."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from tests.conformance.sta.conftest import Api, Town, datastream, observed, place, sensor

from mittendrin.apps.stadtdaten.ingest.removing import delete_before
from mittendrin.apps.stadtdaten.models import Datastream, DatastreamFeature

AREA = "st_within(observedArea, geography'POLYGON ((7.5 50.3, 7.65 50.3, 7.65 50.5, 7.5 50.5, 7.5 50.3))')"


def feature(east: float, north: float) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [east, north]}
    return {"name": "Stelle", "description": "", "encodingType": "application/geo+json", "feature": point}


def seen(api: Api, stream: int, day: int, east: float, north: float) -> int:
    """Store a value about a new place and return its number."""
    body = {"phenomenonTime": f"2026-05-{day:02}T12:00:00Z", "resultTime": f"2026-05-{day:02}T13:00:00Z", "result": day}
    return api.post(f"Datastreams({stream})/Observations", {**body, "FeatureOfInterest": feature(east, north)})


def area(api: Api, stream: int) -> Any:
    return api.get(f"Datastreams({stream})").get("observedArea")


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.django_db
def test_the_area_is_the_place_of_the_thing_at_first(api: Api, town: Town) -> None:
    assert area(api, town.air) == {"type": "Point", "coordinates": [7.6, 50.36]}


@pytest.mark.django_db
def test_the_area_widens_with_each_new_feature_and_narrows_after_deletes(api: Api, town: Town) -> None:
    far = seen(api, town.air, 1, 7.8, 50.36)
    assert area(api, town.air) == {"type": "LineString", "coordinates": [[7.6, 50.36], [7.8, 50.36]]}
    seen(api, town.air, 2, 7.7, 50.5)
    assert area(api, town.air) == box(7.6, 50.36, 7.8, 50.5)
    seen(api, town.air, 3, 7.65, 50.4)
    assert area(api, town.air) == box(7.6, 50.36, 7.8, 50.5)
    assert api.call("DELETE", f"Observations({far})").status_code == 200
    assert area(api, town.air) == box(7.6, 50.36, 7.7, 50.5)
    assert area(api, town.soil) == {"type": "Point", "coordinates": [7.7, 50.4]}


@pytest.mark.django_db
def test_a_feature_that_was_gone_counts_again_when_it_is_seen_again(api: Api, town: Town) -> None:
    for number in api.names(f"Datastreams({town.soil})/Observations", "@iot.id"):
        api.call("DELETE", f"Observations({number})")
    found = api.get(f"Datastreams({town.soil})")
    assert not {"observedArea", "phenomenonTime", "resultTime"} & found.keys()
    api.post(f"Datastreams({town.soil})/Observations", {"phenomenonTime": "2026-04-09T00:00:00Z", "result": 1})
    assert area(api, town.soil) == {"type": "Point", "coordinates": [7.7, 50.4]}


@pytest.mark.django_db
def test_the_area_follows_a_feature_that_is_changed_or_deleted(api: Api, town: Town) -> None:
    number = seen(api, town.air, 1, 7.8, 50.5)
    place = api.get(f"Observations({number})/FeatureOfInterest")["@iot.id"]
    moved = {"feature": {"type": "Point", "coordinates": [7.62, 50.4]}, "encodingType": "application/geo+json"}
    assert api.call("PATCH", f"FeaturesOfInterest({place})", moved).status_code == 200
    assert area(api, town.air) == box(7.6, 50.36, 7.62, 50.4)
    assert api.call("DELETE", f"FeaturesOfInterest({place})").status_code == 200
    assert area(api, town.air) == {"type": "Point", "coordinates": [7.6, 50.36]}


@pytest.mark.django_db
def test_the_area_follows_an_observation_that_is_put_to_another_place(api: Api, town: Town) -> None:
    number = seen(api, town.air, 1, 7.8, 50.5)
    other = api.post("FeaturesOfInterest", feature(7.61, 50.37))
    assert api.call("PATCH", f"Observations({number})", {"FeatureOfInterest": {"@iot.id": other}}).status_code == 200
    assert area(api, town.air) == box(7.6, 50.36, 7.61, 50.37)


@pytest.mark.django_db
def test_the_area_follows_an_observation_that_is_sent_again_with_another_place(api: Api, town: Town) -> None:
    seen(api, town.air, 1, 7.8, 50.5)
    seen(api, town.air, 1, 7.61, 50.37)
    assert area(api, town.air) == box(7.6, 50.36, 7.61, 50.37)


@pytest.mark.django_db
def test_what_a_client_says_counts_only_until_something_was_observed_at_a_place(api: Api) -> None:
    given = box(7, 50, 8, 51)
    thing = api.post("Things", {"name": "Wagen", "description": "", "Locations": [place("Hof", 7.5, 50.3)]})
    body = datastream(Sensor=sensor(), ObservedProperty=observed(), Thing={"@iot.id": thing}, observedArea=given)
    stream = api.post("Datastreams", body)
    assert area(api, stream) == given
    seen(api, stream, 1, 7.6, 50.36)
    assert area(api, stream) == {"type": "Point", "coordinates": [7.6, 50.36]}
    api.call("PATCH", f"Datastreams({stream})", {"observedArea": given})
    assert area(api, stream) == {"type": "Point", "coordinates": [7.6, 50.36]}


@pytest.mark.django_db
def test_the_area_can_be_filtered_selected_and_drawn(api: Api, public: Api, town: Town) -> None:
    assert public.names(f"Datastreams?$filter={AREA}") == ["Luft"]
    assert public.names(f"Things?$filter={AREA.replace('observedArea', 'Datastreams/observedArea')}") == ["Markt"]
    only = public.get(f"Datastreams({town.air})?$select=observedArea")
    assert only == {"observedArea": {"type": "Point", "coordinates": [7.6, 50.36]}}
    drawn = public.get("Datastreams?$resultFormat=GeoJSON")
    assert [one["geometry"]["coordinates"] for one in drawn["features"]] == [[7.6, 50.36], [7.7, 50.4]]
    assert public.get(f"Datastreams({town.air})/observedArea/$value").status_code == 200


@pytest.mark.django_db
def test_what_is_open_coarsely_tells_its_area_coarsely(api: Api, public: Api, town: Town) -> None:
    seen(api, town.air, 1, 7.8123, 50.4567)
    api.call("PATCH", f"Datastreams({town.air})", {"visibility": "coarse"})
    told = area(public, town.air)
    assert told == {"type": "Point", "coordinates": [7.71, 50.41]}
    near = "geography'POLYGON ((7.811 50.455, 7.813 50.455, 7.813 50.457, 7.811 50.457, 7.811 50.455))'"
    assert public.names(f"Datastreams?$filter=st_intersects(observedArea, {near})") == []
    assert api.names(f"Datastreams?$filter=st_intersects(observedArea, {near})") == ["Luft"]
    api.call("PATCH", f"Datastreams({town.air})", {"visibility": "internal"})
    assert public.get(f"Datastreams({town.air})", 404)
    assert public.names(f"Datastreams?$filter={AREA}") == []


@pytest.mark.django_db
def test_an_open_series_does_not_tell_the_place_of_a_coarse_neighbour(api: Api, public: Api, town: Town) -> None:
    """Two series about one place; the place is exact for nobody when one of them is open only coarsely."""
    shared = api.post("FeaturesOfInterest", feature(7.6123, 50.3612))
    for stream in (town.air, town.soil):
        body = {"phenomenonTime": "2026-06-01T00:00:00Z", "result": 1, "FeatureOfInterest": {"@iot.id": shared}}
        api.post(f"Datastreams({stream})/Observations", body)
    api.call("PATCH", f"Datastreams({town.soil})", {"visibility": "coarse"})
    assert area(public, town.air)["type"] == "Point"
    assert area(api, town.air)["type"] == "Polygon"


@pytest.mark.django_db
def test_result_time_narrows_after_deletes(api: Api, town: Town) -> None:
    late = seen(api, town.air, 20, 7.6, 50.36)
    assert api.get(f"Datastreams({town.air})")["resultTime"] == "2026-03-01T12:00:00.000Z/2026-05-20T13:00:00.000Z"
    api.call("DELETE", f"Observations({late})")
    assert api.get(f"Datastreams({town.air})")["resultTime"] == "2026-03-01T12:00:00.000Z/2026-03-10T12:00:00.000Z"


@pytest.mark.django_db
def test_retention_narrows_the_area(api: Api, town: Town) -> None:
    seen(api, town.air, 20, 7.8, 50.5)
    delete_before(town.air, 1_777_700_000_000_000)
    assert area(api, town.air) == {"type": "Point", "coordinates": [7.8, 50.5]}
    assert DatastreamFeature.objects.filter(datastream_id=town.air).count() == 1


@pytest.mark.django_db
def test_stores_from_before_get_their_areas(api: Api, town: Town) -> None:
    Datastream.objects.update(observed_area=None)
    migration = import_module("mittendrin.apps.stadtdaten.migrations.0012_observed_areas")
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert area(api, town.air) == {"type": "Point", "coordinates": [7.6, 50.36]}
