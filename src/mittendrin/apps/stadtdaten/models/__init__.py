# SPDX-License-Identifier: EUPL-1.2
"""Tables of Stadtdaten, with the names of OGC SensorThings API 1.1."""

from mittendrin.apps.stadtdaten.models.access import Agreement, ApiToken, Grade
from mittendrin.apps.stadtdaten.models.alerts import (
    AlertDelivery,
    AlertEvent,
    AlertKind,
    AlertRule,
    Channel,
    StreamForecast,
    Subscription,
)
from mittendrin.apps.stadtdaten.models.check_words import CheckWord
from mittendrin.apps.stadtdaten.models.devices import Codec, CodecKind, Device, DeviceMessage, DeviceSeries, Standing
from mittendrin.apps.stadtdaten.models.entities import (
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from mittendrin.apps.stadtdaten.models.findings import Matter, SeriesFinding
from mittendrin.apps.stadtdaten.models.layout import CockpitLayout
from mittendrin.apps.stadtdaten.models.observations import (
    CoarseObservation,
    DaySummary,
    Flag,
    HourSummary,
    MonthCount,
    Observation,
    ObservationExtra,
    Quality,
    Summary,
)
from mittendrin.apps.stadtdaten.models.school import SchoolHoliday
from mittendrin.apps.stadtdaten.models.sources import Source, SourceSeries, SourceStation
from mittendrin.apps.stadtdaten.models.state import (
    AskedTopic,
    BrokerState,
    Change,
    DatastreamFeature,
    DatastreamState,
    DeviceState,
    Sequence,
    TakenMessage,
)

__all__ = [
    "Agreement",
    "AlertDelivery",
    "AlertEvent",
    "AlertKind",
    "AlertRule",
    "ApiToken",
    "AskedTopic",
    "BrokerState",
    "Change",
    "Channel",
    "CheckWord",
    "CoarseObservation",
    "CockpitLayout",
    "Codec",
    "CodecKind",
    "Datastream",
    "DatastreamFeature",
    "DatastreamState",
    "DaySummary",
    "Device",
    "DeviceMessage",
    "DeviceSeries",
    "DeviceState",
    "FeatureOfInterest",
    "Flag",
    "Grade",
    "HistoricalLocation",
    "HourSummary",
    "Location",
    "Matter",
    "MonthCount",
    "Observation",
    "ObservationExtra",
    "ObservedProperty",
    "Quality",
    "SchoolHoliday",
    "Sensor",
    "Sequence",
    "SeriesFinding",
    "Source",
    "SourceSeries",
    "SourceStation",
    "Standing",
    "StreamForecast",
    "Subscription",
    "Summary",
    "TakenMessage",
    "Thing",
]
