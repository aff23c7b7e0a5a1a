# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten``: three commands over files, good ones and bad ones; no database is touched."""

from __future__ import annotations

import csv
import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from mittendrin.cli.main import main
from mittendrin.cli.series_files import as_written, coarsened
from mittendrin.contracts.sample_series import HOUR, START, town_series
from mittendrin.contracts.series import Series
from mittendrin.core.dates.steps import Months
from mittendrin.core.exit_codes import ExitCode


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["stadtdaten", *map(str, words)])


def written(path: Path, series: Series, head: str = "timestamp,value") -> Path:
    lines = [head, *(f"{point.time.isoformat(' ')},{point.value}" for point in series.points())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def counter(tmp_path: Path) -> Path:
    return written(tmp_path / "counter.csv", town_series(1, 42))


def test_anomalies_answer_each_row(counter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run("anomalies", counter, "--csv", out).exit_code == ExitCode.OK
    found, given = rows(out), rows(counter)
    assert [row["timestamp"] for row in found] == [row["timestamp"] for row in given]
    assert [float(row["value"]) for row in found] == [float(row["value"]) for row in given]
    assert list(found[0]) == ["timestamp", "value", "score", "flag", "reason"]
    assert all(0 <= float(row["score"]) <= 1 and row["flag"] in {"0", "1"} for row in found)


def test_anomalies_never_look_ahead(counter: Path, tmp_path: Path) -> None:
    lines = counter.read_text(encoding="utf-8").splitlines()
    cut = tmp_path / "cut.csv"
    cut.write_text("\n".join(lines[:601]), encoding="utf-8")
    for name, path in (("whole", counter), ("part", cut)):
        run("anomalies", path, "--csv", tmp_path / f"{name}.csv")
    whole, part = ((tmp_path / f"{name}.csv").read_text(encoding="utf-8") for name in ("whole", "part"))
    assert whole.startswith(part)


def test_an_alarm_says_why_in_both_languages(tmp_path: Path) -> None:
    series = town_series(1, 42)
    values = (*series.values[:-5], 5000.0, *series.values[-4:])
    path = written(tmp_path / "peak.csv", Series(series.times, values))
    for language, words in (("de", "So hoch wie noch nie"), ("en", "Higher than ever")):
        out = tmp_path / f"{language}.csv"
        CliRunner().invoke(main, ["--lang", language, "stadtdaten", "anomalies", str(path), "--csv", str(out)])
        row = rows(out)[-5]
        assert (row["flag"], words in row["reason"]) == ("1", True)


def test_a_forecast_goes_on_where_the_file_ends(counter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    result = run("forecast", counter, "--horizon", 48, "--freq", "1h", "--state", "nw", "--csv", out)
    assert result.exit_code == ExitCode.OK, result.output
    found = rows(out)
    last = datetime.fromisoformat(rows(counter)[-1]["timestamp"])
    assert [row["timestamp"] for row in found] == [str(last + (at + 1) * HOUR) for at in range(48)]
    assert all(0 <= float(row["lo90"]) <= float(row["mean"]) <= float(row["hi90"]) for row in found)


def test_faults_are_printed_and_written(tmp_path: Path) -> None:
    series = town_series(1, 42)
    kept = [point for at, point in enumerate(series.points()) if not 500 <= at < 530]
    path = written(tmp_path / "gap.csv", Series(*map(tuple, zip(*kept, strict=True))))  # type: ignore[arg-type]
    out = tmp_path / "faults.csv"
    result = run("faults", path, "--csv", out, "--json")
    found = json.loads(result.output)["faults"]
    assert [(row["start"], row["end"], row["fault"]) for row in found] == [
        (str(series.times[500]), str(series.times[529]), "silence")
    ]
    assert [dict(row) for row in rows(out)] == found
    assert "silence" in run("faults", path).output


def test_a_neighbour_may_be_a_column_or_a_file(tmp_path: Path) -> None:
    series = town_series(2, 70, counts=False)
    values = list(series.values)
    values[900:980] = [*values[910:980], *values[900:910]]
    together = tmp_path / "together.csv"
    lines = [f"{time},{one},{other}" for time, one, other in zip(series.times, values, series.values, strict=True)]
    together.write_text("\n".join(["zeit,wert,nebenan", *lines]), encoding="utf-8")
    alone = written(tmp_path / "alone.csv", Series(series.times, tuple(values)))
    near = written(tmp_path / "near.csv", series)
    assert "disagreement" in run("faults", together).output
    assert "disagreement" in run("faults", alone, "--neighbour", near).output
    assert "disagreement" not in run("faults", alone).output


GERMAN = "Datum;Wert\n" + "".join(f"{1 + at // 24:02}.03.2026 {at % 24:02}:00;{at % 24},5\n" for at in range(240))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_german_files_are_read_and_answered_alike(tmp_path: Path, encoding: str) -> None:
    path, out = tmp_path / "german.csv", tmp_path / "out.csv"
    path.write_text(GERMAN, encoding=encoding)
    assert run("forecast", path, "--horizon", 2, "--csv", out).exit_code == ExitCode.OK
    assert [row["timestamp"] for row in rows(out)] == ["11.03.2026 00:00", "11.03.2026 01:00"]


def lines_of(*more: str) -> str:
    return "\n".join(["timestamp,value", *(f"2026-01-01 {hour:02}:00,{hour}" for hour in range(20)), *more]) + "\n"


BAD = {
    "": "leer",
    "\n\n": "leer",
    "timestamp,value\n": "nichts",
    "when,what,more\n1,2,3\n": "timestamp",
    "timestamp,a,b\n2026-01-01,1,2\n": "value",
    lines_of("2026-01-02 00:00,viel"): "Zeile 22",
    lines_of("gestern,5"): "gestern",
    lines_of("2026-01-02T00:00Z,5"): "Zeitzone",
    lines_of("2026-01-02 00:00"): "Felder",
    lines_of('2026-01-02 00:00,"5'): "Anführungszeichen",
    lines_of("2026-01-02 00:00,inf"): "keine Zahl",
    lines_of("9999-99-99 00:00,5"): "Zeitpunkt",
    "timestamp,value,value\n2026-01-01,1,2\n": "zweimal",
}


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("command", ["anomalies", "forecast", "faults"])
def test_bad_files_are_refused_in_words_and_leave_nothing(tmp_path: Path, command: str, text: str) -> None:
    path, out = tmp_path / "bad.csv", tmp_path / "out.csv"
    path.write_text(text, encoding="utf-8")
    result = run(command, path, "--csv", out)
    assert result.exit_code == ExitCode.BAD_INPUT, result.output
    assert BAD[text] in result.output
    assert [one.name for one in tmp_path.iterdir()] == ["bad.csv"]
    as_json = json.loads(run(command, path, "--csv", out, "--json").output)
    assert as_json["status"] == "refused"


def test_binary_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)))
    assert run("anomalies", path, "--csv", tmp_path / "out.csv").exit_code == ExitCode.BAD_INPUT


def test_too_few_readings_end_with_four(tmp_path: Path) -> None:
    path = written(tmp_path / "few.csv", Series((START, START + HOUR), (1.0, 2.0)))
    assert run("forecast", path, "--csv", tmp_path / "out.csv").exit_code == ExitCode.NOTHING_FOUND
    assert run("faults", path).exit_code == ExitCode.NOTHING_FOUND


@pytest.mark.parametrize(("option", "value"), [("--state", "XX"), ("--freq", "often"), ("--horizon", 0)])
def test_wrong_options_are_wrong_use(counter: Path, tmp_path: Path, option: str, value: object) -> None:
    result = run("forecast", counter, option, value, "--csv", tmp_path / "out.csv")
    assert result.exit_code == ExitCode.WRONG_USE


def test_a_place_that_cannot_be_written_is_named(counter: Path, tmp_path: Path) -> None:
    result = run("anomalies", counter, "--csv", tmp_path / "none" / "out.csv")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "out.csv" in result.output


def test_the_output_can_be_a_pipe(counter: Path) -> None:
    result = run("forecast", counter, "--horizon", 3, "--csv", "-")
    assert result.output.splitlines()[0] == "timestamp,mean,lo90,hi90"
    assert len(result.output.splitlines()) == 4


def test_finer_counts_are_summed_and_a_cut_hour_left_out() -> None:
    times = tuple(START + at * timedelta(minutes=15) for at in range(10))
    found = coarsened(Series(times, tuple(map(float, range(10)))), HOUR, "sum")
    assert (found.times, found.values) == ((START, START + HOUR), (6.0, 22.0))
    gap = coarsened(Series(times, (0.0, math.nan, 2.0, 4.0, *[1.0] * 6)), HOUR, "sum")
    assert gap.values[0] == 8.0


@pytest.mark.parametrize(
    "text",
    ["2026-03-01 14:00", "2026-03-01T14:00:00", "2026-03-01T14:00Z", "2026-03-01T14:00:00+01:00", "01.03.2026 14:00"],
)
def test_times_are_written_as_they_were_read(text: str) -> None:
    german = "." in text
    time = datetime.strptime(text, "%d.%m.%Y %H:%M") if german else datetime.fromisoformat(text)  # noqa: DTZ007
    assert as_written(time, text) == text


def test_real_counters_with_repeated_hours_are_read(tmp_path: Path) -> None:
    folder = Path(settings.TEST_DATA_DIR or "none") / "radverkehr-muenster"
    if not folder.is_dir():
        pytest.skip("the counters of Münster are not there")
    lines = (folder / "100031297.csv").read_text(encoding="utf-8").splitlines()
    path, out = tmp_path / "münster.csv", tmp_path / "out.csv"
    # The last October has the hour that comes twice.
    autumn = next(at for at, line in enumerate(lines) if line.startswith("2024-10-20"))
    path.write_text("\n".join([lines[0], *lines[autumn : autumn + 1500]]), encoding="utf-8")
    assert run("anomalies", path, "--csv", out).exit_code == ExitCode.OK
    assert len(rows(out)) == 1500
    assert run("forecast", path, "--freq", "1h", "--csv", out).exit_code == ExitCode.OK


@pytest.mark.parametrize("order", ["newest first", "mixed"])
def test_rows_in_another_order(tmp_path: Path, order: str) -> None:
    """Forecasts and faults sort them and say so; anomalies see one row after the other and cannot."""
    head, *lines = written(tmp_path / "good.csv", town_series(1, 42)).read_text(encoding="utf-8").splitlines()
    turned = lines[::-1] if order == "newest first" else [*lines[1::2], *lines[::2]]
    (tmp_path / "turned.csv").write_text("\n".join([head, *turned]), encoding="utf-8")
    outs = {}
    for name in ("good", "turned"):
        result = run("forecast", tmp_path / f"{name}.csv", "--csv", tmp_path / f"{name}-out.csv")
        assert result.exit_code == ExitCode.OK
        assert ("sortiert" in result.output) == (name == "turned")
        outs[name] = (tmp_path / f"{name}-out.csv").read_text(encoding="utf-8")
    assert outs["good"] == outs["turned"]
    assert run("faults", tmp_path / "turned.csv").exit_code == ExitCode.OK
    refused = run("anomalies", tmp_path / "turned.csv", "--csv", tmp_path / "out.csv")
    assert refused.exit_code == ExitCode.BAD_INPUT
    assert "Sortieren Sie" in refused.output
    assert not (tmp_path / "out.csv").exists()


def test_days_are_written_as_days(tmp_path: Path) -> None:
    lines = [f"{(START + day * 24 * HOUR).date()},{day % 7}" for day in range(60)]
    (tmp_path / "days.csv").write_text("\n".join(["date,value", *lines]), encoding="utf-8")
    assert run("forecast", tmp_path / "days.csv", "--horizon", 2, "--csv", tmp_path / "out.csv").exit_code == 0
    assert [row["timestamp"] for row in rows(tmp_path / "out.csv")] == [
        (START + day * 24 * HOUR).date().isoformat() for day in (60, 61)
    ]


def test_several_columns_are_named(tmp_path: Path) -> None:
    file = tmp_path / "two.csv"
    file.write_text("timestamp,temp,hum\n2026-01-01 00:00,1,2\n", encoding="utf-8")
    refused = run("faults", file)
    assert refused.exit_code == ExitCode.BAD_INPUT
    assert "temp, hum" in refused.output
    assert "--column" in refused.output


def test_zones_far_apart_are_one_time(tmp_path: Path) -> None:
    file = tmp_path / "zones.csv"
    file.write_text("timestamp,value\n2026-03-01T10:00:00+10:00,1\n2026-03-01T01:00:00+00:00,2\n", encoding="utf-8")
    assert run("anomalies", file, "--csv", tmp_path / "out.csv").exit_code == ExitCode.OK


def _months(count: int = 72, *, first: int = 2019, rise: float = 2.0) -> Series:
    """Return visitors by month: twice as many in July as in January, a little more each year."""
    times = [datetime(first + at // 12, at % 12 + 1, 1) for at in range(count)]  # noqa: DTZ001
    values = [300 + rise * at + 100 * math.cos((at % 12 - 6) / 6 * math.pi) + at * 37 % 11 for at in range(count)]
    return Series(tuple(times), tuple(values))


@pytest.mark.parametrize("freq", [(), ("--freq", "1MS")])
def test_a_file_of_months_is_forecast_by_the_calendar(tmp_path: Path, freq: tuple[str, ...]) -> None:
    path, out = written(tmp_path / "months.csv", _months()), tmp_path / "out.csv"
    result = run("forecast", path, "--horizon", 14, *freq, "--csv", out)
    assert result.exit_code == ExitCode.OK, result.output
    found = rows(out)
    assert [row["timestamp"][:10] for row in found] == [f"{2025 + at // 12}-{at % 12 + 1:02}-01" for at in range(14)]
    truth = _months(86).values[72:]
    inside = [float(row["lo90"]) <= value <= float(row["hi90"]) + 0.1 for row, value in zip(found, truth, strict=True)]
    assert sum(inside) >= 12
    errors = [abs(float(row["mean"]) - value) for row, value in zip(found, truth, strict=True)]
    year_before = [abs(_months().values[60 + at % 12] - value) for at, value in enumerate(truth)]
    assert sum(errors) < sum(year_before)
    assert "denselben Monaten" in result.output


def test_days_are_gathered_into_months_weeks_and_quarters_of_the_calendar(tmp_path: Path) -> None:
    start = datetime(2025, 1, 1)  # noqa: DTZ001
    days = Series(tuple(start + at * 24 * HOUR for at in range(400)), (1.0,) * 400)
    months = coarsened(days, Months(1), "sum")
    assert list(months.values) == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31]
    assert months.times[1] == datetime(2025, 2, 1)  # noqa: DTZ001
    assert list(coarsened(days, Months(3), "sum").values) == [90, 91, 92, 92]
    assert list(coarsened(days, Months(12), "sum").values) == [365]
    weeks = coarsened(days, timedelta(days=7), "sum")
    assert {time.weekday() for time in weeks.times} == {0}
    assert set(weeks.values) == {7}
    path = written(tmp_path / "days.csv", days)
    out = tmp_path / "out.csv"
    assert run("forecast", path, "--freq", "1MS", "--horizon", 3, "--aggregate", "sum", "--csv", out).exit_code == 0
    assert [row["timestamp"][:10] for row in rows(out)] == ["2026-02-01", "2026-03-01", "2026-04-01"]


def test_days_with_a_zone_are_gathered_as_they_are_in_germany() -> None:
    start = datetime(2026, 3, 28, 23, tzinfo=UTC)  # midnight in Germany; this day has 23 hours
    hours = Series(tuple(start + at * HOUR for at in range(23 + 24)), (1.0,) * 47)
    days = coarsened(hours, timedelta(days=1), "sum")
    assert list(days.values) == [23, 24]
    assert list(days.times) == [start, start + 23 * HOUR]


def test_months_are_no_faults_and_no_anomalies(tmp_path: Path) -> None:
    path = written(tmp_path / "months.csv", _months())
    assert "Kein Fehler gefunden" in run("faults", path).output
    out = tmp_path / "out.csv"
    assert run("anomalies", path, "--csv", out).exit_code == ExitCode.OK
    assert [row["timestamp"] for row in rows(out) if row["flag"] == "1"] == []


def test_a_month_that_is_missing_is_silence(tmp_path: Path) -> None:
    series = _months()
    kept = [point for at, point in enumerate(series.points()) if not 40 <= at < 44]
    path = written(tmp_path / "gap.csv", Series(*map(tuple, zip(*kept, strict=True))))  # type: ignore[arg-type]
    result = json.loads(run("faults", path, "--json").output)
    assert [(row["start"][:7], row["end"][:7], row["fault"]) for row in result["faults"]] == [
        ("2022-05", "2022-08", "silence")
    ]


def test_no_calendar_reaches_that_far(tmp_path: Path) -> None:
    path = written(tmp_path / "months.csv", _months())
    result = run("forecast", path, "--freq", "1YS", "--horizon", 20_000, "--csv", tmp_path / "out.csv")
    assert result.exit_code == ExitCode.WRONG_USE
