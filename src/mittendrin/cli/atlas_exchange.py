# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin atlas export | import | check``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click
from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mittendrin.apps.atlas.services import content_check, problem_words
from mittendrin.apps.atlas.services.exchange import importing, names, writing
from mittendrin.cli.answer import json_option, refuse, say, say_error
from mittendrin.cli.progress import progress_bar
from mittendrin.core.errors import Problem
from mittendrin.core.exit_codes import ExitCode

SHOWN_PROBLEMS = 50
DELIMITERS = {",": ",", ";": ";", "tab": "\t"}
MAPPED = ("municipality", "project")


def _kind(as_json: bool, name: str) -> str:
    found = names.kind_of(name) if name else ""
    if name and not found:
        known = ", ".join(sorted({names.list_name(kind) for kind in names.LISTS}))
        sentence = _("Die Art „%(name)s“ gibt es nicht. Erlaubt sind: %(known)s.") % {"name": name[:80], "known": known}
        refuse(as_json, sentence, ExitCode.WRONG_USE)
    return found


def _number(value: int) -> str:
    return format_decimal(value, locale=get_language() or "de")


def refuse_problems(as_json: bool, problems: Iterable[Problem], last: str) -> NoReturn:
    """End with all problems: place, what is wrong, how to mend it."""
    words = [problem_words.describe(problem) for problem in problems]
    lines = [str(word) for word in words[:SHOWN_PROBLEMS]]
    if len(words) > SHOWN_PROBLEMS:
        lines.append(_("... und %(count)s weitere.") % {"count": len(words) - SHOWN_PROBLEMS})
    data = {"status": "refused", "message": last, "problems": [word.as_dict() for word in words]}
    say_error(as_json, data, [*lines, last])
    sys.exit(ExitCode.BAD_INPUT)


@click.command("export", help=_("Den Atlas als Datei ausgeben: JSON, YAML, CSV, XLSX oder GeoJSON."))
@click.option("--format", "format_name", type=click.Choice(list(names.FORMATS)), required=True, help=_("Format."))
@click.option("--out", "out", required=True, metavar="FILE", help=_("Zieldatei; - für die Standardausgabe."))
@click.option("--kind", default="", metavar="KIND", help=_("Nur eine Art, zum Beispiel projects."))
@click.option("--delimiter", type=click.Choice(list(DELIMITERS)), default=",", help=_("Trennzeichen für CSV."))
@click.option("--bom", is_flag=True, help=_("CSV mit Kennung für Excel (UTF-8 mit BOM)."))
@json_option
def export(format_name: str, out: str, kind: str, delimiter: str, bom: bool, as_json: bool) -> None:
    """Write the published records to a file; the file appears whole or not at all."""
    options = writing.Options(_kind(as_json, kind), DELIMITERS[delimiter], bom)
    if format_name == "geojson" and options.kind and options.kind not in MAPPED:
        refuse(as_json, _("GeoJSON gibt es nur für Orte und Projekte."), ExitCode.WRONG_USE)
    with progress_bar(_("Ausgeben")) as progress:
        data = writing.export(format_name, options, progress)
    if out == "-":
        click.echo(data, nl=False)
        return
    target = Path(out)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        refuse(as_json, _("„%(file)s“ lässt sich nicht schreiben: %(reason)s.") % {"file": out, "reason": reason})
    count = sum(len(rows) for rows in writing.rows_by_kind(options.kind).values())
    line = _("%(file)s: %(count)s Einträge, %(size)s kB.") % {
        "file": out,
        "count": _number(count),
        "size": _number(len(data) // 1000 + 1),
    }
    say(as_json, {"status": "written", "file": out, "records": count, "bytes": len(data)}, [line])


@click.command("import", help=_("Einträge aus CSV, XLSX, YAML, JSON oder ZIP einlesen: alle oder keinen."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Nur prüfen, nichts speichern."))
@click.option("--kind", default="", metavar="KIND", help=_("Welche Einträge in der Datei stehen."))
@json_option
def import_file(file: Path, dry_run: bool, kind: str, as_json: bool) -> None:
    """Check a file and store its records."""
    batch = importing.read_path(file, _kind(as_json, kind))
    with progress_bar(_("Prüfen")) as progress:
        report = importing.run(
            batch, person=None, comment=_("Datei %(name)s") % {"name": file.name}, dry_run=dry_run, progress=progress
        )
    if report.problems:
        refuse_problems(as_json, report.problems, _("Nichts wurde gespeichert."))
    lines = [
        _("%(new)s neu, %(changed)s geändert, %(unchanged)s unverändert.")
        % {
            "new": _number(report.new.total()),
            "changed": _number(report.changed.total()),
            "unchanged": _number(report.unchanged.total()),
        }
    ]
    lines.append(_("Probelauf: Nichts wurde gespeichert.") if dry_run else _("Alles ist gespeichert."))
    say(as_json, {"status": "checked" if dry_run else "stored", **report.as_dict()}, lines)


@click.command("check", help=_("Inhaltsdateien oder eine Ausgabe prüfen; ohne Pfad die mitgelieferten Inhalte."))
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--studies",
    type=click.Path(path_type=Path),
    default=None,
    metavar="DIR",
    help=_("Ordner mit den Texten der vier Studien."),
)
@json_option
def check(path: Path | None, studies: Path | None, as_json: bool) -> None:
    """Check schemas, references, citations and copied words."""
    if studies is not None and not studies.is_dir():
        refuse(as_json, _("Den Ordner „%(path)s“ gibt es nicht.") % {"path": studies})
    with progress_bar(_("Prüfen")) as progress:
        report = content_check.check_content(path, studies or Path(settings.STUDIES_DIR), progress)
    total = sum(report.records.values())
    if report.problems:
        count = len(report.problems)
        last = ngettext("%(count)s Fehler.", "%(count)s Fehler.", count) % {"count": _number(count)}
        refuse_problems(as_json, report.problems, last)
    lines = [
        _("%(total)s Einträge und %(citations)s Belege geprüft, keine Fehler.")
        % {"total": _number(total), "citations": _number(report.citations)}
    ]
    if not report.studies:
        lines.append(_("Die Texte der Studien lagen nicht vor. Geprüft ist nur die Form der Belege."))
    say(as_json, {"status": "ok", **report.as_dict()}, lines)
