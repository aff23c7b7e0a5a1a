# SPDX-License-Identifier: EUPL-1.2
"""A program that reads and writes, and a small town of Things."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from mittendrin.apps.stadtdaten.services import tokens

BASE = "/sta/v1.1"


@dataclass
class Api:
    """Asks the service. token: empty for the public."""

    token: str = ""

    def call(self, method: str, address: str, body: Any = None, kind: str = "application/json") -> Any:
        """Return the response."""
        path = address.removeprefix("http://testserver").removeprefix(BASE).lstrip("/")
        head: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {self.token}"} if self.token else {}
        raw = body if isinstance(body, bytes) else json.dumps(body) if body is not None else ""
        place = quote(path, safe="/?&=$(),;:'%+@*")
        return Client().generic(method, f"{BASE}/{place}", raw, content_type=kind, **head)

    def get(self, address: str, status: int = 200) -> Any:
        """Return the JSON at ``address``."""
        response = self.call("GET", address)
        assert response.status_code == status, response.content[:500]
        return response.json() if "json" in response.headers["Content-Type"] and response.content else response

    def values(self, address: str) -> list[Any]:
        """Return the entities at ``address``."""
        found: list[Any] = self.get(address)["value"]
        return found

    def names(self, address: str, by: str = "name") -> list[Any]:
        """Return one property of the entities at ``address``."""
        return [one[by] for one in self.values(address)]

    def post(self, address: str, body: Any, status: int = 201) -> int:
        """Create an entity and return its number."""
        response = self.call("POST", address, body)
        assert response.status_code == status, response.content[:500]
        return int(response.json().get("@iot.id", 0)) if status == 201 else 0


@pytest.fixture
def api(db: None) -> Api:
    """Give a program that may write what is public."""
    return Api(tokens.new_token("test", writes=True)[1])


@pytest.fixture
def public(db: None) -> Api:
    """Give the public."""
    return Api()


def sensor(name: str = "DS18B20") -> dict[str, Any]:
    return {
        "name": name,
        "description": "Fühler",
        "encodingType": "application/pdf",
        "metadata": "https://x.test/1.pdf",
    }


def observed(name: str = "Temperatur") -> dict[str, Any]:
    return {"name": name, "definition": f"http://x.test/{name}", "description": "wie warm"}


def place(name: str, east: float, north: float) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [east, north]}
    return {"name": name, "description": "Ort", "encodingType": "application/geo+json", "location": point}


def datastream(name: str = "Luft", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "description": "Reihe",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": {"name": "Grad Celsius", "symbol": "°C", "definition": "ucum:Cel"},
        **more,
    }


@dataclass
class Town:
    """The numbers of what is there."""

    market: int
    station: int
    air: int
    soil: int


def small_town(api: Api) -> Town:
    """Make two Things with a Datastream each: ten hours of air, three of soil."""
    hours = [
        {
            "phenomenonTime": f"2026-03-{day:02}T{day:02}:30:15.250Z",
            "resultTime": f"2026-03-{day:02}T12:00:00Z",
            "result": day,
        }
        for day in range(1, 11)
    ]
    air = datastream("Luft", Sensor=sensor(), ObservedProperty=observed(), Observations=hours)
    market = api.post(
        "Things",
        {
            "name": "Markt",
            "description": "Säule am Markt",
            "properties": {"height": 3.5, "owner": "Bauhof", "lit": True, "deep": {"er": 7}},
            "Locations": [place("Marktplatz", 7.6, 50.36)],
            "Datastreams": [air],
        },
    )
    some = [{"phenomenonTime": f"2026-04-0{day}T00:00:00Z", "result": -day} for day in range(1, 4)]
    soil = datastream("Boden", Sensor=sensor("TMP36"), ObservedProperty=observed("Feuchte"), Observations=some)
    station = api.post(
        "Things",
        {"name": "Bahnhof", "description": "", "Locations": [place("Gleis", 7.7, 50.4)], "Datastreams": [soil]},
    )
    numbers = [api.values(f"Things({one})/Datastreams")[0]["@iot.id"] for one in (market, station)]
    return Town(market, station, *numbers)


@pytest.fixture
def town(api: Api) -> Town:
    """Give the small town."""
    return small_town(api)
