# SPDX-License-Identifier: EUPL-1.2
"""What the register sees of the use of AI, for apps that ask. A block that nobody has used counts nowhere."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.kiregister.services.entries import Entry, entries
from mittendrin.contracts.app import Seen
from mittendrin.townhall.decisions.services import meter
from mittendrin.web.templatetags.web import number


def ai_register() -> Seen | None:
    """Return how many blocks in operation the public register shows."""
    count = len(_running())
    if not count:
        return None
    text = ngettext("KI-Register: %(count)s Eintrag in Betrieb", "KI-Register: %(count)s Einträge in Betrieb", count)
    return Seen(count, text % {"count": count}, reverse("kiregister:list"))


def ai_in_use() -> Seen | None:
    """Return how many blocks people have decided on."""
    decided = [one for one in _running() if one.decisions["decided"]]
    if not decided:
        return None
    names = ", ".join(one.title for one in decided[:3])
    return Seen(len(decided), _("In Betrieb: %(names)s") % {"names": names}, reverse("kiregister:list"))


def corrections_counted() -> Seen | None:
    """Return how many proposals people decided on, with the share that they changed."""
    rates = [meter.total(one.block) for one in _running()]
    count, changed = sum(rate.count for rate in rates), sum(rate.changed for rate in rates)
    if not count:
        return None
    if count < meter.FEWEST:
        return Seen(count, _("%(count)s Vorschläge entschieden") % {"count": count}, reverse("kiregister:list"))
    words = {"count": number(count), "share": number(100 * changed / count, 1)}
    text = _("%(count)s Vorschläge entschieden, %(share)s %% geändert") % words
    return Seen(count, text, reverse("kiregister:list"))


def _running() -> list[Entry]:
    return [one for one in entries() if one.in_operation]
