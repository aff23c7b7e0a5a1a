# SPDX-License-Identifier: EUPL-1.2
"""A broker: acknowledged only when stored, away and back, nothing lost and nothing twice."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from mittendrin.apps.stadtdaten.ingest import storing
from mittendrin.apps.stadtdaten.models import Device, FeatureOfInterest, Grade, Observation
from mittendrin.apps.stadtdaten.services import broker
from mittendrin.apps.stadtdaten.services.broker import Count
from mittendrin.apps.stadtdaten.services.telling import Publisher
from mittendrin.apps.stadtdaten.sources.mqtt import BrokerAddress, BrokerLink, Message
from mittendrin.apps.stadtdaten.tests import brokers
from mittendrin.apps.stadtdaten.tests.brokers import Mosquitto, publisher, wait_for
from mittendrin.apps.stadtdaten.tests.factories import NOON, datastream
from mittendrin.apps.stadtdaten.tests.test_lorawan import CHIRPSTACK, TTN
from mittendrin.core import instants
from mittendrin.core.instants import SECOND

needs_mosquitto = pytest.mark.skipif(brokers.PROGRAM is None, reason="Mosquitto is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(tmp_path).start()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def connection_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run in a transaction of one connection, which must stay."""
    monkeypatch.setattr(broker, "close_old_connections", lambda: None)


def address(port: int, **words: Any) -> BrokerAddress:
    return BrokerAddress("127.0.0.1", port, "plain", client="test", **words)


def observation(at: int, result: Any = 1.5) -> bytes:
    return json.dumps({"result": result, "phenomenonTime": instants.to_iso(NOON + at * SECOND)}).encode()


def never(_seconds: float) -> bool:
    return False


def observations(teller: Publisher) -> list[tuple[str, str]]:
    return [one for one in teller.new() if one[0].endswith("Observations")]


def until(seconds: float) -> Any:
    ends = time.monotonic() + seconds

    def ended(wait: float) -> bool:
        time.sleep(min(wait, 0.05))
        return time.monotonic() > ends

    return ended


def test_messages_of_all_kinds(db: None) -> None:
    stream, count = datastream(), Count()
    topic = f"v1.1/Datastreams({stream.pk})/Observations"
    named = json.dumps({"result": 3, "Datastream": {"@iot.id": stream.pk}}).encode()
    broker.store(
        [
            Message("v3/a@t/devices/b/up", json.dumps(TTN).encode()),
            Message("application/1/device/2/event/up", json.dumps(CHIRPSTACK).encode()),
            Message("application/1/device/2/event/ack", b'{"deviceInfo": {"devEui": "70b3d57ed0000002"}}'),
            Message(topic, observation(0)),
            Message(topic, observation(0)),
            Message(topic, observation(1, "hell")),
            Message("v1.1/Observations", named),
            Message(topic, b'{"result": 1, "@iot.id": 7}'),
            Message(topic, b"{"),
            Message(topic, b'{"result": NaN}'),
            Message(topic, b'{"result": 1, "phenomenonTime": "gestern"}'),
            Message(topic, b'{"result": 1, "phenomenonTime": "1970-01-01T00:00:00Z"}'),
            Message(topic, b'{"result": 1, "phenomenonTime": "2099-01-01T00:00:00Z"}'),
            Message("v1.1/Datastreams(999999)/Observations", observation(2)),
            Message("v1.1/Observations", b'{"result": 1}'),
            Message("v3/x/up", b"x" * 1_000_001),
        ],
        count,
    )
    assert (count.devices, count.stored, count.same) == (2, 3, 1)
    assert count.set_aside == {
        "no-uplink": 1, "not-json": 1, "not_finite": 1, "bad-time": 1, "too_old": 1, "in_future": 1,
        "unknown_datastream": 2, "too-large": 1,
    }  # fmt: skip
    assert Device.objects.count() == 2


def test_observations_by_feature_and_with_all_they_have(db: None) -> None:
    """The topic names the feature; numbers may be texts; what a message gives as a whole is not silently left out."""
    stream, count = datastream(), Count()
    feature = FeatureOfInterest.objects.create(name="Brunnen", feature={})
    rich = {
        "result": 3, "Datastream": {"@iot.id": str(stream.pk)}, "parameters": {"a": 1}, "resultQuality": "gut",
        "validTime": "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z", "phenomenonTime": instants.to_iso(NOON),
    }  # fmt: skip
    broker.store([Message(f"v1.1/FeaturesOfInterest({feature.pk})/Observations", json.dumps(rich).encode())], count)
    stored = Observation.objects.select_related("extra").get()
    assert (stored.datastream_id, stored.feature_id, count.stored) == (stream.pk, feature.pk, 1)
    seen = (stored.extra.parameters, stored.extra.result_quality)
    assert seen == ({"a": 1}, "gut")
    assert (stored.extra.valid_end or 0) - (stored.extra.valid_start or 0) == 31 * instants.DAY
    topic = f"v1.1/Datastreams({stream.pk})/Observations"
    whole = {"result": 4, "FeatureOfInterest": {"name": "neu", "description": "", "feature": {}}}
    broker.store([Message(topic, json.dumps(whole).encode())], count)
    broker.store([Message("v1.1/FeaturesOfInterest(1)/Observations", b'{"result": 1}')], count)
    assert count.set_aside == {"new-entity": 1, "unknown_datastream": 1}


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (b'"\\ud83d"', "not-json"),
        (b'{"a": ["\\udc00"]}', "not-json"),
        (b'"a\\u0000b"', "not-json"),
        (b"[" * 200 + b"]" * 200, "not-json"),
        (b"NaN", "not_finite"),
        (b"1e999", "not_finite"),
    ],
)
def test_what_cannot_be_stored_or_sent_again_is_set_aside_by_name(db: None, result: bytes, kind: str) -> None:
    stream, count = datastream(), Count()
    time = instants.to_iso(NOON).encode()
    one = b'{"result": %b, "phenomenonTime": "%b"}' % (result, time)
    words = (stream.pk, result, time)
    array = (
        b'[{"Datastream": {"@iot.id": %d}, "components": ["result", "phenomenonTime"], "dataArray": [[%b, "%b"]]}]'
        % words
    )
    broker.store([Message(f"v1.1/Datastreams({stream.pk})/Observations", one)], count)
    broker.store([Message("v1.1/CreateObservations", array)], count)
    assert (count.set_aside, Observation.objects.count()) == ({kind: 2}, 0)


def test_whole_signs_beyond_the_basic_plane_stay(db: None) -> None:
    stream, count = datastream(), Count()
    broker.store([Message(f"v1.1/Datastreams({stream.pk})/Observations", b'{"result": "\\ud83d\\ude00"}')], count)
    assert (count.set_aside, count.stored) == ({}, 1)


def test_data_arrays(db: None) -> None:
    """Many values in one message; those of a message that came later are right."""
    stream, count = datastream(), Count()

    def array(lines: Any, *names: str, of: Any = None) -> Message:
        words = {"Datastream": {"@iot.id": of or stream.pk}, "components": names, "dataArray": lines}
        return Message("v1.1/CreateObservations", json.dumps([words]).encode())

    times = [instants.to_iso(NOON + at * SECOND) for at in range(5)]
    pair = ("phenomenonTime", "result")
    broker.store(
        [
            Message(f"v1.1/Datastreams({stream.pk})/Observations", observation(0, 1)),
            array([[times[0], 2.5], [times[1], 3]], *pair),
            Message(f"v1.1/Datastreams({stream.pk})/Observations", observation(1, 4)),
            array([["hell", times[2]]], "result", "phenomenonTime"),
            array([[times[3], 1], ["gestern", 1], [times[4]], 7], *pair),
            array([[times[4], 1]], *pair, of=999_999),
            array([[times[4], None]], *pair),
            array(7, *pair),
            Message("v1.1/CreateObservations", b"{}"),
            Message("v1.1/CreateObservations", b"["),
        ],
        count,
    )
    stored = Observation.objects.order_by("phenomenon_start").values_list("result", flat=True)
    assert list(stored) == [2.5, 4.0, None, 1.0]
    assert count.set_aside == {
        "bad-time": 1, "no-array": 4, "unknown_datastream": 1, "no-result": 1, "not-json": 1,
    }  # fmt: skip


def test_database_that_is_away_is_asked_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, failures = datastream(), [OperationalError("locked"), OperationalError("locked")]
    real = storing.store_observations

    def sometimes(rows: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(rows)

    monkeypatch.setattr(storing, "store_observations", sometimes)
    batch = [Message(f"v1.1/Datastreams({stream.pk})/Observations", observation(0))]
    assert broker.store_surely(batch, Count(), never)
    assert Observation.objects.count() == 1
    failures.append(OperationalError("locked"))
    assert not broker.store_surely(batch, Count(), lambda _seconds: True)


def test_message_that_breaks_a_batch_is_set_aside(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, count = datastream(), Count()
    real = storing.store_observations

    def picky(rows: Any) -> Any:
        if any(row[2] == 666 for row in rows):
            raise ValueError
        return real(rows)

    monkeypatch.setattr(storing, "store_observations", picky)
    topic = f"v1.1/Datastreams({stream.pk})/Observations"
    batch = [Message(topic, observation(at, 666 if at == 3 else at)) for at in range(6)]
    assert broker.store_surely(batch, count, never)
    assert (Observation.objects.count(), count.set_aside) == (5, {"ValueError": 1})


def test_published_is_what_everybody_may_see(db: None) -> None:
    stream, secret, teller = datastream(), datastream("Innen", Grade.INTERNAL), Publisher()
    assert observations(teller) == []
    count = Count()
    batch = [Message(f"v1.1/Datastreams({one.pk})/Observations", observation(0, 21)) for one in (stream, secret)]
    broker.store(batch, count)
    (told,) = observations(teller)
    body = json.loads(told[1])
    assert told[0] == f"v1.1/Datastreams({stream.pk})/Observations"
    assert (body["result"], body["phenomenonTime"]) == (21, instants.to_iso(NOON))
    assert observations(teller) == []
    broker.store([Message(told[0], told[1].encode())], count)  # our own words come back: nothing new
    assert (observations(teller), Observation.objects.count()) == ([], 2)


def test_number_that_is_stored_late_is_told(db: None) -> None:
    stream, teller = datastream(), Publisher()
    topic = f"v1.1/Datastreams({stream.pk})/Observations"
    broker.store([Message(topic, observation(at, at)) for at in range(3)], Count())
    first = Observation.objects.order_by("pk").first()
    assert first
    kept = {field.attname: getattr(first, field.attname) for field in Observation._meta.fields}
    Observation.objects.filter(pk=first.pk).delete()
    assert len(observations(teller)) == 2
    Observation.objects.create(**kept)
    assert [json.loads(body)["result"] for _topic, body in observations(teller)] == [0]
    assert observations(teller) == []


@needs_mosquitto
@pytest.mark.slow
def test_acknowledged_only_when_stored(db: None, mosquitto: Mosquitto) -> None:
    """Messages that were taken but not stored come again to the next process."""
    stream = datastream()
    topic = f"v1.1/Datastreams({stream.pk})/Observations"
    sender = publisher(mosquitto.port)
    with BrokerLink(address(mosquitto.port)) as link:
        wait_for(lambda: link.is_up)
        time.sleep(0.3)
        for at in range(50):
            sender.publish(topic, observation(at, at), qos=1).wait_for_publish(5)
        taken: list[Message] = []
        while len(taken) < 50:
            taken += link.batch(wait=5)
        broker.store(taken[:20], Count())
        link.done(taken[:20])  # and the process dies before the rest
        time.sleep(0.3)
    with BrokerLink(address(mosquitto.port)) as link:
        count = broker.work(link, until(20), publishes=False, once=True)
    sender.loop_stop()
    assert count.stored == 30
    assert Observation.objects.count() == 50


@needs_mosquitto
@pytest.mark.slow
def test_broker_gone_and_back(db: None, mosquitto: Mosquitto) -> None:
    """While it is away publishers wait; afterwards every value is there once."""
    stream = datastream()
    topic = f"v1.1/Datastreams({stream.pk})/Observations"
    sender = publisher(mosquitto.port)
    sender.reconnect_delay_set(1, 1)

    def breaks() -> None:
        for at in range(300):
            sender.publish(topic, observation(at, at), qos=1)
            if at in {80, 190}:
                mosquitto.stop()
                time.sleep(0.5)
                mosquitto.start()
            time.sleep(0.002)

    helper = threading.Thread(target=breaks)
    with BrokerLink(address(mosquitto.port)) as link:
        wait_for(lambda: link.is_up)
        time.sleep(0.3)
        helper.start()
        ends = until(60)
        broker.work(link, lambda wait: ends(wait) or Observation.objects.count() == 300, publishes=False)
    helper.join()
    sender.loop_stop()
    results = Observation.objects.order_by("phenomenon_start").values_list("result", flat=True)
    assert list(results) == [float(at) for at in range(300)]


@needs_mosquitto
@pytest.mark.slow
def test_message_of_megabytes_stops_nobody(db: None, mosquitto: Mosquitto) -> None:
    stream = datastream()
    topic = f"v1.1/Datastreams({stream.pk})/Observations"
    sender = publisher(mosquitto.port)
    with BrokerLink(address(mosquitto.port)) as link:
        link.batch(wait=0.3)
        for body in (observation(0), b" " * 5_000_000, observation(1)):
            sender.publish(topic, body, qos=1).wait_for_publish(20)
        count = broker.work(link, until(20), publishes=False, once=True)
    sender.loop_stop()
    assert (count.stored, count.set_aside) == (2, {"too-large": 1})
    with BrokerLink(address(mosquitto.port)) as link:
        assert link.batch(wait=0.5) == []


@needs_mosquitto
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_encrypted(db: None, tmp_path: Path) -> None:
    """Messages come over TLS, and a broker that cannot prove who it is gets nothing."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=broker"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    key.chmod(0o644)
    guarded = Mosquitto(tmp_path, f"certfile {certificate}", f"keyfile {key}").start()
    try:
        with BrokerLink(BrokerAddress("127.0.0.1", guarded.port, "tls", client="stranger")) as link:
            assert not link.is_up
        where = BrokerAddress("127.0.0.1", guarded.port, "tls", ca_file=str(certificate), topics=("town/#",))
        with BrokerLink(where) as link:
            assert link.is_up
            for at in range(500):
                link.publish("town/a", f"{at} {'x' * 500}")
            taken: list[Message] = []
            ends = time.monotonic() + 20
            while len(taken) < 500 and time.monotonic() < ends:
                batch = link.batch()
                link.done(batch)
                taken += batch
    finally:
        guarded.stop()
    assert [int(one.payload.split()[0]) for one in taken] == list(range(500))


@needs_mosquitto
@pytest.mark.slow
def test_user_and_password(db: None, tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text("stadt:geheim\n", encoding="utf-8")
    done = subprocess.run(["mosquitto_passwd", "-U", str(users)], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("mosquitto_passwd is not installed")
    guarded = Mosquitto(tmp_path, f"password_file {users}", anonymous=False).start()
    try:
        with BrokerLink(address(guarded.port)) as link:
            wait_for(lambda: bool(link.refused))
            assert not link.is_up
        with BrokerLink(address(guarded.port, user="stadt", password="geheim")) as link:
            wait_for(lambda: link.is_up)
    finally:
        guarded.stop()


@pytest.mark.slow
def test_embedded_broker(db: None) -> None:
    stream = datastream()
    port = brokers.free_port()
    with broker.EmbeddedBroker(port), BrokerLink(address(port)) as link:
        wait_for(lambda: link.is_up)
        time.sleep(0.3)
        heard: list[str] = []
        sender = publisher(port)
        sender.on_message = lambda _client, _data, message: heard.append(message.topic)
        sender.subscribe("v1.1/+/Observations")
        sender.publish("v3/a@t/devices/b/up", json.dumps(TTN), qos=1).wait_for_publish(5)
        ends = until(20)
        broker.work(link, lambda wait: ends(wait) or Device.objects.count() == 1, publishes=True)
        teller = Publisher()
        broker.store([Message(f"v1.1/Datastreams({stream.pk})/Observations", observation(1))], Count())
        for topic, body in observations(teller):
            assert link.publish(topic, body)
        wait_for(lambda: len(heard) == 1)
        sender.disconnect()
        sender.loop_stop()
    assert heard == [f"v1.1/Datastreams({stream.pk})/Observations"]
    taken = socket.create_server(("127.0.0.1", port))
    with taken, pytest.raises(OSError, match="in use"), broker.EmbeddedBroker(port):
        pass
