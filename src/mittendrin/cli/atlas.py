# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin atlas``: import, export, check, search."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from mittendrin.cli.atlas_exchange import check, export, import_file
from mittendrin.cli.atlas_register import import_register
from mittendrin.cli.atlas_search import search


@click.group(help=_("Atlas: Inhalte laden, prüfen, ausgeben, durchsuchen."))
def atlas() -> None:
    """Group of the Atlas verbs."""


atlas.add_command(export)
atlas.add_command(import_file)
atlas.add_command(import_register)
atlas.add_command(check)
atlas.add_command(search)
