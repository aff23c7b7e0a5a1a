# SPDX-License-Identifier: EUPL-1.2
"""Car parks in the form of ParkAPI, version 1 (``lots``) and version 3 (``items``)."""

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
    "free": Quantity("free", sentence("Freie Plätze"), "", "urn:mittendrin:parking:free"),
    "total": Quantity("total", sentence("Plätze"), "", "urn:mittendrin:parking:total"),
}


def collect(url: str, _memory: dict[str, Any], get: Get) -> Delivery:
    """Return free and all places of each car park. Raises SourceRefused."""
    found = parsed(get(url))
    made = Delivery(quantities=dict(QUANTITIES))
    records: list[Record] = []
    if isinstance(found, Mapping) and "lots" in found:
        common = moment_of(_utc(found.get("last_updated"))) or moment_of(_utc(found.get("last_downloaded")))
        for lot in rows_of(found, "lots"):
            coords = lot.get("coords") or {}
            place = (coords.get("lat"), coords.get("lng")) if isinstance(coords, Mapping) else (None, None)
            _add(made, records, lot.get("id"), lot.get("name"), place, common, lot.get("free"), lot.get("total"))
    elif isinstance(found, Mapping) and "items" in found:
        for lot in rows_of(found, "items"):
            moment = moment_of(lot.get("realtime_data_updated_at"))
            free, total = lot.get("realtime_free_capacity"), lot.get("realtime_capacity", lot.get("capacity"))
            place = (lot.get("lat"), lot.get("lon"))
            _add(made, records, lot.get("uid", lot.get("id")), lot.get("name"), place, moment, free, total)
    else:
        raise SourceRefused("other-form", "lots, items")
    made.records = records
    return made


def _utc(text: Any) -> Any:
    return f"{text}Z" if isinstance(text, str) and len(text) == 19 else text


def _add(
    made: Delivery,
    records: list[Record],
    key: Any,
    name: Any,
    place: tuple[Any, Any],
    moment: int | None,
    free: Any,
    total: Any,
) -> None:
    if key in (None, ""):
        made.problems["no-station"] += 1
        return
    at = instants.now() if moment is None else moment
    station = str(key)[:200]
    made.stations[station] = Station(station, str(name or key)[:200], number(place[0]), number(place[1]))
    for quantity, value in (("free", number(free)), ("total", number(total))):
        if value is not None and value >= 0:
            records.append(Record(station, quantity, at, value))


CONNECTOR = Connector(
    "parkapi", sentence("Parkhäuser (ParkAPI)"), "https://api.parkendd.de/Dresden", collect, minutes=5,
    last_decides=True,
)  # fmt: skip
