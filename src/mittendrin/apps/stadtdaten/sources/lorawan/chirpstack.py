# SPDX-License-Identifier: EUPL-1.2
"""Messages of ChirpStack: events of version 4 and, because many still run it, of version 3, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mittendrin.apps.stadtdaten.sources.flat import iso_moment
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink, best, eui, inner, number, payload, text, whole
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.core import json_text

_TIMES = ("time", "nsTime", "gwTime")


def matches(message: Mapping[str, Any]) -> bool:
    """Return whether ``message`` is one of ChirpStack."""
    return isinstance(message.get("deviceInfo"), dict) or "devEUI" in message


def uplink_of(message: Mapping[str, Any]) -> Uplink:
    """Return the uplink or status in ``message``. Raises SourceRefused: ``no-uplink`` for joins, logs and the like."""
    info = message["deviceInfo"] if isinstance(message.get("deviceInfo"), dict) else {}
    dev_eui = eui(info.get("devEui") or message.get("devEUI"))
    common: dict[str, Any] = {
        "network": "chirpstack",
        "dev_eui": dev_eui,
        "name": text(info, "deviceName") or text(message, "deviceName"),
        "profile": text(info, "deviceProfileName") or text(message, "deviceProfileName"),
        "application": text(info, "applicationName") or text(message, "applicationName"),
    }
    if "fCnt" in message or "rxInfo" in message:
        return Uplink(**common, **_heard(message))
    if "margin" in message or "batteryLevel" in message:
        return Uplink(**common, **_status(message))
    raise SourceRefused("no-uplink", next((key for key in ("code", "acknowledged", "location") if key in message), ""))


def _heard(message: Mapping[str, Any]) -> dict[str, Any]:
    rows = message.get("rxInfo")
    heard = [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
    rssi, snr = best([(number(one.get("rssi")), number(one.get("snr", one.get("loRaSNR")))) for one in heard])
    return {
        "f_port": whole(message.get("fPort")),
        "f_cnt": whole(message.get("fCnt", 0)),
        "time": _time(message, heard),
        "payload": payload(message.get("data")),
        "decoded": _decoded(message),
        "rssi": rssi,
        "snr": snr,
        "gateways": len(heard),
        "frequency": whole(inner(message, "txInfo", "frequency")),
        "spreading_factor": whole(
            inner(message, "txInfo", "modulation", "lora", "spreadingFactor")
            or inner(message, "txInfo", "loRaModulationInfo", "spreadingFactor")
        ),
    }


def _status(message: Mapping[str, Any]) -> dict[str, Any]:
    unknown = message.get("externalPowerSource") is True or message.get("batteryLevelUnavailable") is True
    return {
        "time": _time(message, []),
        "battery": None if unknown else number(message.get("batteryLevel", 0)),
        "margin": number(message.get("margin", 0)),
        "status": True,
    }


def _decoded(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields that the network decoded; version 3 packs them into a text."""
    found = message.get("object")
    packed = message.get("objectJSON")
    if found is None and isinstance(packed, str) and packed:
        try:
            found = json_text.load(packed)
        except ValueError:
            found = None
    return found if isinstance(found, dict) else {}


def _time(message: Mapping[str, Any], heard: list[dict[str, Any]]) -> int | None:
    """Return the time of the event, or when the first gateway that says so had it."""
    moments = [message.get("time"), message.get("publishedAt"), *(one.get(key) for one in heard for key in _TIMES)]
    return next((found for one in moments if isinstance(one, str) and (found := iso_moment(one)) is not None), None)
