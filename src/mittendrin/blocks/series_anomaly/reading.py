# SPDX-License-Identifier: EUPL-1.2
"""All signals of one series, reading by reading."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from typing import Any

from mittendrin.blocks.series_anomaly.signals import HOUR, LONG, Predictor, Profile, Window
from mittendrin.contracts.series import Point

_FIRST = 150


class Reading:
    """Turns each reading into the numbers of ``SIGNALS``; keeps a bounded past."""

    def __init__(self, state: Mapping[str, Any] | None = None) -> None:
        kept = state or {}
        self.past: deque[float] = deque(kept.get("past", ()), maxlen=2 * HOUR)
        self.windows = {
            "long": Window(LONG, kept.get("long", ())),
            "season_hour": Window(HOUR, kept.get("season_hour", ())),
            "season_long": Window(LONG, kept.get("season_long", ())),
            "missed": Window(HOUR, kept.get("missed", ())),
        }
        self.first: list[float] = list(kept.get("first", ()))
        self.daily = Profile(split=False, slots=kept.get("daily"))
        self.weekly = Profile(split=True, slots=kept.get("weekly"))
        self.predictor = Predictor(kept.get("predictor", ()))

    def take(self, point: Point) -> dict[str, float]:
        """Return the signals of the next reading; those that need more past are left out."""
        value = point.value
        found = {"step": abs(value - self.past[-1])} if self.past else {}
        usual = self.daily.usual(point.time)
        self._predicted(value, usual, found)
        self.past.append(value)
        self._moved(value, found)
        self._season(point, usual, found)
        return found

    def _predicted(self, value: float, usual: float | None, found: dict[str, float]) -> None:
        missed = 0.0
        if len(self.past) >= 3:
            newest = list(self.past)[:-4:-1]
            missed = abs(self.predictor.error(newest, usual, value))
        window = self.windows["missed"]
        window.add(missed)
        if window.full:
            found["missed_hour"] = window.mean()

    def _moved(self, value: float, found: dict[str, float]) -> None:
        if len(self.first) < _FIRST:
            self.first.append(value)
        window = self.windows["long"]
        window.add(value)
        if window.full:
            found["swing"] = window.deviation()
            least = 1e-5 * Window(_FIRST, self.first).deviation() + 1e-12
            found["still"] = -math.log(found["swing"] + least)

    def _season(self, point: Point, usual: float | None, found: dict[str, float]) -> None:
        differs = 0.0 if usual is None else point.value - usual
        hour, long = self.windows["season_hour"], self.windows["season_long"]
        hour.add(differs)
        long.add(differs)
        if usual is not None:
            found["day"] = abs(differs)
            if hour.full:
                found["day_hour"] = abs(hour.mean())
            if long.full:
                found["day_long"] = abs(long.mean())
        weekly = self.weekly.usual(point.time)
        if weekly is not None:
            found["week"] = abs(point.value - weekly)
        self.daily.add(point.time, point.value)
        self.weekly.add(point.time, point.value)

    def state(self) -> dict[str, Any]:
        """Return what is needed to go on."""
        return {
            "past": list(self.past),
            **{name: list(window.numbers) for name, window in self.windows.items()},
            "first": self.first,
            "daily": self.daily.slots,
            "weekly": self.weekly.slots,
            "predictor": self.predictor.state(),
        }
