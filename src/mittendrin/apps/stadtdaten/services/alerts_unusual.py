# SPDX-License-Identifier: EUPL-1.2
"""Whether a value is unusual: asked of the building block for anomalies where there is one, else of earlier weeks."""

from __future__ import annotations

from abc import ABC, abstractmethod

from mittendrin.apps.stadtdaten.models import Datastream, Observation
from mittendrin.apps.stadtdaten.services.cockpit_blocks import detector
from mittendrin.apps.stadtdaten.services.cockpit_usual import Usual, usual_hours
from mittendrin.contracts.series import Detector, Finding, Point
from mittendrin.core import instants
from mittendrin.core.instants import DAY, HOUR

WARM_UP = 35 * DAY
MOST = 50_000


class Flag(ABC):
    """Says of values, in order of time, whether one is unusual. found: what the block said of the last unusual one."""

    found: Finding | None = None

    @abstractmethod
    def __call__(self, at: int, value: float) -> bool:
        """Return whether the value is unusual."""


def flag_for(stream: Datastream, start: int) -> Flag:
    """Return what says of values from ``start`` on, in order of time, whether one is unusual."""
    block = detector()
    return _Watched(block, stream, start) if block else _ByWeeks(stream)


class _Watched(Flag):
    """Lets the block see what came before, then asks it about each value; begins only when it is asked."""

    def __init__(self, block: Detector, stream: Datastream, start: int) -> None:
        self.stream, self.start = stream, start
        self.watch = block.watch()
        self.warm = False

    def __call__(self, at: int, value: float) -> bool:
        if not self.warm:
            self._look_back()
        try:
            said = self.watch.take(Point(instants.to_datetime(at), value))
        except ValueError:
            return False
        if said.flag:
            self.found = said
        return said.flag

    def _look_back(self) -> None:
        self.warm = True
        rows = Observation.objects.filter(
            datastream=self.stream, phenomenon_start__gt=self.start - WARM_UP, phenomenon_start__lte=self.start,
            result__isnull=False,
        ).order_by("-phenomenon_start")  # fmt: skip
        for at, value in list(rows.values_list("phenomenon_start", "result")[:MOST])[::-1]:
            if value is not None:
                self.watch.take(Point(instants.to_datetime(at), value))


class _ByWeeks(Flag):
    """Compares with the same hour of earlier weeks."""

    def __init__(self, stream: Datastream) -> None:
        self.stream = stream
        self.known: dict[int, Usual | None] = {}

    def __call__(self, at: int, value: float) -> bool:
        hour = at // HOUR
        if hour not in self.known:
            if len(self.known) > 2000:
                self.known.clear()
            self.known[hour] = usual_hours([self.stream.pk], at).get(self.stream.pk)
        usual = self.known[hour]
        if usual is None:
            return False
        room = max(usual.high - usual.low, 0.05 * abs(usual.middle), 1e-9)
        return value < usual.low - room or value > usual.high + room
