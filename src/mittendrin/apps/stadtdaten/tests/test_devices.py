# SPDX-License-Identifier: EUPL-1.2
"""Devices wait with their messages; named, their history is there; the same message twice is one."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mittendrin.apps.stadtdaten.ingest import devices as taking
from mittendrin.apps.stadtdaten.models import (
    Codec,
    CodecKind,
    Datastream,
    Device,
    DeviceMessage,
    DeviceState,
    Observation,
    Standing,
)
from mittendrin.apps.stadtdaten.services import devices, tokens
from mittendrin.apps.stadtdaten.services.devices import Naming, SeriesDraft
from mittendrin.apps.stadtdaten.sources.lorawan import messages
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.tests import codecs
from mittendrin.apps.stadtdaten.tests.factories import thing
from mittendrin.apps.stadtdaten.tests.test_lorawan import CHIRPSTACK, TTN
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR, MINUTE
from mittendrin.townhall.accounts.models import Role
from mittendrin.web.tests.browsers import PUBLIC, As
from mittendrin.web.tests.conftest import as_role, people

__all__ = ["as_role", "people"]

EUI = "70B3D57ED0000002"
ADDRESS = "/stadtdaten/api/uplinks"
BEGIN = instants.now() - DAY


def uplink(count: int, temperature: float = 20.0, *, port: int = 85, **words: Any) -> Uplink:
    """Return a message of a Milesight device, a minute after the one before."""
    raw = round(temperature * 10) & 0xFFFF
    message = copy.deepcopy(CHIRPSTACK)
    message |= {
        "time": instants.to_iso(BEGIN + count * MINUTE),
        "fCnt": count,
        "fPort": port,
        "data": base64.b64encode(bytes([0x01, 0x75, 90, 0x03, 0x67, raw & 255, raw >> 8])).decode(),
        **words,
    }
    return messages.uplink_of(message)


@pytest.fixture
def codec(db: None) -> Codec:
    return Codec.objects.create(name="Milesight", kind=CodecKind.JAVASCRIPT, source=codecs.MILESIGHT)


def named(codec: Codec, *series: str) -> Device:
    device = Device.objects.get(dev_eui=EUI)
    drafts = [SeriesDraft(name, name.title(), "°C") for name in series]
    devices.name_device(device, Naming("Marktplatz", 50.3, 7.6, codec=str(codec.pk), series=drafts))
    device.refresh_from_db()
    return device


def test_new_device_waits_with_its_messages(codec: Codec) -> None:
    taken = taking.take([uplink(1), uplink(2), uplink(2)])
    assert (taken.new, taken.same, taken.values) == (2, 1, 0)
    device = Device.objects.get(dev_eui=EUI)
    assert (device.standing, device.messages_count, device.name) == (Standing.WAITING, 2, "Pegel 2")
    assert Observation.objects.count() == 0
    trial = devices.tried(device, devices.text_of(str(codec.pk)) or pytest.fail("no codec"))
    assert trial.understood == 2
    assert [(one.name, one.title, one.symbol) for one in trial.series] == [
        ("battery", "Batterie", "%"),
        ("temperature", "Temperatur", "°C"),
    ]


def test_history_is_there_when_it_is_named(codec: Codec) -> None:
    taking.take([uplink(at, 20 + at / 10) for at in range(30)])
    device = named(codec, "temperature")
    stream = Datastream.objects.get()
    assert (device.standing, stream.name, stream.ucum) == (Standing.ACTIVE, "Marktplatz: Temperature", "Cel")
    assert stream.thing.locations.get().location["coordinates"] == [7.6, 50.3]
    results = Observation.objects.order_by("phenomenon_start").values_list("result", flat=True)
    assert list(results) == [pytest.approx(20 + at / 10) for at in range(30)]
    taken = taking.take([uplink(30, -5.5), uplink(29, 22.9)])
    assert (taken.new, taken.same, taken.values) == (1, 1, 1)
    state = DeviceState.objects.get(thing=device.thing_id)
    assert state.signal["rssi"] == -90
    assert device.series.get(name="battery").datastream is None


def test_message_that_comes_while_it_is_named(codec: Codec, monkeypatch: pytest.MonkeyPatch) -> None:
    taking.take([uplink(1)])
    device = named(codec, "temperature")
    monkeypatch.setattr(taking, "_readers", lambda _euis: {})  # as it looked just before
    taking.take([uplink(2, 30.5)])
    assert Observation.objects.filter(result=30.5).count() == 1
    assert device.standing == Standing.ACTIVE


def test_codec_that_fails_loses_no_message(codec: Codec) -> None:
    taking.take([uplink(1)])
    device = named(codec, "temperature")
    Codec.objects.update(source="function decodeUplink() { throw new Error('neu'); }")
    assert taking.take([uplink(2, 21.5)]).new == 1
    assert "neu" in DeviceMessage.objects.get(f_cnt=2).problem
    Codec.objects.update(source=codecs.MILESIGHT)
    device.refresh_from_db()
    assert taking.replay(Device.objects.get(pk=device.pk)) == 1
    assert DeviceMessage.objects.get(f_cnt=2).problem == ""
    assert Observation.objects.count() == 2


def test_codec_that_hangs_is_not_waited_for_again_and_again(codec: Codec, monkeypatch: pytest.MonkeyPatch) -> None:
    taking.take([uplink(1)])
    device = named(codec, "temperature")
    asked: list[int] = []

    def hangs(*_args: Any, **_words: Any) -> Any:
        asked.append(1)
        raise SourceRefused("codec-too-slow", "2 s")

    with monkeypatch.context() as patch:
        patch.setattr(taking, "decode", hangs)
        taking.take([uplink(at) for at in range(2, 12)])
    assert len(asked) == 3
    problems = DeviceMessage.objects.filter(f_cnt__gt=1).values_list("problem", flat=True)
    assert sorted(set(problems)) == ["codec-resting", "codec-too-slow: 2 s"]
    assert devices.read_again(codec.pk) == 10
    assert (Observation.objects.count(), device.messages.exclude(problem="").count()) == (11, 0)


def test_value_that_the_store_refuses_is_noted(codec: Codec) -> None:
    taking.take([uplink(1)])
    named(codec, "temperature")
    taken = taking.take([uplink(5, time="2099-01-01T00:00:00Z"), uplink(6, time="1970-01-02T00:00:00Z")])
    assert (taken.new, taken.values) == (2, 0)
    problems = DeviceMessage.objects.order_by("f_cnt").values_list("problem", flat=True)
    assert list(problems) == ["", "in_future", "too_old"]
    assert Device.objects.get().last_seen_at <= instants.to_datetime(instants.now())


def test_message_without_time_is_one_within_an_hour(db: None) -> None:
    info = {"deviceInfo": {"devEui": EUI.lower()}, "fCnt": 1, "data": "AQ=="}
    now = instants.now() // HOUR * HOUR
    assert taking.take([messages.uplink_of(info)], now=now + 1).new == 1
    assert taking.take([messages.uplink_of(info)], now=now + MINUTE).same == 1


def test_too_many_new_devices(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_WAITING", 2)
    news = [messages.uplink_of({"deviceInfo": {"devEui": f"{n:016x}"}, "fCnt": 1}) for n in range(5)]
    assert taking.take(news).refused == 3
    assert Device.objects.count() == 2


def test_ignored_device_is_not_kept(db: None) -> None:
    taking.take([uplink(1)])
    device = Device.objects.get()
    devices.ignore(device)
    assert taking.take([uplink(2)]).new == 0
    assert DeviceMessage.objects.count() == 0
    devices.wait_again(device)
    assert taking.take([uplink(3)]).new == 1


def test_tidy(codec: Codec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "MOST_KEPT", 3)
    taking.take([uplink(at) for at in range(5)])
    assert devices.tidy() == 2
    named(codec, "temperature")
    assert taking.tidy(instants.now() + 100 * DAY) == 3
    assert Observation.objects.count() == 3


def test_status_tells_the_battery(db: None) -> None:
    taking.take([uplink(1)])
    status = {"deviceInfo": {"devEui": EUI.lower()}, "margin": 5, "batteryLevel": 42.5, "time": CHIRPSTACK["time"]}
    assert taking.take([messages.uplink_of({**status, "time": instants.to_iso(instants.now())})]).new == 0
    assert Device.objects.get().battery == 42.5


def post(body: bytes | dict[str, Any], token: str = "") -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post(ADDRESS + "?event=up", data, content_type="application/json", headers=headers)


def test_webhook(db: None) -> None:
    _made, token = tokens.new_token("TTN", writes=True)
    _other, reader = tokens.new_token("liest", writes=False)
    assert post(TTN).status_code == 401
    assert post(TTN, reader).status_code == 401
    assert post(TTN, "falsch").status_code == 401
    assert post(TTN, token).json() == {"new": 1, "same": 0, "values": 0}
    assert post(TTN, token).json() == {"new": 0, "same": 1, "values": 0}
    assert post(CHIRPSTACK, token).json()["new"] == 1
    assert post({"end_device_ids": {"dev_eui": "70B3D57ED0000001"}, "join_accept": {}}, token).status_code == 200
    assert post(b"nichts", token).status_code == 400
    assert post({"a": 1}, token).status_code == 400
    assert post(b'{"a": "' + b"x" * 1_000_001 + b'"}', token).status_code == 413
    assert Client().get(ADDRESS).status_code == 405
    assert Device.objects.count() == 2


@pytest.mark.parametrize("role", [Role.STAFF, Role.HEAD_OF_UNIT, PUBLIC])
def test_pages_are_for_those_who_run_the_town(role: str, as_role: As) -> None:
    for name in ("devices", "codecs", "new_codec"):
        assert as_role(role).get(reverse(f"stadtdaten:{name}")).status_code in {302, 403}


def test_pages_of_a_device(codec: Codec, as_role: As) -> None:
    browser = as_role(Role.EDITOR)
    taking.take([uplink(at, 20 + at) for at in range(3)])
    listed = browser.get(reverse("stadtdaten:devices")).content.decode()
    assert "1 neues Gerät wartet" in listed
    assert EUI in listed
    address = reverse("stadtdaten:device", args=[EUI])
    page = browser.get(address, {"codec": codec.pk}).content.decode()
    assert "3 von 3 Nachrichten" in page
    assert "temperature" in page
    form = {
        "codec": codec.pk, "title": "Marktplatz", "latitude": "50,3", "longitude": "7.6", "grade": "public",
        "wert-0-title": "Batterie", "wert-0-symbol": "%", "wert-1-keep": "on", "wert-1-title": "Lufttemperatur",
        "wert-1-symbol": "°C",
    }  # fmt: skip
    assert browser.post(address, {**form, "latitude": "912"}).status_code == 422
    assert browser.post(address, {**form, "wert-1-title": ""}).status_code == 422
    assert browser.post(address, {**form, "wert-1-keep": ""}).status_code == 422
    assert browser.post(address, form).status_code == 302
    stream = Datastream.objects.get()
    assert (stream.name, stream.unit_symbol, stream.open_grade) == ("Marktplatz: Lufttemperatur", "°C", "public")
    assert Observation.objects.count() == 3
    assert "Marktplatz" in browser.get(reverse("stadtdaten:devices"), {"stand": "messend"}).content.decode()
    assert browser.get(address).status_code == 200
    assert browser.get(reverse("stadtdaten:device", args=["0"])).status_code == 404
    assert browser.get(address, {"codec": "999"}).status_code == 404


def test_ignoring_on_the_page(as_role: As) -> None:
    browser = as_role(Role.EDITOR)
    taking.take([uplink(1)])
    address = reverse("stadtdaten:device_standing", args=[EUI])
    browser.post(address, {"stand": "uebergangen"})
    assert Device.objects.get().standing == Standing.IGNORED
    browser.post(address, {"stand": "neu"})
    assert Device.objects.get().standing == Standing.WAITING


def test_codec_is_tried_before_it_is_kept(as_role: As) -> None:
    browser = as_role(Role.EDITOR)
    address = reverse("stadtdaten:new_codec")
    good = {"name": "Milesight", "source": codecs.MILESIGHT, "payload": "01 75 5A 03:67:d700", "port": "85"}
    page = browser.post(address, {**good, "probieren": "1"}).content.decode()
    assert "temperature" in page
    assert "21.5" in page or "21,5" in page
    for wrong in ({"source": "function ("}, {"source": "var a;"}, {"payload": "0"}, {"port": "999"}):
        assert browser.post(address, {**good, **wrong, "speichern": "1"}).status_code == 422
    assert Codec.objects.count() == 0
    assert browser.post(address, {**good, "speichern": "1"}).status_code == 302
    assert browser.post(address, {**good, "speichern": "1"}).status_code == 422  # the name is taken
    change = reverse("stadtdaten:codec", args=[Codec.objects.get().pk])
    assert browser.get(change).status_code == 200
    assert browser.post(change, {**good, "name": "Milesight AM102", "speichern": "1"}).status_code == 302
    assert "Milesight AM102" in browser.get(reverse("stadtdaten:codecs")).content.decode()


@pytest.mark.django_db
def test_known_places_are_points_for_editors_only(as_role: As) -> None:
    thing("Brücke", at=(7.6, 50.3))
    address = reverse("stadtdaten:places")
    assert as_role(PUBLIC).get(address).status_code in {302, 403}
    assert as_role(Role.STAFF).get(address).status_code == 403
    found = as_role(Role.EDITOR).get(address).json()
    assert [one["geometry"]["coordinates"] for one in found["features"]] == [[7.6, 50.3]]
