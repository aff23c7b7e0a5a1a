# SPDX-License-Identifier: EUPL-1.2
"""From an uplink to measured values: by the vendor's codec, a built-in one or what the network decoded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from mittendrin.apps.stadtdaten.sources.flat import measured_values
from mittendrin.apps.stadtdaten.sources.lorawan import cayenne
from mittendrin.apps.stadtdaten.sources.lorawan.sandbox import Sandbox
from mittendrin.apps.stadtdaten.sources.lorawan.uplink import Uplink
from mittendrin.apps.stadtdaten.sources.measured import Measured, SourceRefused

CodecKind = Literal["network", "javascript", "cayenne", "json"]


@dataclass(frozen=True)
class CodecText:
    """How to read payloads. source: JavaScript, only for that kind."""

    kind: CodecKind = "network"
    source: str = ""


@dataclass(frozen=True)
class Decoded:
    """What an uplink says; each value has a time unless neither it nor the network names one."""

    values: list[Measured]
    warnings: list[str]


def decode(uplink: Uplink, codec: CodecText, sandbox: Sandbox) -> Decoded:
    """Return the values of ``uplink``. Raises SourceRefused when the codec does not understand it."""
    values, warnings = _values(uplink, codec, sandbox)
    timed = [replace(value, time=uplink.time) if value.time is None else value for value in values]
    return Decoded(timed, warnings)


def _values(uplink: Uplink, codec: CodecText, sandbox: Sandbox) -> tuple[list[Measured], list[str]]:
    # Some networks are set to send only what they decoded: a codec would make nonsense of no bytes at all.
    if codec.kind == "network" or (uplink.decoded and not uplink.payload):
        if not uplink.decoded:
            raise SourceRefused("no-codec")
        return measured_values(uplink.decoded), []
    if codec.kind == "cayenne":
        return cayenne.values(uplink.payload), []
    if codec.kind == "json":
        return measured_values(_json(uplink.payload)), []
    data, warnings = answer(sandbox.decode(codec.source, uplink.payload, uplink.f_port, uplink.time))
    return measured_values(data), warnings


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise SourceRefused("not-json") from error


def answer(said: object) -> tuple[Any, list[str]]:
    """Return data and warnings of a codec's answer: ``{data, warnings, errors}`` or the data alone.

    Raises SourceRefused with the codec's own words when it names errors.
    """
    if not isinstance(said, Mapping | list):
        raise SourceRefused("codec-no-answer")
    if isinstance(said, list):
        return said, []
    errors = _words(said.get("errors")) or (_words(said.get("error")) if set(said) == {"error"} else [])
    if errors:
        raise SourceRefused("codec-says", "; ".join(errors))
    data = said.get("data")
    if isinstance(data, Mapping | list):
        return data, _words(said.get("warnings"))
    return {key: value for key, value in said.items() if key not in {"errors", "warnings"}}, _words(
        said.get("warnings")
    )


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value[:200]] if value else []
    return [str(one)[:200] for one in value[:10]] if isinstance(value, list) else []
