# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin daten``: the open data catalogue as a file, and whether it is plausible."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.opendata.services import catalogue, checks, dcat
from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.core.exit_codes import ExitCode

OUT = click.Path(dir_okay=False, allow_dash=True)


@click.group(help=_("Offene Daten: den Katalog ausgeben und prüfen."))
def daten() -> None:
    """Commands on the catalogue."""


@daten.command("export", help=_("Den ganzen Katalog nach DCAT-AP.de in eine Datei schreiben."))
@click.option(
    "--format",
    "form",
    type=click.Choice(list(dcat.FORMATS)),
    default="ttl",
    show_default=True,
    help=_("Turtle, RDF/XML oder JSON-LD."),
)
@click.option("--out", required=True, type=OUT, help=_("Wohin; - ist die Ausgabe."))
@json_option
def export(form: str, out: str, as_json: bool) -> None:
    """Write all datasets into one file; the addresses are those of the settings."""
    found = catalogue.datasets()
    body = dcat.text(dcat.whole(found, dcat.address()), form)
    if out == "-":
        click.echo(body, nl=False)
        return
    try:
        Path(out).write_bytes(body)
    except OSError as error:
        text = _("Die Datei %(name)s lässt sich nicht schreiben: %(error)s")
        refuse(as_json, text % {"name": out, "error": error.strerror}, ExitCode.FAILED)
    words = ngettext("%(count)s Datensatz in %(name)s.", "%(count)s Datensätze in %(name)s.", len(found))
    say(as_json, {"datasets": len(found), "file": out}, [words % {"count": len(found), "name": out}])


@daten.command("check", help=_("Prüfen, ob der Katalog vollständig und stimmig ist."))
@json_option
def check(as_json: bool) -> None:
    """Tell what is wrong or missing; ends with 1 when a portal would refuse the catalogue."""
    found = catalogue.datasets()
    told = checks.findings(found)
    serious = sum(one.serious for one in told)
    data = {
        "datasets": len(found),
        "status": "failed" if serious else "ok",
        "findings": [{"serious": one.serious, "dataset": one.key, "message": one.sentence} for one in told],
    }
    say(as_json, data, [*map(_line, told), _summary(len(found), serious)])
    if serious:
        sys.exit(ExitCode.FAILED)


def _line(one: checks.Finding) -> str:
    mark = _("Fehler") if one.serious else _("Hinweis")
    return f"{mark}: {one.key}: {one.sentence}" if one.key else f"{mark}: {one.sentence}"


def _summary(count: int, serious: int) -> str:
    if serious:
        return _("%(count)s Datensätze, %(serious)s Fehler.") % {"count": count, "serious": serious}
    return ngettext("%(count)s Datensatz, ohne Fehler.", "%(count)s Datensätze, ohne Fehler.", count) % {"count": count}
