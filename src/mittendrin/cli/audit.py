# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin audit``: is the record of decisions unbroken?"""

from __future__ import annotations

import sys

import click
from django.utils.translation import gettext as _

from mittendrin.cli.answer import json_option, say
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.decisions.services import verifying
from mittendrin.townhall.decisions.services.fault_words import fault_sentence


@click.group(help=_("Das Verzeichnis der Entscheidungen prüfen."))
def audit() -> None:
    """Commands on the chain of entries."""


@audit.command("verify", help=_("Die Kette der Einträge nachrechnen; nennt das erste gebrochene Glied."))
@json_option
def verify(as_json: bool) -> None:
    """Walk the chain; ends with 1 when it is broken."""
    verdict = verifying.verify()
    data = {
        "status": "sound" if verdict.sound else "broken",
        "entries": verdict.entries,
        "erased": verdict.erased,
        "broken_at": verdict.broken,
        "fault": verdict.fault,
        "end": verdict.end,
    }
    values = {"entries": verdict.entries, "erased": verdict.erased}
    if verdict.sound:
        lines = [_("Unversehrt: %(entries)s Einträge, davon %(erased)s mit gelöschtem Inhalt.") % values]
        lines.append(_("Prüfsumme am Ende: %(hash)s") % {"hash": verdict.end})
    else:
        lines = [
            _("Gebrochen bei Eintrag %(number)s: %(fault)s")
            % {"number": verdict.broken, "fault": fault_sentence(verdict.fault)},
            _("Davor sind %(entries)s Einträge unversehrt.") % values,
        ]
    say(as_json, data, lines)
    if not verdict.sound:
        sys.exit(ExitCode.FAILED)
