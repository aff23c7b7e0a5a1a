# SPDX-License-Identifier: EUPL-1.2
"""Observations from JSON: single ones, and many at once as data arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any

from mittendrin.apps.stadtdaten.services import entities
from mittendrin.apps.stadtdaten.services.access import Viewer, visible
from mittendrin.apps.stadtdaten.services.entities import ObservationRefused
from mittendrin.apps.stadtdaten.services.storing import Extra, Row, store_observations
from mittendrin.core import instants
from mittendrin.sta.errors import BadRequest, Conflict, StaError
from mittendrin.sta.writing.bodies import moment, number_of, period, shallow

Links = Mapping[str, int]
WORDS = {
    "not_finite": "The result is not a finite number.",
    "too_old": "The phenomenonTime lies before 1990; clocks that were never set say so.",
    "in_future": "The phenomenonTime lies too far in the future.",
    "bad_duration": "The phenomenonTime is too long.",
    "unknown_datastream": "There is no such Datastream.",
    "unknown_feature": "There is no such FeatureOfInterest.",
    "taken": "Another Observation of the Datastream has that phenomenonTime.",
}
MAX_ROWS = 200_000
_NESTED = frozenset({dict, list})
_KNOWN = frozenset(
    {"id", "phenomenonTime", "result", "resultTime", "resultQuality", "validTime", "parameters", "FeatureOfInterest/id"}
)


def store(bodies: Sequence[tuple[Mapping[str, Any], Links]]) -> list[int]:
    """Store Observations with their links and return their numbers. Raises BadRequest when one is refused."""
    stored = store_observations([row_of(body, links) for body, links in bodies])
    for refusal in stored.refused:
        raise BadRequest(WORDS.get(refusal.kind, refusal.kind))
    return list(stored.ids)


def move(numbers: list[int], column: str, owner: int, viewer: Viewer) -> None:
    """Make Observations that are there belong to a Datastream or FeatureOfInterest; all else of them stays.

    column: ``datastream_id`` or ``feature_id``. Raises BadRequest, and Conflict where their time is taken.
    """
    if any(number < 0 for number in numbers):
        raise BadRequest("Hourly means cannot be linked: they are made from other Observations.")
    missing = set(numbers) - set(visible("Observation", viewer).filter(pk__in=numbers).values_list("pk", flat=True))
    if missing:
        raise BadRequest(f"There is no Observation {min(missing)}.")
    try:
        entities.move_observations(numbers, **{column: owner})
    except ObservationRefused as error:
        raise refusal_of(error) from error


def refusal_of(error: ObservationRefused) -> StaError:
    """Return why a change of Observations is refused, in words."""
    return (Conflict if error.kind == "taken" else BadRequest)(WORDS.get(error.kind, error.kind))


def row_of(body: Mapping[str, Any], links: Links, now: int | None = None) -> Row:
    """Return the row that ``body`` says; without a time it is now. Raises BadRequest."""
    if "result" not in body:
        raise BadRequest("Observation needs result.")
    if "Datastream" not in links:
        raise BadRequest("Observation needs Datastream.")
    time = body.get("phenomenonTime")
    start, end = period("phenomenonTime", time) if time is not None else (now or instants.now(),) * 2
    result_time = body.get("resultTime")
    return Row(
        links["Datastream"],
        start,
        shallow("result", body["result"]),
        end - start,
        None if result_time is None else moment("resultTime", result_time),
        0,
        links.get("FeatureOfInterest"),
        _extra(body),
    )


def _extra(body: Mapping[str, Any]) -> Extra | None:
    quality, parameters, valid = (body.get(name) for name in ("resultQuality", "parameters", "validTime"))
    if parameters is not None and not isinstance(parameters, dict | list):
        raise BadRequest("parameters must be an object.")
    if quality is None and parameters is None and valid is None:
        return None
    shallow("resultQuality", quality)
    shallow("parameters", parameters)
    return Extra(quality, parameters, *(period("validTime", valid) if valid is not None else (None, None)))


def store_arrays(groups: Any, viewer: Viewer) -> list[int]:
    """Store data arrays and return a number for each row, 0 where it was refused. Raises BadRequest."""
    if not isinstance(groups, list):
        raise BadRequest("CreateObservations takes a list.")
    rows: list[tuple[Any, ...]] = []
    wrong: set[int] = set()
    now = instants.now()
    parts = [_parts(group) for group in groups]
    numbers = {number for _names, _lines, number in parts}
    missing = numbers - set(visible("Datastream", viewer).filter(pk__in=numbers).values_list("pk", flat=True))
    if missing and missing == numbers:
        raise BadRequest(f"There is no Datastream {min(missing)}.")
    for names, lines, number in parts:
        begin = len(rows)
        _read_group(names, lines, number, rows, wrong, now)
        if number in missing:
            wrong |= set(range(begin, len(rows)))
    stored = store_observations([row for place, row in enumerate(rows) if place not in wrong] if wrong else rows)
    if not wrong:
        return list(stored.ids)
    stored_ids = iter(stored.ids)
    return [0 if place in wrong else next(stored_ids) for place in range(len(rows))]


def _read_group(
    names: list[str], lines: list[Any], number: int, rows: list[tuple[Any, ...]], wrong: set[int], now: int
) -> None:
    if len(rows) + len(lines) > MAX_ROWS:
        raise BadRequest(f"More than {MAX_ROWS} Observations in one request.")
    plain = _plain(names, lines, number)
    if plain is not None:
        rows += plain
        return
    for line in lines:
        row, good = _line(names, line, number, now + len(rows))  # rows without a time are not one and the same
        if not good:
            wrong.add(len(rows))
        rows.append(row)


def _parts(group: Any) -> tuple[list[str], list[Any], int]:
    if not isinstance(group, dict) or "Datastream" not in group:
        raise BadRequest("Each data array needs Datastream, components and dataArray.")
    names, lines, number = group.get("components"), group.get("dataArray"), number_of(group["Datastream"])
    if not isinstance(names, list) or not isinstance(lines, list) or number is None:
        raise BadRequest("Each data array needs Datastream, components and dataArray.")
    if "result" not in names or not all(isinstance(name, str) and name in _KNOWN for name in names):
        raise BadRequest(f"components must hold result and may hold {', '.join(sorted(_KNOWN))}.")
    return names, lines, number


def _plain(names: list[str], lines: list[Any], number: int) -> list[tuple[Any, ...]] | None:
    """Return the rows of the usual case, moments in UTC and results, fast; None when it is another one."""
    if not {"phenomenonTime", "result"} <= set(names) <= {"phenomenonTime", "result", "resultTime"} or not lines:
        return None
    if set(map(type, lines)) != {list} or set(map(len, lines)) != {len(names)}:
        return None
    columns = {name: list(map(itemgetter(place), lines)) for place, name in enumerate(names)}
    starts = instants.many_from_iso(columns["phenomenonTime"])
    if starts is None or not _NESTED.isdisjoint(map(type, columns["result"])):
        return None
    rows = [repeat(number, len(lines)), starts.tolist(), columns["result"]]
    if "resultTime" in columns:
        times = instants.many_from_iso(columns["resultTime"])
        if times is None:
            return None
        rows += [repeat(0, len(lines)), times.tolist()]
    return list(zip(*rows, strict=True))


def _line(names: list[str], line: Any, number: int, now: int) -> tuple[Row, bool]:
    blank = Row(number, now, None)
    if not isinstance(line, list) or len(line) != len(names):
        return blank, False
    body = dict(zip(names, line, strict=True))
    links = {"Datastream": number}
    feature = body.pop("FeatureOfInterest/id", None)
    try:
        if feature is not None:
            links["FeatureOfInterest"] = number_of({"@iot.id": feature}) or 0
        return row_of(body, links, now), True
    except BadRequest:
        return blank, False
