# SPDX-License-Identifier: EUPL-1.2
"""What this app itself sees of the town's work."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.contracts.app import Seen
from mittendrin.townhall.backups.services import trials
from mittendrin.townhall.feedback.models import Feedback, Topic
from mittendrin.townhall.town import town


def accessibility() -> Seen | None:
    """Return whether the town says when its pages were checked for barriers, with those that people report."""
    checked = town().accessibility_checked_on
    if not checked:
        return None
    sentence = _("Erklärung zur Barrierefreiheit, geprüft am %(day)s") % {"day": checked}
    reported = Feedback.objects.filter(topic=Topic.BARRIER, done_at__isnull=True).count()
    if reported:
        more = ngettext("%(count)s gemeldete Barriere offen", "%(count)s gemeldete Barrieren offen", reported)
        sentence += "; " + more % {"count": reported}
    return Seen(1, sentence, reverse("web:accessibility"))


def backups_this_year() -> Seen | None:
    """Return how many backups of the last twelve months were brought back and found whole."""
    found = trials(this_year=True)
    if not found:
        return None
    day = date_format(localtime(found[0].tried_at), "SHORT_DATE_FORMAT")
    sentence = _("Sicherung von Mittendrin am %(day)s zurückgespielt und heil gefunden") % {"day": day}
    return Seen(len(found), sentence, reverse("standort:restore_trials"))
