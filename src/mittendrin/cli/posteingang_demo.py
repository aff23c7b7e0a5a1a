# SPDX-License-Identifier: EUPL-1.2
"""``mittendrin posteingang demo``: letters for the demo town."""

from __future__ import annotations

import click
from django.conf import settings
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.services import demo_post
from mittendrin.apps.posteingang.services.errors import NotAllowed
from mittendrin.cli.answer import json_option, refuse, say
from mittendrin.cli.posteingang_intake import posteingang
from mittendrin.core.exit_codes import ExitCode
from mittendrin.townhall.accounts.models import Person

__all__ = ["posteingang"]
CLERK = "lorenz"


@posteingang.command(help=_("Der Vorführstadt erfundene Briefe geben: Scans, Faxe, Dateien und E-Mails."))
@click.option("--count", default=12, show_default=True, type=click.IntRange(1, 100), help=_("Wie viele Briefe."))
@json_option
def demo(count: int, as_json: bool) -> None:
    """Hand in sample letters; ends with 5 outside of the demo town or without the samples."""
    clerk = Person.objects.filter(username=CLERK).first()
    if not settings.DEMO or clerk is None:
        refuse(as_json, _("Briefe zum Vorführen gibt es nur in der Vorführstadt."), ExitCode.NOT_READY)
    try:
        results = demo_post.hand_in(clerk, count)
    except NotAllowed as refusal:
        refuse(as_json, refusal.words, ExitCode.NOT_READY)
    if not results:
        refuse(as_json, _("Der Ordner samples/letters fehlt; er gehört zum Quelltext."), ExitCode.NOT_READY)
    taken = sum(result.ok for result in results)
    say(as_json, {"taken": taken}, [_("%(count)s Briefe angenommen.") % {"count": taken}])
