# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten``: anomalies, forecasts and faults of time series in files, without server or database."""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, NoReturn, TypeVar

import click
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.services import school
from mittendrin.cli import series_files
from mittendrin.cli.answer import json_option, refuse, refuse_file, say
from mittendrin.cli.stadtdaten import stadtdaten
from mittendrin.contracts import registry
from mittendrin.contracts.block import Reason
from mittendrin.contracts.series import Fault, Point, Series
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.dates import holiday_files
from mittendrin.core.dates.school_holidays import SchoolHolidays, of_spans
from mittendrin.core.dates.steps import Step, about, read_step, usual_step
from mittendrin.core.dates.workdays import STATES
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.exit_codes import ExitCode
from mittendrin.core.numbers import in_english
from mittendrin.core.series_csv import in_order, opened

__all__ = ["stadtdaten"]
F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
STDOUT = Path("-")
LONGEST = 20_000
_FARTHEST = timedelta(days=200 * 366)


def _column_option(command: F) -> F:
    text = _("Name der Spalte mit den Werten; sonst value oder die einzige weitere.")
    return click.option("--column", default="", metavar="NAME", help=text)(command)


def _csv_option(required: bool) -> Callable[[F], F]:
    return click.option("--csv", "out", required=required, type=OUT, help=_("Wohin; - ist die Ausgabe."))


@stadtdaten.command(help=_("Auffällige Werte einer Messreihe: je Zeile eine Zeile mit score, flag und reason."))
@click.argument("file", type=FILE)
@_csv_option(required=True)
@_column_option
@json_option
def anomalies(file: Path, out: Path, column: str, as_json: bool) -> None:
    """Judge each reading by those before it; the file may be of any length."""
    with _guarded(file, as_json), opened(file, column) as rows, _target(out, as_json) as stream:
        count, flags = _judged(in_order(rows), stream)
    if out != STDOUT:
        data = {"status": "written", "file": str(out), "rows": count, "flags": flags}
        words = {"rows": count, "flags": flags, "file": out}
        say(as_json, data, [_("Werte: %(rows)s, Meldungen: %(flags)s. Datei: %(file)s") % words])


def _judged(rows: Iterable[Any], stream: IO[str]) -> tuple[int, int]:
    watch = registry.detector_class(registry.answering("series.anomaly"))(TownPlan()).watch()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("timestamp", "value", "score", "flag", "reason"))
    count = flags = 0
    for row in rows:
        found = watch.take(Point(row.time, row.value))
        count += 1
        flags += found.flag
        reason = " ".join(_words(one) for one in found.reasons)
        writer.writerow((row.text, _number(row.value), f"{found.score:.5f}", int(found.flag), reason))
    return count, flags


@stadtdaten.command(help=_("Eine Messreihe vorhersagen: timestamp, mean, lo90, hi90."))
@click.argument("file", type=FILE)
@click.option(
    "--horizon", default=24, show_default=True, type=click.IntRange(1, LONGEST), help=_("Wie viele Schritte.")
)
@click.option(
    "--freq",
    default="",
    metavar="STEP",
    help=_("Schritt wie 15min, 1h, 1d, 1w, 1MS (Monat), 1QS, 1YS; sonst der der Datei."),
)
@_csv_option(required=True)
@click.option("--state", default="", metavar="XX", help=_("Land für die Feiertage, etwa NW; sonst die bundesweiten."))
@click.option("--school-holidays", "holidays", type=FILE, help=_("Schulferien: ICS- oder CSV-Datei des Ministeriums."))
@click.option(
    "--with", "further", multiple=True, metavar="NAME", help=_("Weitere Spalte, etwa die Temperatur; mehrfach.")
)
@click.option(
    "--aggregate",
    type=click.Choice(("auto", "sum", "mean")),
    default="auto",
    show_default=True,
    help=_("Wie feinere Werte zusammengefasst werden: auto nimmt bei Zählungen die Summe."),
)
@_column_option
@json_option
def forecast(
    file: Path,
    horizon: int,
    freq: str,
    out: Path,
    state: str,
    holidays: Path | None,
    further: tuple[str, ...],
    aggregate: str,
    column: str,
    as_json: bool,
) -> None:
    """Write the forecast; ends with 4 when there are too few readings."""
    if state.upper() not in (*STATES, ""):
        refuse(
            as_json,
            _("Dieses Land gibt es nicht. Erlaubt sind: %(known)s.") % {"known": ", ".join(STATES)},
            ExitCode.WRONG_USE,
        )
    with _guarded(file, as_json):
        table = series_files.whole(file, column, others=bool(further))
    series = _chosen(table.series, further, as_json)
    step = _step(freq, series, as_json)
    if about(step).total_seconds() * horizon > _FARTHEST.total_seconds():
        refuse(as_json, _("So weit lässt sich nichts vorhersagen: höchstens 200 Jahre."), ExitCode.WRONG_USE)
    if about(step) > about(usual_step(series.times)) * 1.5:
        how = aggregate if aggregate != "auto" else "sum" if series_files.looks_counted(series) else "mean"
        series = series_files.coarsened(series, step, how)
    series = series_files.ended(series)
    block = registry.forecaster_class(registry.answering("series.forecast"))(
        TownPlan(state=state.upper(), school=_school(holidays, as_json))
    )
    answer = block.forecast(series, horizon, step)
    if answer.value is None:
        refuse(as_json, " ".join(_words(one) for one in answer.reasons), ExitCode.NOTHING_FOUND)
    with _target(out, as_json) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("timestamp", "mean", "lo90", "hi90"))
        for band in answer.value:
            time = series_files.as_written(band.time, table.written)
            writer.writerow((time, _number(band.mean), _number(band.low), _number(band.high)))
    if out != STDOUT:
        reasons = [_words(one) for one in answer.reasons]
        data = {"status": "written", "file": str(out), "rows": horizon, "repeated": table.repeated, "reasons": reasons}
        say(
            as_json,
            data,
            [_("%(count)s Schritte: %(file)s") % {"count": horizon, "file": out}, *_mended(table), *reasons],
        )


def _school(file: Path | None, as_json: bool) -> SchoolHolidays | None:
    if file is None:
        return None
    try:
        return of_spans(holiday_files.read(file.read_bytes()))
    except ProblemsFound as error:
        refuse(as_json, school.words_of(error))
    except OSError as error:
        _unreadable(file, error, as_json)


def _chosen(series: Series, further: Sequence[str], as_json: bool) -> Series:
    known = {name.casefold(): one for name, one in series.extra.items()}
    for name in further:
        if name.casefold() not in known:
            refuse(as_json, _("Die Spalte „%(name)s“ gibt es nicht.") % {"name": name[:80]})
    extra = {name: known[name.casefold()] for name in further}
    return Series(series.times, series.values, series.name, extra)


def _step(freq: str, series: Series, as_json: bool) -> Step:
    try:
        return read_step(freq) if freq else usual_step(series.times)
    except ValueError:
        refuse(
            as_json,
            _("„%(freq)s“ ist kein Schritt. Schreiben Sie ihn wie 15min, 1h, 1d, 1w, 1MS (Monat), 1QS, 1YS.")
            % {"freq": freq[:40]},
            ExitCode.WRONG_USE,
        )


@stadtdaten.command(help=_("Tote und lügende Sensoren finden: silence, stuck, jump, drift, disagreement."))
@click.argument("file", type=FILE)
@click.option("--neighbour", "others", multiple=True, type=FILE, help=_("Datei eines Sensors in der Nähe; mehrfach."))
@_csv_option(required=False)
@_column_option
@json_option
def faults(file: Path, others: tuple[Path, ...], out: Path | None, column: str, as_json: bool) -> None:
    """Print or write the faults; further columns of the file count as neighbours."""
    with _guarded(file, as_json):
        table = series_files.whole(file, column, others=True)
    neighbours = [one for one in table.series.extra.values() if not all(map(math.isnan, one.values))]
    for path in others:
        with _guarded(path, as_json):
            neighbours.append(series_files.whole(path).series)
    block = registry.fault_finder_class(registry.answering("series.faults"))(TownPlan())
    answer = block.find(table.series, neighbours)
    if answer.value is None:
        refuse(as_json, " ".join(_words(one) for one in answer.reasons), ExitCode.NOTHING_FOUND)
    rows = [_fault_row(one, table.written) for one in answer.value]
    if out is not None:
        with _target(out, as_json) as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(("start", "end", "fault", "reason"))
            writer.writerows(rows)
    if out != STDOUT:
        names = ("start", "end", "fault", "reason")
        data = {
            "status": "checked",
            "repeated": table.repeated,
            "faults": [dict(zip(names, row, strict=True)) for row in rows],
        }
        lines = [f"{start} – {end}  {kind}: {reason}" for start, end, kind, reason in rows]
        say(as_json, data, [*_mended(table), *(lines or [_("Kein Fehler gefunden.")])])


def _fault_row(fault: Fault, pattern: str) -> tuple[str, str, str, str]:
    start, end = (series_files.as_written(time, pattern) for time in (fault.start, fault.end))
    return start, end, fault.kind, _words(fault.reason)


def _mended(table: series_files.Table) -> list[str]:
    """Return what was done to the rows before anything else."""
    said = [_("Die Zeilen standen nicht nach der Zeit; sie wurden sortiert.")] if table.sorted else []
    if table.repeated:
        words = _("Zeiten, die mehrfach vorkamen und deren Werte gemittelt wurden: %(count)s.")
        said.append(words % {"count": table.repeated})
    return said


def _words(reason: Reason) -> str:
    german = (get_language() or "de").startswith("de")
    return _(reason.text) % {key: one if german else in_english(one) for key, one in reason.values.items()}


def _number(value: float) -> str:
    return "" if math.isnan(value) else format(value, ".10g")


@contextmanager
def _guarded(file: Path, as_json: bool) -> Iterator[None]:
    try:
        yield
    except ProblemsFound as error:
        refuse_file(as_json, error.problems)
    except OSError as error:
        _unreadable(file, error, as_json)


def _unreadable(file: Path, error: OSError, as_json: bool) -> NoReturn:
    words = {"file": file, "reason": error.strerror or type(error).__name__}
    refuse(as_json, _("„%(file)s“ lässt sich nicht lesen: %(reason)s.") % words)


@contextmanager
def _target(out: Path, as_json: bool) -> Iterator[IO[str]]:
    """Yield where to write; a file appears only when all was well."""
    if out == STDOUT:
        yield sys.stdout
        return
    try:
        with series_files.written(out) as stream:
            yield stream
    except OSError as error:
        words = {"file": out, "reason": error.strerror or type(error).__name__}
        refuse(as_json, _("„%(file)s“ lässt sich nicht schreiben: %(reason)s.") % words)
