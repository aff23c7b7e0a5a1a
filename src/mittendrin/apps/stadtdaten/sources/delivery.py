# SPDX-License-Identifier: EUPL-1.2
"""What a source delivers: stations, quantities and values, whatever form they came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mittendrin.apps.stadtdaten.sources.measured import Scalar


@dataclass(frozen=True)
class Station:
    """A place that measures. key: its name in the source, the same for ever."""

    key: str
    name: str
    latitude: float | None = None
    longitude: float | None = None
    description: str = ""


@dataclass(frozen=True)
class Quantity:
    """What is measured. name: its name in the source. title: for people. symbol: unit. definition: IRI."""

    name: str
    title: str
    symbol: str = ""
    definition: str = ""


class Record(NamedTuple):
    """One value. time: microseconds since 1970 UTC. duration: 0 for an instant."""

    station: str
    quantity: str
    time: int
    value: Scalar
    duration: int = 0


@dataclass
class Delivery:
    """One answer or file of a source. problems: kind -> how often; the rows they stand for are left out."""

    stations: dict[str, Station] = field(default_factory=dict)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    records: Iterable[Record] = ()
    problems: Counter[str] = field(default_factory=Counter)
