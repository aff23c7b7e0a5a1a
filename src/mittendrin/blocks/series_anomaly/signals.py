# SPDX-License-Identifier: EUPL-1.2
"""What is looked at in a series, each as one number per reading that is high when something is strange."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

HOUR, LONG = 12, 48
_SLOT_MINUTES = 30
_SATURDAY = 5
_SLOWEST = 0.06
_REMEMBERED = 8


class Window:
    """The last ``size`` numbers with their mean and deviation."""

    def __init__(self, size: int, numbers: Iterable[float] = ()) -> None:
        self.size = size
        self.numbers: deque[float] = deque(numbers, maxlen=size)

    @property
    def full(self) -> bool:
        """Return whether ``size`` numbers are there."""
        return len(self.numbers) == self.size

    def add(self, number: float) -> None:
        """Take a number in; the oldest goes."""
        self.numbers.append(number)

    def mean(self) -> float:
        """Return the mean of what is there."""
        return math.fsum(self.numbers) / len(self.numbers)

    def deviation(self) -> float:
        """Return the standard deviation of what is there."""
        mean = self.mean()
        return math.sqrt(math.fsum((one - mean) ** 2 for one in self.numbers) / len(self.numbers))


class Profile:
    """What is usual at this time of the day, learned as days go by; ``split`` tells week-ends apart."""

    def __init__(self, split: bool, slots: Mapping[str, Sequence[Any]] | None = None) -> None:
        self.split = split
        # Slot -> mean, readings, last day, days that ended, the latest readings.
        self.slots: dict[str, list[Any]] = {key: list(value) for key, value in (slots or {}).items()}

    def _key(self, time: datetime) -> str:
        slot = (time.hour * 60 + time.minute) // _SLOT_MINUTES
        return str(slot + (1000 if self.split and time.weekday() >= _SATURDAY else 0))

    def usual(self, time: datetime) -> float | None:
        """Return the usual value at ``time``; None before a whole day is known."""
        found = self.slots.get(self._key(time))
        return float(found[0]) if found and found[3] >= 1 else None

    def span(self, time: datetime) -> tuple[float, float] | None:
        """Return the lowest and highest of the latest readings at this time of the day."""
        found = self.slots.get(self._key(time))
        return (min(found[4]), max(found[4])) if found and len(found[4]) > 1 else None

    def add(self, time: datetime, value: float) -> None:
        """Take a reading in."""
        day = time.date().isoformat()
        found = self.slots.setdefault(self._key(time), [value, 0, day, 0, []])
        if found[2] != day:
            found[3] += 1
            found[2] = day
        found[1] += 1
        found[0] += (value - found[0]) * max(1 / found[1], _SLOWEST)
        found[4] = [*found[4][1 - _REMEMBERED :], value]


class Predictor:
    """The next value from the last three and the usual one, by weights that follow their errors."""

    RATE = 0.02

    def __init__(self, state: Sequence[float] = ()) -> None:
        self.weights = list(state[:4]) or [0.6, 0.2, 0.1, 0.1]
        self.mean, self.scale = (state[4], state[5]) if len(state) > 5 else (math.nan, math.nan)

    def error(self, past: Sequence[float], usual: float | None, value: float) -> float:
        """Return how far ``value`` is from what was expected, and learn from it. past: newest first."""
        if math.isnan(self.mean):
            self.mean, self.scale = past[-1], abs(past[-1]) * 0.1 + 1e-9
        known = [*past[:3], past[0] if usual is None else usual]
        inputs = [(one - self.mean) / self.scale for one in known]
        missed = (value - self.mean) / self.scale - sum(w * x for w, x in zip(self.weights, inputs, strict=True))
        tame = max(-3.0, min(3.0, missed))
        power = 1.0 + sum(x * x for x in inputs)
        self.weights = [w + self.RATE * tame * x / power for w, x in zip(self.weights, inputs, strict=True)]
        found = missed * self.scale
        self.mean += 0.005 * (value - self.mean)
        self.scale += 0.01 * (min(abs(value - self.mean), 6 * self.scale) - self.scale)
        self.scale = max(self.scale, 1e-9)
        return found

    def state(self) -> list[float]:
        """Return what is needed to go on."""
        return [*self.weights, self.mean, self.scale]
