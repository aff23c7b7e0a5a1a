# SPDX-License-Identifier: EUPL-1.2
"""Grades of openness hold on every way: addresses, filters, orders, expansions, counts, formats."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest
from tests.conformance.sta.conftest import Api, datastream, observed, place, sensor

from mittendrin.apps.stadtdaten.models import Agreement, ApiToken, Thing
from mittendrin.apps.stadtdaten.services import entities, tokens

GRADES = ("public", "coarse", "agreement", "internal")
VALUES = {"public": 11, "coarse": 22, "agreement": 33, "internal": 44}


@dataclass
class Graded:
    """Numbers of Things and Datastreams by grade."""

    things: dict[str, int]
    streams: dict[str, int]


@pytest.fixture
def graded(api: Api) -> Graded:
    """Give one Thing of each grade; what they measure says which one it was."""
    things, streams = {}, {}
    for place_number, grade in enumerate(GRADES):
        rows = [
            {
                "phenomenonTime": f"2026-03-01T{hour:02}:{minute:02}:07Z",
                "result": VALUES[grade] * 1000 + hour * 60 + minute,
            }
            for hour in range(3)
            for minute in (5, 35)
        ]
        body = {
            "name": f"Ding {grade}", "description": f"geheim-{grade}", "visibility": grade,
            "Locations": [place(f"Ort {grade}", 7.123456 + place_number, 50.654321)],
            "Datastreams": [datastream(f"Reihe {grade}", Sensor=sensor(f"Fühler {grade}"),
                                       ObservedProperty=observed(f"Größe-{grade}"), Observations=rows)],
        }  # fmt: skip
        things[grade] = api.post("Things", body)
        streams[grade] = api.values(f"Things({things[grade]})/Datastreams")[0]["@iot.id"]
    return Graded(things, streams)


TIGHT = "geography'POLYGON((8.1234 50.654,8.1235 50.654,8.1235 50.655,8.1234 50.655,8.1234 50.654))'"
ADDRESSES = [
    "Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors", "ObservedProperties", "Observations",
    "FeaturesOfInterest",
    "Things?$expand=Datastreams($expand=Observations,Sensor,ObservedProperty),Locations,HistoricalLocations",
    "Locations?$expand=Things($expand=Datastreams/Observations)",
    "Sensors?$expand=Datastreams/Observations",
    "ObservedProperties?$expand=Datastreams/Thing",
    "FeaturesOfInterest?$expand=Observations/Datastream",
    "Observations?$expand=Datastream/Thing,FeatureOfInterest",
    "Observations?$resultFormat=dataArray",
    "Observations?$resultFormat=CSV",
    "Things?$resultFormat=GeoJSON&$expand=Locations",
    "Observations?$orderby=phenomenonTime desc&$top=1000",
    "Observations?$orderby=result desc",
    "Observations?$filter=result gt 0",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_hidden_gets_out(public: Api, graded: Graded, address: str) -> None:
    text = public.call("GET", address).content.decode()
    for grade in ("agreement", "internal"):
        assert grade not in text
        # A value or a mean: numbers of entities and fractions of seconds are shorter or longer.
        assert not re.search(rf"\b{VALUES[grade]}[01]\d\d\b", text)
    assert not re.search(r"\b22005\b", text)  # a single value of the coarse one
    assert "8.123456" not in text  # its exact place


@pytest.mark.parametrize("grade", ["agreement", "internal"])
def test_hidden_entities_are_not_there(public: Api, api: Api, graded: Graded, grade: str) -> None:
    thing, stream = f"Things({graded.things[grade]})", f"Datastreams({graded.streams[grade]})"
    number = api.values(f"{stream}/Observations?$top=1")[0]["@iot.id"]
    around = [
        thing, f"{thing}/name", f"{thing}/Datastreams", f"{thing}/Locations", f"{thing}/HistoricalLocations",
        stream, f"{stream}/Observations", f"{stream}/Thing", f"{stream}/Sensor", f"{stream}/Observations/$count",
        f"Observations({number})", f"Observations({number})/result/$value", f"Observations({number})/Datastream",
        f"Observations({number})/FeatureOfInterest",
    ]  # fmt: skip
    for address in around:
        api.get(address)
        public.get(address, 404)


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("Things?$filter=Datastreams/name eq 'Reihe internal'", []),
        ("Things?$filter=Locations/name eq 'Ort internal'", []),
        ("Things?$filter=Datastreams/Observations/result gt 40000", []),
        ("Things?$filter=Datastreams/Observations/result gt 22000", []),
        ("Things?$filter=Datastreams/Observations/result gt 11000", ["Ding public"]),
        ("Sensors?$filter=Datastreams/Thing/name eq 'Ding internal'", []),
        ("Datastreams?$filter=phenomenonTime lt 2030-01-01T00:00:00Z", ["Reihe public"]),
        (f"Locations?$filter=st_within(location, {TIGHT})", []),
        ("Locations?$filter=geo.distance(location, geography'POINT(8.123456 50.654321)') lt 0.0001", []),
        ("Locations?$filter=geo.distance(location, geography'POINT(8.123456 50.654321)') lt 0.02", ["Ort coarse"]),
    ],
)  # fmt: skip
def test_filters_do_not_tell(public: Api, graded: Graded, address: str, names: list[str]) -> None:
    assert public.names(address) == names


def test_counts_do_not_tell(public: Api, api: Api, graded: Graded) -> None:
    for address, seen, all_of_them in (("Things", 2, 4), ("Observations", 6, 24), ("Datastreams", 2, 4)):
        for query in ("?$count=true&$top=0", "?$count=true&$top=0&$filter=id ge -99999999999999"):
            assert public.get(f"{address}{query}")["@iot.count"] == seen
            assert api.get(f"{address}{query}")["@iot.count"] == all_of_them


def test_coarse_data_are_hourly_means_at_a_blurred_place(public: Api, api: Api, graded: Graded) -> None:
    stream = f"Datastreams({graded.streams['coarse']})"
    rows = public.values(f"{stream}/Observations")
    assert [row["result"] for row in rows] == [22020, 22080, 22140]
    assert rows[0]["phenomenonTime"] == "2026-03-01T00:00:00.000Z/2026-03-01T01:00:00.000Z"
    one = public.get(rows[0]["@iot.selfLink"] + "?$expand=Datastream,FeatureOfInterest")
    assert one["Datastream"]["name"] == "Reihe coarse"
    assert one["FeatureOfInterest"]["feature"] == {"type": "Point", "coordinates": [8.12, 50.65]}
    assert "phenomenonTime" not in public.get(stream)
    assert public.get(f"Things({graded.things['coarse']})/Locations")["value"][0]["location"]["coordinates"] == [
        8.12,
        50.65,
    ]
    assert public.names(f"{stream}/Observations?$filter=result gt 22050&$orderby=phenomenonTime desc", "result") == [
        22140,
        22080,
    ]
    assert public.get(f"{stream}/Observations?$count=true&$top=1")["@iot.count"] == 3
    expanded = public.get(f"{stream}?$expand=Observations($orderby=phenomenonTime desc;$top=1)")
    assert [row["result"] for row in expanded["Observations"]] == [22140]
    assert len(api.values(f"{stream}/Observations")) == 6
    assert api.call("PATCH", rows[0]["@iot.selfLink"], {"result": 1}).status_code == 404


def test_coarse_data_are_late(public: Api, api: Api, graded: Graded) -> None:
    api.post(f"Datastreams({graded.streams['coarse']})/Observations", {"result": 5})
    assert len(public.values(f"Datastreams({graded.streams['coarse']})/Observations")) == 3


def test_agreements_open_what_they_name(api: Api, graded: Graded) -> None:
    agreement = Agreement.objects.create(name="Hochschule")
    entities.change("Thing", graded.things["agreement"], {"agreement_id": agreement.pk})
    token, text = tokens.new_token("partner", writes=False)
    partner = Api(text)
    assert partner.names("Things") == ["Ding public", "Ding coarse"]
    token.agreements.add(agreement)
    assert partner.names("Things") == ["Ding public", "Ding coarse", "Ding agreement"]
    assert len(partner.values(f"Datastreams({graded.streams['agreement']})/Observations")) == 6
    assert "internal" not in json.dumps(partner.get("Things?$expand=Datastreams/Observations,Locations"))
    assert Thing.objects.count() == 4
    assert ApiToken.objects.get(name="partner").used_on is not None


def test_a_stricter_datastream_of_an_open_thing(api: Api, public: Api, graded: Graded) -> None:
    api.call("PATCH", f"Datastreams({graded.streams['public']})", {"visibility": "internal"})
    assert public.names("Datastreams") == ["Reihe coarse"]
    assert public.get(f"Things({graded.things['public']})?$expand=Datastreams")["Datastreams"] == []
    api.call("PATCH", f"Datastreams({graded.streams['internal']})", {"visibility": "public"})
    public.get(f"Datastreams({graded.streams['internal']})", 404)
    api.call("PATCH", f"Things({graded.things['internal']})", {"visibility": "public"})
    public.get(f"Datastreams({graded.streams['internal']})")


def test_deleting_something_hidden_leaves_no_trace(api: Api, public: Api, graded: Graded) -> None:
    api.call("DELETE", f"Things({graded.things['internal']})")
    assert "internal" not in public.call("GET", "FeaturesOfInterest").content.decode()
