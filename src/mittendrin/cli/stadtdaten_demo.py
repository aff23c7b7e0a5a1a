# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin stadtdaten demo``: the simulated town faster than the clock, with a flood at the press of a key."""

from __future__ import annotations

import select
import sys
import termios
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from django.utils.translation import gettext as _

from mittendrin.apps.stadtdaten.demo import replay
from mittendrin.apps.stadtdaten.services import alerts, alerts_sending
from mittendrin.cli.answer import refuse
from mittendrin.cli.stadtdaten_intake import stadtdaten
from mittendrin.core import instants
from mittendrin.core.exit_codes import ExitCode

__all__ = ["stadtdaten"]
STEP_SECONDS = 2.0


@stadtdaten.command(
    help=_(
        "Die Vorführstadt schneller laufen lassen als die Uhr. Tasten: h Hochwasser, q Ende. Am Ende wird aufgeräumt."
    )
)
@click.option(
    "--speed",
    default=60.0,
    show_default=True,
    type=click.FloatRange(1, 3600),
    help=_("Wievielmal schneller als die Uhr."),
)
@click.option("--flood", is_flag=True, help=_("Gleich mit dem Hochwasser beginnen."))
@click.option(
    "--seconds", default=0, type=click.IntRange(0, 86_400), help=_("Nach so vielen Sekunden aufhören; 0 läuft bis q.")
)
def demo(speed: float, flood: bool, seconds: int) -> None:
    """Run the replay until somebody ends it, then take its values away."""
    try:
        town = replay.started(speed)
    except replay.NoDemo:
        refuse(False, _("Hier gibt es keine Vorführstadt."), ExitCode.NOTHING_FOUND)
    if flood:
        town.flood(instants.now())
    click.echo(_("Die Vorführstadt läuft. Tasten: h Hochwasser, q Ende."))
    try:
        with _keys() as pressed:
            _run(town, pressed, time.monotonic() + seconds if seconds else None)
    except KeyboardInterrupt:
        click.echo("")
    finally:
        gone = town.tidy()
        click.echo(_("Aufgeräumt: %(count)s Werte der Vorführung entfernt.") % {"count": gone})


def _run(town: replay.Replay, pressed: Iterator[str], end: float | None) -> None:
    for key in pressed:
        now = instants.now()
        if key == "q" or (end is not None and time.monotonic() >= end):
            return
        if key == "h":
            town.flood(now)
            click.echo(_("Das Hochwasser beginnt."))
        count = town.step(now)
        alerts.check_all(now)
        alerts_sending.send_due()
        words = {"time": replay.town_clock(town, now), "count": count}
        click.echo(_("In der Stadt ist es %(time)s, %(count)s neue Werte.") % words)


@contextmanager
def _keys() -> Iterator[Iterator[str]]:
    """Yield the keys that are pressed, an empty text when none was for a while; a terminal answers without Enter."""
    if not sys.stdin.isatty():
        yield _waited(_nothing)
        return
    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield _waited(_key)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _key() -> str:
    ready = select.select([sys.stdin], [], [], STEP_SECONDS)[0]
    return sys.stdin.read(1).lower() if ready else ""


def _nothing() -> str:
    time.sleep(STEP_SECONDS)
    return ""


def _waited(ask: Callable[[], str]) -> Iterator[str]:
    yield ""
    while True:
        yield ask()
