# SPDX-License-Identifier: EUPL-1.2
"""OGC 18-088, requirement on updates by MQTT (14.2): with Mosquitto, whose log says who asks, and the embedded one."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings
from tests.conformance.sta.conftest import Api, Town

from mittendrin.apps.stadtdaten.ingest import changes
from mittendrin.apps.stadtdaten.models import AskedTopic, Change, Datastream, Grade, Observation, Thing
from mittendrin.apps.stadtdaten.services import asked_topics, broker, telling
from mittendrin.apps.stadtdaten.services.asked_topics import LOG, OfLog
from mittendrin.apps.stadtdaten.services.telling import Publisher
from mittendrin.apps.stadtdaten.sources.mqtt import TOPICS, BrokerAddress, BrokerLink, Message
from mittendrin.apps.stadtdaten.tests import brokers
from mittendrin.apps.stadtdaten.tests.brokers import Mosquitto, free_port, publisher
from mittendrin.sta.by_message import told

REQUIREMENT = "http://www.opengis.net/spec/iot_sensing/1.1/req/receive-updates-via-mqtt/receive-updates"
NOON = "2026-03-20T12:00:00Z"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@dataclass
class Subscriber:
    """Hears what a broker tells. run: lets our side work until something holds."""

    run: Callable[[Callable[[], bool]], None]
    subscribe: Callable[[str], Any]
    heard: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, *topics: str) -> None:
        """Subscribe and wait until our side knows."""
        for topic in topics:
            self.subscribe(topic)
        ends = time.monotonic() + 0.6
        self.run(lambda: time.monotonic() > ends)

    def hears(self, **counts: int) -> None:
        """Wait until so many messages came."""
        ends = time.monotonic() + 20
        self.run(lambda: time.monotonic() > ends or all(len(self.heard[t]) >= n for t, n in counts.items()))
        assert {topic: len(self.heard[topic]) for topic in counts} == counts


@pytest.fixture(params=["mosquitto", "embedded"])
def subscriber(
    request: pytest.FixtureRequest, tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Subscriber]:
    """Give a client of a broker that our side is connected to."""
    monkeypatch.setattr(broker, "close_old_connections", lambda: None)
    if request.param == "mosquitto" and brokers.PROGRAM is None:
        pytest.skip("Mosquitto is not installed")
    mosquitto = Mosquitto(tmp_path, "log_dest topic", "log_type subscribe") if request.param == "mosquitto" else None
    own = None if mosquitto else broker.EmbeddedBroker(free_port())
    port = mosquitto.start().port if mosquitto else own.__enter__().port if own else 0
    where = BrokerAddress("127.0.0.1", port, "plain", client="test", topics=(*TOPICS, LOG) if mosquitto else TOPICS)
    client = publisher(port)
    with BrokerLink(where) as link:
        asked, teller = asked_topics.known_by(where, own), Publisher()
        monkeypatch.setattr(broker, "Publisher", lambda: teller)
        link.batch(wait=0.3)

        def run(done: Callable[[], bool]) -> None:
            broker.work(link, lambda _wait: done(), publishes=True, asked=asked)

        found = Subscriber(run, lambda topic: client.subscribe(topic, qos=1))
        client.on_message = lambda _c, _d, message: found.heard[message.topic].append(json.loads(message.payload))
        yield found
    client.disconnect()
    client.loop_stop()
    if own:
        own.__exit__(None, None, None)
    if mosquitto:
        mosquitto.stop()


@pytest.mark.slow
def test_req_receive_updates_via_mqtt_receive_updates(api: Api, town: Town, subscriber: Subscriber) -> None:
    """Sets, entities, properties, and chosen properties of a set; what comes is what a GET shows everybody."""
    Thing.objects.update(grade=Grade.PUBLIC)
    Datastream.objects.update(open_grade=Grade.PUBLIC)
    public, air, market = Api(), f"Datastreams({town.air})", f"Things({town.market})"
    paths = [
        "Observations", f"{air}/Observations", f"{market}/{air}/Observations", "Observations?$select=result",
        "Things", market, f"{market}/Datastreams", f"{market}/name", f"{market}/properties/owner",
        f"{air}/unitOfMeasurement", f"{air}/description", f"{air}/phenomenonTime", air,
        f"{market}/Datastreams?$select=name,description", "Locations", "FeaturesOfInterest",
    ]  # fmt: skip
    subscriber.ask(*(f"v1.1/{path}" for path in paths))
    heard = subscriber.heard
    number = api.post(f"{air}/Observations", {"result": 17, "phenomenonTime": NOON})
    subscriber.hears(**{f"v1.1/{path}": 1 for path in [*paths[:4], f"{air}/phenomenonTime", air]})
    whole = public.get(f"Observations({number})")
    for path in paths[:3]:
        (message,) = heard[f"v1.1/{path}"]
        assert {name: value for name, value in message.items() if "@iot" not in name} == {
            name: value for name, value in whole.items() if "@iot" not in name
        }
        assert message["@iot.id"] == number
    assert heard["v1.1/Observations?$select=result"] == [{"result": 17}]
    times = public.get(air)["phenomenonTime"]
    assert heard[f"v1.1/{air}/phenomenonTime"] == [{"phenomenonTime": times}]
    assert heard[f"v1.1/{air}"][0]["phenomenonTime"] == times

    heard.clear()
    api.call("PATCH", f"Observations({number})", {"result": 18})
    api.call("PATCH", market, {"name": "Marktplatz", "properties": {"owner": "Bauhof"}})
    api.call("PATCH", air, {"description": "neu"})
    api.post("Things", {"name": "Brunnen", "description": ""})
    subscriber.hears(**{
        "v1.1/Observations": 1, f"v1.1/{air}/Observations": 1, "v1.1/Things": 2, f"v1.1/{market}": 1,
        f"v1.1/{market}/name": 1, f"v1.1/{market}/properties/owner": 1, f"v1.1/{air}/description": 1,
        f"v1.1/{market}/Datastreams": 1, f"v1.1/{market}/Datastreams?$select=name,description": 1,
    })  # fmt: skip
    assert heard["v1.1/Observations"][0]["result"] == 18
    assert heard[f"v1.1/{market}/name"] == [{"name": "Marktplatz"}]
    assert heard[f"v1.1/{market}/properties/owner"] == [{"owner": "Bauhof"}]
    assert heard[f"v1.1/{air}/description"] == [{"description": "neu"}]
    assert heard[f"v1.1/{market}/Datastreams?$select=name,description"] == [{"name": "Luft", "description": "neu"}]
    assert [one["name"] for one in heard["v1.1/Things"]] == ["Marktplatz", "Brunnen"]
    assert not heard[f"v1.1/{air}/unitOfMeasurement"], "it did not change"


def noted() -> list[tuple[str, int, str]]:
    """Return what was noted, and forget it."""
    rows = list(Change.objects.order_by("pk").values_list("entity", "number", "names"))
    Change.objects.all().delete()
    return rows


def topics(teller: Publisher, *asked: str) -> list[str]:
    """Return the topics of what is told, at once."""
    teller._next = 0.0
    return [topic for topic, _body in teller.new(asked)]


def test_only_what_everybody_may_see_is_told(api: Api, town: Town) -> None:
    """Internal and coarse values are not, under no topic; of a coarse place only what a GET shows."""
    Thing.objects.filter(pk=town.market).update(grade=Grade.COARSE)
    Thing.objects.filter(pk=town.station).update(grade=Grade.INTERNAL)
    Datastream.objects.filter(pk=town.air).update(open_grade=Grade.COARSE)
    Datastream.objects.filter(pk=town.soil).update(open_grade=Grade.INTERNAL)
    teller = Publisher()
    asked = [
        f"v1.1/{path}"
        for path in (
            "Observations", f"Things({town.market})/Datastreams({town.air})/Observations", f"Things({town.station})",
            f"Datastreams({town.soil})/name", f"Datastreams({town.air})/phenomenonTime",
        )
    ]  # fmt: skip
    for stream in (town.air, town.soil):
        api.post(f"Datastreams({stream})/Observations", {"result": 3, "phenomenonTime": NOON})
        api.call("PATCH", f"Observations({Observation.objects.latest('pk').pk})", {"result": 4})
    api.call("PATCH", f"Things({town.station})", {"name": "geheim"})
    api.call("PATCH", f"Datastreams({town.soil})", {"name": "geheim"})
    told_of = teller.new(asked)
    assert [topic for topic, _body in told_of if "Observations" in topic or f"({town.station})" in topic] == []
    assert "geheim" not in str(told_of)
    times = [json.loads(body) for topic, body in told_of if topic.endswith("phenomenonTime")]
    assert times in ([], [{"phenomenonTime": None}]), "the newest moment of a coarse series is not told"
    moved = next(one for one in api.values(f"Things({town.market})/Locations"))
    place = {"type": "Point", "coordinates": [7.61234567, 50.36789]}
    api.call("PATCH", f"Locations({moved['@iot.id']})", {"location": place})
    (shown, again) = [json.loads(body) for topic, body in teller.new() if topic.startswith("v1.1/Locations")]
    assert shown == again
    assert shown["location"] == Api().get(f"Locations({moved['@iot.id']})")["location"] != place


def test_a_property_is_told_when_its_value_changed(api: Api, town: Town) -> None:
    air, teller = f"Datastreams({town.air})", Publisher()
    asked = [f"v1.1/{air}/{name}" for name in ("name", "description", "unitOfMeasurement/symbol", "properties", "id")]
    unit = {"name": "Kelvin", "symbol": "K", "definition": "ucum:K"}
    for body, right in (
        ({"name": "Luft"}, []),
        ({"name": "Luft 2"}, asked[:1]),
        ({"unitOfMeasurement": unit, "description": "kalt"}, asked[1:3]),
        ({"properties": {"a": 1}}, asked[3:4]),
    ):
        api.call("PATCH", air, body)
        found = topics(teller, *asked)
        assert [topic for topic in found if topic in asked] == right
        assert [topic for topic in found if topic not in asked] == (
            ["v1.1/Datastreams", f"v1.1/{air}"] if right else []
        )


@pytest.mark.parametrize(
    "topic",
    [
        "Observations?$filter=result gt 3", "Observations?$expand=Datastream", "Observations/$count", "Nothing", "",
        "Observations?$select=nothing", "Things(999)/Datastreams", "Observations?", "Things('1')", "Things(1)/$ref",
        "Datastreams(1)/nothing", "../Things", "Observations?$select=result&$top=1", "Things(99999999999999999999)",
    ],
)  # fmt: skip
def test_topics_that_lead_nowhere_are_told_nothing(api: Api, town: Town, topic: str) -> None:
    number = Observation.objects.latest("pk").pk
    changed = {"Observations": {number: frozenset[str]()}, "Things": {town.market: frozenset[str]()}}
    expected = 1 if topic == "Observations?" else 0  # no options are no wrong options
    assert len(told(topic, changed)) == expected


def test_notes_belong_to_what_was_saved(api: Api, town: Town, settings: Settings) -> None:
    """Nothing is noted of what failed or changed nothing, nor where no broker is told."""
    noted()
    assert api.call("POST", "Things", {"name": "x", "description": "", "Datastreams": [{}]}).status_code == 400
    api.call("PATCH", f"Things({town.market})", {"name": "Markt"})
    assert noted() == []
    api.post("Things", {"name": "Neu", "description": ""})
    assert [(entity, names) for entity, _number, names in noted()] == [("Things", "")]
    number = Observation.objects.latest("pk").pk
    api.call("PATCH", f"Observations({number})", {"resultQuality": "gut"})
    ((entity, of, names),) = noted()
    assert (entity, of) == ("Observations", number)
    assert "extra" in names.split(",")
    settings.MQTT = {**settings.MQTT, "publish": False}
    api.call("PATCH", f"Things({town.market})", {"name": "Anders"})
    assert noted() == []


def test_notes_are_taken_for_a_first_broker_of_any_setting(api: Api, town: Town, settings: Settings) -> None:
    settings.MQTT_EMBEDDED_PORT, settings.MQTT_MORE = 0, ["mqtts://werke.example"]
    noted()
    api.post("Things", {"name": "Neu", "description": ""})
    assert len(noted()) == 1
    settings.MQTT_MORE = []
    api.post("Things", {"name": "Neuer", "description": ""})
    assert noted() == [], "nobody is told"


def test_very_many_changes_are_told_of_only_the_newest(api: Api, town: Town) -> None:
    noted()
    changes.note("Observations", {number: {"result"} for number in range(1, 2_000)})
    assert [number for _entity, number, _names in noted()] == list(range(1_500, 2_000))


def test_notes_and_forgotten_topics_go(db: None) -> None:
    changes.note("Things", {1: {"name"}, 2: ()})
    Change.objects.filter(number=1).update(at=timezone.now() - timedelta(days=2))
    today = timezone.localdate()
    for topic, on in (("v1.1/Things", today - timedelta(days=91)), ("v1.1/Sensors", today)):
        AskedTopic.objects.create(topic=topic, asked_on=on)
    assert telling.tidy() == 2
    assert (Change.objects.get().number, AskedTopic.objects.get().topic) == (2, "v1.1/Sensors")


def line(text: str) -> Message:
    return Message(LOG, text.encode())


def test_the_log_of_a_broker_tells_who_asks_for_what(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of clients may hold blanks; our own wishes, patterns and other topics do not count. A restart keeps it."""
    known = OfLog("mittendrin-neustadt")
    other = Message("v1.1/Observations", b"{}")
    batch = [
        line("1796123668: ein client 7 0 v1.1/Things(1)/Datastreams?$select=name,id"),
        other,
        line("1796123668: a 1 v1.1/Things"),
        line("1796123668: a 1 0 v1.1/Observations"),
        line("1796123668: mittendrin-neustadt 1 v1.1/Sensors"),
        line("1796123668: a 1 v1.1/+/Observations"),
        line("1796123668: a 1 spark/plug"),
        line("v1.1/Sensors"),
        line("1796123668: a 1 v1.1/" + "x" * 500),
        Message(LOG, b"\xff\xfe"),
    ]
    assert known.learn(batch) == [other]
    right = ["v1.1/Things(1)/Datastreams?$select=name,id", "v1.1/Things", "v1.1/Observations"]
    assert known.topics() == right
    assert sorted(OfLog("mittendrin-neustadt").topics()) == sorted(right)
    assert "client" not in str(list(AskedTopic.objects.values()))
    monkeypatch.setattr(asked_topics, "MOST", 3)
    known.learn([line("1: a 0 v1.1/Sensors"), line("1: b 0 v1.1/Things")])
    assert known.topics() == ["v1.1/Observations", "v1.1/Sensors", "v1.1/Things"]
    assert sorted(OfLog("x").topics()) == sorted(known.topics())


def test_a_store_that_is_away_forgets_no_change(town: Town, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    teller = Publisher()
    assert topics(teller) == []
    api.call("PATCH", f"Things({town.market})", {"name": "Anders"})
    once = teller._tell

    def away(topic: str, changed: Any) -> Any:
        raise OperationalError

    teller._tell = away
    with pytest.raises(OperationalError):
        teller.new()
    teller._tell = once
    assert topics(teller) == ["v1.1/Things", f"v1.1/Things({town.market})"]


def test_claimed_where_subscribers_get_what_they_ask_for(public: Api, settings: Settings) -> None:
    settings.MQTT_EMBEDDED_PORT = 18_831
    assert public.get("")["serverSettings"][REQUIREMENT] == {"endpoints": ["mqtt://127.0.0.1:18831"]}
    settings.MQTT = {**settings.MQTT, "host": "mqtt.neustadt.example"}
    assert REQUIREMENT not in public.get("")["serverSettings"]["conformance"], "nobody says who asks for what"
    settings.MQTT = {**settings.MQTT, "log": True}
    assert public.get("")["serverSettings"][REQUIREMENT] == {"endpoints": ["mqtts://mqtt.neustadt.example:8883"]}
    settings.MQTT = {**settings.MQTT, "publish": False}
    assert REQUIREMENT not in public.get("")["serverSettings"]["conformance"]
