# SPDX-License-Identifier: EUPL-1.2
"""One series under watch: signals, how rare each is, what stands out of them, when an alarm begins, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mittendrin.blocks.series_anomaly import settings
from mittendrin.blocks.series_anomaly.reading import Reading
from mittendrin.blocks.series_anomaly.records import Record, seconds
from mittendrin.blocks.series_anomaly.tail import Tail
from mittendrin.blocks.series_anomaly.words import Surroundings, reasons
from mittendrin.contracts.block import Reason
from mittendrin.contracts.series import Finding, Point, Watch
from mittendrin.core.errors import ModelDamaged

_NEVER = -(10**9)
# The clock may be put back by an hour, and a second time by mistake.
_SET_BACK = 2 * 3600.0
_SHOWN = 0.35
# Larger numbers are no readings.
_LARGEST = 1e100


class SeriesWatch(Watch):
    """Keeps a bounded past of one series; ``trust`` weighs the signals as people judged their alarms."""

    def __init__(self, trust: Mapping[str, float], shift: float, state: Mapping[str, Any] | None = None) -> None:
        kept = state or {}
        self._trust, self._limit = trust, settings.LIMIT + shift
        self._reading = Reading(kept.get("reading"))
        tails = kept.get("tails", {})
        self._tails = {name: Tail(one.shape, tails.get(name)) for name, one in settings.SIGNALS.items()}
        self._record, self._high, self._low = (Record(kept.get(name, ())) for name in ("record", "high", "low"))
        self._count: int = kept.get("count", 0)
        self._last_time: float = kept.get("last_time", -math.inf)
        self._first_time: float = kept.get("first_time", math.nan)
        self._alarm_at: int = kept.get("alarm_at", _NEVER)
        self._alarm_height: float = kept.get("alarm_height", 0.0)
        self._load: float = kept.get("load", 0.0)

    def take(self, point: Point) -> Finding:
        """Return what is to be said about the next reading. Raises ValueError when it is older than the last one."""
        now = seconds(point.time)
        if now < self._last_time - _SET_BACK:
            raise ValueError(point.time.isoformat())
        self._last_time = max(now, self._last_time)
        if not abs(point.value) < _LARGEST:
            return Finding(0.0, False, (Reason("missing", "Kein Wert."),))
        if math.isnan(self._first_time):
            self._first_time = now
        around = self._around(point, now)
        found = self._surprises(self._reading.take(point))
        height, weighed = self._height(found)
        self._count += 1
        score, flag = self._judged(height)
        shown = score >= _SHOWN
        return Finding(score, flag, reasons(weighed, found, around) if shown else ())

    def _height(self, surprises: Mapping[str, float]) -> tuple[float, dict[str, float]]:
        """Return the mean surprise over all signals, and what each adds to it."""
        weighed = {
            name: self._weight(name) * min(max(one - settings.FLOOR, 0.0), settings.TOP)
            for name, one in surprises.items()
        }
        return sum(weighed.values()) / sum(self._weight(name) for name in settings.SIGNALS), weighed

    def _weight(self, name: str) -> float:
        return settings.SIGNALS[name].weight * self._trust.get(name, 1.0)

    def _surprises(self, signals: Mapping[str, float]) -> dict[str, float]:
        found = {}
        for name, tail in self._tails.items():
            if (number := signals.get(name)) is not None:
                found[name] = tail.surprise(number)
                tail.add(number)
        return found

    def _around(self, point: Point, now: float) -> Surroundings:
        """Return what the words of the reasons need, as it was before this reading."""
        past = list(self._reading.past)
        return Surroundings(
            value=point.value,
            past=past,
            span=self._reading.weekly.span(point.time) or self._reading.daily.span(point.time),
            usual=self._reading.daily.usual(point.time),
            known_for=now - self._first_time,
            high_for=self._age(now, self._high.since(now, point.value)),
            low_for=self._age(now, self._low.since(now, -point.value)),
        )

    def _age(self, now: float, since: float | None) -> float:
        return now - (self._first_time if since is None else since)

    def _judged(self, height: float) -> tuple[float, bool]:
        """Return score and whether an alarm begins."""
        place, record = self._count - 1, 1.0
        if height >= settings.LEAST_SURPRISE:
            since = self._record.since(place, height)
            record = place - (-1 if since is None else since)
        stands_out = (
            settings.BY_RECORD * math.log10(min(record, settings.MOST_RECORD))
            - settings.BY_AGE * math.log10(min(self._count, settings.MOST_AGE))
            + settings.BY_SURPRISE * height
        )
        self._load *= math.exp(-1.0 / settings.LOAD_READINGS)
        limit = self._limit + settings.LOAD * self._load
        score = 1.0 / (1.0 + math.exp(-settings.STEEP * (stands_out - limit)))
        held = place - self._alarm_at < settings.HOLD and height <= self._alarm_height * settings.STRONGER
        if stands_out < limit or held or place < settings.WARM_UP:
            return min(score, 0.499), False
        self._alarm_at, self._alarm_height = place, height
        self._load += 1.0
        return score, True

    def state(self) -> Mapping[str, Any]:
        """Return all that was kept, as plain values of JSON."""
        return {
            "reading": self._reading.state(),
            "tails": {name: tail.state() for name, tail in self._tails.items()},
            "record": self._record.state(),
            "high": self._high.state(),
            "low": self._low.state(),
            "count": self._count,
            "alarm_at": self._alarm_at,
            "alarm_height": self._alarm_height,
            "load": self._load,
            **({} if math.isinf(self._last_time) else {"last_time": self._last_time}),
            **({} if math.isnan(self._first_time) else {"first_time": self._first_time}),
        }


def resumed(trust: Mapping[str, float], shift: float, state: Mapping[str, Any]) -> SeriesWatch:
    """Return the watch whose state was kept. Raises ModelDamaged when it does not fit."""
    try:
        return SeriesWatch(trust, shift, state)
    except (TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise ModelDamaged(f"the state of a watch does not fit: {error}") from error
