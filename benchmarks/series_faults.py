# SPDX-License-Identifier: EUPL-1.2
"""How many faults put into real series are found, and how many of those reported are true.

python -m benchmarks.series_faults [--trials N] [--days N]

Each trial takes a span of a real series, puts one fault at a drawn place and asks the block. What it reports of the
untouched span too is the series' own (true faults of the raw data are among them) and is counted apart.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from benchmarks.machine import machine
from benchmarks.series_data import bicycles, buildings

from mittendrin.contracts import registry
from mittendrin.contracts.series import FAULTS, Fault, FaultFinder, Series
from mittendrin.contracts.town_plan import TownPlan

Span = tuple[datetime, datetime]


def spoiled(series: Series, kind: str, random_: random.Random) -> tuple[Series, Span]:
    """Return the series with one fault and where it lies."""
    count = len(series.times)
    hours = {"silence": (6, 72), "stuck": (8, 72), "jump": (12, 168), "drift": (168, 504), "disagreement": (36, 168)}
    length = random_.randint(*hours[kind])
    start = random_.randint(count // 3, count - length - 24)
    end = start + length
    times, values = list(series.times), list(series.values)
    span = (times[start], times[end - 1])
    known = [value for value in values if value == value]
    spread = statistics.pstdev(known)
    if kind == "silence":
        del times[start:end], values[start:end]
    elif kind == "stuck":
        values[start:end] = [values[start]] * length
    elif kind == "jump":
        size = random_.choice((-1, 1)) * random_.uniform(1.5, 4) * spread
        values[start:end] = [value + size for value in values[start:end]]
    elif kind == "drift":
        size = random_.choice((-1, 1)) * random_.uniform(2, 5) * spread
        values[start:end] = [value + size * (at + 1) / length for at, value in enumerate(values[start:end])]
    else:
        part = values[start:end]
        shift = random_.randint(8, 16)
        values[start:end] = [1.5 * value for value in (*part[shift:], *part[:shift])]
    return Series(tuple(times), tuple(values), series.name), span


def overlaps(fault: Fault, span: Span) -> bool:
    """Return whether a fault lies at least partly inside the span, give or take three hours."""
    slack = timedelta(hours=3)
    return fault.start <= span[1] + slack and fault.end >= span[0] - slack


def group(kind: str, size: int) -> list[tuple[Series, list[Series]]]:
    """Return spans of ``size`` readings of real series, each with its neighbours."""
    cycles = [part(one, 40 * 24 * 10, size) for one in bicycles()]
    power = [part(one, 24 * 300, size) for one in buildings(("electricity_kwh",))]
    found: list[tuple[Series, list[Series]]] = []
    beside = kind == "disagreement"
    for family in (cycles, power):
        found += [(one, [other for other in family if other is not one] if beside else []) for one in family]
    return found


def part(series: Series, start: int, size: int) -> Series:
    """Return ``size`` readings from place ``start`` on."""
    return Series(series.times[start : start + size], series.values[start : start + size], series.name)


def measured(kind: str, trials: int, size: int) -> dict[str, float]:
    """Return recall, right kind, precision and the delay for faults of one kind."""
    random_ = random.Random(f"{kind}-7")
    block: FaultFinder = registry.fault_finder_class("series_faults")(TownPlan())
    counts: dict[str, float] = defaultdict(float)
    for series, neighbours in group(kind, size):
        own = block.find(series, neighbours).value or ()
        counts["own"] += len(own)
        for _ in range(trials):
            bad, span = spoiled(series, kind, random_)
            found = block.find(bad, neighbours).value or ()
            hits = [fault for fault in found if overlaps(fault, span)]
            rest = [fault for fault in found if fault not in hits]
            counts["trials"] += 1
            counts["found"] += bool(hits)
            counts["named"] += any(fault.kind == kind for fault in hits)
            counts["hits"] += len([fault for fault in hits if fault.kind == kind])
            counts["others"] += len([fault for fault in rest if fault.kind == kind])
            counts["new"] += len([one for one in rest if one.kind == kind and not _known(one, own)])
    return counts


def _known(fault: Fault, own: Sequence[Fault]) -> bool:
    return any(overlaps(fault, (one.start, one.end)) for one in own)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=8, help="faults of each kind in each series")
    parser.add_argument("--days", type=int, default=180, help="length of the spans")
    arguments = parser.parse_args()
    print(machine())
    print("\n| fault | trials | found | named right | precision | precision without the series' own | own a series |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for kind in FAULTS:
        found = measured(kind, arguments.trials, arguments.days * 24)
        hits, trials = found["hits"], found["trials"]
        own = found["own"] / max(trials / arguments.trials, 1)
        print(
            f"| {kind} | {trials:.0f} | {found['found'] / trials:.2f} | {found['named'] / trials:.2f} | "
            f"{hits / max(hits + found['others'], 1):.2f} | {hits / max(hits + found['new'], 1):.2f} | {own:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
