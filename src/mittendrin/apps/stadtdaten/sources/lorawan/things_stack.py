# SPDX-License-Identifier: EUPL-1.2
"""Messages of The Things Stack v3 (The Things Network, The Things Industries): webhooks and MQTT alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mittendrin.apps.stadtdaten.sources.flat import iso_moment
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink, best, eui, inner, number, payload, text, whole
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused


def matches(message: Mapping[str, Any]) -> bool:
    """Return whether ``message`` is one of The Things Stack."""
    return isinstance(message.get("end_device_ids"), dict)


def uplink_of(message: Mapping[str, Any]) -> Uplink:
    """Return the uplink in ``message``. Raises SourceRefused: ``no-uplink`` for joins, downlinks and the like."""
    ids, up = message["end_device_ids"], message.get("uplink_message")
    if not isinstance(up, dict):
        raise SourceRefused("no-uplink", _kind(message))
    heard = [one for one in _list(up.get("rx_metadata")) if isinstance(one, dict)]
    rssi, snr = best([(number(one.get("rssi", one.get("channel_rssi"))), number(one.get("snr"))) for one in heard])
    place = _place(up)
    decoded = up.get("decoded_payload")
    return Uplink(
        network="ttn",
        dev_eui=eui(ids.get("dev_eui")),
        name=text(ids, "device_id"),
        profile=text(up, "version_ids", "model_id"),
        application=text(ids, "application_ids", "application_id"),
        f_port=whole(up.get("f_port")),
        f_cnt=whole(up.get("f_cnt", 0)),  # the network leaves out what is 0
        time=_time(message, up),
        payload=payload(up.get("frm_payload")),
        decoded=decoded if isinstance(decoded, dict) else {},
        rssi=rssi,
        snr=snr,
        gateways=len(heard),
        frequency=whole(inner(up, "settings", "frequency")),
        spreading_factor=whole(inner(up, "settings", "data_rate", "lora", "spreading_factor")),
        battery=number(inner(up, "last_battery_percentage", "value")),
        latitude=place[0],
        longitude=place[1],
        simulated=message.get("simulated") is True,
    )


def _kind(message: Mapping[str, Any]) -> str:
    known = ("join_accept", "downlink", "location_solved", "service_data")
    return next((key for key in message if key.startswith(known)), "")


def _time(message: Mapping[str, Any], up: Mapping[str, Any]) -> int | None:
    """Return when the network server had it: clocks of gateways are often wrong."""
    moments = (up.get("received_at"), message.get("received_at"), inner(up, "settings", "time"))
    return next((found for one in moments if isinstance(one, str) and (found := iso_moment(one)) is not None), None)


def _place(up: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return where people entered that the device stands."""
    place = inner(up, "locations", "user")
    latitude, longitude = number(inner(place, "latitude")), number(inner(place, "longitude"))
    return (latitude, longitude) if latitude is not None and longitude is not None else (None, None)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
