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
    "week": Signal(2.0, "heavy"),
    "day": Signal(1.5, "heavy"),
    "day_hour": Signal(1.5, "thin"),
    "day_long": Signal(2.0, "rank"),
    "step": Signal(0.5, "rank"),
    "swing": Signal(2.0, "heavy"),
    "still": Signal(0.5, "heavy"),
    "missed_hour": Signal(0.5, "heavy"),
}
# Surprise counts from FLOOR to TOP for each signal.
FLOOR = 1.5
TOP = 4.0
# What stands out is the mean surprise and since when it was not as high, against how long the series is known.
BY_SURPRISE = 4.5
BY_RECORD = 1.734
BY_AGE = 0.92
MOST_RECORD = 1000
MOST_AGE = 4000
LEAST_SURPRISE = 0.2
# An alarm begins at LIMIT; each alarm before raises it for a while, so that a restless sensor is heard less often.
LIMIT = 3.9
LOAD = 0.3
LOAD_READINGS = 8000
# After an alarm only something much stronger is a new one.
HOLD = 100
STRONGER = 100.0
# Readings before the first alarm.
WARM_UP = 100
# How steep the score rises around the limit.
STEEP = 2.0
