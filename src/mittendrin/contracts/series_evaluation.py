# SPDX-License-Identifier: EUPL-1.2
"""Figures of blocks for time series on invented ones whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import fmean

from mittendrin.contracts.evaluation import Figures
from mittendrin.contracts.sample_series import HOUR, Marked
from mittendrin.contracts.series import Band, Detector, Fault, FaultFinder, Forecaster, Series
from mittendrin.core.calibration import expected_error

_WARM_UP = 14 * 24
_LATE = 24
_WEEK = timedelta(days=7)


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def detector_figures(block: Detector, marked: Sequence[Marked]) -> Figures:
    """Return ``precision``, ``recall``, ``f1`` and ``ece`` of alarms after the first two weeks.

    An alarm is right when it comes during an event or within a day after it; ece: of the scores of alarms.
    """
    told = events = right = alarms = 0
    cases: list[tuple[float, bool]] = []
    for one in marked:
        watch = block.watch()
        found = [watch.take(point) for point in one.series.points()]
        flags = [at for at, finding in enumerate(found) if finding.flag and at >= _WARM_UP]
        spans = [(start, end + _LATE) for _kind, start, end in one.events]
        events += len(spans)
        told += sum(any(start <= at <= end for at in flags) for start, end in spans)
        hits = [any(start <= at <= end for start, end in spans) for at in flags]
        right, alarms = right + sum(hits), alarms + len(flags)
        cases += [(found[at].score, hit) for at, hit in zip(flags, hits, strict=True)]
    precision, recall = right / alarms if alarms else 0.0, told / events if events else 0.0
    figures = {"precision": precision, "recall": recall, "f1": f1(precision, recall)}
    return {**figures, "ece": expected_error(cases)}


def forecaster_figures(block: Forecaster, series: Sequence[Series], origins: int, horizon: int = 24) -> Figures:
    """Return ``gain`` over the week before, ``covered`` and ``ece`` of rolling forecasts at the end of each series.

    gain: by which share the mean absolute error is smaller. ece: how far the share inside the limits is from 0.9.
    """
    errors, naive, inside = [], [], []
    for one in series:
        truth = dict(zip(one.times, one.values, strict=True))
        for number in range(origins):
            end = len(one.times) - horizon * (number + 1)
            history = Series(one.times[:end], one.values[:end], one.name)
            bands: tuple[Band, ...] = block.forecast(history, horizon, HOUR).value or ()
            for band in bands:
                value = truth[band.time]
                errors.append(abs(value - band.mean))
                naive.append(abs(value - truth[band.time - _WEEK]))
                inside.append(band.low <= value <= band.high)
    covered = fmean(inside) if inside else 0.0
    gain = 1 - fmean(errors) / fmean(naive) if errors and any(naive) else 0.0
    return {"gain": gain, "covered": covered, "ece": abs(covered - 0.9)}


def finder_figures(block: FaultFinder, marked: Sequence[Marked], neighbours: Sequence[Sequence[Series]]) -> Figures:
    """Return ``precision``, ``recall``, ``f1``, ``ece`` and ``recall.KIND``; a fault counts when kind and span fit."""
    right = reported = 0
    found: dict[str, list[bool]] = {}
    cases: list[tuple[float, bool]] = []
    for one, others in zip(marked, neighbours, strict=True):
        faults: tuple[Fault, ...] = block.find(one.series, others).value or ()
        kind, start, end = one.events[0]
        first, last = one.series.times[start], one.series.times[end]
        hits = [fault.kind == kind and fault.start <= last and fault.end >= first for fault in faults]
        found.setdefault(kind, []).append(any(hits))
        right, reported = right + sum(hits), reported + len(hits)
        cases += [(fault.confidence, hit) for fault, hit in zip(faults, hits, strict=True)]
    recall = fmean(fmean(values) for values in found.values())
    precision = right / reported if reported else 0.0
    parts = {f"recall.{kind}": fmean(values) for kind, values in found.items()}
    figures = {"precision": precision, "recall": recall, "f1": f1(precision, recall), **parts}
    return {**figures, "ece": expected_error(cases)}
