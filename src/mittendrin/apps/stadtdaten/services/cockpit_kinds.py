# SPDX-License-Identifier: EUPL-1.2
"""What is known of an observed property: words, decimals, plausible range, limits by law and by the town."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mittendrin.apps.stadtdaten.models import Datastream
from mittendrin.core import yaml_strict

SHORT = 5
FILE = Path(__file__).resolve().parent.parent / "kinds.yaml"


@dataclass(frozen=True)
class Limit:
    """One limit. near: from here on it is near. hours: the mean of so many hours counts; 1 is the newest value.

    name, source: German text as the law or the town writes it. low: it is broken by values below, not above.
    """

    name: str
    value: float
    near: float | None = None
    hours: int = 1
    source: str = ""
    low: bool = False

    def broken(self, value: float) -> bool:
        """Return whether ``value`` is beyond the limit."""
        return value < self.value if self.low else value > self.value

    def close(self, value: float) -> bool:
        """Return whether ``value`` is near the limit."""
        if self.near is None:
            return False
        return value <= self.near if self.low else value >= self.near


@dataclass(frozen=True)
class Kind:
    """One kind of property. key is empty for what nobody described. See ``kinds.yaml`` for the rest."""

    key: str = ""
    topic: str = "other"
    worse: str = ""
    priority: int = 10
    decimals: int | None = None
    plausible: tuple[float, float] = (-math.inf, math.inf)
    today: bool = False
    trend_hours: int = 3
    limits: tuple[Limit, ...] = ()

    def fits(self, value: float) -> bool:
        """Return whether a working sensor can say ``value``."""
        return self.plausible[0] <= value <= self.plausible[1]


@dataclass(frozen=True)
class _Entry:
    kind: Kind
    definitions: tuple[str, ...]
    names: tuple[str, ...]


def _limit(data: Mapping[str, Any]) -> Limit | None:
    """Return a limit; None when it is no readable one, for towns write them by hand."""
    value, near, hours = data.get("value"), data.get("near"), data.get("hours", 1)
    numbers = [number for number in (value, near, hours) if number is not None]
    if value is None or any(isinstance(one, bool) or not isinstance(one, int | float) for one in numbers):
        return None
    return Limit(
        str(data.get("name", "")).strip() or "Grenze",
        float(value),
        None if near is None else float(near),
        max(1, int(hours)),
        str(data.get("source", "")),
        data.get("low") is True,
    )


@cache
def _entries() -> tuple[_Entry, ...]:
    found = []
    for data in yaml_strict.read(FILE):
        definitions, names = tuple(data.pop("definitions")), tuple(data.pop("names"))
        limits = tuple(limit for limit in map(_limit, data.pop("limits", [])) if limit)
        low, high = data.pop("plausible")
        found.append(_Entry(Kind(limits=limits, plausible=(low, high), **data), definitions, names))
    return tuple(found)


def kind_of(stream: Datastream) -> Kind:
    """Return the kind of what ``stream`` observes: as it says itself, by the IRI, by the name."""
    observed = stream.observed_property
    own = observed.properties.get("kind") if isinstance(observed.properties, dict) else None
    definition, names = observed.definition.lower(), (observed.name.lower(), stream.name.lower())
    for entry in _entries():
        if entry.kind.key == own:
            return entry.kind
    for entry in _entries():
        if any(_ends(definition, part) for part in entry.definitions):
            return entry.kind
    for name in names:
        found = [(part, entry.kind) for entry in _entries() for part in entry.names if _says(name, part)]
        if found:  # "PM2.5" says more than "Feinstaub", and a long part more than a short one
            return max(found, key=lambda pair: (any(map(str.isdigit, pair[0])), len(pair[0])))[1]
    return Kind()


def _says(name: str, part: str) -> bool:
    """Return whether a name says ``part``; a short one must begin a word, so that "rain" is not in "training"."""
    if len(part) > SHORT:
        return part in name
    end = r"\b" if part[-1].isdigit() else ""
    return re.search(rf"\b{re.escape(part)}{end}", name) is not None


def _ends(definition: str, part: str) -> bool:
    """Return whether an IRI names ``part``; a number must be whole, so that pollutant/5 is not pollutant/58."""
    at = definition.find(part)
    if at < 0:
        return False
    after = definition[at + len(part) : at + len(part) + 1]
    return not (part[-1:].isdigit() and after.isalnum())


def limits_of(stream: Datastream, kind: Kind) -> Sequence[Limit]:
    """Return the limits of a series, the mildest first: those of the town in its properties, else those by law."""
    own = stream.properties.get("limits") if isinstance(stream.properties, dict) else None
    found = [_limit(one) for one in own if isinstance(one, dict)] if isinstance(own, list) else []
    limits = [limit for limit in found if limit] or list(kind.limits)
    return sorted(limits, key=lambda limit: -limit.value if limit.low else limit.value)


def capacity_of(stream: Datastream) -> float | None:
    """Return how many places there are at all, where somebody wrote it down."""
    for properties in (stream.properties, stream.thing.properties):
        if isinstance(properties, dict):
            value = properties.get("capacity")
            if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
                return float(value)
    return None
