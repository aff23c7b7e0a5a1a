# SPDX-License-Identifier: EUPL-1.2
"""Says when a rule begins and ends to fire, value by value, in bounded memory; the same live and on history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mittendrin.apps.stadtdaten.models import AlertKind
from mittendrin.core.instants import MINUTE

MOST_KEPT = 5000
THRESHOLDS = {AlertKind.ABOVE, AlertKind.BELOW}
CHANGES = {AlertKind.RISE, AlertKind.FALL}
FORECASTS = {AlertKind.FORECAST_ABOVE, AlertKind.FORECAST_BELOW}


@dataclass(frozen=True)
class Condition:
    """What a rule waits for; see AlertRule."""

    kind: str
    value: float = 0.0
    minutes: int = 0
    slack: float = 0.0

    @property
    def upward(self) -> bool:
        """Return whether high values matter."""
        return self.kind in {AlertKind.ABOVE, AlertKind.RISE, AlertKind.FORECAST_ABOVE}


class Change(NamedTuple):
    """The rule began to fire, or ended; ``value`` is the measured one that decided."""

    began: bool
    at: int
    value: float | None


class Episode(NamedTuple):
    """One time that the rule fired; ended is None while it lasts. worst: the most extreme value in it."""

    began: int
    ended: int | None
    worst: float | None


Flag = Callable[[int, float], bool]


class Judge:
    """Takes values in order of time. ``flag`` answers for rules about unusual values whether one is."""

    def __init__(self, condition: Condition, state: Mapping[str, Any] | None = None, flag: Flag | None = None) -> None:
        kept = state or {}
        self.condition, self.flag = condition, flag
        self.firing: bool = bool(kept.get("firing"))
        self.since: int | None = kept.get("since")
        self.last: int | None = kept.get("last")
        self.window: list[tuple[int, float]] = [(int(at), float(value)) for at, value in kept.get("window", [])]

    def state(self) -> dict[str, Any]:
        """Return what must be kept to go on later."""
        return {"firing": self.firing, "since": self.since, "last": self.last, "window": self.window}

    def take(self, at: int, value: float) -> list[Change]:
        """Return what changed with the next value; one that is not newer than the last changes nothing."""
        if self.last is not None and at <= self.last:
            return []
        changes = self._gap_before(at)
        self.last = at
        kind = self.condition.kind
        if kind == AlertKind.SILENT:
            if self.firing:
                self.firing = False
                changes.append(Change(False, at, value))
            return changes
        measure = self._change(at, value) if kind in CHANGES else value
        return changes + self._step(at, value, measure)

    def pass_time(self, now: int) -> list[Change]:
        """Return what changed because time went by without a value."""
        return self._gap_before(now)

    def _gap_before(self, at: int) -> list[Change]:
        if self.condition.kind != AlertKind.SILENT or self.firing or self.last is None:
            return []
        patience = max(self.condition.minutes, 1) * MINUTE
        if at - self.last <= patience:
            return []
        self.firing = True
        return [Change(True, self.last + patience, None)]

    def _change(self, at: int, value: float) -> float:
        """Return how much the value rose or fell within the window."""
        begin = at - max(self.condition.minutes, 1) * MINUTE
        self.window = [point for point in self.window if point[0] >= begin][-MOST_KEPT:]
        self.window.append((at, value))
        values = [one for _at, one in self.window]
        return value - min(values) if self.condition.upward else max(values) - value

    def _step(self, at: int, value: float, measure: float) -> list[Change]:
        hit, over = self._hit(at, value, measure)
        if self.firing:
            if over:
                self.firing, self.since = False, None
                return [Change(False, at, value)]
            return []
        if not hit:
            self.since = None
            return []
        self.since = at if self.since is None else self.since
        holds = self.condition.minutes * MINUTE if self.condition.kind in THRESHOLDS else 0
        if at - self.since < holds:
            return []
        self.firing = True
        return [Change(True, at, value)]

    def _hit(self, at: int, value: float, measure: float) -> tuple[bool, bool]:
        """Return whether the condition is met, and whether it is over, which needs the slack."""
        limit, slack, kind = self.condition.value, self.condition.slack, self.condition.kind
        if kind == AlertKind.UNUSUAL:
            hit = self.flag is not None and self.flag(at, value)
            return hit, not hit
        if kind in CHANGES:
            return measure >= limit, measure < limit - slack
        if self.condition.upward:
            return measure > limit, measure <= limit - slack
        return measure < limit, measure >= limit + slack


def episodes(judge: Judge, values: Iterable[tuple[int, float]], end: int) -> list[Episode]:
    """Return the times that a rule would have fired over ``values`` up to ``end``."""
    found: list[Episode] = []
    open_at: int | None = None
    worst: float | None = None
    for at, value in values:
        for change in judge.take(at, value):
            if change.began:
                open_at, worst = change.at, change.value
            elif open_at is not None:
                found.append(Episode(open_at, change.at, worst))
                open_at = None
        if open_at is not None:
            worst = worse(judge.condition, worst, value)
    for change in judge.pass_time(end):
        open_at, worst = change.at, change.value
    if open_at is not None:
        found.append(Episode(open_at, None, worst))
    return found


def worse(condition: Condition, one: float | None, other: float | None) -> float | None:
    """Return the more extreme of two values in the direction of the rule."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other) if condition.upward or condition.kind == AlertKind.UNUSUAL else min(one, other)
