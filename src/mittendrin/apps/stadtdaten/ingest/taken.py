# SPDX-License-Identifier: EUPL-1.2
"""Which messages made entities already: a broker sends again what it has no receipt for."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from mittendrin.apps.stadtdaten.models import TakenMessage

KEPT = timedelta(days=7)


def first_time(digest: str) -> bool:
    """Note a message and return whether it is new. Belongs into the transaction of what the message makes."""
    now = timezone.now()
    TakenMessage.objects.filter(taken_at__lt=now - KEPT).delete()
    _noted, new = TakenMessage.objects.get_or_create(digest=digest, defaults={"taken_at": now})
    return new
