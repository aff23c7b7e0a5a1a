# SPDX-License-Identifier: EUPL-1.2
"""The scoring of the Numenta Anomaly Benchmark, written from its paper and its documentation.

Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark" (2015): rows in a
window earn by how early the first detection is, rows outside cost by how far they are behind the last window, windows
without a detection cost one; the first 15 % of a file (at most 750 rows) do not count; one threshold for all files.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROBATION = 0.15
MOST_PROBATION = 750
_STEEP = 5.0
_FAR = 3.0


@dataclass(frozen=True)
class Profile:
    """What a hit, a false alarm and a miss are worth."""

    hit: float
    false_alarm: float
    miss: float


PROFILES: Mapping[str, Profile] = {
    "standard": Profile(1.0, 0.11, 1.0),
    "reward_low_FP_rate": Profile(1.0, 0.22, 1.0),
    "reward_low_FN_rate": Profile(1.0, 0.11, 2.0),
}


@dataclass(frozen=True)
class Labelled:
    """One file of the benchmark: name, times as they are written, values, windows as pairs of row numbers."""

    name: str
    times: tuple[str, ...]
    values: tuple[float, ...]
    windows: tuple[tuple[int, int], ...]

    @property
    def probation(self) -> int:
        """Return how many rows at the start do not count."""
        return min(int(PROBATION * len(self.times)), int(PROBATION * 5000), MOST_PROBATION)


def read(folder: Path) -> list[Labelled]:
    """Return all files of the benchmark in ``folder``, by name."""
    windows = json.loads((folder / "labels" / "combined_windows.json").read_text(encoding="utf-8"))
    return [_file(folder / "data" / name, name, spans) for name, spans in sorted(windows.items())]


def _file(path: Path, name: str, spans: Sequence[Sequence[str]]) -> Labelled:
    lines = path.read_text(encoding="utf-8").split()
    # The header is one word; each row is "day clock,value".
    words = [f"{day} {rest}".rpartition(",") for day, rest in zip(lines[1::2], lines[2::2], strict=True)]
    times = tuple(time for time, _, _ in words)
    inside = [
        [row for row, time in enumerate(times) if start.split(".")[0] <= time <= end.split(".")[0]]
        for start, end in spans
    ]
    return Labelled(
        name,
        times,
        tuple(float(value) for _, _, value in words),
        tuple((rows[0], rows[-1]) for rows in inside),
    )


def _curve(place: float) -> float:
    """Return the worth of a detection: -1 the left edge of a window, 0 its right edge, behind it above 0."""
    return -1.0 if place > _FAR else 2.0 / (1.0 + math.exp(_STEEP * place)) - 1.0


def worths(file: Labelled) -> list[tuple[float, int]]:
    """Return for each row what a detection there is worth without weights, and its window (-1: outside)."""
    best = _curve(-1.0)
    found = [(-1.0, -1)] * len(file.times)
    for number, (start, end) in enumerate(file.windows):
        width = end - start + 1
        for row in range(start, end + 1):
            found[row] = (_curve(-(end - row + 1) / width) / best, number)
        until = file.windows[number + 1][0] if number + 1 < len(file.windows) else len(file.times)
        for row in range(end + 1, until):
            found[row] = (_curve((row - end) / max(width - 1, 1)), -1)
    return found


@dataclass(frozen=True)
class Outcome:
    """What one threshold yields: the raw sum and the counts."""

    raw: float
    hits: int
    misses: int
    false_alarms: int

    def normalised(self, profile: Profile, windows: int) -> float:
        """Return the score: 0 says nothing ever, 100 finds every window at its start without a false alarm."""
        nothing, perfect = -profile.miss * windows, profile.hit * windows
        return 100.0 * (self.raw - nothing) / (perfect - nothing)


def score(files: Iterable[tuple[Labelled, Sequence[float]]], threshold: float, profile: Profile) -> Outcome:
    """Return what the scores of all files yield when rows at or above ``threshold`` are detections."""
    raw, hits, misses, alarms = 0.0, 0, 0, 0
    for file, scores in files:
        best: dict[int, float] = {}
        for row, (worth, window) in enumerate(worths(file)):
            if row < file.probation or scores[row] < threshold:
                continue
            if window < 0:
                raw += worth * profile.false_alarm
                alarms += 1
            else:
                best[window] = max(best.get(window, -1.0), worth)
        raw += sum(best.values()) * profile.hit - (len(file.windows) - len(best)) * profile.miss
        hits += len(best)
        misses += len(file.windows) - len(best)
    return Outcome(raw, hits, misses, alarms)


def best_threshold(files: Sequence[tuple[Labelled, Sequence[float]]], profile: Profile) -> tuple[float, float]:
    """Return the one threshold that is best for all files together, and its normalised score."""
    rows: list[tuple[float, int, float, int]] = []
    windows = 0
    for file, scores in files:
        for row, (worth, window) in enumerate(worths(file)):
            if row >= file.probation:
                rows.append((scores[row], windows + window if window >= 0 else -1, worth, row))
        windows += len(file.windows)
    rows.sort(key=lambda one: -one[0])
    raw, best_raw, best_at = -profile.miss * windows, -profile.miss * windows, math.inf
    best: dict[int, float] = {}
    for at, (value, window, worth, _row) in enumerate(rows):
        if window < 0:
            raw += worth * profile.false_alarm
        elif window not in best:
            best[window] = worth
            raw += worth * profile.hit + profile.miss
        elif worth > best[window]:
            raw += (worth - best[window]) * profile.hit
            best[window] = worth
        if (at + 1 == len(rows) or rows[at + 1][0] < value) and raw > best_raw:
            best_raw, best_at = raw, value
    return best_at, Outcome(best_raw, 0, 0, 0).normalised(profile, windows)
