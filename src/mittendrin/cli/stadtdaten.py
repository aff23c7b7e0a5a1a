# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten``: tokens of programs, series from files."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mittendrin.apps.stadtdaten.services import csv_import, tokens
from mittendrin.cli.answer import json_option, refuse, refuse_file, say
from mittendrin.core.errors import ProblemsFound
from mittendrin.core.exit_codes import ExitCode

REASONS = {
    "unreadable-row": gettext_lazy("Zeit oder Wert ist nicht lesbar."),
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
@json_option
def import_file(file: Path, datastream: int, as_json: bool) -> None:
    """Store the rows of the file; rows that cannot be read are named."""
    try:
        report = csv_import.import_file(file, datastream)
    except csv_import.UnknownDatastream:
        refuse(
            as_json, _("Einen Datastream %(number)s gibt es nicht.") % {"number": datastream}, ExitCode.NOTHING_FOUND
        )
    except ProblemsFound as error:
        refuse_file(as_json, error.problems)
    except UnicodeDecodeError:
        refuse(as_json, _("Die Datei ist kein Text in UTF-8."))
    words = {"new": report.new, "changed": report.changed, "same": report.same, "refused": report.wrong}
    lines_out = [_("%(new)s neu, %(changed)s berichtigt, %(same)s schon da, %(refused)s nicht lesbar.") % words]
    lines_out += [
        _("Zeile %(row)s: %(reason)s") % {"row": one.where, "reason": REASONS[one.kind]} for one in report.refused
    ]
    say(as_json, {**words, "rows": [int(one.where) for one in report.refused]}, lines_out)
