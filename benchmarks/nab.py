# SPDX-License-Identifier: EUPL-1.2
"""How well anomalies are told on the Numenta Anomaly Benchmark, and how often quiet series are disturbed.

python -m benchmarks.nab [--only WORD]

Every file is given to the block row by row, with the one configuration that ships; no row is looked at before its turn.
``flags``: what the block itself calls an alarm. ``best``: one threshold on the scores for all files, as the published
board has it.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from datetime import datetime

from benchmarks.machine import machine
from benchmarks.nab_scoring import PROFILES, Labelled, best_threshold, read, score
from benchmarks.series_data import FOLDER, bicycles, buildings

from mittendrin.contracts import registry
from mittendrin.contracts.series import Detector, Finding, Point
from mittendrin.contracts.town_plan import TownPlan

Judged = list[tuple[Labelled, list[Finding]]]
MONTH = 30 * 86_400.0


def detector() -> Detector:
    """Return the block."""
    return registry.detector_class("series_anomaly")(TownPlan())


def judged(file: Labelled, block: Detector) -> list[Finding]:
    """Return what the block says about each row."""
    watch = block.watch()
    rows = zip(file.times, file.values, strict=True)
    return [watch.take(Point(datetime.fromisoformat(moment), value)) for moment, value in rows]


def table(all_: Judged) -> None:
    """Print the scores of the three profiles."""
    windows = sum(len(file.windows) for file, _ in all_)
    print("\n| profile | flags | best | found of windows | false alarms |\n|---|---:|---:|---:|---:|")
    scores = [(file, [finding.score for finding in found]) for file, found in all_]
    flags = [(file, [float(finding.flag) for finding in found]) for file, found in all_]
    for name, profile in PROFILES.items():
        outcome = score(flags, 0.5, profile)
        best = best_threshold(scores, profile)[1]
        print(
            f"| {name} | {outcome.normalised(profile, windows):.1f} | {best:.1f} | {outcome.hits} of {windows} | "
            f"{outcome.false_alarms} |"
        )


def folders(all_: Judged) -> None:
    """Print the standard score by folder, and by every other file."""
    groups: dict[str, Judged] = defaultdict(list)
    for place, one in enumerate(all_):
        groups[one[0].name.partition("/")[0]].append(one)
        groups["odd files" if place % 2 else "even files"].append(one)
    print("\n| files | windows | found | false alarms | score |\n|---|---:|---:|---:|---:|")
    for name, part in sorted(groups.items()):
        windows = sum(len(file.windows) for file, _ in part)
        flags = [(file, [float(finding.flag) for finding in found]) for file, found in part]
        outcome = score(flags, 0.5, PROFILES["standard"])
        value = f"{outcome.normalised(PROFILES['standard'], windows):.1f}" if windows else "–"
        print(f"| {name} | {windows} | {outcome.hits} | {outcome.false_alarms} | {value} |")


def quiet(block: Detector) -> None:
    """Print alarms for each sensor and month on series without labels, after the first month."""
    print("\n| series without labels | rows | alarms a month |\n|---|---:|---:|")
    for series in [*bicycles(), *buildings()]:
        watch, alarms = block.watch(), 0
        first = series.times[0].timestamp() + MONTH
        for point in series.points():
            alarms += watch.take(point).flag and point.time.timestamp() > first
        months = (series.times[-1].timestamp() - first) / MONTH
        print(f"| {series.name} | {len(series.times)} | {alarms / months:.2f} |", flush=True)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="files whose name holds this word")
    arguments = parser.parse_args()
    print(machine())
    block, files = detector(), [file for file in read(FOLDER / "nab") if arguments.only in file.name]
    start = time.process_time()
    all_ = [(file, judged(file, block)) for file in files]
    rows = sum(len(file.times) for file in files)
    print(f"{len(files)} files, {rows} rows, {(time.process_time() - start) / rows * 1e6:.0f} µs a row")
    table(all_)
    folders(all_)
    if not arguments.only:
        quiet(block)


if __name__ == "__main__":
    main()
