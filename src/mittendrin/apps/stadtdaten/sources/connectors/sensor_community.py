# SPDX-License-Identifier: EUPL-1.2
"""Sensors of citizens in the form of sensor.community: the newest values of one or many sensors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mittendrin.apps.stadtdaten.sources.connectors.base import Connector, Get, number, parsed, rows_of
from mittendrin.apps.stadtdaten.sources.delivery import Delivery, Quantity, Record, Station
from mittendrin.apps.stadtdaten.sources.flat import moment_of
from mittendrin.core.text import sentence

QUANTITIES = {
    "P1": Quantity("P1", sentence("Feinstaub PM10"), "µg/m³"),
    "P2": Quantity("P2", sentence("Feinstaub PM2,5"), "µg/m³"),
    "P0": Quantity("P0", sentence("Feinstaub PM1"), "µg/m³"),
    "temperature": Quantity("temperature", sentence("Temperatur"), "°C"),
    "humidity": Quantity("humidity", sentence("Luftfeuchte"), "%"),
    "pressure": Quantity("pressure", sentence("Luftdruck"), "Pa"),
    "noise_LAeq": Quantity("noise_LAeq", sentence("Schallpegel"), "dB(A)"),
    "noise_LA_max": Quantity("noise_LA_max", sentence("Höchster Schallpegel"), "dB(A)"),
    "noise_LA_min": Quantity("noise_LA_min", sentence("Niedrigster Schallpegel"), "dB(A)"),
}


def collect(url: str, _memory: dict[str, Any], get: Get) -> Delivery:
    """Return the newest values. Raises SourceRefused."""
    made = Delivery(quantities=dict(QUANTITIES))
    records: list[Record] = []
    for row in rows_of({"list": parsed(get(url))}, "list"):
        sensor, moment = row.get("sensor"), moment_of(row.get("timestamp"))
        key = sensor.get("id") if isinstance(sensor, Mapping) else None
        values = row.get("sensordatavalues")
        if key is None or moment is None or not isinstance(values, list):
            made.problems["bad-row"] += 1
            continue
        station = str(key)[:200]
        made.stations[station] = _station(station, row)
        for one in values:
            name = str(one.get("value_type"))[:100] if isinstance(one, Mapping) else ""
            value = number(one.get("value")) if name else None
            if name in QUANTITIES and value is not None:
                records.append(Record(station, name, moment, value))
    made.records = records
    return made


def _station(key: str, row: Mapping[str, Any]) -> Station:
    place, sensor = row.get("location"), row.get("sensor")
    found = place if isinstance(place, Mapping) else {}
    kind = sensor.get("sensor_type") if isinstance(sensor, Mapping) else None
    name = kind.get("name") if isinstance(kind, Mapping) else ""
    return Station(key, f"{name or 'Sensor'} {key}", number(found.get("latitude")), number(found.get("longitude")))


CONNECTOR = Connector(
    "sensor_community", sentence("Sensoren von Bürgern (sensor.community)"),
    "https://data.sensor.community/airrohr/v1/filter/area=50.35,7.60,3", collect, minutes=5, last_decides=True,
)  # fmt: skip
