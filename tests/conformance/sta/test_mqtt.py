# SPDX-License-Identifier: EUPL-1.2
"""OGC 18-088, requirement on creating Observations by MQTT: with Mosquitto and with the embedded broker."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django import Settings
from tests.conformance.sta.conftest import Api, Town, datastream, observed, sensor

from mittendrin.apps.stadtdaten.ingest import storing
from mittendrin.apps.stadtdaten.models import ApiToken, FeatureOfInterest, Grade, Observation, Thing
from mittendrin.apps.stadtdaten.services import broker, tokens
from mittendrin.apps.stadtdaten.services.broker import Count
from mittendrin.apps.stadtdaten.sources.mqtt import BrokerAddress, BrokerLink, Message
from mittendrin.apps.stadtdaten.tests import brokers
from mittendrin.apps.stadtdaten.tests.brokers import Mosquitto, free_port, publisher

KEY = "netz"
REQUIREMENT = "http://www.opengis.net/spec/iot_sensing/1.1/req/create-observations-via-mqtt/observations-creation"
NOON = "2026-03-20T12:00:00Z"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(params=["mosquitto", "embedded"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    """Give the port of a broker that runs."""
    if request.param == "embedded":
        number = free_port()
        with broker.EmbeddedBroker(number):
            yield number
        return
    if brokers.PROGRAM is None:
        pytest.skip("Mosquitto is not installed")
    made = Mosquitto(tmp_path).start()
    yield made.port
    made.stop()


@pytest.fixture
def key(db: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the name of a key that may write; the connection of the test stays."""
    monkeypatch.setattr(broker, "close_old_connections", lambda: None)
    tokens.new_token(KEY, writes=True, grade=Grade.COARSE)
    return KEY


def sent(port: int, key: str, messages: list[tuple[str, dict[str, Any]]], done: Callable[[], bool]) -> Count:
    """Publish messages and store them until ``done``; return what became of them."""
    ends = time.monotonic() + 20
    with BrokerLink(BrokerAddress("127.0.0.1", port, "plain", client="test")) as link:
        link.batch(wait=0.3)
        sender = publisher(port)
        for topic, body in messages:
            sender.publish(topic, json.dumps(body), qos=1).wait_for_publish(5)
        count = broker.work(link, lambda _wait: done() or time.monotonic() > ends, publishes=False, key=key)
        sender.disconnect()
        sender.loop_stop()
    return count


def feature(name: str = "Brunnen") -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [7.6, 50.3]}
    return {"name": name, "description": "", "encodingType": "application/geo+json", "feature": point}


def test_req_create_observations_via_mqtt_observations_creation(api: Api, town: Town, port: int, key: str) -> None:
    """On the set and below a neighbour; with links, and with neighbours that are made (deep insert)."""
    before = Observation.objects.count()
    about = api.post("FeaturesOfInterest", feature("Steg"))
    inside = datastream(
        "Pegel", Thing={"name": "Mast", "description": ""}, Sensor=sensor(), ObservedProperty=observed()
    )
    link = {"@iot.id": town.air}
    messages: list[tuple[str, dict[str, Any]]] = [
        ("v1.1/Observations", {"result": 1, "phenomenonTime": NOON, "Datastream": link}),
        (f"v1.1/Datastreams({town.air})/Observations", {"result": 2}),
        (f"v1.1/FeaturesOfInterest({about})/Observations", {"result": 3, "Datastream": {"@iot.id": town.soil}}),
        (f"v1.1/Datastreams({town.soil})/Observations", {"result": 4, "FeatureOfInterest": feature()}),
        ("v1.1/Observations", {"result": 5, "Datastream": inside, "FeatureOfInterest": feature("Kai")}),
    ]
    count = sent(port, key, messages, lambda: Observation.objects.count() == before + 5)
    assert (count.stored, count.set_aside) == (5, {})
    assert api.names("FeaturesOfInterest?$filter=name eq 'Brunnen'") == ["Brunnen"]
    whole = api.values("Observations?$filter=FeatureOfInterest/name eq 'Kai'&$expand=Datastream/Thing")
    assert [(one["result"], one["Datastream"]["Thing"]["name"]) for one in whole] == [(5, "Mast")]
    assert Thing.objects.get(name="Mast").grade == Grade.COARSE, "new Things have the grade of the key"


def test_a_message_that_comes_again_makes_nothing_again(town: Town, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    topic = f"v1.1/Datastreams({town.air})/Observations"
    timed = Message(topic, json.dumps({"result": 4, "phenomenonTime": NOON, "FeatureOfInterest": feature()}).encode())
    untimed = Message(topic, json.dumps({"result": 5, "FeatureOfInterest": feature("Kai")}).encode())
    usual = Message(topic, json.dumps({"result": 6, "phenomenonTime": "2026-03-21T12:00:00Z"}).encode())
    once, count, calls = storing.store_observations, Count(), iter([OperationalError()])

    def away(rows: Any) -> Any:
        for error in calls:
            raise error
        return once(rows)

    monkeypatch.setattr(storing, "store_observations", away)
    assert broker.store_surely([timed, untimed, usual], count, lambda _wait: False, key)
    assert broker.store_surely([timed, usual], count, lambda _wait: False, key)
    assert (count.stored, count.same, count.set_aside) == (3, 2, {})
    assert sorted(FeatureOfInterest.objects.filter(name__in=["Brunnen", "Kai"]).values_list("name", flat=True)) == [
        "Brunnen",
        "Kai",
    ]


def test_the_later_message_is_right(town: Town, key: str) -> None:
    topic = f"v1.1/Datastreams({town.air})/Observations"
    bodies: list[dict[str, Any]] = [{"result": 1}, {"result": 2, "FeatureOfInterest": feature()}, {"result": 3}]
    batch = [Message(topic, json.dumps({**body, "phenomenonTime": NOON}).encode()) for body in bodies]
    for size, right in ((2, 2), (3, 3)):
        broker.store(batch[:size], Count(), key)
        newest = Observation.objects.filter(datastream=town.air).order_by("-phenomenon_start")[0]
        assert newest.result == right


@pytest.mark.parametrize("error", [OperationalError(), ValueError()])
def test_the_later_message_stays_right_when_the_database_goes_in_between(
    town: Town, key: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Values before a message that made entities are not stored over it again."""
    topic = f"v1.1/Datastreams({town.air})/Observations"
    bodies: list[dict[str, Any]] = [
        {"result": 1},
        {"result": 2, "FeatureOfInterest": feature()},
        {"result": 3, "phenomenonTime": NOON},
    ]
    batch = [Message(topic, json.dumps({"phenomenonTime": "2026-03-21T12:00:00Z", **one}).encode()) for one in bodies]
    once, calls = storing.store_observations, iter([None, error])

    def away(rows: Any) -> Any:
        for one in calls:
            if one is None:
                break
            raise one
        return once(rows)

    monkeypatch.setattr(storing, "store_observations", away)
    count = Count()
    assert broker.store_surely(batch, count, lambda _wait: False, key)
    newest = Observation.objects.filter(datastream=town.air).order_by("-phenomenon_start")[:2]
    assert [one.result for one in newest] == [2, 3]
    assert count.stored == 3


@pytest.mark.parametrize("wrong", ["nobody", "reads", "revoked", ""])
def test_without_the_right_nothing_is_made(town: Town, key: str, wrong: str) -> None:
    tokens.new_token("reads", writes=False)
    tokens.new_token("revoked", writes=True)
    tokens.revoke("revoked")
    before, count = FeatureOfInterest.objects.count(), Count()
    body = {"result": 4, "phenomenonTime": NOON, "FeatureOfInterest": feature()}
    message = Message(f"v1.1/Datastreams({town.air})/Observations", json.dumps(body).encode())
    broker.store([message], count, wrong)
    assert count.set_aside == ({"no-right": 1} if wrong else {"new-entity": 1})
    assert FeatureOfInterest.objects.count() == before
    broker.store([message], count, key)
    assert count.stored == 1, "what was refused may come again"


@pytest.mark.parametrize(
    "body",
    [
        {"FeatureOfInterest": feature()},
        {"result": 1, "FeatureOfInterest": {}},
        {"result": 1, "FeatureOfInterest": feature(), "phenomenonTime": "gestern"},
        {"result": 1, "Datastream": {"name": "x"}, "FeatureOfInterest": feature()},
        {"result": 1, "FeatureOfInterest": {**feature(), "feature": {"type": "Point", "coordinates": [7000, 50]}}},
    ],
)
def test_all_of_a_message_or_nothing(town: Town, key: str, body: dict[str, Any]) -> None:
    before, count = FeatureOfInterest.objects.count(), Count()
    topic = "v1.1/Observations" if "Datastream" in body else f"v1.1/Datastreams({town.air})/Observations"
    broker.store([Message(topic, json.dumps(body).encode())], count, key)
    assert (count.set_aside, FeatureOfInterest.objects.count()) == ({"bad-entity": 1}, before)


def test_claimed_only_where_a_broker_may(public: Api, key: str, settings: Settings) -> None:
    settings.MQTT = {**settings.MQTT, "host": "mqtt.neustadt.example"}
    assert REQUIREMENT not in public.get("")["serverSettings"]["conformance"]
    settings.MQTT = {**settings.MQTT, "key": key}
    said = public.get("")["serverSettings"]
    assert REQUIREMENT in said["conformance"]
    assert said[REQUIREMENT] == {"endpoints": ["mqtts://mqtt.neustadt.example:8883"]}
    assert ApiToken.objects.get(name=key).used_on is None, "a visitor who reads the claim does not use the key"
    settings.MQTT_MORE = ["http://wrong"]
    assert REQUIREMENT not in public.get("")["serverSettings"]["conformance"]
    settings.MQTT_MORE = []
    tokens.revoke(key)
    assert REQUIREMENT not in public.get("")["serverSettings"]["conformance"]
