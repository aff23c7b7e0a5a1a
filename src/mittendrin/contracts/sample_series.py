# SPDX-License-Identifier: EUPL-1.2
"""Invented series on which blocks are checked and measured: usual ones, empty and foreign ones, with known faults."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mittendrin.contracts.series import Series

START = datetime(2026, 1, 5)  # noqa: DTZ001 - a Monday, by the clock on the wall
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Marked:
    """A series with what was put into it: kind and first and last place of each event."""

    series: Series
    events: tuple[tuple[str, int, int], ...]


def town_series(seed: int, days: int = 56, *, counts: bool = True) -> Series:
    """Return hourly readings like a bicycle counter (``counts``) or a building's power: days, week-ends, chance."""
    random_ = random.Random(f"town-{seed}")  # noqa: S311 - no secret
    weather, values = 0.0, []
    for at in range(days * 24):
        time = START + at * HOUR
        weather = 0.97 * weather + random_.gauss(0, 0.05)
        day = math.exp(-(((time.hour - 8) / 2.5) ** 2)) + math.exp(-(((time.hour - 17) / 3) ** 2))
        level = (0.55 if time.weekday() >= 5 else 1.0) * day * math.exp(weather)
        if counts:
            values.append(float(max(round(random_.gauss(5 + 200 * level, 2 + 14 * level)), 0)))
        else:
            values.append(round(40 + 60 * level + random_.gauss(0, 3), 2))
    return Series(tuple(START + at * HOUR for at in range(len(values))), tuple(values), f"town {seed}")


def with_anomalies(seed: int) -> Marked:
    """Return a series with three events that a detector should tell: a peak, an outage at day, another course."""
    random_ = random.Random(f"anomalies-{seed}")  # noqa: S311 - no secret
    series = town_series(seed, 84)
    values, events = list(series.values), []
    for number, kind in enumerate(("peak", "outage", "level")):
        start = (28 + 18 * number + random_.randint(0, 8)) * 24 + random_.randint(9, 14)
        length = random_.randint(3, 8) if kind == "peak" else random_.randint(10, 20)
        for at in range(start, start + length):
            values[at] = {"peak": values[at] * 2 + 250, "outage": 0.0, "level": values[at] * 0.5 + 260}[kind]
        events.append((kind, start, start + length - 1))
    return Marked(Series(series.times, tuple(values), series.name), tuple(events))


def with_fault(kind: str, seed: int) -> Marked:
    """Return a series with one fault of ``kind``."""
    random_ = random.Random(f"fault-{kind}-{seed}")  # noqa: S311 - no secret
    series = town_series(seed, 70, counts=False)
    length = {"silence": 20, "stuck": 20, "jump": 60, "drift": 240, "disagreement": 72}[kind]
    start = random_.randint(30 * 24, 70 * 24 - length - 48)
    values = list(series.values)
    part = values[start : start + length]
    if kind == "silence":
        changed = [math.nan] * length
    elif kind == "stuck":
        changed = [part[0]] * length
    elif kind == "jump":
        changed = [value + 70 for value in part]
    elif kind == "drift":
        changed = [value + 100 * (at + 1) / length for at, value in enumerate(part)]
    else:
        changed = [*part[10:], *part[:10]]
    values[start : start + length] = changed
    return Marked(Series(series.times, tuple(values), kind), ((kind, start, start + length - 1),))


USUAL: Mapping[str, Series] = {
    "counts": town_series(1, 42),
    "power": town_series(2, 42, counts=False),
    "few": town_series(3, 4),
    "constant": Series(town_series(1, 21).times, (7.5,) * (21 * 24), "constant"),
    "gaps": Series(
        town_series(4, 42).times,
        tuple(math.nan if at % 50 < 5 else value for at, value in enumerate(town_series(4, 42).values)),
        "gaps",
    ),
    "negative": Series(town_series(5, 42).times, tuple(value - 100 for value in town_series(5, 42).values), "negative"),
}
EMPTY: Mapping[str, Series] = {
    "nothing": Series((), ()),
    "one": Series((START,), (1.0,)),
    "missing": Series(tuple(START + at * HOUR for at in range(200)), (math.nan,) * 200),
}
FOREIGN: Mapping[str, Series] = {
    "huge": Series(tuple(START + at * HOUR for at in range(900)), tuple((-1.0) ** at * 1e300 for at in range(900))),
    "tiny": Series(tuple(START + at * HOUR for at in range(900)), tuple(1e-300 * (at % 7) for at in range(900))),
    "infinite": Series(
        tuple(START + at * HOUR for at in range(900)), tuple(math.inf if at % 9 else 1.0 for at in range(900))
    ),
    "years apart": Series(tuple(START + timedelta(days=400 * at) for at in range(30)), tuple(map(float, range(30)))),
}
