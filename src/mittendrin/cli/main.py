# SPDX-License-Identifier: EUPL-1.2
"""Entry point of the command line: ``mittendrin <app> <verb>``."""

from __future__ import annotations

import signal
import sys
from importlib import import_module
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

# Each command is loaded when it is called: all of them together cost seconds. The first module holds the command, the
# others add verbs to it.
_MODULES = {
    "atlas": ("atlas",),
    "audit": ("audit",),
    "cases": ("cases",),
    "daten": ("daten",),
    "ki": ("ki",),
    "posteingang": ("posteingang", "posteingang_intake", "posteingang_demo"),
    "run": ("run",),
    "stadtdaten": ("stadtdaten", "stadtdaten_series", "stadtdaten_intake", "stadtdaten_demo"),
    "standort": ("standort", "standort_funding", "standort_bundle"),
    "town": ("town", "town_backup", "town_unlock"),
    "worker": ("worker",),
}


class House(click.Group):
    """All commands, loaded when called; a database that is not there or too old is named with the mend."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of click
        """Return the names of all commands."""
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loaded; None when there is none of this name."""
        if cmd_name in _MODULES and cmd_name not in self.commands:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            modules = [import_module(f"mittendrin.cli.{module}") for module in _MODULES[cmd_name]]
            self.add_command(getattr(modules[0], cmd_name))
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return super().get_command(ctx, cmd_name)

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
