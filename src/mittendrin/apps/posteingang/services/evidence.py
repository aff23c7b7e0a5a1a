# SPDX-License-Identifier: EUPL-1.2
"""What the post room sees of the town's own work, for apps that ask."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from mittendrin.apps.posteingang.models import Letter, LetterState
from mittendrin.contracts.app import Seen


def letters_handled() -> Seen | None:
    """Return how many letters people have confirmed; None before the first."""
    count = Letter.objects.filter(state=LetterState.DONE).count()
    if not count:
        return None
    text = ngettext("Posteingang: %(count)s Brief bestätigt", "Posteingang: %(count)s Briefe bestätigt", count)
    return Seen(count, text % {"count": count}, reverse("posteingang:desk"))
