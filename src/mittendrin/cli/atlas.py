# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin atlas``: import, export, check, search."""

from __future__ import annotations

import click


@click.group(help="Atlas: Inhalte laden, prüfen, ausgeben, durchsuchen.")
def atlas() -> None:
    """Group of the Atlas verbs."""
