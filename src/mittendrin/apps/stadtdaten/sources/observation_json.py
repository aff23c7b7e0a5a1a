# SPDX-License-Identifier: EUPL-1.2
"""Observations in the JSON of SensorThings, as publishers of MQTT and other servers send them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from mittendrin.apps.stadtdaten.sources.measured import SourceRefused
from mittendrin.core import instants, json_text

MOST = 1_000_000
_DECODER = json.JSONDecoder()
_ID = re.compile(r"\d{1,18}", re.ASCII)
_PLAIN = {"result", "phenomenonTime"}
_NUMBERS = {int, float}
Plain = tuple[int, int, float]  # Datastream, moment, result


@dataclass(frozen=True)
class GivenObservation:
    """One Observation. Times: microseconds since 1970 UTC. datastream_id, feature_id: None when it names none.

    valid: begin and end of the validTime. inside: the name of a neighbour that is not named but given as a whole.
    """

    result: Any
    start: int | None
    duration: int = 0
    result_time: int | None = None
    datastream_id: int | None = None
    feature_id: int | None = None
    result_quality: Any = None
    parameters: Any = None
    valid: tuple[int | None, int | None] = (None, None)
    inside: str = ""


def parsed(data: bytes) -> dict[str, Any]:
    """Return the JSON object in ``data``. Raises SourceRefused."""
    if len(data) > MOST:
        raise SourceRefused("too-large", f"{MOST // 1000} kB")
    try:
        found = json_text.load(data, endless=True)
    except ValueError as error:
        raise SourceRefused("not-json") from error
    if not isinstance(found, dict):
        raise SourceRefused("not-json")
    return found


def plain_observation(data: bytes) -> tuple[float, str] | None:
    """Return result and time as written when ``data`` says just these, the result a usual number; else None.

    Most Observations are like that, and this is several times faster than ``parsed`` and ``observation_of``.
    """
    try:
        text = data.decode()
        body, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    if end != len(text) or len(text) > MOST or type(body) is not dict or body.keys() != _PLAIN:
        return None
    result, time = body["result"], body["phenomenonTime"]
    return (result, time) if type(result) in _NUMBERS and type(time) is str else None


def observation_of(body: Mapping[str, Any]) -> GivenObservation:
    """Return the Observation that ``body`` says. Raises SourceRefused."""
    if body.get("result") is None:
        raise SourceRefused("no-result")
    result = body["result"]
    if isinstance(result, float) and not math.isfinite(result):
        raise SourceRefused("not_finite")
    start, duration = _span(body.get("phenomenonTime"))
    result_time, _duration = _span(body.get("resultTime"))
    valid_from, valid_for = _span(body.get("validTime"))
    return GivenObservation(
        result,
        start,
        duration,
        result_time,
        _number(body.get("Datastream")),
        _number(body.get("FeatureOfInterest")),
        body.get("resultQuality"),
        body.get("parameters"),
        (valid_from, None if valid_from is None else valid_from + valid_for),
        holds_whole(body),
    )


def holds_whole(body: Mapping[str, Any]) -> str:
    """Return the name of the first neighbour that is given as a whole, empty when there is none."""
    return next((name for name in ("Datastream", "FeatureOfInterest") if _is_whole(body.get(name))), "")


def arrays_of(data: bytes) -> tuple[list[Plain], list[GivenObservation], list[SourceRefused]]:
    """Return the Observations of data arrays as ``CreateObservations`` takes them: the plain ones, the others, and why
    lines were refused. Raises SourceRefused when it is nothing of the kind.
    """
    plain: list[Plain] = []
    others: list[GivenObservation] = []
    wrong: list[SourceRefused] = []
    for group in _groups(data):
        stream, names, lines = _number(group.get("Datastream")), group.get("components"), group.get("dataArray")
        if stream is None or not isinstance(names, list) or not isinstance(lines, list):
            raise SourceRefused("no-array")
        usual = _plain_lines(stream, names, lines)
        if usual is not None:
            plain += usual
            continue
        for line in lines:
            try:
                others.append(_of_line(stream, names, line))
            except SourceRefused as error:
                wrong.append(error)
    return plain, others, wrong


def _groups(data: bytes) -> list[Mapping[str, Any]]:
    if len(data) > MOST:
        raise SourceRefused("too-large", f"{MOST // 1000} kB")
    try:
        found = json_text.load(data, endless=True)
    except ValueError as error:
        raise SourceRefused("not-json") from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise SourceRefused("no-array")
    return found


def _plain_lines(stream: int, names: list[Any], lines: list[Any]) -> list[Plain] | None:
    if names != ["phenomenonTime", "result"] or set(map(type, lines)) != {list} or set(map(len, lines)) != {2}:
        return None
    times, results = zip(*lines, strict=True)
    starts = instants.many_from_iso(times) if set(map(type, results)) <= _NUMBERS else None
    return None if starts is None else list(zip(repeat(stream, len(lines)), starts.tolist(), results, strict=True))


def _of_line(stream: int, names: list[Any], line: object) -> GivenObservation:
    if not isinstance(line, list) or len(line) != len(names) or not all(isinstance(name, str) for name in names):
        raise SourceRefused("no-array")
    body = dict(zip(names, line, strict=True))
    feature = body.pop("FeatureOfInterest/id", None)
    return observation_of(body | {"Datastream": {"@iot.id": stream}, "FeatureOfInterest": {"@iot.id": feature}})


def _span(value: object) -> tuple[int | None, int]:
    """Return begin and duration of an instant or an interval in ISO 8601."""
    if value is None:
        return None, 0
    if not isinstance(value, str):
        raise SourceRefused("bad-time", str(value)[:40])
    begin, _slash, end = value.partition("/")
    try:
        start = instants.from_iso(begin)
        return start, max(0, instants.from_iso(end) - start) if end else 0
    except ValueError as error:
        raise SourceRefused("bad-time", value[:40]) from error


def _number(entity: object) -> int | None:
    found = entity.get("@iot.id") if isinstance(entity, Mapping) else None
    if isinstance(found, str) and _ID.fullmatch(found):
        found = int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _is_whole(entity: object) -> bool:
    return isinstance(entity, Mapping) and "@iot.id" not in entity
