# SPDX-License-Identifier: EUPL-1.2
"""The one configuration for every series. How it was chosen: docs/adr, figures: benchmarks/README.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Signal(NamedTuple):
    """How much a signal weighs, and which tail its numbers have."""

    weight: float
    shape: str


SIGNALS: Mapping[str, Signal] = {
    "shape": Signal(0.7, "heavy"),
    "week": Signal(0.98, "heavy"),
    "day_hour": Signal(1.0, "thin"),
    "missed_hour": Signal(0.98, "heavy"),
    "day": Signal(1.4, "thin"),
    "swing": Signal(0.35, "thin"),
    "day_long": Signal(1.0, "rank"),
    "still": Signal(1.0, "thin"),
    "level": Signal(0.5, "heavy"),
}
# Surprise counts from FLOOR to TOP for each signal.
FLOOR = 0.0
TOP = 10.0
# What stands out is the mean surprise and since when it was not as high, against how long the series is known.
BY_SURPRISE = 1.0
BY_RECORD = 1.0
BY_AGE = 1.0
MOST_RECORD = 4000
MOST_AGE = 4000
LEAST_SURPRISE = 0.2
# An alarm begins at LIMIT; each alarm before raises it for a while, so that a restless sensor is heard less often.
LIMIT = 1.28
LOAD = 0.1
LOAD_READINGS = 2000
# After an alarm only something much stronger is a new one.
HOLD = 100
STRONGER = 100.0
# Readings before the first alarm.
WARM_UP = 100
# How steep the score rises around the limit.
STEEP = 2.0
