# SPDX-License-Identifier: EUPL-1.2
"""What this app itself sees of the town's work."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from mittendrin.contracts.app import Seen
from mittendrin.townhall.town import town


def accessibility() -> Seen | None:
    """Return whether the town says when its pages were checked for barriers."""
    checked = town().accessibility_checked_on
    if not checked:
        return None
    sentence = _("Erklärung zur Barrierefreiheit, geprüft am %(day)s") % {"day": checked}
    return Seen(1, sentence, reverse("web:accessibility"))
