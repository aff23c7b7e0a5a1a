# SPDX-License-Identifier: EUPL-1.2
"""OGC 18-088, ``$filter``: each operator and each function of the standard."""

from __future__ import annotations

import pytest
from tests.conformance.sta.conftest import Api, Town

ALL = [*range(1, 11), -1, -2, -3]
OPERATORS = [
    ("result eq 5", [5]),
    ("result ne 5", [one for one in ALL if one != 5]),
    ("result gt 9", [10]),
    ("result ge 9", [9, 10]),
    ("result lt -1", [-2, -3]),
    ("result le -2", [-2, -3]),
    ("5 lt result", [6, 7, 8, 9, 10]),
    ("result gt 8 and result lt 10", [9]),
    ("result lt -2 or result gt 9", [10, -3]),
    ("not result gt 0", [-1, -2, -3]),
    ("not (result gt 0) and result lt -1", [-2, -3]),
    ("(result eq 1 or result eq 2) and result gt 1", [2]),
    ("result add 5 eq 7", [2]),
    ("result sub 5 eq 5", [10]),
    ("result mul 2 eq 20", [10]),
    ("result div 2 eq 4.5", [9]),
    ("result mod 4 eq 0", [4, 8]),
    ("result add 1 mul 2 eq 4", [2]),
    ("(result add 1) mul 2 eq 4", [1]),
    ("resultTime eq null", [-1, -2, -3]),
    ("resultTime ne null and result gt 9", [10]),
    ("Datastream/name eq 'Boden'", [-1, -2, -3]),
    ("Datastream/Thing/name eq 'Markt' and result gt 9", [10]),
    ("Datastream/Thing/properties/height gt 3 and result gt 9", [10]),
    ("Datastream/unitOfMeasurement/symbol eq '°C' and result eq 1", [1]),
    ("FeatureOfInterest/name eq 'Gleis'", [-1, -2, -3]),
    ("phenomenonTime eq 2026-04-01T00:00:00Z", [-1]),
    ("phenomenonTime eq 2026-04-01T02:00:00+02:00", [-1]),
    ("phenomenonTime gt 2026-04-01T00:00:00Z", [-2, -3]),
    ("phenomenonTime lt 2026-03-02T00:00:00Z", [1]),
    ("phenomenonTime ge 2026-04-02T00:00:00.000Z and phenomenonTime le 2026-04-02T00:00:00Z", [-2]),
    ("phenomenonTime gt 2026-04-03T00:00:00Z sub duration'P1DT1S'", [-2, -3]),
]
FUNCTIONS = [
    ("year(phenomenonTime) eq 2026 and result eq 3", [3]),
    ("month(phenomenonTime) eq 4", [-1, -2, -3]),
    ("day(phenomenonTime) eq 10", [10]),
    ("hour(phenomenonTime) eq 7", [7]),
    ("minute(phenomenonTime) eq 30 and second(phenomenonTime) eq 15 and result eq 2", [2]),
    ("fractionalseconds(phenomenonTime) eq 0.25 and result eq 2", [2]),
    ("date(resultTime) eq 2026-03-04", [4]),
    ("time(phenomenonTime) lt 01:30:16 and result gt 0", [1]),
    ("totaloffsetminutes(phenomenonTime) eq 0 and result eq 8", [8]),
    ("phenomenonTime lt now() and result eq 6", [6]),
    ("phenomenonTime gt mindatetime() and phenomenonTime lt maxdatetime() and result eq 6", [6]),
    ("round(result div 4) eq 2", [6, 7, 8, 9]),
    ("floor(result div 4) eq 1", [4, 5, 6, 7]),
    ("ceiling(result div 4) eq 1", [1, 2, 3, 4]),
]
TEXTS = [
    ("name eq 'Markt'", ["Markt"]),
    ("name ne 'Markt'", ["Bahnhof"]),
    ("substringof('hnho',name)", ["Bahnhof"]),
    ("substringof('HNHO',name)", []),
    ("startswith(name,'Ma')", ["Markt"]),
    ("endswith(name,'hof')", ["Bahnhof"]),
    ("length(name) eq 5", ["Markt"]),
    ("indexof(name,'r') eq 2", ["Markt"]),
    ("substring(name,1) eq 'arkt'", ["Markt"]),
    ("substring(name,1,2) eq 'ar'", ["Markt"]),
    ("tolower(name) eq 'markt'", ["Markt"]),
    ("toupper(description) eq 'SÄULE AM MARKT'", ["Markt"]),
    ("trim(concat('  ',name)) eq 'Markt'", ["Markt"]),
    ("concat(concat(name,', '),description) eq 'Markt, Säule am Markt'", ["Markt"]),
    ("properties/owner eq 'Bauhof'", ["Markt"]),
    ("properties/lit eq true", ["Markt"]),
    ("properties/deep/er ge 7", ["Markt"]),
    ("properties/height lt 3.5", []),
    ("properties/nothing eq null", ["Markt", "Bahnhof"]),
    ("properties/owner ne 'x'", ["Markt", "Bahnhof"]),
    ("Datastreams/name eq 'Boden'", ["Bahnhof"]),
    ("Datastreams/Observations/result eq 10", ["Markt"]),
    ("Datastreams/Observations/result gt 4 and Datastreams/Observations/result lt 5", ["Markt"]),
    ("Locations/name eq 'Gleis' or Datastreams/Sensor/name eq 'DS18B20'", ["Markt", "Bahnhof"]),
    ("not Datastreams/name eq 'Boden'", ["Markt"]),
    ("name eq 'O''Brien'", []),
    ("true", ["Markt", "Bahnhof"]),
    ("false", []),
]
SQUARE = "geography'POLYGON ((7.5 50.3, 7.65 50.3, 7.65 50.4, 7.5 50.4, 7.5 50.3))'"
SPATIAL = [
    ("geo.distance(location, geography'POINT (7.6 50.36)') lt 0.01", ["Marktplatz"]),
    ("geo.distance(location, geography'POINT (7.6 50.36)') gt 0.01", ["Gleis"]),
    ("geo.length(location) eq 0", ["Marktplatz", "Gleis"]),
    (f"geo.intersects(location, {SQUARE})", ["Marktplatz"]),
    (f"st_within(location, {SQUARE})", ["Marktplatz"]),
    (f"st_contains({SQUARE}, location)", ["Marktplatz"]),
    (f"st_intersects(location, {SQUARE})", ["Marktplatz"]),
    (f"st_disjoint(location, {SQUARE})", ["Gleis"]),
    ("st_equals(location, geography'POINT (7.7 50.4)')", ["Gleis"]),
    ("st_touches(location, geography'LINESTRING (7.6 50.36, 8 51)')", ["Marktplatz"]),
    ("st_crosses(location, geography'LINESTRING (7 50.36, 8 50.36)')", []),
    (f"st_overlaps(location, {SQUARE})", []),
    (f"st_relate(location, {SQUARE}, 'T*F**F***')", ["Marktplatz"]),
    (f"not st_within(location, {SQUARE})", ["Gleis"]),
    (f"st_within(location, {SQUARE}) or name eq 'Gleis'", ["Marktplatz", "Gleis"]),
]


@pytest.mark.parametrize(("text", "results"), OPERATORS)
def test_req_request_data_built_in_filter_operations(public: Api, town: Town, text: str, results: list[int]) -> None:
    assert public.names(f"Observations?$filter={text}", "result") == results
    assert public.get(f"Observations?$top=0&$count=true&$filter={text}")["@iot.count"] == len(results)


@pytest.mark.parametrize(("text", "results"), FUNCTIONS)
def test_req_request_data_built_in_query_functions(public: Api, town: Town, text: str, results: list[int]) -> None:
    assert public.names(f"Observations?$filter={text}", "result") == results


@pytest.mark.parametrize(("text", "names"), TEXTS)
def test_req_request_data_built_in_query_functions_text(public: Api, town: Town, text: str, names: list[str]) -> None:
    assert public.names(f"Things?$filter={text}") == names


@pytest.mark.parametrize(("text", "names"), SPATIAL)
def test_req_request_data_built_in_query_functions_spatial(
    public: Api, town: Town, text: str, names: list[str]
) -> None:
    assert public.names(f"Locations?$filter={text}") == names


def test_req_request_data_filter_spatial_from_afar(public: Api, town: Town) -> None:
    assert public.names(f"Things?$filter=st_within(Locations/location, {SQUARE})") == ["Markt"]
    assert len(public.values(f"Observations?$filter=st_within(FeatureOfInterest/feature, {SQUARE})")) == 10
    assert public.names(f"Datastreams?$filter=st_within(Thing/Locations/location, {SQUARE})") == ["Luft"]


def test_req_request_data_filter_periods(api: Api, public: Api, town: Town) -> None:
    body = {"phenomenonTime": "2026-05-01T00:00:00Z/2026-05-01T02:00:00Z", "result": 77}
    api.post(f"Datastreams({town.soil})/Observations", body)
    for text, fits in (
        ("phenomenonTime eq 2026-05-01T00:00:00Z/2026-05-01T02:00:00Z", True),
        ("phenomenonTime gt 2026-04-30T00:00:00Z and result eq 77", True),
        ("phenomenonTime lt 2026-05-01T01:00:00Z and result eq 77", False),
        ("phenomenonTime lt 2026-05-01T02:00:00Z and result eq 77", True),
        ("phenomenonTime gt 2026-05-01T00:00:00Z and result eq 77", False),
    ):
        assert public.names(f"Observations?$filter={text}", "result") == ([77] if fits else []), text
    assert public.get(f"Datastreams({town.soil})")["phenomenonTime"].endswith("/2026-05-01T02:00:00.000Z")


def test_results_that_are_no_numbers(api: Api, public: Api, town: Town) -> None:
    for hour, result in enumerate(["Stau", True, {"a": {"b": 5}}, [1, 2], None, 2**60, 1.5]):
        number = api.post(
            f"Datastreams({town.soil})/Observations",
            {"phenomenonTime": f"2026-06-01T{hour:02}:00:00Z", "result": result},
        )
        assert public.get(f"Observations({number})")["result"] == result
    assert public.names("Observations?$filter=result eq 'Stau'", "result") == ["Stau"]
    assert public.names("Observations?$filter=startswith(result,'St')", "result") == ["Stau"]
    assert public.names("Observations?$filter=result/a/b eq 5", "result") == [{"a": {"b": 5}}]
    assert public.names("Observations?$filter=result eq 1.5", "result") == [1.5]


def test_a_wrong_order_is_named_as_one(public: Api) -> None:
    """The words name the option in which the fault is."""
    answer = public.get("Things?$orderby=name sideways", 400)
    assert "$orderby" in answer["message"]


RECKONING = [
    ("result div 0 gt 1e300", [*range(1, 11)]),
    ("result div 0 lt -1e300", [-1, -2, -3]),
    ("(result sub result) div 0 eq null", ALL),
    ("result mul 1e300 mul 1e300 gt 1e308", [*range(1, 11)]),
    ("length(Datastream/name) div 2 eq 2 and result lt 0", [-1, -2, -3]),
    ("length(Datastream/name) mul 1.0 div 2 eq 2.5 and result lt 0", [-1, -2, -3]),
    ("Datastream/Thing/properties/deep/er div 2 eq 3.5", [*range(1, 11)]),
    ("result sub 3 mod 4 eq -1", [2]),
    ("result div 10 mod 0.1 eq 0 and result eq 3", [3]),
    ("hour(1969-12-31T23:59:59.5Z) eq 23 and year(1969-12-31T23:59:59.5Z) eq 1969 and result eq 1", [1]),
    ("date(1969-12-31T23:59:59.5Z) eq 1969-12-31 and second(1969-12-31T23:59:59.5Z) eq 59 and result eq 1", [1]),
    ("fractionalseconds(1969-12-31T23:59:59.5Z) eq 0.5 and result eq 1", [1]),
    ("(4 add 5) mod (4 sub 1) eq 0 and result eq 1", [1]),
]
ODD_TEXTS = [
    ("concat(properties/nothing,'x') eq null", ["Markt", "Bahnhof"]),
    ("concat(name,properties/owner) eq 'MarktBauhof'", ["Markt"]),
    ("trim(concat(concat('\u00a0\t',name),'\u3000')) eq name", ["Markt", "Bahnhof"]),
    ("substring(name,-3) eq 'hof'", ["Bahnhof"]),
    ("substring(name,99) eq ''", ["Markt", "Bahnhof"]),
    ("substring(name,3,99) eq 'kt'", ["Markt"]),
    ("name gt 'M'", ["Markt"]),
    ("name gt 'a'", []),
    ("properties/height eq '3.5'", []),
    ("properties/lit eq 'true'", []),
    ("properties/height gt properties/lit", ["Markt"]),
    ("properties/deep ne null", ["Markt"]),
]


@pytest.mark.parametrize(("text", "results"), RECKONING)
def test_req_request_data_built_in_filter_operations_as_in_odata(
    public: Api, town: Town, text: str, results: list[int]
) -> None:
    """Halves of whole numbers, divisions by zero, numbers that are too large, moments before 1970."""
    assert public.names(f"Observations?$filter={text}", "result") == results


@pytest.mark.parametrize(("text", "names"), ODD_TEXTS)
def test_req_request_data_built_in_query_functions_odd_texts(
    public: Api, town: Town, text: str, names: list[str]
) -> None:
    """What is nothing makes nothing of all it is part of; a number is no text."""
    assert public.names(f"Things?$filter={text}") == names


def test_req_request_data_orderby_of_mixed_values(api: Api, public: Api, town: Town) -> None:
    """Numbers come before texts, texts in the order of Unicode."""
    for size in (10, "b", 9, "B", "ä"):
        api.post("Things", {"name": f"x{size}", "description": "", "properties": {"size": size}})
    address = "Things?$filter=properties/size ne null&$orderby=properties/size"
    assert public.names(f"{address} desc") == ["x10", "x9", "xä", "xb", "xB"]
    assert public.names(address) == ["xB", "xb", "xä", "x9", "x10"]
