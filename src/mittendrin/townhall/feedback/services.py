# SPDX-License-Identifier: EUPL-1.2
"""Keep reports of visitors, slow down floods, and answer what is open."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.feedback.models import Feedback

PER_VISITOR_AND_HOUR = 5
PER_HOUR = 60
CONTACT_KEPT = timedelta(days=30)
"""How long one can still go back to who sent a report that is done."""
log = logging.getLogger(__name__)


class TooMany(MittendrinError):
    """Refused: too many reports within the hour."""


def sender_of(address: str) -> str:
    """Return a keyed hash of a network address that changes every day."""
    return salted_hmac("feedback", f"{address} {timezone.localdate()}", algorithm="sha256").hexdigest()


@transaction.atomic
def keep(report: Feedback, address: str) -> None:
    """Store ``report`` of a visitor at ``address``; empty the sender of reports older than a day.

    Raises TooMany when this visitor, or all together, reported too often within the hour.
    """
    now = timezone.now()
    forget()
    recent = Feedback.objects.filter(created_at__gt=now - timedelta(hours=1))
    report.sender = sender_of(address)
    if recent.filter(sender=report.sender).count() >= PER_VISITOR_AND_HOUR or recent.count() >= PER_HOUR:
        log.info("feedback.refused reason=too-many")
        raise TooMany
    report.save()
    log.info("feedback.kept id=%s topic=%s", report.pk, report.topic)


def forget() -> int:
    """Empty the sender of reports older than a day, and the contact of those done long ago; return how many."""
    now = timezone.now()
    old = Feedback.objects.exclude(sender="").filter(created_at__lt=now - timedelta(days=1)).update(sender="")
    answered = Feedback.objects.exclude(contact="").filter(done_at__lt=now - CONTACT_KEPT)
    return old + answered.update(contact="")


def reports(done: bool = False) -> QuerySet[Feedback]:
    """Return the reports that are open, or those done."""
    return Feedback.objects.select_related("done_by").filter(done_at__isnull=not done)


def settle(report: Feedback, person: Person, done: bool) -> None:
    """Mark ``report`` as done by ``person``, or as open again."""
    report.done_at = timezone.now() if done else None
    report.done_by = person if done else None
    report.save(update_fields=["done_at", "done_by"])
