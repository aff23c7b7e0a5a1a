# SPDX-License-Identifier: EUPL-1.2
"""Which things and series the simulated town has, read from ``town.yaml``, and their values for any span of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from mittendrin.apps.stadtdaten.demo.chance import Floats, Ints
from mittendrin.apps.stadtdaten.demo.curves import CURVES, Scene
from mittendrin.apps.stadtdaten.demo.faults import FAULTS
from mittendrin.core import yaml_strict
from mittendrin.core.instants import MINUTE

FILE = Path(__file__).with_name("town.yaml")
SEED = 20261114


@dataclass(frozen=True)
class PlannedProperty:
    """What is observed and in which unit."""

    key: str
    name: str
    definition: str
    unit: str
    symbol: str
    ucum: str


@dataclass(frozen=True)
class PlannedSeries:
    """One series. interval: values are sums of their step, not states of a moment."""

    key: str
    observed: PlannedProperty
    step: int
    options: Mapping[str, Any]

    @property
    def interval(self) -> bool:
        """Return whether a value belongs to a span of time."""
        return bool(self.options.get("interval"))

    def values(self, start: int, end: int, anchor: int, seed: int = SEED) -> tuple[Ints, Floats]:
        """Return times (from ``start`` to before ``end``) and values; what a silent sensor did not send is missing."""
        step = self.step * MINUTE
        times = np.arange(-(-start // step) * step, end, step, dtype=np.int64)
        scene = Scene(self.key, times, seed, anchor, self.options)
        values = CURVES[str(self.options["curve"])](scene)
        fault = self.options.get("fault")
        if fault:
            values = FAULTS[str(fault)](scene, values)
        sent = np.isfinite(values)
        return times[sent], values[sent]


@dataclass(frozen=True)
class PlannedThing:
    """One thing at its place. battery: per cent, None for what hangs on the mains."""

    name: str
    place: str
    at: tuple[float, float]
    battery: float | None
    building: Mapping[str, float]
    series: Sequence[PlannedSeries]


@cache
def plan() -> tuple[PlannedThing, ...]:
    """Return the things of the simulated town."""
    data = yaml_strict.read(FILE)
    known = {key: PlannedProperty(key=key, **words) for key, words in data["properties"].items()}
    return tuple(_thing(thing, known) for thing in data["things"])


def _thing(data: Mapping[str, Any], known: Mapping[str, PlannedProperty]) -> PlannedThing:
    series = [
        PlannedSeries(f"{data['name']}/{one['of']}", known[one["of"]], int(one["step"]), one) for one in data["series"]
    ]
    lon, lat = data["at"]
    return PlannedThing(data["name"], data["place"], (lon, lat), data.get("battery"), data.get("building", {}), series)
