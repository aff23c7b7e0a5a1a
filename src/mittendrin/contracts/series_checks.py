# SPDX-License-Identifier: EUPL-1.2
"""What every block for time series must keep; ``checks.py`` runs these instead of those for documents."""

from __future__ import annotations

import copy
import json
import math
import re
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from mittendrin.contracts.block import Answer, BuildingBlock, Reason
from mittendrin.contracts.kept import ensure, holds_no_code
from mittendrin.contracts.sample_series import EMPTY, FOREIGN, START, USUAL, town_series
from mittendrin.contracts.series import (
    FAULTS,
    Detector,
    FaultFinder,
    Finding,
    Forecaster,
    Point,
    Series,
    Verdict,
)
from mittendrin.contracts.town_plan import TownPlan

PLAN = TownPlan(name="Musterstadt", state="NW")
KINDS: Mapping[str, type] = {"detector": Detector, "forecaster": Forecaster, "fault_finder": FaultFinder}
HOUR = timedelta(hours=1)
HORIZON = 30
MAX_SECONDS = 20.0
MAX_MEGABYTES = 200.0
STREAM = 12_000
VERDICTS = (
    *(Verdict(0.9, ("day", "high"), True) for _ in range(6)),
    *(Verdict(0.6, ("swing",), False) for _ in range(4)),
)


def made(kind: type[BuildingBlock], learned: bool = True, seed: int = 0) -> BuildingBlock:
    """Return a new block, as a rule one that learned from verdicts."""
    block = kind(PLAN)
    if learned and isinstance(block, Detector) and kind.manifest.learns:
        block.learn(VERDICTS, seed)
    return block


def answers(block: BuildingBlock, series: Mapping[str, Series]) -> dict[str, Any]:
    """Return what the block says about each series."""
    return {name: said(block, one) for name, one in series.items()}


def said(block: BuildingBlock, series: Series) -> Any:
    """Return what the block says about one series: findings of a detector, the answer of others."""
    if isinstance(block, Detector):
        watch = block.watch()
        return [watch.take(point) for point in series.points()]
    if isinstance(block, Forecaster):
        return block.forecast(series, HORIZON, HOUR)
    if isinstance(block, FaultFinder):
        return block.find(series, [town_series(9, 42)] if series.values else [])
    raise TypeError(type(block))


def fits_its_manifest(kind: type[BuildingBlock]) -> None:
    """Check that the class fulfils the contract that its manifest names."""
    ensure(issubclass(kind, KINDS[kind.manifest.contract]), f"the class is no {kind.manifest.contract}")


def comes_back_as_saved(kind: type[BuildingBlock]) -> None:
    """Check that a saved block gives the same answers, and that its files hold no code."""
    for learned in (False, True):
        block = made(kind, learned)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            block.save(folder)
            holds_no_code(folder)
            loaded = kind.load(folder, PLAN)
        ensure(repr(answers(loaded, USUAL)) == repr(answers(block, USUAL)), f"answers differ after loading ({learned})")


def goes_on_where_it_stopped(kind: type[BuildingBlock]) -> None:
    """Check that a watch kept as JSON half-way says the same about the rest."""
    block = made(kind)
    if not isinstance(block, Detector):
        return
    for name, series in USUAL.items():
        points, whole = series.points(), block.watch()
        half = len(points) // 2
        for point in points[:half]:
            whole.take(point)
        kept = json.loads(json.dumps(whole.state(), allow_nan=False))
        again = block.resume(kept)
        same = all(_near(whole.take(point), again.take(point)) for point in points[half:])
        ensure(same, f"{name}: a kept watch goes on differently")


def _near(one: Finding, other: Finding) -> bool:
    return math.isclose(one.score, other.score, abs_tol=1e-9) and one.flag == other.flag


def looks_at_nothing_later(kind: type[BuildingBlock]) -> None:
    """Check that what comes later changes nothing that was said before: detectors by row, forecasts by the history."""
    block = made(kind)
    if isinstance(block, Detector):
        first, other = town_series(1, 30), town_series(8, 30)
        half = len(first.values) // 2
        mixed = Series(first.times, (*first.values[:half], *other.values[half:]))
        ensure(said(block, first)[:half] == said(block, mixed)[:half], "a later reading changed an earlier score")


def leaves_its_input_alone(kind: type[BuildingBlock]) -> None:
    """Check that no series is changed."""
    block, copies = made(kind), copy.deepcopy(dict(USUAL))
    answers(block, copies)
    ensure(repr(copies) == repr(dict(USUAL)), "a series was changed")


def repeats_itself(kind: type[BuildingBlock]) -> None:
    """Check that the same input gives the same result, also after learning again."""
    first, again = made(kind, seed=3), made(kind, seed=3)
    ensure(repr(answers(first, USUAL)) == repr(answers(again, USUAL)), "the same seed gave other answers")
    if isinstance(again, Detector) and kind.manifest.learns:
        again.learn(VERDICTS, 3)
        ensure(repr(answers(first, USUAL)) == repr(answers(again, USUAL)), "learning again did not replace")


def says_when_it_does_not_know(kind: type[BuildingBlock]) -> None:
    """Check that a block abstains with a reason, or raises no alarm, on what is empty."""
    for name, found in answers(made(kind), EMPTY).items():
        if isinstance(found, Answer):
            ensure(found.abstained and found.value is None, f"did not abstain on {name}")
            ensure(found.reasons, f"abstained on {name} without a reason")
        else:
            ensure(not any(finding.flag for finding in found), f"an alarm on {name}")


def explains_itself(kind: type[BuildingBlock]) -> None:
    """Check that every alarm, forecast and fault has reasons in whole German sentences whose blanks are all filled."""
    for name, found in answers(made(kind), USUAL).items():
        for finding in found if isinstance(found, list) else ():
            ensure(finding.reasons or not finding.flag, f"{name}: an alarm without a reason")
            _check_reasons(name, finding.reasons)
        if isinstance(found, Answer):
            ensure(found.reasons or not found.value, f"{name}: an answer without a reason")
            _check_reasons(name, found.reasons)


def _check_reasons(where: str, reasons: Iterable[Reason]) -> None:
    for reason in reasons:
        try:
            words = reason.text % reason.values
        except (KeyError, ValueError, TypeError) as error:
            ensure(False, f"{where}: {reason.text!r} does not fit its values ({error})")
        ensure(len(words.split()) >= 2, f"{where}: {words!r} is no sentence")
        ensure(re.fullmatch(r"[a-z][a-z0-9_-]*", reason.code), f"{where}: {reason.code!r} is no code")


def is_well_formed(kind: type[BuildingBlock]) -> None:
    """Check scores, the order of limits, times and kinds, also on foreign series."""
    for name, found in answers(made(kind), {**USUAL, **FOREIGN}).items():
        series = {**USUAL, **FOREIGN}[name]
        if isinstance(found, list):
            ensure(len(found) == len(series.values), f"{name}: not one finding for each reading")
            ensure(all(0 <= one.score <= 1 for one in found), f"{name}: a score outside of 0 to 1")
        elif found.value is not None and kind.manifest.contract == "forecaster":
            _check_bands(name, series, found.value)
        elif found.value is not None:
            for fault in found.value:
                ensure(fault.kind in FAULTS and fault.start <= fault.end, f"{name}: {fault}")
                ensure(0 <= fault.confidence <= 1, f"{name}: confidence {fault.confidence}")


def _check_bands(name: str, series: Series, bands: Any) -> None:
    times = [series.times[-1] + (at + 1) * HOUR for at in range(HORIZON)]
    ensure([band.time for band in bands] == times, f"{name}: times of the forecast")
    for band in bands:
        numbers = (band.low, band.mean, band.high)
        ensure(all(map(math.isfinite, numbers)) and list(numbers) == sorted(numbers), f"{name}: {band}")
    known = [value for value in series.values if math.isfinite(value)]
    if known and min(known) >= 0:
        ensure(all(band.low >= 0 for band in bands), f"{name}: below 0 where nothing ever was")


def is_bounded(kind: type[BuildingBlock]) -> None:
    """Check that a long series takes bounded time, and a watch a bounded state."""
    block, base = made(kind), town_series(6, STREAM // 24 + 1)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    if isinstance(block, Detector):
        watch, sizes = block.watch(), []
        for at, value in enumerate(base.values[:STREAM]):
            watch.take(Point(START + at * HOUR, value))
            if at + 1 in {STREAM * 3 // 4, STREAM}:
                sizes.append(len(json.dumps(watch.state())))
        ensure(sizes[1] < sizes[0] * 1.2, f"the state of a watch grows: {sizes}")
    else:
        said(block, base)
    seconds = time.process_time() - start
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    ensure(seconds < MAX_SECONDS, f"{STREAM} readings took {seconds:.0f} s")
    ensure(megabytes < MAX_MEGABYTES, f"{STREAM} readings took {megabytes:.0f} MB")


CHECKS: Mapping[str, Callable[[type[BuildingBlock]], None]] = {
    one.__name__: one
    for one in (
        fits_its_manifest,
        comes_back_as_saved,
        goes_on_where_it_stopped,
        looks_at_nothing_later,
        leaves_its_input_alone,
        repeats_itself,
        says_when_it_does_not_know,
        explains_itself,
        is_well_formed,
        is_bounded,
    )
}
