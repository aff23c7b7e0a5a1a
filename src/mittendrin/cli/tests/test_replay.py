# SPDX-License-Identifier: EUPL-1.2
"""The simulated town faster than the clock: new values at once, a flood at wish, nothing left afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from mittendrin.apps.stadtdaten.demo import replay
from mittendrin.apps.stadtdaten.demo.setup import catch_up, ensure_demo_sensors
from mittendrin.apps.stadtdaten.models import Observation
from mittendrin.core import instants
from mittendrin.core.instants import HOUR, MINUTE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.TOWN_DIR = tmp_path


def level(town: replay.Replay) -> float:
    key = "Pegel Mühlbach/water_level"
    stream = next(stream for stream, series in town.streams if series.key == key)
    newest = Observation.objects.filter(datastream=stream).order_by("-phenomenon_start").first()
    assert newest is not None
    return newest.result or 0.0


def test_a_flood_rises_within_minutes_and_leaves_nothing() -> None:
    now = instants.now()
    ensure_demo_sensors(now)
    before = Observation.objects.count()
    town = replay.started(240.0, now)
    assert town.step(now + MINUTE) > 20
    assert town.town_time(now + MINUTE) == now + 4 * HOUR
    assert replay.running()
    assert catch_up(now + HOUR) == 0
    town.flood(now + 2 * MINUTE)
    town.step(now + 2 * MINUTE)
    calm = level(town)
    for step in range(1, 5):
        town.step(now + (2 + step) * MINUTE)
    assert level(town) > calm + 0.6
    assert town.tidy() > 0
    assert Observation.objects.count() == before
    assert not replay.running()
    assert catch_up(now + HOUR) > 0
