# SPDX-License-Identifier: EUPL-1.2
"""Messages of LoRaWAN networks, told apart by their form."""

from __future__ import annotations

from typing import Any

from mittendrin.apps.stadtdaten.sources.lorawan import chirpstack, things_stack
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.core import json_text

MOST = 1_000_000


def parsed(data: bytes | str) -> dict[str, Any]:
    """Return the JSON object in ``data``. Raises SourceRefused: too-large, not-json."""
    if len(data) > MOST:
        raise SourceRefused("too-large", f"{MOST // 1000} kB")
    try:
        found = json_text.load(data)
    except ValueError as error:
        raise SourceRefused("not-json") from error
    if not isinstance(found, dict):
        raise SourceRefused("not-json")
    return found


def uplink_of(message: dict[str, Any]) -> Uplink:
    """Return the uplink in a message of The Things Stack or ChirpStack. Raises SourceRefused.

    A recording of ``mosquitto_sub -F %J`` has the message under ``payload``.
    """
    if things_stack.matches(message):
        return things_stack.uplink_of(message)
    if chirpstack.matches(message):
        return chirpstack.uplink_of(message)
    recorded = message.get("payload")
    if isinstance(recorded, str) and recorded.lstrip().startswith("{"):
        recorded = parsed(recorded)
    if isinstance(recorded, dict) and not isinstance(recorded.get("payload"), dict | str):
        return uplink_of(recorded)
    raise SourceRefused("unknown-form", ", ".join(sorted(map(str, message))[:5]))
