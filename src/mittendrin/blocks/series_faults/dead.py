# SPDX-License-Identifier: EUPL-1.2
"""A sensor that is dead: it says nothing, or always the same."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime

import numpy as np

from mittendrin.blocks.series_faults.steps import Numbers, Steps, runs
from mittendrin.contracts.block import Reason
from mittendrin.contracts.series import Fault
from mittendrin.core.numbers import short
from mittendrin.core.text import sentence

_SILENT = sentence("%(hours)s Stunden kein Wert; sonst kommt alle %(minutes)s Minuten einer.")
_STUCK = sentence("%(hours)s Stunden lang derselbe Wert %(value)s; so lange blieb er sonst nie gleich.")
_LEAST_SILENT = 4
_LEAST_STUCK = 4
# Chance, as minus the decimal logarithm, below which that many equal readings in a row are no accident.
_RARE = 5.0
_LONGER = 1.5
_OFTEN = 5


def silences(steps: Steps) -> Iterator[Fault]:
    """Yield the spans without a reading that are longer than is usual for this sensor."""
    gaps = [(start, end) for start, end in runs(~np.isfinite(steps.values)) if end - start + 1 >= _LEAST_SILENT - 1]
    lengths = sorted(end - start + 1 for start, end in gaps)
    days = max(len(steps.values) / steps.day, 1.0)
    # A sensor that is often silent for a while, at night perhaps, is only silent when it lasts longer.
    usual = lengths[len(lengths) // 2] if len(lengths) > days / 4 and len(lengths) > _OFTEN else 0
    for start, end in gaps:
        length = end - start + 1
        if length <= max(_LEAST_SILENT - 1, 1.5 * usual) or skipped_hour(steps.time(start), steps.time(end)):
            continue
        words = {"hours": _hours(steps, length), "minutes": short(steps.step.total_seconds() / 60)}
        confidence = min(0.99, 0.6 + 0.1 * math.log2(length / _LEAST_SILENT + 1))
        yield Fault(steps.time(start), steps.time(end), "silence", confidence, Reason("silence", _SILENT, words))


def skipped_hour(start: datetime, end: datetime) -> bool:
    """Return whether a gap is the hour that clocks on the wall skip in spring."""
    spring = start.month == 3 and start.weekday() == 6 and start.day > 24
    return start.tzinfo is None and spring and start.hour == end.hour == 2 and start.date() == end.date()


def stuck(steps: Steps) -> Iterator[Fault]:
    """Yield the spans of equal readings that are too long to be an accident and longer than all others like them."""
    values = steps.values
    same = np.zeros(len(values), dtype=bool)
    same[1:] = values[1:] == values[:-1]
    chance = _chance_of_equal(values, same, steps.day)
    weight = np.concatenate([[0.0], np.cumsum(-np.log10(chance))])
    spans = [(start - 1, end) for start, end in runs(same)]
    zero = sorted(end - start + 1 for start, end in spans if values[start] == 0)
    other = sorted(end - start + 1 for start, end in spans if values[start] != 0)
    for start, end in spans:
        length = end - start + 1
        rare = float(weight[end + 1] - weight[start + 1])
        usual = _usual_longest(zero if values[start] == 0 else other, length)
        if length < _LEAST_STUCK or rare < _RARE or length <= _LONGER * usual:
            continue
        words = {"hours": _hours(steps, length), "value": short(float(values[start]))}
        confidence = min(0.99, 1 - 10 ** (-rare / 8))
        yield Fault(steps.time(start), steps.time(end), "stuck", confidence, Reason("stuck", _STUCK, words))


def _chance_of_equal(values: Numbers, same: np.ndarray[tuple[int], np.dtype[np.bool_]], day: int) -> Numbers:
    """Return how often a reading equals the one before at this time of the day, long runs counted once."""
    slot = np.arange(len(values)) % day
    counted = np.isfinite(values)
    for start, end in runs(same):
        if end - start + 1 > day // 2 + _LEAST_STUCK:
            counted[start + 1 : end + 1] = False
    equal = np.bincount(slot[counted], weights=same[counted], minlength=day)
    total = np.bincount(slot[counted], minlength=day)
    return np.asarray(np.clip((equal + 0.5) / (total + 1.0), 1e-3, 0.97)[slot], dtype=np.float64)


def _usual_longest(lengths: list[int], mine: int) -> float:
    """Return how long equal readings usually last at most: the length that one in a hundred other runs exceeds.

    lengths: of all runs, sorted, ``mine`` among them.
    """
    others = len(lengths) - 1
    if others < _OFTEN:
        return 0.0
    place = max(0, math.ceil(0.99 * others) - 1)
    return float(lengths[place + (bisect_left(lengths, mine) <= place)])


def _hours(steps: Steps, length: int) -> str:
    return short(length * steps.step.total_seconds() / 3600)
