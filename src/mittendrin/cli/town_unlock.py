# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin town unlock``: let people log in again who are locked out by wrong passwords."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.cli.town import town
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.accounts import login_limits
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.visitor import network_of

__all__ = ["town"]


@town.command("unlock", help=_("Die Sperre der Anmeldung aufheben: für eine Person, eine Netzadresse oder alle."))
@click.argument("username", required=False, default="")
@click.option("--address", default="", help=_("Netzadresse; bei IPv6 gilt sie für ihr ganzes /64."))
@click.option("--all", "everybody", is_flag=True, help=_("Alle Sperren aufheben."))
@json_option
def unlock(username: str, address: str, everybody: bool, as_json: bool) -> None:
    """Forget wrong passwords."""
    if sum((bool(username), bool(address), everybody)) != 1:
        refuse(as_json, _("Nennen Sie einen Benutzernamen, --address oder --all."))
    network = network_of(address)
    if address and not network:
        refuse(as_json, _("„%(address)s“ ist keine Netzadresse, zum Beispiel 203.0.113.7.") % {"address": address})
    person = Person.objects.filter(username__iexact=username).first() if username else None
    if username and person is None:
        refuse(as_json, _("Niemand heißt „%(name)s“.") % {"name": username}, ExitCode.NOTHING_FOUND)
    count = login_limits.unlock(username=person.username if person else "", address=network)
    sentence = _("Die Anmeldung ist wieder frei; vergessene Fehlversuche: %(count)s") % {"count": count}
    say(as_json, {"status": "unlocked", "failures": count}, [sentence])
