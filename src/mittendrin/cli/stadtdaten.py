# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten``: the group of the verbs of the city data."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _


@click.group(help=_("Stadtdaten: Messwerte annehmen, lesen und ausgeben."))
def stadtdaten() -> None:
    """Group of the verbs of Stadtdaten."""
