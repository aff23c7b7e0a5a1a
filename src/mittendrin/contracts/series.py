# SPDX-License-Identifier: EUPL-1.2
"""What blocks for time series keep to: a detector that watches row by row, a forecaster, a finder of faults."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from mittendrin.contracts.block import Answer, BuildingBlock, Reason
from mittendrin.core.dates.steps import Step


class Point(NamedTuple):
    """One reading: its time (all of a series with a zone, or all without) and its value, NaN when it is missing."""

    time: datetime
    value: float


@dataclass(frozen=True)
class Series:
    """Readings of one quantity at one place, oldest first, without repeated times.

    extra: further columns with one value for each reading, such as the temperature; they may go on into the future for
    a forecast, with times of their own.
    """

    times: tuple[datetime, ...]
    values: tuple[float, ...]
    name: str = ""
    extra: Mapping[str, Series] = field(default_factory=dict)

    def points(self) -> list[Point]:
        """Return the readings."""
        return [Point(time, value) for time, value in zip(self.times, self.values, strict=True)]


@dataclass(frozen=True)
class Finding:
    """What a detector says about one reading.

    score: 0 (as ever) to 1 (never seen). flag: an alarm begins here. reasons: why, the weightiest first; empty when
    nothing stands out.
    """

    score: float
    flag: bool
    reasons: tuple[Reason, ...] = ()


class Watch(ABC):
    """One series under watch: takes its readings in order, looks at none before it is taken, needs bounded memory."""

    @abstractmethod
    def take(self, point: Point) -> Finding:
        """Return what is to be said about the next reading. Raises ValueError when it is older than the last one."""

    @abstractmethod
    def state(self) -> Mapping[str, Any]:
        """Return all that was kept, as plain values of JSON; ``Detector.resume`` goes on from there."""


@dataclass(frozen=True)
class Verdict:
    """What a person said about an alarm: the score it had, the codes of its reasons, and whether it was right."""

    score: float
    codes: tuple[str, ...]
    right: bool


class Detector(BuildingBlock):
    """Says of each reading how unusual it is, knowing only what came before."""

    @abstractmethod
    def watch(self) -> Watch:
        """Return a watch over a new series."""

    @abstractmethod
    def resume(self, state: Mapping[str, Any]) -> Watch:
        """Return the watch whose ``state`` was kept. Raises ModelDamaged when it does not fit."""

    def learn(self, verdicts: Sequence[Verdict], seed: int = 0) -> None:
        """Learn from what people said about alarms; replaces what was learned before."""


class Band(NamedTuple):
    """The forecast of one time: the mean and the limits between which 90 of 100 readings will lie."""

    time: datetime
    mean: float
    low: float
    high: float


class Forecaster(BuildingBlock):
    """Says how a series goes on."""

    @abstractmethod
    def forecast(self, history: Series, horizon: int, step: Step) -> Answer[tuple[Band, ...]]:
        """Return ``horizon`` bands, each ``step`` after the one before; abstains without a usable reading.

        The first lies one step behind the last reading; months and days are those of the calendar. The confidence is
        the share that the bands promise to hold.
        """


class Fault(NamedTuple):
    """A sensor that is dead or lies: first and last time, kind (one of FAULTS), how sure, and why."""

    start: datetime
    end: datetime
    kind: str
    confidence: float
    reason: Reason


FAULTS = ("silence", "stuck", "jump", "drift", "disagreement")


class FaultFinder(BuildingBlock):
    """Finds the spans of a series in which its sensor was dead or lied."""

    @abstractmethod
    def find(self, series: Series, neighbours: Sequence[Series] = ()) -> Answer[tuple[Fault, ...]]:
        """Return the faults by their start, an empty tuple when there is none; abstains on too few readings.

        neighbours: series of the same quantity nearby.
        """
