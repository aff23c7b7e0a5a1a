# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin cases``: the daily mail; what goes when its term is over."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click
from django.utils.translation import gettext as _

from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.cases.services import disposal
from mittendrin.townhall.cases.services.digest import send_all


@click.group(help=_("Vorgänge: tägliche Nachricht verschicken, nach der Frist löschen."))
def cases() -> None:
    """Group of the verbs for cases."""


@cases.command(help=_("Die tägliche Nachricht an alle schicken, bei denen etwas wartet; jeden Tag höchstens eine."))
@click.option("--dry-run", is_flag=True, help=_("Nur zählen, nichts verschicken."))
@json_option
def digest(dry_run: bool, as_json: bool) -> None:
    """Send what is due."""
    outcome = send_all(dry_run=dry_run)
    lines = [
        _("%(n)s Nachrichten gingen hinaus.") % {"n": outcome.sent},
        _("%(n)s Personen haben heute nichts zu tun.") % {"n": outcome.nothing},
    ]
    if dry_run:
        lines[0] = _("%(n)s Nachrichten gingen hinaus, ohne --dry-run.") % {"n": outcome.sent}
    if outcome.before:
        lines.append(_("%(n)s Personen haben ihre Nachricht schon.") % {"n": outcome.before})
    if outcome.failed:
        lines.append(_("%(n)s Nachrichten gingen nicht: Der Postdienst antwortet nicht.") % {"n": outcome.failed})
    say(as_json, asdict(outcome), lines)
    if outcome.failed:
        sys.exit(ExitCode.FAILED)


@cases.command(help=_("Erledigte Vorgänge löschen, deren Frist vorbei ist; zeigt die Liste und fragt nach."))
@click.option("--dry-run", is_flag=True, help=_("Nur zeigen, nichts löschen."))
@click.option("--yes", is_flag=True, help=_("Nicht nachfragen: Jemand hat die Liste schon bestätigt."))
@json_option
def dispose(dry_run: bool, yes: bool, as_json: bool) -> None:
    """Destroy the cases that are due, after a person saw the list."""
    due = list(disposal.due())
    if not as_json:
        for case in due:
            click.echo(f"{case.number}  {case.unit.name}  {case.title if not case.special else '-'}")
    if dry_run or not due:
        sentence = _("%(n)s Vorgänge sind fällig. Nichts wurde gelöscht.") % {"n": len(due)}
        say(as_json, {"status": "checked", "cases": [case.number for case in due]}, [sentence])
        return
    if not yes and as_json:
        refuse(as_json, _("Mit --json fragt niemand nach. Nennen Sie --yes, wenn jemand die Liste bestätigt hat."))
    if not yes and not click.confirm(_("Diese %(n)s Vorgänge endgültig löschen?") % {"n": len(due)}):
        say(as_json, {}, [_("Nichts wurde gelöscht.")])
        return
    done = disposal.dispose(due)
    words = {"n": len(done.numbers), "files": done.files}
    data = {"status": "disposed", "cases": done.numbers, "files": done.files}
    say(as_json, data, [_("%(n)s Vorgänge gelöscht, %(files)s Dateien. Es steht im Protokoll.") % words])


@cases.command(help=_("Zeigen, welche Vorgänge gelöscht wurden: ohne Inhalt."))
@json_option
def protocol(as_json: bool) -> None:
    """Show the records of destroyed cases, newest first."""
    rows = [
        {
            "number": row.number,
            "kind": row.kind,
            "unit": row.unit,
            "done_on": row.done_on.isoformat() if row.done_on else None,
            "deleted_at": row.deleted_at.isoformat(timespec="seconds"),
            "deleted_by": row.deleted_by.username if row.deleted_by else None,
            "reason": row.reason,
        }
        for row in disposal.protocol()
    ]
    lines = [f"{row['number']}  {row['kind']}  {row['unit']}  {row['deleted_at']}  {row['reason']}" for row in rows]
    say(as_json, {"cases": rows}, lines or [_("Noch wurde kein Vorgang gelöscht.")])
