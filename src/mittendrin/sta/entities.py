# SPDX-License-Identifier: EUPL-1.2
"""The eight kinds of entities: their properties, where these are kept, and the ways between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a property holds."""

    TEXT = "text"
    NUMBER = "number"
    JSON = "json"
    TIME = "time"
    INTERVAL = "interval"
    GEO = "geo"
    RESULT = "result"
    UNIT = "unit"


@dataclass(frozen=True)
class Property:
    """One property. column: its column; of an interval the columns of begin and end, of a unit its prefix."""

    kind: Kind
    column: str = ""
    end: str = ""
    required: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Navigation:
    """A way to other entities. forward: the name on this side of the store; back: the name on the other."""

    target: str
    many: bool
    forward: str
    back: str


@dataclass(frozen=True)
class EntityType:
    """One kind of entity. name and plural are those of the standard."""

    name: str
    plural: str
    properties: Mapping[str, Property]
    navigations: Mapping[str, Navigation]


_NAME = Property(Kind.TEXT, "name", required=True)
_DESCRIPTION = Property(Kind.TEXT, "description", required=True)
_PROPERTIES = Property(Kind.JSON, "properties", optional=True)
_ENCODING = Property(Kind.TEXT, "encoding_type", required=True)


def _many(target: str, forward: str, back: str) -> Navigation:
    return Navigation(target, True, forward, back)


def _one(target: str, forward: str, back: str) -> Navigation:
    return Navigation(target, False, forward, back)


THING = EntityType(
    "Thing",
    "Things",
    {"name": _NAME, "description": _DESCRIPTION, "properties": _PROPERTIES},
    {
        "Datastreams": _many("Datastream", "datastreams", "thing"),
        "Locations": _many("Location", "locations", "things"),
        "HistoricalLocations": _many("HistoricalLocation", "historical_locations", "thing"),
    },
)
LOCATION = EntityType(
    "Location",
    "Locations",
    {
        "name": _NAME,
        "description": _DESCRIPTION,
        "encodingType": _ENCODING,
        "location": Property(Kind.GEO, "location", required=True),
        "properties": _PROPERTIES,
    },
    {
        "Things": _many("Thing", "things", "locations"),
        "HistoricalLocations": _many("HistoricalLocation", "historical_locations", "locations"),
    },
)
HISTORICAL_LOCATION = EntityType(
    "HistoricalLocation",
    "HistoricalLocations",
    {"time": Property(Kind.TIME, "time", required=True)},
    {
        "Thing": _one("Thing", "thing", "historical_locations"),
        "Locations": _many("Location", "locations", "historical_locations"),
    },
)
DATASTREAM = EntityType(
    "Datastream",
    "Datastreams",
    {
        "name": _NAME,
        "description": _DESCRIPTION,
        "observationType": Property(Kind.TEXT, "observation_type", required=True),
        "unitOfMeasurement": Property(Kind.UNIT, "unit_", required=True),
        "observedArea": Property(Kind.GEO, "observed_area", optional=True),
        "phenomenonTime": Property(Kind.INTERVAL, "state__first_start", "state__last_end", optional=True),
        "resultTime": Property(Kind.INTERVAL, "state__first_result_time", "state__last_result_time", optional=True),
        "properties": _PROPERTIES,
    },
    {
        "Thing": _one("Thing", "thing", "datastreams"),
        "Sensor": _one("Sensor", "sensor", "datastreams"),
        "ObservedProperty": _one("ObservedProperty", "observed_property", "datastreams"),
        "Observations": _many("Observation", "observations", "datastream"),
    },
)
SENSOR = EntityType(
    "Sensor",
    "Sensors",
    {
        "name": _NAME,
        "description": _DESCRIPTION,
        "encodingType": _ENCODING,
        "metadata": Property(Kind.JSON, "metadata", required=True),
        "properties": _PROPERTIES,
    },
    {"Datastreams": _many("Datastream", "datastreams", "sensor")},
)
OBSERVED_PROPERTY = EntityType(
    "ObservedProperty",
    "ObservedProperties",
    {
        "name": _NAME,
        "definition": Property(Kind.TEXT, "definition", required=True),
        "description": _DESCRIPTION,
        "properties": _PROPERTIES,
    },
    {"Datastreams": _many("Datastream", "datastreams", "observed_property")},
)
OBSERVATION = EntityType(
    "Observation",
    "Observations",
    {
        "phenomenonTime": Property(Kind.INTERVAL, "phenomenon_start", "duration"),
        "result": Property(Kind.RESULT, "result", required=True),
        "resultTime": Property(Kind.TIME, "result_time"),
        "resultQuality": Property(Kind.JSON, "extra__result_quality", optional=True),
        "validTime": Property(Kind.INTERVAL, "extra__valid_start", "extra__valid_end", optional=True),
        "parameters": Property(Kind.JSON, "extra__parameters", optional=True),
    },
    {
        "Datastream": _one("Datastream", "datastream", "observations"),
        "FeatureOfInterest": _one("FeatureOfInterest", "feature", "observations"),
    },
)
FEATURE = EntityType(
    "FeatureOfInterest",
    "FeaturesOfInterest",
    {
        "name": _NAME,
        "description": _DESCRIPTION,
        "encodingType": _ENCODING,
        "feature": Property(Kind.GEO, "feature", required=True),
        "properties": _PROPERTIES,
    },
    {"Observations": _many("Observation", "observations", "feature")},
)
_ALL = (THING, LOCATION, HISTORICAL_LOCATION, DATASTREAM, SENSOR, OBSERVED_PROPERTY, OBSERVATION, FEATURE)
TYPES = {one.name: one for one in _ALL}
SETS = {one.plural: one for one in _ALL}
ID = frozenset({"id", "@iot.id"})
