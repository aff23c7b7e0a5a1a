# SPDX-License-Identifier: EUPL-1.2
"""Recorded messages of LoRaWAN networks read and decoded, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mittendrin.apps.stadtdaten.ingest.devices import SPENDING
from mittendrin.apps.stadtdaten.sources.flat import as_text
from mittendrin.apps.stadtdaten.sources.lorawan import messages
from mittendrin.apps.stadtdaten.sources.lorawan.decoding import CodecKind, CodecText, Decoded, decode
from mittendrin.apps.stadtdaten.sources.lorawan.sandbox import Sandbox
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink
from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.core import instants

BUILT_IN: dict[str, CodecKind] = {"network": "network", "cayenne": "cayenne", "json": "json"}
MOST_SPENT = 5
VALUE_COLUMNS = ("device", "time", "name", "value", "unit")
ENVELOPE_COLUMNS = (
    "line", "network", "device", "name", "time", "f_port", "f_cnt", "rssi", "snr", "gateways", "frequency",
    "spreading_factor", "battery", "margin", "payload", "values", "problem",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What came of one line. uplink: None when the line is no message. refused: why there are no values."""

    line: int
    uplink: Uplink | None = None
    decoded: Decoded | None = None
    refused: SourceRefused | None = None


def codec_named(name: str) -> CodecText:
    """Return the built-in codec of this name, or the JavaScript in the file ``name``. Raises OSError, SourceRefused."""
    if name in BUILT_IN:
        return CodecText(BUILT_IN[name])
    try:
        return CodecText("javascript", Path(name).read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceRefused("codec-syntax", "UTF-8") from error


def outcomes(lines: Iterable[bytes], codec: CodecText) -> Iterator[Outcome]:
    """Yield what comes of each line that is not empty; a bad line stops nothing.

    A codec that used up its time or memory five times is not asked again.
    """
    spent = 0
    with Sandbox() as sandbox:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            found = _outcome(number, line, codec, sandbox if spent < MOST_SPENT else None)
            spent += found.refused is not None and found.refused.kind in SPENDING
            yield found


def _outcome(number: int, line: bytes, codec: CodecText, sandbox: Sandbox | None) -> Outcome:
    uplink = None
    try:
        uplink = messages.uplink_of(messages.parsed(line.removeprefix(b"\xef\xbb\xbf")))
        if uplink.status:
            return Outcome(number, uplink)
        if sandbox is None:
            raise SourceRefused("codec-resting")
        return Outcome(number, uplink, decode(uplink, codec, sandbox))
    except SourceRefused as error:
        return Outcome(number, uplink, None, error)


def value_rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """Return a row of VALUE_COLUMNS for each value."""
    if outcome.uplink is None or outcome.decoded is None:
        return []
    return [
        (outcome.uplink.dev_eui, _time(value.time), value.name, as_text(value.value), value.unit)
        for value in outcome.decoded.values
    ]


def envelope_row(outcome: Outcome) -> tuple[str, ...]:
    """Return the row of ENVELOPE_COLUMNS of a line."""
    up, count = outcome.uplink, len(outcome.decoded.values) if outcome.decoded else 0
    problem = str(outcome.refused) if outcome.refused else ""
    if up is None:
        return (str(outcome.line), *([""] * (len(ENVELOPE_COLUMNS) - 3)), "0", problem)
    cells = (
        up.network, up.dev_eui, up.name, _time(up.time), up.f_port, up.f_cnt, up.rssi, up.snr, up.gateways,
        up.frequency, up.spreading_factor, up.battery, up.margin, up.payload.hex(),
    )  # fmt: skip
    return (str(outcome.line), *("" if cell is None else str(cell) for cell in cells), str(count), problem)


def _time(micros: int | None) -> str:
    return "" if micros is None else instants.to_iso(micros)
