# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten holidays``, and a forecast that takes a file of holidays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mittendrin.cli.main import main
from mittendrin.core.exit_codes import ExitCode
from mittendrin.core.tests.test_holiday_files import TABLE


@pytest.mark.django_db
def test_the_command_stores_and_shows(tmp_path: Path) -> None:
    file = tmp_path / "ferien.csv"
    file.write_text(TABLE, encoding="utf-8")
    done = CliRunner().invoke(main, ["stadtdaten", "holidays", str(file), "--json"])
    assert done.exit_code == ExitCode.OK, done.output
    assert 2030 in json.loads(done.output)["known"]
    assert "deshalb ohne Wirkung: 2031" in CliRunner().invoke(main, ["stadtdaten", "holidays"]).output
    file.write_text("x", encoding="utf-8")
    assert CliRunner().invoke(main, ["stadtdaten", "holidays", str(file)]).exit_code == ExitCode.BAD_INPUT


def test_a_forecast_refuses_a_wrong_file_of_holidays(tmp_path: Path) -> None:
    series, wrong = tmp_path / "series.csv", tmp_path / "wrong.csv"
    rows = [f"2026-01-{day:02},{day}" for day in range(1, 30)]
    series.write_text("\n".join(["timestamp,value", *rows]), encoding="utf-8")
    wrong.write_text("von;bis\n2030-02-31;2030-03-01\n", encoding="utf-8")
    words = ["stadtdaten", "forecast", str(series), "--school-holidays", str(wrong), "--csv", str(tmp_path / "out.csv")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "Zeile 2" in done.output
    assert not (tmp_path / "out.csv").exists()
