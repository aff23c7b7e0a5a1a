# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten demo``: refuses without a simulated town, ends by itself, tidies up."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from mittendrin.apps.stadtdaten.demo.setup import ensure_demo_sensors
from mittendrin.apps.stadtdaten.models import Observation
from mittendrin.cli import stadtdaten_demo

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.TOWN_DIR = tmp_path


def test_command_refuses_without_a_simulated_town_and_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = CliRunner()
    assert runner.invoke(stadtdaten_demo.demo, ["--seconds", "1"]).exit_code != 0
    ensure_demo_sensors()
    before = Observation.objects.count()
    monkeypatch.setattr(stadtdaten_demo, "STEP_SECONDS", 0.6)
    result = runner.invoke(stadtdaten_demo.demo, ["--seconds", "1", "--flood", "--speed", "600"])
    assert result.exit_code == 0, result.output
    assert "Aufgeräumt" in result.output
    assert Observation.objects.count() == before
