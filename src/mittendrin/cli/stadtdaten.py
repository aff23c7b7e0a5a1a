# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten``: tokens of programs, series from files."""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mittendrin.apps.stadtdaten.services import csv_import, tokens
from mittendrin.cli.answer import json_option, refuse, refuse_file, say
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.exit_codes import ExitCode

REASONS = {
    "unreadable-row": gettext_lazy("Zeit oder Wert ist nicht lesbar."),
    "no-such-hour": gettext_lazy("Diese Stunde gab es nicht: Die Uhr wurde vorgestellt."),
    "not_finite": gettext_lazy("Der Wert ist keine endliche Zahl."),
    "too_old": gettext_lazy("Die Zeit liegt vor 1990."),
    "in_future": gettext_lazy("Die Zeit liegt zu weit in der Zukunft."),
}
GRADES = ("public", "coarse", "agreement", "internal")


@click.group(help=_("Stadtdaten: Messwerte aufnehmen, prüfen und vorhersagen."))
def stadtdaten() -> None:
    """Group of the verbs of Stadtdaten."""


@stadtdaten.command(help=_("Ein Programm anmelden, das Stadtdaten schreibt oder Internes liest."))
@click.argument("name")
@click.option("--read-only", is_flag=True, help=_("Nur lesen, auch was intern ist."))
@click.option(
    "--visibility",
    type=click.Choice(GRADES),
    default="public",
    show_default=True,
    help=_("Wie offen ist, was das Programm anlegt, wenn es selbst nichts dazu sagt."),
)
@click.option("--revoke", is_flag=True, help=_("Den Schlüssel dieses Namens sperren."))
@json_option
def token(name: str, read_only: bool, visibility: str, revoke: bool, as_json: bool) -> None:
    """Print a new token, this once only."""
    if revoke:
        if not tokens.revoke(name):
            refuse(as_json, _("Es gibt keinen Schlüssel dieses Namens."), ExitCode.NOTHING_FOUND)
        say(
            as_json, {"name": name, "status": "revoked"}, [_("Der Schlüssel „%(name)s“ ist gesperrt.") % {"name": name}]
        )
        return
    try:
        _made, text = tokens.new_token(name, writes=not read_only, internal=read_only, grade=visibility)
    except tokens.TokenExists:
        refuse(as_json, _("Ein Schlüssel dieses Namens ist schon da."))
    lines = [_("Der Schlüssel „%(name)s“, nur dieses eine Mal:") % {"name": name}, text]
    say(as_json, {"name": name, "token": text}, lines)


@stadtdaten.command(
    "import", help=_("Eine Messreihe aus einer CSV-Datei aufnehmen: eine Spalte Zeit, eine Spalte Wert.")
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.csv")
@click.option("--datastream", type=int, required=True, help=_("Nummer des Datastreams."))
@click.option("--column", default="", metavar="NAME", help=_("Name der Spalte mit den Werten."))
@click.option(
    "--timezone",
    "zone",
    default="UTC",
    show_default=True,
    metavar="ZONE",
    help=_("Zeitzone von Zeiten, die keine nennen, etwa Europe/Berlin."),
)
@json_option
def import_file(file: Path, datastream: int, column: str, zone: str, as_json: bool) -> None:
    """Store the rows of the file; rows that cannot be read are named. Ends with 3 when none could be read."""
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        words = {"zone": zone[:60]}
        refuse(
            as_json, _("Die Zeitzone „%(zone)s“ gibt es nicht. Schreiben Sie sie wie Europe/Berlin.") % words,
            ExitCode.WRONG_USE,
        )  # fmt: skip
    try:
        report = csv_import.import_file(file, datastream, column=column, zone=zone)
    except csv_import.UnknownDatastream:
        refuse(
            as_json, _("Einen Datastream %(number)s gibt es nicht.") % {"number": datastream}, ExitCode.NOTHING_FOUND
        )
    except ProblemsFound as error:
        refuse_file(as_json, error.problems)
    except OSError as error:
        reason = {"file": file, "reason": error.strerror or type(error).__name__}
        refuse(as_json, _("„%(file)s“ lässt sich nicht lesen: %(reason)s.") % reason)
    _say_report(report, as_json)


def _say_report(report: csv_import.Report, as_json: bool) -> None:
    words = {
        "new": report.new, "changed": report.changed, "same": report.same, "empty": report.empty,
        "refused": report.wrong,
    }  # fmt: skip
    lines = [
        _("%(new)s neu, %(changed)s berichtigt, %(same)s schon da, %(empty)s ohne Wert, %(refused)s nicht lesbar.")
        % words
    ]
    lines += [
        _("Zeile %(row)s: %(reason)s") % {"row": one.where, "reason": REASONS[one.kind]} for one in report.refused
    ]
    say(as_json, {**words, "rows": [int(one.where) for one in report.refused]}, lines)
    if report.wrong and not report.new + report.changed + report.same:
        sys.exit(ExitCode.BAD_INPUT)
