# SPDX-License-Identifier: EUPL-1.2
"""Cayenne LPP: payloads that say themselves what they hold."""

from __future__ import annotations

from dataclasses import dataclass

from mittendrin.apps.stadtdaten.sources.measured import Measured, SourceRefused


@dataclass(frozen=True)
class _Kind:
    name: str
    size: int
    divisor: float = 1
    signed: bool = False
    unit: str = ""
    parts: tuple[str, ...] = ()


_KINDS = {
    0: _Kind("digital_in", 1),
    1: _Kind("digital_out", 1),
    2: _Kind("analog_in", 2, 100, signed=True),
    3: _Kind("analog_out", 2, 100, signed=True),
    100: _Kind("generic", 4),
    101: _Kind("luminosity", 2, unit="lx"),
    102: _Kind("presence", 1),
    103: _Kind("temperature", 2, 10, signed=True, unit="°C"),
    104: _Kind("relative_humidity", 1, 2, unit="%"),
    113: _Kind("accelerometer", 2, 1000, signed=True, unit="g", parts=("x", "y", "z")),
    115: _Kind("barometric_pressure", 2, 10, unit="hPa"),
    116: _Kind("voltage", 2, 100, unit="V"),
    117: _Kind("current", 2, 1000, unit="A"),
    118: _Kind("frequency", 4, unit="Hz"),
    120: _Kind("percentage", 1, unit="%"),
    121: _Kind("altitude", 2, signed=True, unit="m"),
    125: _Kind("concentration", 2, unit="ppm"),
    128: _Kind("power", 2, unit="W"),
    130: _Kind("distance", 4, 1000, unit="m"),
    131: _Kind("energy", 4, 1000, unit="kWh"),
    132: _Kind("direction", 2, unit="°"),
    133: _Kind("unixtime", 4),
    134: _Kind("gyrometer", 2, 100, signed=True, unit="°/s", parts=("x", "y", "z")),
    135: _Kind("colour", 1, parts=("red", "green", "blue")),
    136: _Kind("gps", 3, 10_000, signed=True, parts=("latitude", "longitude", "altitude")),
    142: _Kind("switch", 1),
}
_GPS = {"altitude": 100}


def values(payload: bytes) -> list[Measured]:
    """Return the values of a payload, named as the networks do: ``temperature_3``. Raises SourceRefused."""
    found: list[Measured] = []
    at = 0
    while at + 1 < len(payload):
        channel, number = payload[at], payload[at + 1]
        kind = _KINDS.get(number)
        if kind is None:
            raise SourceRefused("cayenne-type", str(number))
        parts = kind.parts or ("",)
        at += 2
        if at + kind.size * len(parts) > len(payload):
            raise SourceRefused("cayenne-length", str(len(payload)))
        for part in parts:
            raw = int.from_bytes(payload[at : at + kind.size], "big", signed=kind.signed)
            divisor = _GPS.get(part, kind.divisor)
            name = f"{kind.name}_{channel}" + (f".{part}" if part else "")
            found.append(Measured(name, raw if divisor == 1 else raw / divisor, kind.unit))
            at += kind.size
    if at != len(payload):
        raise SourceRefused("cayenne-length", str(len(payload)))
    return found
