# SPDX-License-Identifier: EUPL-1.2
"""Entry point of the command line: ``mittendrin <app> <verb>``."""

from __future__ import annotations

import signal
import sys
from typing import Any

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while everything is still loading ends without a traceback

import click  # noqa: E402 - see above
from django.db import OperationalError, ProgrammingError  # noqa: E402
from django.utils import translation  # noqa: E402
from django.utils.translation import gettext as _  # noqa: E402

from mittendrin import __version__  # noqa: E402
from mittendrin.cli import bootstrap  # noqa: E402
from mittendrin.core.exit_codes import ExitCode  # noqa: E402

bootstrap.start(sys.argv[1:])

from mittendrin.cli.atlas import atlas  # noqa: E402 - Django must be set up first
from mittendrin.cli.audit import audit  # noqa: E402
from mittendrin.cli.cases import cases  # noqa: E402
from mittendrin.cli.daten import daten  # noqa: E402
from mittendrin.cli.ki import ki  # noqa: E402
from mittendrin.cli.posteingang_demo import posteingang  # noqa: E402
from mittendrin.cli.run import run  # noqa: E402
from mittendrin.cli.stadtdaten_intake import stadtdaten  # noqa: E402
from mittendrin.cli.standort import standort  # noqa: E402
from mittendrin.cli.standort_bundle import bundle  # noqa: E402
from mittendrin.cli.town import town  # noqa: E402
from mittendrin.cli.worker import worker  # noqa: E402

signal.signal(signal.SIGINT, signal.default_int_handler)


class House(click.Group):
    """All commands; a database that is not there or too old is named with the mend."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            click.echo(_("Die Datenbank ist nicht bereit: %(error)s") % {"error": error}, err=True)
            click.echo(_("Abhilfe: mittendrin run --prepare-only"), err=True)
            ctx.exit(ExitCode.NOT_READY)


@click.group(cls=House, help=_("Mittendrin: erfahren, was andere Städte tun, und es selbst betreiben."))
@click.option("--town", metavar="SLUG", help=_("Für welche Stadt der Befehl gilt; sonst MITTENDRIN_TOWN."))
@click.option(
    "--lang",
    type=click.Choice(bootstrap.LANGUAGES),
    envvar="MITTENDRIN_LANG",
    default="de",
    help="Sprache / language",
)
@click.version_option(__version__, prog_name="mittendrin")
def main(town: str | None, lang: str) -> None:  # noqa: ARG001 - the town was read before Django started
    """Set the language; the sub-commands do the work."""
    translation.activate(lang)


main.add_command(atlas)
main.add_command(audit)
main.add_command(ki)
main.add_command(posteingang)
main.add_command(cases)
main.add_command(daten)
main.add_command(run)
main.add_command(stadtdaten)
standort.add_command(bundle)
main.add_command(standort)
main.add_command(town)
main.add_command(worker)
