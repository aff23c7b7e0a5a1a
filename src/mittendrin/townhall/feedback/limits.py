# SPDX-License-Identifier: EUPL-1.2
"""How often visitors without an account may send something: counted by a keyed hash that is gone after a day."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from mittendrin.townhall.feedback.models import Sending
from mittendrin.townhall.feedback.services import PER_HOUR, PER_VISITOR_AND_HOUR, TooMany, sender_of

log = logging.getLogger(__name__)


def forget() -> int:
    """Delete the counts that are older than a day; return how many."""
    return Sending.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()[0]


def admit(purpose: str, address: str) -> None:
    """Count one sending of a visitor at ``address`` for ``purpose``; counts older than a day are deleted.

    Raises TooMany when this visitor, or all together, sent too often within the hour.
    """
    now = timezone.now()
    forget()
    recent = Sending.objects.filter(purpose=purpose, at__gt=now - timedelta(hours=1))
    sender = sender_of(address)
    if recent.filter(sender=sender).count() >= PER_VISITOR_AND_HOUR or recent.count() >= PER_HOUR:
        log.info("sending.refused purpose=%s reason=too-many", purpose)
        raise TooMany
    Sending.objects.create(purpose=purpose, sender=sender)
