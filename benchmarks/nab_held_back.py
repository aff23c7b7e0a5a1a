# SPDX-License-Identifier: EUPL-1.2
"""What the anomaly block is worth on files of the Numenta Anomaly Benchmark that had no say in its settings.

python -m benchmarks.nab_held_back [--seeds N] [--draws N]

Two ways to choose the settings: weights in halves for each signal, drawn by chance, or one weight for the four signals
about what is usual at this time and one for the others; with each, how much surprise counts (``BY_SURPRISE``) and where
an alarm begins (``LIMIT``). They are chosen on four fifths of the files and judged on the rest, until each file was
judged once; then the same with whole folders left out. The signals and the shapes of their tails were thought out while
looking at all files: that part cannot be held back any more.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import statistics
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from benchmarks.machine import machine
from benchmarks.nab_scoring import PROFILES, Labelled, read, worths
from benchmarks.series_data import FOLDER
from numpy.typing import NDArray

from mittendrin.blocks.series_anomaly import settings
from mittendrin.blocks.series_anomaly.watch import SeriesWatch
from mittendrin.contracts.series import Point

PROFILE = PROFILES["standard"]
PAIRS = list(itertools.product((3.5, 4.0, 4.5), (2.8, 3.2, 3.6, 4.0)))
FOLDS = 5
NAMES = list(settings.SIGNALS)
SEASONAL = np.array([name.startswith(("day", "week")) for name in NAMES])
Numbers = NDArray[np.float64]
Candidate = tuple[Numbers, float, float]


def surprises(file: Labelled) -> Numbers:
    """Return how much each signal stands out in each row, which no fitted number changes."""
    watch = SeriesWatch({}, 0.0)
    table = np.zeros((len(file.times), len(NAMES)))
    for row, (moment, value) in enumerate(zip(file.times, file.values, strict=True)):
        found = watch._surprises(watch._reading.take(Point(datetime.fromisoformat(moment), value)))
        table[row] = [min(max(found.get(name, 0.0) - settings.FLOOR, 0.0), settings.TOP) for name in NAMES]
    return table


def in_halves(draws: int) -> list[Candidate]:
    """Return candidates with a weight for each signal."""
    random_ = random.Random(3)
    weights = [np.array([random_.choice((0.5, 1.0, 1.5, 2.0)) for _name in NAMES]) for _ in range(draws)]
    return [(one, *pair) for one in weights for pair in PAIRS]


def in_groups() -> list[Candidate]:
    """Return candidates with one weight for the seasonal signals beside 1 for the others."""
    weights = [np.where(SEASONAL, one, 1.0) for one in (1.0, 1.5, 2.0, 2.5)]
    return [(one, *pair) for one in weights for pair in PAIRS]


def alarms(file_heights: Sequence[float]) -> list[int]:
    """Return the rows at which these heights raise alarms with the settings as they are.

    Rows that hardly surprise never do; they are passed over together.
    """
    watch, found = SeriesWatch({}, 0.0), []
    for row, height in enumerate(file_heights):
        if height >= settings.LEAST_SURPRISE:
            watch._load *= math.exp(-(row - watch._count) / settings.LOAD_READINGS)
            watch._count = row + 1
            if watch._judged(height)[1]:
                found.append(row)
    return found


def raw(file: Labelled, worth: Sequence[tuple[float, int]], rows: Sequence[int]) -> float:
    """Return what alarms at these rows are worth, as ``nab_scoring.score`` counts."""
    total, best = 0.0, dict[int, float]()
    for row in rows:
        if row < file.probation:
            continue
        value, window = worth[row]
        if window < 0:
            total += value * PROFILE.false_alarm
        else:
            best[window] = max(best.get(window, -1.0), value)
    return total + sum(best.values()) * PROFILE.hit - (len(file.windows) - len(best)) * PROFILE.miss


def judgements(files: Sequence[Labelled], known: Sequence[Numbers], candidates: Sequence[Candidate]) -> Numbers:
    """Return what each file yields with each candidate."""
    worth = [worths(file) for file in files]
    before, found = (settings.BY_SURPRISE, settings.LIMIT), []
    for weights, settings.BY_SURPRISE, settings.LIMIT in candidates:
        triples = zip(files, worth, known, strict=True)
        share = weights / weights.sum()
        found.append([raw(file, one, alarms((table @ share).tolist())) for file, one, table in triples])
    settings.BY_SURPRISE, settings.LIMIT = before
    return np.array(found)


def held_back(files: Sequence[Labelled], judged: Numbers, groups: Sequence[Sequence[int]]) -> float:
    """Return the score when the candidate for each group of files is chosen on all the others."""
    total = 0.0
    for group in groups:
        others = [at for at in range(len(files)) if at not in group]
        total += float(judged[int(np.argmax(judged[:, others].sum(axis=1)))][list(group)].sum())
    return normalised(total, sum(len(file.windows) for file in files))


def normalised(total: float, windows: int) -> float:
    """Return a raw sum as the board has it: 0 for no alarm at all, 100 for the best that can be."""
    return 100 * (total + PROFILE.miss * windows) / ((PROFILE.hit + PROFILE.miss) * windows)


def folders(files: Sequence[Labelled]) -> list[list[int]]:
    """Return the places of the files by folder."""
    found: Mapping[str, list[int]] = {file.name.partition("/")[0]: [] for file in files}
    for at, file in enumerate(files):
        found[file.name.partition("/")[0]].append(at)
    return list(found.values())


def drawn(count: int, seed: int) -> list[list[int]]:
    """Return the places of the files in FOLDS groups drawn by chance."""
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return [order[fold::FOLDS] for fold in range(FOLDS)]


def main() -> None:
    """Print a row for each way to choose."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10, help="how often the files are drawn into groups")
    parser.add_argument("--draws", type=int, default=100, help="sets of weights that are drawn")
    arguments = parser.parse_args()
    print(machine())
    files = read(FOLDER / "nab")
    known, windows = [surprises(file) for file in files], sum(len(file.windows) for file in files)
    print("\n| weights | candidates | chosen and judged on all | chosen on four fifths, judged on the rest | folder |")
    print("|---|---:|---:|---:|---:|")
    for name, candidates in (("in halves", in_halves(arguments.draws)), ("two groups", in_groups())):
        judged = judgements(files, known, candidates)
        random_ = [held_back(files, judged, drawn(len(files), seed)) for seed in range(arguments.seeds)]
        best = normalised(float(judged.sum(axis=1).max()), windows)
        spread = f"{statistics.fmean(random_):.1f} ± {statistics.pstdev(random_):.1f}"
        left_out = held_back(files, judged, folders(files))
        print(f"| {name} | {len(candidates)} | {best:.1f} | {spread} | {left_out:.1f} |", flush=True)


if __name__ == "__main__":
    main()
