# SPDX-License-Identifier: EUPL-1.2
"""Another SensorThings server, harvested: its Datastreams, and of each what is new since the last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from mittendrin.apps.stadtdaten.sources.connectors.base import Connector, Get, number, parsed, rows_of
from mittendrin.apps.stadtdaten.sources.delivery import Delivery, Quantity, Record, Station
from mittendrin.apps.stadtdaten.sources.flat import is_scalar
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.sources.observation_json import observation_of
from mittendrin.core import instants
from mittendrin.core.text import sentence

MOST_ANSWERS = 200
MOST_DATASTREAMS = 2_000
PAGE = 1_000
FIRST_DAYS = 7
_EXPAND = "$expand=Thing($expand=Locations),ObservedProperty&$top=100"


def collect(url: str, memory: dict[str, Any], get: Get) -> Delivery:
    """Return new Observations. url: that ends in the version. memory: ``since`` by Datastream. Raises SourceRefused.

    One run asks at most 200 times; the next one goes on where it ended.
    """
    base = url.rstrip("/")
    asking = _Asking(base, get)
    made = Delivery()
    since: dict[str, str] = memory.setdefault("since", {})
    records: list[Record] = []
    streams = list(asking.pages(f"{base}/Datastreams?{quote(_EXPAND, safe='$=&(),')}", MOST_DATASTREAMS))
    start = memory.get("next", 0) % len(streams) if streams else 0
    for at in range(len(streams)):
        if asking.left < 2:
            memory["next"] = start + at
            break
        records += _of_stream(streams[(start + at) % len(streams)], made, since, asking)
    made.records = records
    return made


class _Asking:
    """Asks one server, page by page, and not too often."""

    def __init__(self, base: str, get: Get) -> None:
        self.base, self.get, self.left = base, get, MOST_ANSWERS

    def pages(self, url: str, most: int) -> Iterator[dict[str, Any]]:
        """Yield the entities of all pages, up to ``most``."""
        count = 0
        while url and self.left > 0 and count < most:
            self.left -= 1
            found = parsed(self.get(url))
            for row in rows_of(found, "value"):
                count += 1
                yield row
            onward = found.get("@iot.nextLink")
            url = urljoin(url, onward) if isinstance(onward, str) else ""
            if url and urlsplit(url)[:2] != urlsplit(self.base)[:2]:
                raise SourceRefused("other-server", urlsplit(url).hostname or "")


def _of_stream(row: Mapping[str, Any], made: Delivery, since: dict[str, str], asking: _Asking) -> list[Record]:
    thing, observed, number_ = row.get("Thing"), row.get("ObservedProperty"), row.get("@iot.id")
    if not isinstance(thing, Mapping) or number_ is None:
        made.problems["no-station"] += 1
        return []
    station = str(thing.get("@iot.id"))[:200]
    made.stations.setdefault(station, _station(station, thing))
    key = f"{number_}"
    made.quantities[key] = _quantity(key, row, observed if isinstance(observed, Mapping) else {})
    begin = since.get(key) or instants.to_iso(instants.now() - FIRST_DAYS * instants.DAY)
    name = f"'{number_}'" if isinstance(number_, str) else str(number_)
    options = quote(f"$filter=phenomenonTime gt {begin}&$orderby=phenomenonTime asc&$top={PAGE}", safe="$=&(),:")
    records = []
    for one in asking.pages(f"{asking.base}/Datastreams({quote(name, safe='')})/Observations?{options}", 50 * PAGE):
        try:
            given = observation_of(one)
        except SourceRefused as error:
            made.problems[error.kind] += 1
            continue
        if given.start is not None and is_scalar(given.result):
            records.append(Record(station, key, given.start, given.result, given.duration))
    if records:
        since[key] = instants.to_iso(max(one.time + one.duration for one in records))
    return records


def _station(key: str, thing: Mapping[str, Any]) -> Station:
    latitude = longitude = None
    places = thing.get("Locations")
    location = (
        places[0].get("location") if isinstance(places, list) and places and isinstance(places[0], Mapping) else None
    )
    geometry = location.get("geometry", location) if isinstance(location, Mapping) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if isinstance(coordinates, list) and len(coordinates) >= 2:
        longitude, latitude = number(coordinates[0]), number(coordinates[1])
    words = str(thing.get("description") or "")[:1000]
    return Station(key, str(thing.get("name") or key)[:200], latitude, longitude, words)


def _quantity(key: str, row: Mapping[str, Any], observed: Mapping[str, Any]) -> Quantity:
    unit = row.get("unitOfMeasurement")
    symbol = str(unit.get("symbol") or "")[:60] if isinstance(unit, Mapping) else ""
    title = str(observed.get("name") or row.get("name") or key)[:200]
    return Quantity(key, title, symbol, str(observed.get("definition") or "")[:1000])


CONNECTOR = Connector(
    "sensorthings", sentence("Ein anderer SensorThings-Server"), "https://sensoren.nachbarstadt.example/v1.1", collect,
    minutes=5,
)  # fmt: skip
