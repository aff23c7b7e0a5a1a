# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import math
from datetime import timedelta

import pytest

from mittendrin.contracts import registry
from mittendrin.contracts.block import ModelDamaged
from mittendrin.contracts.sample_series import HOUR, START, town_series
from mittendrin.contracts.series import Finding, Point, Verdict
from mittendrin.contracts.town_plan import TownPlan

BLOCK = registry.detector_class("series_anomaly")


def watched(values: list[float], step: timedelta = HOUR) -> list[Finding]:
    watch = BLOCK(TownPlan()).watch()
    return [watch.take(Point(START + at * step, value)) for at, value in enumerate(values)]


def test_a_peak_is_told_with_its_reason() -> None:
    values = [*town_series(1, 40).values]
    values[-10] = 4000.0
    found = watched(values)[-10]
    assert found.flag
    assert found.score >= 0.5
    assert {reason.code for reason in found.reasons} & {"high", "day", "week"}


def test_a_sensor_that_goes_dead_is_told_within_hours() -> None:
    values = [*town_series(2, 40, counts=False).values]
    values[-66:-48] = [0.0] * 18
    assert any(finding.flag for finding in watched(values)[-66:-42])


def test_a_constant_series_is_quiet() -> None:
    assert not any(finding.flag for finding in watched([3.0] * 2000))


def test_a_missing_reading_changes_nothing() -> None:
    values = [*town_series(1, 20).values]
    with_gap = [*values[:300], math.nan, *values[300:]]
    found = watched(with_gap)
    assert (found[300].score, found[300].flag) == (0.0, False)


def test_readings_may_repeat_an_hour_but_not_go_back_further() -> None:
    watch = BLOCK(TownPlan()).watch()
    for hours in (2.75, 2.0):
        watch.take(Point(START + hours * HOUR, 1.0))
    with pytest.raises(ValueError, match="2026-01-04"):
        watch.take(Point(START - 22 * HOUR, 1.0))


def test_wrong_alarms_make_it_quieter_and_right_ones_bolder() -> None:
    values = [*town_series(1, 40).values]
    values[-10] = 900.0
    scores = {}
    for right in (True, False):
        block = BLOCK(TownPlan())
        block.learn([Verdict(0.7, ("day", "week"), right)] * 12)
        watch = block.watch()
        scores[right] = [watch.take(Point(START + at * HOUR, value)) for at, value in enumerate(values)][-10].score
    assert scores[True] > scores[False]


def test_a_state_of_others_is_refused() -> None:
    with pytest.raises(ModelDamaged):
        BLOCK(TownPlan()).resume({"tails": {"day": "no numbers"}, "reading": 7})
