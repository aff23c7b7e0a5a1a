# SPDX-License-Identifier: EUPL-1.2
"""Dummies of the contracts for time series: what a block must beat, and a stand-in for tests."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from mittendrin.contracts.block import Answer, Reason, no_answer
from mittendrin.contracts.dummies import dummy_manifest
from mittendrin.contracts.series import (
    Band,
    Detector,
    Fault,
    FaultFinder,
    Finding,
    Forecaster,
    Point,
    Series,
    Watch,
)
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core import model_files
from mittendrin.core.dates.steps import Step, following
from mittendrin.core.errors import ModelDamaged
from mittendrin.core.model_files import ModelFiles

_FORMAT = 1
_LEAST = 2
_WEEK = timedelta(days=7)
_RECORD = Reason("high", "So hoch war es noch nie.")


class RecordWatch(Watch):
    """Says of a reading whether it is the highest so far."""

    def __init__(self, highest: float = -math.inf) -> None:
        self._highest = highest

    def take(self, point: Point) -> Finding:
        """Return an alarm at each new highest reading."""
        if not point.value > self._highest or math.isinf(point.value):
            return Finding(0.0, False)
        first = math.isinf(self._highest)
        self._highest = point.value
        return Finding(0.0, False) if first else Finding(0.9, True, (_RECORD,))

    def state(self) -> Mapping[str, Any]:
        """Return the highest reading."""
        return {} if math.isinf(self._highest) else {"highest": self._highest}


class RecordDetector(Detector):
    """Alarms at each new highest reading."""

    manifest = dummy_manifest("record", "detector", "Meldet jeden Höchstwert.", "Reports every new highest reading.")

    def watch(self) -> RecordWatch:
        """Return a watch over a new series."""
        return RecordWatch()

    def resume(self, state: Mapping[str, Any]) -> RecordWatch:
        """Return the watch whose state was kept. Raises ModelDamaged."""
        try:
            return RecordWatch(float(state.get("highest", -math.inf)))
        except (TypeError, ValueError, AttributeError) as error:
            raise ModelDamaged(str(error)) from error

    def save(self, folder: Path) -> None:
        """Write an empty model."""
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles())

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> RecordDetector:
        """Return the dummy. Raises ModelDamaged."""
        model_files.load(folder, cls.manifest.id, _FORMAT)
        return cls(plan)


class WeekBefore(Forecaster):
    """Says the reading of a week before, or the last one, within the span of all readings."""

    manifest = dummy_manifest("week_before", "forecaster", "Nennt den Wert der Vorwoche.", "Says the week before.")

    def forecast(self, history: Series, horizon: int, step: Step) -> Answer[tuple[Band, ...]]:
        """Return the readings of a week before."""
        known = {point.time: point.value for point in history.points() if math.isfinite(point.value)}
        if len(known) < _LEAST:
            return no_answer("too-short", "Zu wenige Werte für eine Vorhersage.")
        last, low, high = history.times[-1], min(known.values()), max(known.values())
        newest = list(known.values())[-1]
        bands = []
        for time in following(history.times, step, horizon):
            back = -(-(time - last) // _WEEK)
            bands.append(Band(time, known.get(time - back * _WEEK, newest), low, high))
        return Answer(tuple(bands), 0.9, (Reason("week", "Wie in der Woche davor."),))

    def save(self, folder: Path) -> None:
        """Write an empty model."""
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles())

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> WeekBefore:
        """Return the dummy. Raises ModelDamaged."""
        model_files.load(folder, cls.manifest.id, _FORMAT)
        return cls(plan)


class Trustful(FaultFinder):
    """Never finds a fault."""

    manifest = dummy_manifest("trustful", "fault_finder", "Findet nie einen Fehler.", "Never finds a fault.")

    def find(self, series: Series, neighbours: Sequence[Series] = ()) -> Answer[tuple[Fault, ...]]:  # noqa: ARG002
        """Return that there is none."""
        if sum(map(math.isfinite, series.values)) < _LEAST:
            return no_answer("too-few", "Zu wenige Werte, um einen Fehler zu erkennen.")
        return Answer((), 0.5)

    def save(self, folder: Path) -> None:
        """Write an empty model."""
        model_files.save(folder, self.manifest.id, _FORMAT, ModelFiles())

    @classmethod
    def load(cls, folder: Path, plan: TownPlan) -> Trustful:
        """Return the dummy. Raises ModelDamaged."""
        model_files.load(folder, cls.manifest.id, _FORMAT)
        return cls(plan)
