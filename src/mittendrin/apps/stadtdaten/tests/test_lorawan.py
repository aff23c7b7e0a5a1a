# SPDX-License-Identifier: EUPL-1.2
"""LoRaWAN: envelopes of both networks, codecs in all forms, hostile ones within bounds."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from mittendrin.apps.stadtdaten.sources.flat import measured_values
from mittendrin.apps.stadtdaten.sources.lorawan import cayenne, messages
from mittendrin.apps.stadtdaten.sources.lorawan.decoding import CodecText, decode
from mittendrin.apps.stadtdaten.sources.lorawan.sandbox import Sandbox
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.apps.stadtdaten.tests import codecs
from mittendrin.core import instants

UPLINKS = Path(settings.TEST_DATA_DIR) / "lorawan-uplinks" / "uplinks.jsonl"
VECTORS = Path(settings.TEST_DATA_DIR) / "lorawan-decentlab" / "vectors.jsonl"
needs_uplinks = pytest.mark.skipif(not UPLINKS.is_file(), reason="lorawan-uplinks is not here")
needs_vectors = pytest.mark.skipif(not VECTORS.is_file(), reason="lorawan-decentlab is not here")
TTN = {
    "end_device_ids": {
        "device_id": "baum-7",
        "dev_eui": "70B3D57ED0000001",
        "application_ids": {"application_id": "a"},
    },
    "received_at": "2026-03-01T10:00:00.500Z",
    "uplink_message": {
        "f_port": 2,
        "frm_payload": "AWcA4QRoTQ==",
        "rx_metadata": [{"rssi": -110, "snr": -3}, {"rssi": -71, "snr": 8.5}],
        "settings": {"frequency": "868100000", "data_rate": {"lora": {"spreading_factor": 9}}},
        "received_at": "2026-03-01T10:00:00.123456789Z",
        "last_battery_percentage": {"value": 87.5},
        "locations": {"user": {"latitude": 50.3, "longitude": 7.6}},
    },
}
CHIRPSTACK = {
    "time": "2026-03-01T11:00:00.25+01:00",
    "deviceInfo": {"devEui": "70b3d57ed0000002", "deviceName": "Pegel 2", "deviceProfileName": "Pegel"},
    "fCnt": 3,
    "fPort": 2,
    "data": "AWcA4QRoTQ==",
    "object": {"level": 12.5},
    "rxInfo": [{"rssi": -90, "snr": 1.5}],
    "txInfo": {"frequency": 868300000, "modulation": {"lora": {"spreadingFactor": 7}}},
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def refused(message: dict[str, Any]) -> str:
    with pytest.raises(SourceRefused) as caught:
        messages.uplink_of(message)
    return caught.value.kind


def test_the_things_stack() -> None:
    up = messages.uplink_of(TTN)
    assert (up.network, up.dev_eui, up.name, up.f_port, up.f_cnt) == ("ttn", "70B3D57ED0000001", "baum-7", 2, 0)
    assert (up.rssi, up.snr, up.gateways, up.frequency, up.spreading_factor) == (-71, 8.5, 2, 868_100_000, 9)
    assert up.time is not None
    assert instants.to_iso(up.time) == "2026-03-01T10:00:00.123456Z"
    assert (up.battery, up.latitude, up.longitude) == (87.5, 50.3, 7.6)


def test_chirpstack() -> None:
    up = messages.uplink_of(CHIRPSTACK)
    assert (up.network, up.dev_eui, up.name, up.profile) == ("chirpstack", "70B3D57ED0000002", "Pegel 2", "Pegel")
    assert (up.f_port, up.f_cnt, up.rssi, up.snr, up.decoded) == (2, 3, -90, 1.5, {"level": 12.5})
    assert up.time is not None
    assert instants.to_iso(up.time) == "2026-03-01T10:00:00.250Z"


def test_chirpstack_of_version_three() -> None:
    up = messages.uplink_of(
        {
            "applicationName": "a", "deviceName": "Pegel", "devEUI": "AgICAgICAgI=", "fCnt": 1, "fPort": 5,
            "data": "AQ==", "objectJSON": '{"t": 25}',
            "rxInfo": [{"rssi": -48, "loRaSNR": 9, "time": "2019-11-08T13:59:25.048Z"}],
        }
    )  # fmt: skip
    assert (up.dev_eui, up.snr, up.decoded, up.payload) == ("0202020202020202", 9, {"t": 25}, b"\x01")
    assert up.time is not None
    assert instants.to_iso(up.time) == "2019-11-08T13:59:25.048Z"


def test_status_of_chirpstack() -> None:
    info = {"devEui": "70b3d57ed0000002"}
    up = messages.uplink_of({"deviceInfo": info, "margin": 7, "batteryLevel": 66.5, "batteryLevelUnavailable": False})
    assert (up.status, up.battery, up.margin) == (True, 66.5, 7)
    assert messages.uplink_of({"deviceInfo": info, "margin": 7, "externalPowerSource": True}).battery is None


def test_recording_of_a_broker() -> None:
    assert messages.uplink_of({"topic": "v3/a/devices/b/up", "payload": TTN}).name == "baum-7"
    assert messages.uplink_of({"topic": "v3/a/devices/b/up", "payload": json.dumps(TTN)}).name == "baum-7"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ({}, "unknown-form"),
        ({"payload": {"payload": {"payload": TTN}}}, "unknown-form"),
        ({"end_device_ids": {"dev_eui": "70B3D57ED0000001"}, "join_accept": {}}, "no-uplink"),
        ({"end_device_ids": {"dev_eui": "70B3"}, "uplink_message": {}}, "no-device"),
        ({"end_device_ids": {}, "uplink_message": {}}, "no-device"),
        ({"deviceInfo": {"devEui": "70b3d57ed0000002"}, "acknowledged": True}, "no-uplink"),
        ({"deviceInfo": {"devEui": "70b3d57ed0000002"}, "fCnt": 1, "data": "%%%"}, "bad-payload"),
        ({"deviceInfo": {"devEui": "70b3d57ed0000002"}, "fCnt": 1, "data": "A" * 9000}, "bad-payload"),
    ],
)
def test_what_is_no_message(message: dict[str, Any], kind: str) -> None:
    assert refused(message) == kind


@pytest.mark.parametrize("text", [b"[1]", b"{", b'{"a": NaN}', b"\xff", b"[" * 100_000])
def test_what_is_no_json(text: bytes) -> None:
    with pytest.raises(SourceRefused, match="not-json"):
        messages.parsed(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted({*CHIRPSTACK, *TTN, "devEUI", "margin", "payload"})), JSON))
def test_odd_messages_are_refused_by_name(changes: dict[str, Any]) -> None:
    for base in ({}, CHIRPSTACK, TTN):
        try:
            assert messages.uplink_of({**base, **changes}).dev_eui
        except SourceRefused as error:
            assert error.kind


@given(JSON)
def test_odd_values_are_left_out_or_refused(data: Any) -> None:
    for value in measured_values(data):
        assert value.name
        assert value.value == value.value


def test_flat() -> None:
    found = measured_values(
        {"a": {"b": 1, "c": None}, "v": {"value": 3.1, "unit": "V", "displayName": "Spannung"}, "list": [1, True, "x"],
         "history": [{"timestamp": 1_698_765_432, "t": 22.3}, {"ts": 1_698_765_432_000, "values": {"t": 22.4}}]}
    )  # fmt: skip
    at = 1_698_765_432 * instants.SECOND
    assert [(one.name, one.value, one.unit, one.time) for one in found] == [
        ("a.b", 1, "", None), ("v", 3.1, "V", None), ("list.0", 1, "", None), ("list.1", True, "", None),
        ("list.2", "x", "", None), ("t", 22.3, "", at), ("t", 22.4, "", at),
    ]  # fmt: skip


def test_cayenne() -> None:
    found = cayenne.values(
        bytes.fromhex(
            "0367011005670 0FF".replace(" ", "") + "017103E8FC180000" + "0188 06765f f2960a 0003e8".replace(" ", "")
        )
    )
    named = {one.name: one.value for one in found}
    assert (named["temperature_3"], named["temperature_5"]) == (27.2, 25.5)
    assert (named["accelerometer_1.x"], named["accelerometer_1.y"]) == (1.0, -1.0)
    assert (named["gps_1.latitude"], named["gps_1.longitude"], named["gps_1.altitude"]) == (42.3519, -87.9094, 10.0)
    for wrong in ("01FF00", "016701", "01"):
        with pytest.raises(SourceRefused):
            cayenne.values(bytes.fromhex(wrong))


@pytest.mark.parametrize("form", sorted(codecs.FORMS))
def test_forms_of_codecs(form: str, sandbox: Sandbox) -> None:
    up = Uplink("ttn", "70B3D57ED0000001", f_port=9, payload=b"\x2a\x01", time=5)
    values = decode(up, CodecText("javascript", codecs.FORMS[form]), sandbox).values
    assert [(one.name, one.value, one.time) for one in values] == [("x", 42, 5), ("p", 9, 5)]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(codecs.HOSTILE))
def test_hostile_codecs(name: str, sandbox: Sandbox) -> None:
    source, kinds = codecs.HOSTILE[name]
    up = Uplink("ttn", "70B3D57ED0000001", f_port=1, payload=b"\x01")
    began = monotonic()
    with pytest.raises(SourceRefused) as caught:
        decode(up, CodecText("javascript", source), sandbox)
    assert caught.value.kind in kinds
    assert monotonic() - began < 45  # 8 s, and the start of a fresh process on a busy machine
    good = decode(up, CodecText("javascript", codecs.FORMS["Decoder"]), sandbox)
    assert [one.value for one in good.values] == [1, 1]


def test_codecs_do_not_see_one_another(sandbox: Sandbox) -> None:
    up = Uplink("ttn", "70B3D57ED0000001", f_port=1, payload=b"\x01")
    one = "globalThis.shared = 1; Array.prototype.slice = null; function decodeUplink() { return { data: { a: 1 } }; }"
    other = "function decodeUplink(i) { return { data: { s: typeof shared, n: i.bytes.slice(0).length } }; }"
    decode(up, CodecText("javascript", one), sandbox)
    assert [one.value for one in decode(up, CodecText("javascript", other), sandbox).values] == ["undefined", 1]


def test_json_payload(sandbox: Sandbox) -> None:
    up = Uplink("ttn", "70B3D57ED0000001", payload=b'{"t": 21.5}')
    assert [one.value for one in decode(up, CodecText("json"), sandbox).values] == [21.5]


@needs_uplinks
def test_envelopes_of_real_messages() -> None:
    """What the corpus expects of names, ports and signals is what we read; every message has all of it."""
    rows = read(UPLINKS)
    for row in rows:
        up = messages.uplink_of(row["payload"])
        assert None not in (up.f_port, up.f_cnt, up.rssi, up.snr, up.time), row["file"]
        wanted = row["expected"].get("attributes", {})
        for key in ("eui", "lora_dev_eui", "devEui"):
            if key in wanted:
                assert up.dev_eui == wanted[key].upper()
        for key in ("fPort", "latestFPort"):
            if key in wanted:
                assert up.f_port == wanted[key]
        if "frequency" in wanted:
            assert up.frequency == int(wanted["frequency"])
        _assert_radio(up, row["expected"].get("telemetry"))
    assert len(rows) == 301


def _assert_radio(up: Uplink, telemetry: Any) -> None:
    for entry in telemetry if isinstance(telemetry, list) else [telemetry or {}]:
        values = entry.get("values", {})
        for key, read_as in (("lora_rssi", up.rssi), ("lora_snr", up.snr), ("lora_frame_counter", up.f_cnt)):
            if key in values:
                assert read_as == pytest.approx(values[key])


@needs_uplinks
@pytest.mark.parametrize(
    ("vendor", "device", "source"), [("Milesight", "AM102", codecs.MILESIGHT), ("Elsys", "ERS2_CO2", codecs.ELSYS)]
)
def test_values_of_real_messages(vendor: str, device: str, source: str, sandbox: Sandbox) -> None:
    rows = [row for row in read(UPLINKS) if row["vendor"] == vendor and row["device"].startswith(device)]
    assert rows
    for row in rows:
        up = messages.uplink_of(row["payload"])
        found = {
            (one.name, (one.time or 0) // 1000): one.value
            for one in decode(up, CodecText("javascript", source), sandbox).values
        }
        for entry in row["expected"]["telemetry"]:
            for name, value in entry["values"].items():
                assert found[name, entry["ts"]] == pytest.approx(value, abs=1e-6)


@needs_vectors
def test_vectors_of_decentlab(sandbox: Sandbox) -> None:
    rows = [row for row in read(VECTORS) if row["device"] == "DL-10HS"]
    assert rows
    for row in rows:
        data = base64.b64encode(bytes.fromhex(row["payload_hex"])).decode()
        up = messages.uplink_of({**CHIRPSTACK, "data": data})
        values = decode(up, CodecText("javascript", codecs.DECENTLAB), sandbox).values
        found = {one.name: (one.value, one.unit) for one in values}
        for title, wanted in row["expected"].items():
            if isinstance(wanted, dict):
                value, unit = found[title.lower().replace(" ", "_")]
                assert value == pytest.approx(wanted["value"], abs=1e-6)
                assert unit == wanted["unit"]


def test_a_codec_is_not_asked_about_no_bytes(sandbox: Sandbox) -> None:
    """A network that sends only what it decoded: a codec would make zeros of it."""
    up = Uplink("chirpstack", "0000000000000001", decoded={"temp": 21.5}, time=1)
    values = decode(up, CodecText("javascript", codecs.FORMS["Decoder"]), sandbox).values
    assert [(one.name, one.value) for one in values] == [("temp", 21.5)]
