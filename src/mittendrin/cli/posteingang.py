# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin posteingang``: read letters without a server, print separator sheets."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import IO, Any

import click
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.services import batch, proposing, separators
from mittendrin.apps.posteingang.services.proposing import Confirmed, Proposer
from mittendrin.apps.posteingang.services.table import COLUMNS, Row, sentence
from mittendrin.cli.answer import json_option, refuse, refuse_file, say
from mittendrin.cli.progress import progress_bar
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.plan import town_plan

_EVERY = 5.0
_NAMED = 5
_STDOUT = Path("-")
ANY_PATH = click.Path(path_type=Path)


@click.group(help=_("Posteingang: Briefe lesen und vorschlagen, wohin sie gehören."))
def posteingang() -> None:
    """Group of the verbs of the post room."""


@dataclass
class _Tally:
    """What came of a run."""

    rows: list[Row] = field(default_factory=list)
    files: int = 0
    refused: int = 0
    missing: int = 0
    later: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    started: float = field(default_factory=monotonic)


@posteingang.command(help=_("Dateien und Ordner lesen; je Brief eine Zeile einer CSV-Datei."))
@click.argument("paths", nargs=-1, required=True, type=ANY_PATH, metavar="FILES_OR_FOLDERS...")
@click.option(
    "--csv", "out", required=True, type=click.Path(path_type=Path, dir_okay=False), help=_("Wohin; - ist die Ausgabe.")
)
@click.option("--day-one", is_flag=True, help=_("Wie am ersten Tag: ohne das, was die Stadt gelernt hat."))
@click.option(
    "--learn",
    "table",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("Zuerst aus einer Tabelle lernen: Spalten file, unit, kind."),
)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help=_("Zahl der Leseprozesse."))
@json_option
def read(paths: Sequence[Path], out: Path, day_one: bool, table: Path | None, jobs: int, as_json: bool) -> None:
    """Read, propose and write; a bad file gets a row with its reason and stops nothing."""
    without = [path for path in (out, table) if path is not None and path != _STDOUT]
    files = batch.sources(paths, without)
    if not files:
        refuse(as_json, _("Dort liegt keine Datei."), ExitCode.NOTHING_FOUND)
    with _opened(out, as_json) as stream:
        proposer = _proposer(day_one, table, paths, jobs, as_json)
        tally = _run(files, proposer, jobs, stream)
    _report(tally, out, as_json)


def _proposer(day_one: bool, table: Path | None, paths: Sequence[Path], jobs: int, as_json: bool) -> Proposer:
    plan = town_plan()
    proposer = proposing.as_shipped(plan) if day_one else proposing.in_operation(plan)
    if table is None:
        return proposer
    try:
        taught, absent = batch.lessons(table, paths)
    except ProblemsFound as error:
        refuse_file(as_json, error.problems)
    if absent:
        words = {"count": len(absent), "name": absent[0][:80]}
        click.echo(_("%(count)s Dateien der Tabelle sind nicht da, zum Beispiel „%(name)s“.") % words, err=True)
    if not taught:
        refuse(as_json, _("Von den Dateien der Tabelle ist keine da."))
    taught = _spelt_as_here(taught, proposer)
    known = [] if day_one else proposing.confirmed_so_far()
    proposer.learn([*known, *_read_lessons(taught, jobs)])
    return proposer


def _spelt_as_here(taught: Sequence[batch.Lesson], proposer: Proposer) -> list[batch.Lesson]:
    """Return the lessons with units and kinds as the town spells them; names that are new here are told."""
    found: list[batch.Lesson] = []
    strange: dict[str, None] = {}
    for lesson in taught:
        unit, unit_known = proposing.named_as_here(proposer, proposing.UNIT, lesson.unit)
        kind, kind_known = proposing.named_as_here(proposer, proposing.KIND, lesson.kind)
        strange |= dict.fromkeys(name for name, known in ((unit, unit_known), (kind, kind_known)) if not known)
        found.append(batch.Lesson(lesson.path, unit, kind))
    if strange:
        names = ", ".join(f"„{name[:60]}“" for name in list(strange)[:_NAMED])
        words = {"count": len(strange), "names": names}
        click.echo(
            _("%(count)s Namen der Tabelle gibt es hier nicht; sie werden so gelernt: %(names)s.") % words, err=True
        )
    if empty := sum(not (lesson.unit or lesson.kind) for lesson in found):
        click.echo(_("In %(count)s Zeilen der Tabelle stehen weder Einheit noch Art.") % {"count": empty}, err=True)
    return found


def _read_lessons(taught: Sequence[batch.Lesson], jobs: int) -> list[Confirmed]:
    found: list[Confirmed] = []
    with _progress(_("Lernen"), len(taught)) as step:
        for lesson in batch.confirmed(taught, jobs):
            step()
            if lesson:
                found.append(lesson)
    return found


def _run(files: Sequence[batch.Source], proposer: Proposer, jobs: int, stream: IO[str]) -> _Tally:
    tally = _Tally()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    with _progress(_("Lesen"), len(files)) as step:
        for outcome in batch.read_all(files, jobs):
            rows = batch.rows(outcome, proposer)
            writer.writerows(rows)
            stream.flush()
            tally.rows += rows
            tally.files += 1
            tally.refused += bool(outcome.reading.refused)
            tally.missing += bool(outcome.reading.refused and outcome.reading.refused.code == "missing")
            tally.pages += sum(len(document.pages) for document in outcome.reading.documents)
            if outcome.later:
                tally.later[sentence(outcome.later)] += 1
            step()
    return tally


def _report(tally: _Tally, out: Path, as_json: bool) -> None:
    seconds = monotonic() - tally.started
    words = {"files": tally.files, "letters": len(tally.rows) - tally.refused - tally.later.total(), "out": out}
    lines = [_("%(files)s Dateien, %(letters)s Briefe: %(out)s") % words]
    if tally.refused:
        lines.append(_("%(count)s nicht gelesen; der Grund steht in der Spalte reasons.") % {"count": tally.refused})
    if tally.missing:
        lines.append(_("%(count)s der genannten Dateien gibt es nicht.") % {"count": tally.missing})
    lines += [f"{words} ({count})" for words, count in tally.later.items()]
    data: dict[str, Any] = {
        "status": "incomplete" if tally.later or tally.missing else "read",
        "files": tally.files,
        "letters": words["letters"],
        "refused": tally.refused,
        "missing": tally.missing,
        "put_off": tally.later.total(),
        "pages": tally.pages,
        "seconds": round(seconds, 2),
        "rows": tally.rows,
    }
    if out != _STDOUT:
        say(as_json, data, lines)
    if tally.later:
        sys.exit(ExitCode.NOT_READY)
    if tally.missing:
        sys.exit(ExitCode.BAD_INPUT)


@contextmanager
def _opened(out: Path, as_json: bool) -> Iterator[IO[str]]:
    if out == _STDOUT:
        yield sys.stdout
        return
    try:
        stream = out.open("w", encoding="utf-8", newline="")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        refuse(as_json, _("„%(file)s“ lässt sich nicht schreiben: %(reason)s.") % {"file": out, "reason": reason})
    with stream:
        yield stream


@contextmanager
def _progress(text: str, total: int) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each file: a bar for a person, a line now and then for a log."""
    with progress_bar(text) as show:
        done, spoken = 0, monotonic()

        def step() -> None:
            nonlocal done, spoken
            done += 1
            show(done, total)
            if not sys.stderr.isatty() and (monotonic() - spoken > _EVERY or done == total):
                spoken = monotonic()
                click.echo(f"{text}: {done}/{total}", err=True)

        yield step


@posteingang.command(help=_("Das Trennblatt als PDF schreiben, das zwischen zwei Briefe in den Scanner gelegt wird."))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def separator(out: Path, as_json: bool) -> None:
    """Write the separator sheet."""
    try:
        out.write_bytes(separators.sheet_pdf())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        refuse(as_json, _("„%(file)s“ lässt sich nicht schreiben: %(reason)s.") % {"file": out, "reason": reason})
    say(as_json, {"status": "written", "file": str(out)}, [_("Geschrieben: %(file)s") % {"file": out}])
