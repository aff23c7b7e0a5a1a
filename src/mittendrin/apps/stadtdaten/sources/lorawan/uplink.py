# SPDX-License-Identifier: EUPL-1.2
"""One message of a LoRaWAN network, whatever network server it came through."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from mittendrin.apps.stadtdaten.sources.measured import SourceRefused

Network = Literal["ttn", "chirpstack"]
MOST_BYTES = 1_024  # a LoRaWAN frame holds 242
_EUI = re.compile(r"[0-9A-F]{16}")


@dataclass(frozen=True)
class Uplink:
    """What a device sent and how it was heard.

    dev_eui: 16 hex digits in capitals. name: what the network calls the device. profile: its type there. time:
    microseconds since 1970 UTC, None when the network names none. rssi, snr: at the gateway that heard it best.
    battery: percent. decoded: fields that the network decoded already. status: no data, only how the device does.
    """

    network: Network
    dev_eui: str
    name: str = ""
    profile: str = ""
    application: str = ""
    f_port: int | None = None
    f_cnt: int | None = None
    time: int | None = None
    payload: bytes = b""
    decoded: Mapping[str, Any] = field(default_factory=dict)
    rssi: float | None = None
    snr: float | None = None
    gateways: int = 0
    frequency: int | None = None
    spreading_factor: int | None = None
    battery: float | None = None
    margin: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    status: bool = False
    simulated: bool = False


def eui(value: object) -> str:
    """Return 16 hex digits in capitals of a device EUI in hex, with or without separators, or in Base64.

    Raises SourceRefused.
    """
    text = value.strip() if isinstance(value, str) else ""
    bare = re.sub(r"[-:\s]", "", text).upper().removeprefix("EUI").removeprefix("0X")
    if _EUI.fullmatch(bare):
        return bare
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 8:
        raise SourceRefused("no-device", text[:40])
    return raw.hex().upper()


def payload(value: object) -> bytes:
    """Return the bytes of a payload in Base64, with or without padding, in either alphabet; nothing is none.

    Raises SourceRefused.
    """
    if value is None or value == "":
        return b""
    if not isinstance(value, str) or len(value) > MOST_BYTES * 2:
        raise SourceRefused("bad-payload", "" if not isinstance(value, str) else f"{len(value)}")
    text = value.strip().replace("-", "+").replace("_", "/").rstrip("=")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SourceRefused("bad-payload", value[:40]) from error
    if len(raw) > MOST_BYTES:
        raise SourceRefused("bad-payload", f"{len(raw)} > {MOST_BYTES}")
    return raw


def number(value: object) -> float | None:
    """Return a finite number, also one written as text; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e15 else None


def whole(value: object) -> int | None:
    """Return a whole number from 0, also one written as text; else None."""
    found = number(value)
    return int(found) if found is not None and found >= 0 and found == int(found) else None


def inner(data: object, *path: str) -> Any:
    """Return what lies at ``path`` in nested objects; None when something on the way is missing."""
    for name in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(name)
    return data


def text(data: object, *path: str) -> str:
    """Return the text at ``path``, cut to 200 signs; empty when it is missing."""
    found = inner(data, *path)
    return found[:200] if isinstance(found, str) else ""


def best(heard: Sequence[tuple[float | None, float | None]]) -> tuple[float | None, float | None]:
    """Return RSSI and SNR of the gateway that heard the device loudest."""
    return max(heard, key=lambda one: (one[0] is not None, one[0] or 0.0), default=(None, None))
