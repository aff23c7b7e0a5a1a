# SPDX-License-Identifier: EUPL-1.2
"""Entry point of the command line: ``mittendrin <app> <verb>``."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mittendrin.config.settings")

import click
import django
from django.utils import translation

django.setup()

from mittendrin import __version__  # noqa: E402 - Django must be set up first
from mittendrin.cli.atlas import atlas  # noqa: E402
from mittendrin.cli.run import run  # noqa: E402
from mittendrin.cli.town import town  # noqa: E402


@click.group(help="Mittendrin: erfahren, was andere Städte tun, und es selbst betreiben.")
@click.option(
    "--lang", type=click.Choice(["de", "en"]), envvar="MITTENDRIN_LANG", default="de", help="Sprache / language"
)
@click.version_option(__version__, prog_name="mittendrin")
def main(lang: str) -> None:
    """Set the language; the sub-commands do the work."""
    translation.activate(lang)


main.add_command(atlas)
main.add_command(run)
main.add_command(town)
