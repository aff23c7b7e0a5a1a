# SPDX-License-Identifier: EUPL-1.2
"""A sensor that lies: its readings jump or drift away from what is usual, or it disagrees with its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mittendrin.blocks.series_faults.steps import Numbers, Steps, Truth, expected, runs, smooth
from mittendrin.contracts.block import Reason
from mittendrin.contracts.series import Fault
from mittendrin.core.numbers import short
from mittendrin.core.text import sentence

_JUMP = sentence("Springt auf einen Schlag um etwa %(size)s gegenüber dem Üblichen und bleibt %(hours)s Stunden dort.")
_DRIFT = sentence("Entfernt sich über %(days)s Tage immer weiter vom Üblichen, zuletzt um etwa %(size)s.")
_DISAGREE = sentence("Weicht %(hours)s Stunden lang von den Nachbarn ab; sonst verlaufen sie gleich.")
_HIGH, _EDGE = 6.5, 2.0
_APART = 4.5
# Share of the deviation on one side from which it is a jump or a drift instead.
_ONE_SIDED = 0.7
_LEAST_DRIFT_DAYS = 2.0
_ALIKE = 0.3
_LEAST_COMMON = 24
# So alike must the readings themselves be outside of a span, and so much less inside, that neighbours count.
_SHAPE_ALIKE, _SHAPE_LEFT = 0.5, 0.3
# A drift rises by more than this share of its middle height.
_STEEP = 0.6


def deviations(steps: Steps, neighbours: Sequence[Steps]) -> tuple[Numbers, Numbers, float]:
    """Return each step's deviation in usual sizes, less what neighbours share, the sizes, and how alike they are."""
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
    if neighbours and alike >= _ALIKE:
        for fault, start, end in _disagreements(steps, away, size, alike):
            away[start : end + 1] = np.nan
            yield fault
    width = max(5, steps.day // 4)
    level = smooth(away, width)
    noise = _noise(level)
    slowly = smooth(away * size, max(steps.day, width))
    shared = _shared(neighbours) if neighbours else steps.values
    for start, end in _spans(level / noise, width, steps.day):
        fault_or_none = _shaped(steps, slowly, float(level[start : end + 1].mean() / noise), start, end)
        if neighbours and _parted(steps.values, shared, start, end):
            hours = (end - start + 1) * steps.step.total_seconds() / 3600
            reason = Reason("disagreement", _DISAGREE, {"hours": short(hours)})
            yield Fault(steps.time(start), steps.time(end), "disagreement", 0.8, reason)
        elif fault_or_none is not None:
            yield fault_or_none


def _shared(neighbours: Sequence[Steps]) -> Numbers:
    """Return how neighbours run together, each on its own scale."""
    found = []
    for one in neighbours:
        known = one.values[np.isfinite(one.values)]
        if len(known) and known.std() > 0:
            found.append((one.values - known.mean()) / known.std())
    return _median(np.vstack(found)) if found else np.full(len(neighbours[0].values), np.nan)


def _parted(values: Numbers, shared: Numbers, start: int, end: int) -> bool:
    """Return whether a series runs like its neighbours elsewhere but not in this span, whatever its height there."""
    inside = np.zeros(len(values), dtype=bool)
    inside[start : end + 1] = True
    both = np.isfinite(values) & np.isfinite(shared)
    usual, here = _correlation(values, shared, both & ~inside), _correlation(values, shared, both & inside)
    return usual >= _SHAPE_ALIKE and here < _SHAPE_LEFT * usual


def _correlation(one: Numbers, other: Numbers, where: Truth) -> float:
    """Return how alike two courses are beside a straight line; 1 where too little is known to say they are not."""
    at = np.flatnonzero(where).astype(np.float64)
    if len(at) < _LEAST_COMMON:
        return 1.0
    left = [part - np.polyval(np.polyfit(at, part, 1), at) for part in (one[where], other[where])]
    if min(part.std() for part in left) <= 0:
        return 1.0
    return float(np.corrcoef(left[0], left[1])[0, 1])


def _noise(level: Numbers) -> float:
    """Return how far the level usually is from 0."""
    known = np.abs(level[np.isfinite(level)])
    if not len(known):
        return 1.0
    # A fault of some weeks must not raise what counts as usual.
    return max(float(np.quantile(known, 0.8)) / 1.28, 0.3)


def _spans(level: Numbers, width: int, day: int) -> list[tuple[int, int]]:
    """Return spans of one sign that rise above _HIGH, as far as they stay above _EDGE."""
    found = []
    for sign in (1.0, -1.0):
        signed = np.nan_to_num(sign * level)
        for start, end in runs(signed > _EDGE, bridge=max(width, day // 2)):
            if signed[start : end + 1].max() >= _HIGH and end - start + 1 >= width:
                found.append((start, end))
    return sorted(found)


def _shaped(steps: Steps, away: Numbers, height: float, start: int, end: int) -> Fault | None:
    """Return the span as a jump or a drift, by which of them it looks more like; None when it is neither."""
    part = away[start : end + 1]
    # The mean of a day that looks beyond the end blurs a sudden return.
    part = part[: len(part) - steps.day // 2] if len(part) > 2 * steps.day else part
    known = np.isfinite(part)
    if known.sum() < 4:
        return None
    at = np.arange(len(part))[known] / max(len(part) - 1, 1)
    seen = part[known]
    middle = float(np.median(seen))
    flat = np.abs(seen - middle).mean()
    slope, base = np.polyfit(at, seen, 1)
    leaning = np.abs(seen - (base + slope * at)).mean()
    days = (end - start + 1) / steps.day
    confidence = float(min(0.95, 0.5 + 0.04 * abs(np.nan_to_num(height))))
    drifts = (
        days >= _LEAST_DRIFT_DAYS and leaning < 0.85 * flat and slope * middle > 0 and abs(slope) > _STEEP * abs(middle)
    )
    if drifts:
        words = {"days": short(days, 2), "size": short(base + slope, 2)}
        return Fault(steps.time(start), steps.time(end), "drift", confidence, Reason("drift", _DRIFT, words))
    if flat > 0.8 * abs(middle):
        return None
    hours = days * steps.day * steps.step.total_seconds() / 3600
    words = {"size": short(middle, 2), "hours": short(hours)}
    return Fault(steps.time(start), steps.time(end), "jump", confidence, Reason("jump", _JUMP, words))


def _disagreements(steps: Steps, away: Numbers, size: Numbers, alike: float) -> Iterator[tuple[Fault, int, int]]:
    """Yield where the deviation from the neighbours is large and now above, now below."""
    width = max(7, steps.day // 2)
    rough = smooth(np.minimum(np.abs(away), 12.0), width)
    known = rough[np.isfinite(rough)]
    if len(known) < 10:
        return
    middle = float(np.median(known))
    spread = max(float(np.quantile(known, 0.8)) - middle, 0.2)
    height = np.nan_to_num((rough - middle) / spread)
    for start, end in runs(height > _APART / 2, bridge=width):
        part = (away * size)[start : end + 1]
        part = part[np.isfinite(part)]
        short_or_low = end - start + 1 < width or height[start : end + 1].max() < _APART
        if short_or_low or not len(part) or abs(part.mean()) > _ONE_SIDED * np.abs(part).mean():
            continue
        hours = (end - start + 1) * steps.step.total_seconds() / 3600
        reason = Reason("disagreement", _DISAGREE, {"hours": short(hours)})
        yield (
            Fault(steps.time(start), steps.time(end), "disagreement", min(0.9, 0.4 + alike / 2), reason),
            start,
            end,
        )
