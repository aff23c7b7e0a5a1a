# SPDX-License-Identifier: EUPL-1.2
"""Bodies that are nearly right: whole entities with others inside, where one place holds something else."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from tests.conformance.sta.conftest import Town, datastream, observed, place, sensor

Json = dict[str, Any]
Way = tuple[str | int, ...]
POINT = {"type": "Point", "coordinates": [7, 50]}
TIMES = [
    "2026-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-03-01T01:30:15.250Z",
    "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z",
    "0001-01-01T00:00:00Z/9999-12-31T23:59:59Z",
    "2026-01-01T00:00:00Z/",
    "2026-W01-1T00:00:00Z",
    "/",
]
TEXTS = ["", "x", "é", "²", "--5", "٣", "5", "a\x00b", "x" * 300, "\ud800", "public", "application/geo+json"]
NUMBERS = [0, -1, 1.5, 1e308, 2**31, 2**63, -(2**63), 10**400, True, False, None]
SHAPES: list[Any] = [
    POINT,
    {"type": "Point", "coordinates": [10**400, 1]},
    {"type": "Point", "coordinates": [None, True]},
    {"type": ["Point"], "coordinates": [1, 2]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
    {"type": "GeometryCollection", "geometries": [1]},
    {"type": "Feature", "geometry": 5},
    {"type": "FeatureCollection", "features": [None]},
]
OTHERS: list[Any] = [{}, [], [[]], [None], {"a": 1}, {"\ud800": 1}, {"name": None, "symbol": 5}]
links = st.integers(-2, 8).map(lambda number: {"@iot.id": number})
odd_links = st.sampled_from([*TEXTS, *NUMBERS]).map(lambda value: {"@iot.id": value})


def nested(depth: int) -> Any:
    """Return a list in a list in a list."""
    found: Any = 1
    for _level in range(depth):
        found = [found]
    return found


def something() -> st.SearchStrategy[Any]:
    """Give what seldom belongs there: each type of JSON, texts and times at the edge, links to what is there or not."""
    fixed = st.sampled_from([*TIMES, *TEXTS, *NUMBERS, *SHAPES, *OTHERS, nested(90), nested(150), nested(800)])
    return fixed | links | st.lists(links, max_size=3) | odd_links | st.lists(odd_links, min_size=1, max_size=1)


def feature(**more: Any) -> Json:
    """Return a FeatureOfInterest."""
    return {"name": "f", "description": "", "encodingType": "application/geo+json", "feature": POINT, **more}


def whole(town: Town) -> dict[str, Json]:
    """Return a good body for each set of entities, with neighbours inside where they may be."""
    link, stream, of_things = {"@iot.id": town.market}, {"@iot.id": town.air}, {"properties": {"a": 1}}
    seen: Json = {"result": 1, "phenomenonTime": "2026-05-05T00:00:00Z", "FeatureOfInterest": feature()}
    row = datastream(
        "D", Sensor=sensor(), ObservedProperty=observed(), observedArea=POINT, visibility="public", **of_things
    )
    past = {"time": "2020-01-01T00:00:00Z", "Locations": [place("L", 7, 50)]}
    more = {"resultTime": TIMES[0], "resultQuality": "good", "validTime": TIMES[5], "parameters": {"a": 1}}
    return {
        "Things": {
            "name": "T", "description": "d", "visibility": "public", **of_things, "HistoricalLocations": [past],
            "Locations": [place("L", 7, 50)], "Datastreams": [{**row, "Observations": [seen, {"@iot.id": 1}]}],
        },
        "Locations": {**place("L", 7, 50), **of_things, "Things": [link], "HistoricalLocations": [{"@iot.id": 1}]},
        "HistoricalLocations": {**past, "Thing": link},
        "Datastreams": {**row, "Thing": link, "Observations": [{"@iot.id": 1}, seen]},
        "Sensors": {**sensor(), **of_things, "Datastreams": [stream]},
        "ObservedProperties": {**observed(), **of_things, "Datastreams": [stream]},
        "Observations": {**seen, **more, "Datastream": stream},
        "FeaturesOfInterest": feature(**of_things, Observations=[{"@iot.id": 1}, {**seen, "Datastream": stream}]),
    }  # fmt: skip


def places(value: Any, way: Way = ()) -> Iterator[Way]:
    """Yield the ways to all values in ``value``, itself included."""
    yield way
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in items:
        yield from places(one, (*way, name))


def with_other(value: Any, way: Way, new: Any) -> Any:
    """Return ``value`` with ``new`` at the end of ``way``."""
    if not way:
        return new
    found = deepcopy(value)
    around = found
    for step in way[:-1]:
        around = around[step]
    around[way[-1]] = new
    return found


def without(value: Any, way: Way) -> Any:
    """Return ``value`` without what stands at the end of ``way``."""
    found = deepcopy(value)
    around = found
    for step in way[:-1]:
        around = around[step]
    del around[way[-1]]
    return found


@st.composite
def bodies(draw: st.DrawFn, good: Json) -> Any:
    """Give ``good`` with one thing broken or left out; now and then nothing or two things."""
    found: Any = good
    for _time in range(draw(st.sampled_from([1, 1, 1, 1, 0, 2]))):
        way = draw(st.sampled_from(list(places(found))))
        if way and draw(st.integers(0, 9)) == 0:
            found = without(found, way)
        else:
            found = with_other(found, way, draw(something()))
    return found
