# SPDX-License-Identifier: EUPL-1.2
"""For the demo: a simulated device that waits for its name, a codec, and a table that waits for its map."""

from __future__ import annotations

import math

from mittendrin.apps.stadtdaten.ingest import devices
from mittendrin.apps.stadtdaten.models import Codec, CodecKind, Device, Source
from mittendrin.apps.stadtdaten.services import source_setup
from mittendrin.apps.stadtdaten.services.source_setup import NewSource
from mittendrin.apps.stadtdaten.services.sources import TABLE
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink
from mittendrin.core import instants
from mittendrin.core.instants import DAY, MINUTE

EUI = "00000000DE300001"  # no maker has this prefix
CODEC = """// Simuliertes Gerät der Vorführstadt: Temperatur, Feuchte, Batterie.
function decodeUplink(input) {
  var b = input.bytes;
  return { data: {
    temperature: { value: ((b[0] << 24 >> 16) | b[1]) / 10, unit: "°C" },
    humidity: { value: b[2] / 2, unit: "%" },
    battery: { value: b[3], unit: "%" },
  } };
}
"""
TABLE_TEXT = """Zählstelle;Datum;Uhrzeit;Räder;Temperatur (°C)
Brücke (simuliert);25.10.2026;01:00;4;9,5
Brücke (simuliert);25.10.2026;02:00;2;9,0
Brücke (simuliert);25.10.2026;02:00;1;8,5
Brücke (simuliert);25.10.2026;03:00;3;8,0
Brücke (simuliert);25.10.2026;08:00;1.041;9,0
"""


def ensure_demo_intake() -> None:
    """Put them there when they are missing."""
    if not Device.objects.filter(dev_eui=EUI).exists():
        now = instants.now()
        devices.take([_uplink(count, now - DAY + count * 15 * MINUTE) for count in range(96)], now=now)
    if not Codec.objects.filter(kind=CodecKind.JAVASCRIPT).exists():
        Codec.objects.create(name="Simuliertes Gerät", kind=CodecKind.JAVASCRIPT, source=CODEC)
    if not Source.objects.exists():
        source_setup.create(NewSource("Radzählung (simuliert)", TABLE), TABLE_TEXT.encode())


def _uplink(count: int, time: int) -> Uplink:
    warmth = round(210 + 25 * math.sin(count / 96 * 2 * math.pi))
    payload = bytes([warmth >> 8, warmth & 255, 90 - count % 12, 88])
    return Uplink(
        "ttn", EUI, name="Sitzungssaal (simuliert)", profile="Simuliertes Gerät", f_port=2, f_cnt=count, time=time,
        payload=payload, rssi=-97 + count % 9, snr=6.5, gateways=2, battery=88, simulated=True,
    )  # fmt: skip
