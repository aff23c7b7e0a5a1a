# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin posteingang watch | work | dispose | senders | rekey | status``: the post room from the command line."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from datetime import datetime

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.services import disposal, intake, keys, setup, working
from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.cli.posteingang import posteingang
from mittendrin.core.exit_codes import ExitCode
from mittendrin.core.sealing import KeyMissing, KeyWrong, SealBroken, new_key

__all__ = ["posteingang"]
DAY = click.DateTime(formats=["%Y-%m-%d"])


@posteingang.command(help=_("Ordner und Postfach beobachten und Briefe annehmen, bis Strg-C."))
@click.option("--once", is_flag=True, help=_("Nur annehmen, was jetzt da ist."))
@click.option("--read", "reading", is_flag=True, help=_("Die Briefe auch lesen und einordnen."))
@click.option("--every", default=2.0, show_default=True, type=click.FloatRange(0.2, 3600), help=_("Sekunden Pause."))
@json_option
def watch(once: bool, reading: bool, every: float, as_json: bool) -> None:
    """Take what comes in; ends with 5 when neither folder nor mailbox is set up."""
    if not intake.folders() and intake.account() is None:
        refuse(as_json, _("Kein Ordner und kein Postfach eingerichtet: MITTENDRIN_LETTER_FOLDERS."), ExitCode.NOT_READY)
    ended = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_args: ended.set())
    taken = sum(_rounds(ended, once=once, reading=reading, every=every))
    say(as_json, {"taken": taken}, [_("%(count)s Briefe angenommen.") % {"count": taken}])


def _rounds(ended: threading.Event, *, once: bool, reading: bool, every: float) -> Iterator[int]:
    """Yield how many letters came in each round. Once: two rounds, because files must lie still between two looks."""
    left = 2
    while not ended.is_set() and (left or not once):
        yield intake.look_at_folders() + intake.look_into_mailbox()
        if reading:
            working.work_all(seconds=every * 10)
        left -= left > 0
        if left or not once:
            ended.wait(max(every, intake.SETTLE) if once else every)


@posteingang.command(help=_("Eingegangene Briefe lesen und einordnen."))
@json_option
def work(as_json: bool) -> None:
    """Work until nothing is left to do now."""
    steps = working.work_all(most=1_000_000, seconds=86_400)
    say(as_json, {"steps": steps}, [_("%(count)s Schritte getan.") % {"count": steps}])


@posteingang.command(help=_("Briefe vernichten, deren Aufbewahrung abgelaufen ist, mit Protokoll."))
@click.option("--on", "day", type=DAY, help=_("Stichtag, sonst heute."))
@click.option("--dry-run", is_flag=True, help=_("Nur zeigen, was vernichtet würde."))
@json_option
def dispose(day: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Destroy what is due and name it."""
    if day and day.date() > timezone.localdate() and not dry_run:
        refuse(as_json, _("Der Stichtag liegt in der Zukunft."), ExitCode.WRONG_USE)
    report = disposal.dispose(day=day.date() if day else None, dry_run=dry_run)
    sentence = _("%(count)s Briefe würden vernichtet.") if dry_run else _("%(count)s Briefe vernichtet.")
    data = {"day": report.day.isoformat(), "dry_run": dry_run, "letters": report.numbers, "files": report.files}
    say(as_json, data, [*report.numbers, sentence % {"count": len(report.numbers)}])


@posteingang.command("add-sender", help=_("Ein Programm anmelden, das Briefe einreichen darf."))
@click.argument("name")
@json_option
def add_sender(name: str, as_json: bool) -> None:
    """Print the token of a new sender, this once only."""
    try:
        sender, token = intake.new_sender(name)
    except intake.SenderExists as error:
        refuse(as_json, error.words)
    lines = [_("%(name)s darf Briefe einreichen. Der Schlüssel, nur dieses eine Mal:") % {"name": sender.name}, token]
    say(as_json, {"name": sender.name, "token": token}, lines)


@posteingang.command(help=_("Gespeicherte Dateien mit dem ersten Schlüssel aus MITTENDRIN_FILE_KEY verschlüsseln."))
@click.option("--new-key", "fresh", is_flag=True, help=_("Nur einen neuen Schlüssel ausgeben."))
@json_option
def rekey(fresh: bool, as_json: bool) -> None:
    """Seal everything anew; may be stopped and called again."""
    if fresh:
        key = new_key()
        say(as_json, {"key": key}, [key])
        return
    try:
        report = keys.seal_all()
    except keys.NoKey:
        refuse(as_json, _("MITTENDRIN_FILE_KEY ist nicht gesetzt."), ExitCode.NOT_READY)
    except KeyWrong:
        refuse(as_json, _("MITTENDRIN_FILE_KEY ist kein Schlüssel: 32 Byte in Base64."), ExitCode.NOT_READY)
    except (KeyMissing, SealBroken):
        refuse(as_json, _("Zu einer Datei passt kein Schlüssel. Nennen Sie den alten hinter dem neuen."))
    words = {"sealed": report.sealed, "same": report.same}
    say(as_json, words, [_("%(sealed)s verschlüsselt, %(same)s waren es schon.") % words])


@posteingang.command(help=_("Aktenplan, Vorlagen und Poststelle einrichten, wo sie fehlen."))
@click.option("--demo", is_flag=True, help=_("Auch die Poststelle der Vorführstadt."))
def prepare(demo: bool) -> None:
    """Load what is missing; what is there stays."""
    if demo:
        setup.ensure_demo()
    else:
        setup.ensure_defaults()
    click.echo(_("Der Posteingang ist eingerichtet."))
