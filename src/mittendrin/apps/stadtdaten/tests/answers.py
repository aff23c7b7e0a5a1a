# SPDX-License-Identifier: EUPL-1.2
"""Answers in the public forms of the connectors, small and made up after their descriptions."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

PARKAPI_1 = {
    "last_updated": "2026-03-01T10:00:00", "last_downloaded": "2026-03-01T10:01:00", "data_source": "https://example.org",
    "lots": [
        {"id": "mitte", "name": "Parkhaus Mitte", "coords": {"lat": 50.35, "lng": 7.59}, "free": 41, "total": 120,
         "state": "open", "lot_type": "Parkhaus", "forecast": False},
        {"id": "bahnhof", "name": "Bahnhof", "coords": None, "free": -1, "total": 80, "state": "nodata"},
        {"name": "ohne Nummer", "free": 1, "total": 2},
    ],
}  # fmt: skip
PARKAPI_3 = {
    "items": [
        {"id": 7, "name": "Schloss", "lat": "50.36", "lon": "7.60", "capacity": 60, "realtime_free_capacity": 12,
         "realtime_data_updated_at": "2026-03-01T11:00:00+01:00", "has_realtime_data": True}
    ]
}  # fmt: skip
SENSOR_COMMUNITY = [
    {"id": 1, "timestamp": "2026-03-01 10:00:00",
     "location": {"latitude": "50.35", "longitude": "7.59", "country": "DE"},
     "sensor": {"id": 81, "pin": "1", "sensor_type": {"name": "SDS011"}},
     "sensordatavalues": [{"value_type": "P1", "value": "12.30"}, {"value_type": "P2", "value": "unknown"},
                          {"value_type": "signal", "value": "-70"}]},
    {"id": 2, "timestamp": "kaputt", "sensor": {"id": 82}, "sensordatavalues": []},
]  # fmt: skip
GBFS_INFORMATION = {"data": {"stations": [
    {"station_id": "a", "name": "Rathaus", "lat": 50.35, "lon": 7.59},
    {"station_id": "b", "name": [{"text": "Station", "language": "en"}, {"text": "Bahnhof", "language": "de"}],
     "lat": 50.36, "lon": 7.6},
]}}  # fmt: skip
GBFS_STATUS = {"last_updated": 1772359200, "data": {"stations": [
    {"station_id": "a", "num_bikes_available": 3, "num_docks_available": 7, "last_reported": 1772359200},
    {"station_id": "b", "num_vehicles_available": 0, "last_reported": "2026-03-01T10:00:00Z"},
    {"station_id": "unbekannt", "num_bikes_available": 1},
]}}  # fmt: skip
DWD = """STATIONS_ID;MESS_DATUM;  QN;PP_10;TT_10;TM5_10;RF_10;TD_10;eor
        430;202603011000;    2;  1002.1;   8.4;   7.9;  71.2;   3.5;eor
        430;202603011010;    2;   -999;   8.6;   8.1;  70.8;   3.6;eor
        430;kaputt;    2;   -999;   8.6;   8.1;  70.8;   3.6;eor
"""


def gbfs(url: str, version: int) -> dict[str, Any]:
    """Return the list of feeds of a version."""
    feeds = [{"name": name, "url": f"{url}/{name}.json"} for name in ("station_information", "station_status")]
    return {"version": f"{version}.0", "data": {"feeds": feeds} if version == 3 else {"en": {"feeds": feeds}}}


def dwd_zip() -> bytes:
    """Return the file as the weather service packs it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("produkt_zehn_now_tu_20260301_20260301_00430.txt", DWD)
        packed.writestr("Metadaten_Stationsname_00430.txt", "egal")
    return out.getvalue()


def sensorthings(url: str) -> dict[str, Any]:
    """Return pages of another SensorThings server by path."""
    stream = {
        "@iot.id": 5, "name": "Luft", "unitOfMeasurement": {"name": "Grad", "symbol": "°C", "definition": "ucum:Cel"},
        "Thing": {"@iot.id": 1, "name": "Station Nachbarstadt", "description": "Dach", "Locations": [
            {"location": {"type": "Point", "coordinates": [7.7, 50.4]}}]},
        "ObservedProperty": {"@iot.id": 2, "name": "Lufttemperatur", "definition": "http://example.org/t"},
    }  # fmt: skip
    second = {**stream, "@iot.id": 6, "name": "Belegt", "unitOfMeasurement": {"symbol": ""}}
    rows = [
        {"phenomenonTime": "2026-03-01T10:00:00Z", "result": 8.5},
        {"phenomenonTime": "2026-03-01T10:00:00Z/2026-03-01T10:10:00Z", "result": 9},
    ]
    return {
        "/v1.1/Datastreams": {"value": [stream], "@iot.nextLink": f"{url}/v1.1/more?page=2"},
        "/v1.1/more?page=2": {"value": [second]},
        "/v1.1/Datastreams(5)/Observations": {"value": rows[:1], "@iot.nextLink": f"{url}/v1.1/rest"},
        "/v1.1/rest": {"value": rows[1:]},
        "/v1.1/Datastreams(6)/Observations": {
            "value": [
                {"phenomenonTime": "2026-03-01T10:00:00Z", "result": True},
                {"phenomenonTime": "kaputt", "result": 1},
            ]
        },
    }


def packed(data: Any) -> bytes:
    """Return JSON."""
    return json.dumps(data).encode()
