# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin atlas import-register``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services import register
from mittendrin.cli.answer import json_option, refuse, say, say_error
from mittendrin.cli.progress import progress_bar
from mittendrin.core.exit_codes import ExitCode
from mittendrin.web.templatetags.web import number


@click.command(
    "import-register",
    help=_("Das amtliche Register der Gemeinden (GV-ISys, XLSX oder CSV) einlesen: ganz oder gar nicht."),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Nur prüfen, nichts speichern."))
@click.option(
    "--year", type=click.IntRange(1990, 2100), default=None, help=_("Jahr der Einwohnerzahlen; sonst das jüngste.")
)
@click.option("--allow-gone", is_flag=True, help=_("Auch speichern, wenn viele bekannte Gemeinden fehlen."))
@json_option
def import_register(file: Path, dry_run: bool, year: int | None, allow_gone: bool, as_json: bool) -> None:
    """Check a register and store it; report what changed."""
    outcome = _run(file, dry_run, year, allow_gone, as_json)
    if outcome.report is None:
        last = _("Nichts wurde gespeichert.")
        data = {"status": "refused", "message": last, "problems": [words.as_dict() for words in outcome.problems]}
        say_error(as_json, data, [*map(str, outcome.problems), last])
        sys.exit(ExitCode.BAD_INPUT)
    report = outcome.report
    lines = [
        _("%(file)s: %(rows)s Gemeinden und Gebiete, Stand %(label)s, %(written)s Einträge geändert.")
        % {"file": file.name, "rows": number(report.rows), "label": report.label, "written": number(report.written)},
        *register.lines(report.changes),
        _("Probelauf: Nichts wurde gespeichert.") if dry_run else _("Alles ist gespeichert."),
    ]
    say(as_json, {"status": "checked" if dry_run else "stored", **asdict(report)}, lines)


def _run(file: Path, dry_run: bool, year: int | None, allow_gone: bool, as_json: bool) -> register.Outcome:
    try:
        with file.open("rb") as stream, progress_bar(_("Einlesen")) as progress:
            return register.import_file(
                stream,
                file.name,
                file.stat().st_size,
                year=year,
                dry_run=dry_run,
                allow_gone=allow_gone,
                progress=progress,
            )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        refuse(as_json, _("„%(file)s“ lässt sich nicht lesen: %(reason)s.") % {"file": file, "reason": reason})
