# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin worker``: do what waits in the queue."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from mittendrin.townhall.tasks import worker as working


@click.command(help=_("Aufgaben im Hintergrund erledigen, bis Strg-C; mittendrin run startet das mit."))
@click.option(
    "--queue",
    "queues",
    multiple=True,
    type=click.Choice(["default", "slow"]),
    help=_("Nur diese Schlange: default für die Post, slow für das Lernen; ohne Angabe beide."),
)
@click.option("--once", is_flag=True, help=_("Nur erledigen, was jetzt wartet."))
@click.option("--parent", default=0, hidden=True, type=click.IntRange(0), help=_("Endet mit diesem Prozess."))
def worker(queues: tuple[str, ...], once: bool, parent: int) -> None:
    """Work until a signal or until the queue is empty."""
    working.work(parent=parent, once=once, queues=queues or ("*",))
