# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin cases``: the daily mail."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click
from django.utils.translation import gettext as _

from mittendrin.cli.answer import json_option, say
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.cases.services.digest import send_all


@click.group(help=_("Vorgänge: tägliche Nachricht verschicken."))
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
