# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin town``: towns served from this machine, their people and units."""

from __future__ import annotations

import click


@click.group(help="Städte anlegen, Personen und Ämter einlesen.")
def town() -> None:
    """Group of the town verbs."""
