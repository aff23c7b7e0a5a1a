# SPDX-License-Identifier: EUPL-1.2
"""A sensor that lies: its readings jump or drift away from what is usual, or it disagrees with its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from mittendrin.blocks.series_faults.steps import Numbers, Steps, Truth, expected, runs, smooth
from mittendrin.contracts.block import Reason
from mittendrin.contracts.series import Fault
from mittendrin.core.numbers import short
from mittendrin.core.text import sentence

_JUMP = sentence("Springt auf einen Schlag um etwa %(size)s gegenüber dem Üblichen und bleibt %(hours)s Stunden dort.")
_DRIFT = sentence("Entfernt sich über %(days)s Tage immer weiter vom Üblichen, zuletzt um etwa %(size)s.")
_DISAGREE = sentence("Weicht %(hours)s Stunden lang von den Nachbarn ab; sonst verlaufen sie gleich.")
_HIGH, _EDGE = 4.0, 2.0
_APART = 3.5
_LEAST_DRIFT_DAYS = 2.0
_ALIKE = 0.3


class Deviation(NamedTuple):
    """Places where readings leave the usual for long: from, to, and the deviation in usual sizes at each step."""

    start: int
    end: int
    height: float


def deviations(steps: Steps, neighbours: Sequence[Steps]) -> tuple[Numbers, Numbers, float]:
    """Return the deviation of each step in usual sizes, less what neighbours share, the size, and how alike they are."""
    usual, size = expected(steps)
    own = np.clip((steps.values - usual) / size, -60.0, 60.0)
    if not neighbours:
        return own, size, 0.0
    others = []
    for one in neighbours:
        theirs, their_size = expected(one)
        others.append(np.clip((one.values - theirs) / their_size, -60.0, 60.0))
    with np.errstate(invalid="ignore"):
        common = _median(np.vstack(others))
    both = np.isfinite(own) & np.isfinite(common)
    if both.sum() < 50:
        return own, size, 0.0
    x, y = np.clip(common[both], -6, 6), np.clip(own[both], -6, 6)
    share = float(np.clip((x * y).sum() / max((x * x).sum(), 1e-9), 0.0, 1.5))
    alike = float(np.corrcoef(x, y)[0, 1]) if x.std() > 0 and y.std() > 0 else 0.0
    return np.where(np.isfinite(common), own - share * common, own), size, max(alike, 0.0)


def _median(rows: Numbers) -> Numbers:
    found = np.full(rows.shape[1], np.nan)
    some = np.isfinite(rows).any(axis=0)
    found[some] = np.nanmedian(rows[:, some], axis=0)
    return found


def lies(steps: Steps, neighbours: Sequence[Steps], taken: Truth) -> Iterator[Fault]:
    """Yield jumps, drifts and disagreement. taken: steps that are explained already."""
    away, size, alike = deviations(steps, neighbours)
    away = np.where(taken, np.nan, away)
    width = max(5, steps.day // 4)
    level = smooth(away, width)
    noise = _noise(level)
    marked = np.zeros(len(away), dtype=bool)
    for start, end in _spans(level / noise, width, steps.day):
        fault = _shaped(steps, away, size, Deviation(start, end, noise))
        if fault is not None:
            marked[max(start - width, 0) : end + width] = True
            yield fault
    if neighbours and alike >= _ALIKE:
        yield from _disagreements(steps, np.where(marked, np.nan, away), alike)


def _noise(level: Numbers) -> float:
    """Return how far the level usually is from 0."""
    known = np.abs(level[np.isfinite(level)])
    return max(float(np.quantile(known, 0.75)) / 1.15 if len(known) else 1.0, 0.3)


def _spans(level: Numbers, width: int, day: int) -> list[tuple[int, int]]:
    """Return spans of one sign that rise above _HIGH, as far as they stay above _EDGE."""
    found = []
    for sign in (1.0, -1.0):
        signed = np.nan_to_num(sign * level)
        for start, end in runs(signed > _EDGE, bridge=max(width, day // 2)):
            if signed[start : end + 1].max() >= _HIGH and end - start + 1 >= width // 2:
                found.append((start, end))
    return sorted(found)


def _shaped(steps: Steps, away: Numbers, size: Numbers, span: Deviation) -> Fault | None:
    """Return the span as a jump or a drift, by which of them it looks more like; None when it is neither."""
    start, end = span.start, span.end
    part = away[start : end + 1]
    known = np.isfinite(part)
    if known.sum() < 4:
        return None
    at = np.arange(len(part))[known] / max(len(part) - 1, 1)
    seen = part[known]
    middle = float(np.median(seen))
    flat = np.abs(seen - middle).mean()
    slope, base = np.polyfit(at, seen, 1)
    leaning = np.abs(seen - (base + slope * at)).mean()
    days = len(part) / steps.day
    unit = float(np.median(size[start : end + 1]))
    confidence = float(min(0.95, 0.5 + 0.04 * abs(middle)))
    drifts = days >= _LEAST_DRIFT_DAYS and leaning < 0.85 * flat and slope * middle > 0 and abs(slope) > abs(middle)
    if drifts:
        words = {"days": short(days, 2), "size": short((base + slope) * unit, 2)}
        return Fault(steps.time(start), steps.time(end), "drift", confidence, Reason("drift", _DRIFT, words))
    if flat > 0.8 * abs(middle):
        return None
    hours = len(part) * steps.step.total_seconds() / 3600
    words = {"size": short(middle * unit, 2), "hours": short(hours)}
    return Fault(steps.time(start), steps.time(end), "jump", confidence, Reason("jump", _JUMP, words))


def _disagreements(steps: Steps, away: Numbers, alike: float) -> Iterator[Fault]:
    width = max(7, steps.day // 2)
    rough = smooth(np.minimum(np.abs(away), 12.0), width)
    known = rough[np.isfinite(rough)]
    if len(known) < 10:
        return
    middle = float(np.median(known))
    spread = max(float(np.quantile(known, 0.9)) - middle, 0.3)
    height = np.nan_to_num((rough - middle) / spread)
    for start, end in runs(height > _APART / 2, bridge=width // 2):
        if height[start : end + 1].max() < _APART or end - start + 1 < width // 2:
            continue
        hours = (end - start + 1) * steps.step.total_seconds() / 3600
        reason = Reason("disagreement", _DISAGREE, {"hours": short(hours)})
        yield Fault(steps.time(start), steps.time(end), "disagreement", min(0.9, 0.4 + alike / 2), reason)
