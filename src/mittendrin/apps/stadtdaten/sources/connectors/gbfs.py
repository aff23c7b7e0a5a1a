# SPDX-License-Identifier: EUPL-1.2
"""Shared bicycles and scooters in the form of GBFS 2 and 3: how many stand at each station."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mittendrin.apps.stadtdaten.sources.connectors.base import Connector, Get, number, parsed, rows_of
from mittendrin.apps.stadtdaten.sources.delivery import Delivery, Quantity, Record, Station
from mittendrin.apps.stadtdaten.sources.flat import moment_of
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.core import instants
from mittendrin.core.text import sentence

QUANTITIES = {
    "vehicles": Quantity("vehicles", sentence("Verfügbare Fahrzeuge"), "", "urn:mittendrin:sharing:vehicles"),
    "docks": Quantity("docks", sentence("Freie Stellplätze"), "", "urn:mittendrin:sharing:docks"),
}


def collect(url: str, _memory: dict[str, Any], get: Get) -> Delivery:
    """Return what stands at each station. url: of ``gbfs.json``. Raises SourceRefused."""
    feeds = _feeds(parsed(get(url)))
    if not {"station_information", "station_status"} <= feeds.keys():
        raise SourceRefused("other-form", "station_information, station_status")
    made = Delivery(quantities=dict(QUANTITIES))
    for row in rows_of(parsed(get(feeds["station_information"])), "data", "stations"):
        key = str(row.get("station_id") or "")[:200]
        if key:
            made.stations[key] = Station(
                key, _name(row.get("name")) or key, number(row.get("lat")), number(row.get("lon"))
            )
    made.records = list(_records(made, parsed(get(feeds["station_status"]))))
    return made


def _records(made: Delivery, status: Any) -> list[Record]:
    common = moment_of(status.get("last_updated")) if isinstance(status, Mapping) else None
    found = []
    for row in rows_of(status, "data", "stations"):
        key = str(row.get("station_id") or "")[:200]
        if key not in made.stations:
            made.problems["no-station"] += 1
            continue
        at = moment_of(row.get("last_reported")) or common or instants.now()
        values = {
            "vehicles": number(row.get("num_vehicles_available", row.get("num_bikes_available"))),
            "docks": number(row.get("num_docks_available")),
        }
        found += [Record(key, name, at, value) for name, value in values.items() if value is not None]
    return found


def _feeds(found: Any) -> dict[str, str]:
    """Return the addresses by name: of version 3, or of the first language of version 2."""
    data = found.get("data") if isinstance(found, Mapping) else None
    if isinstance(data, Mapping) and "feeds" not in data:
        data = data.get("de") or next(iter(data.values()), None)
    return {str(row.get("name")): str(row.get("url")) for row in rows_of(data, "feeds")}


def _name(value: Any) -> str:
    if isinstance(value, list):
        texts = {str(one.get("language")): str(one.get("text")) for one in value if isinstance(one, Mapping)}
        return (texts.get("de") or next(iter(texts.values()), ""))[:200]
    return str(value or "")[:200]


CONNECTOR = Connector(
    "gbfs", sentence("Leihräder und Roller (GBFS)"), "https://gbfs.nextbike.net/maps/gbfs/v2/nextbike_df/gbfs.json",
    collect, minutes=5, last_decides=True,
)  # fmt: skip
