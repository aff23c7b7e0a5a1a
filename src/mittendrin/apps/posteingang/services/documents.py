# SPDX-License-Identifier: EUPL-1.2
"""What was read of letters, for whoever looks at many: one that is damaged costs its own text, never the page."""

from __future__ import annotations

import logging
import time

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.ingest import copies, document_store
from mittendrin.apps.posteingang.ingest.document_store import ReadingDamaged
from mittendrin.apps.posteingang.models import Letter, LetterState, Reading
from mittendrin.contracts.app import DEGRADED
from mittendrin.contracts.document import Document
from mittendrin.core.sealing import KeyMissing, KeyWrong, SealBroken

UNREADABLE = (ReadingDamaged, KeyMissing, KeyWrong, SealBroken)
NOT_YET = frozenset({LetterState.RECEIVED, LetterState.READING, LetterState.PARKED, LetterState.QUARANTINE})
SECONDS = 20 * 60
MOST = 200
_HEALTH = "posteingang.documents.health"
log = logging.getLogger(__name__)


def opened(letter: Letter) -> Document | None:
    """Return what was read of a letter; None when nothing was, or when it cannot be opened, which is noted."""
    reading = getattr(letter, "reading", None)
    return _opened(reading) if reading else None


def _opened(reading: Reading) -> Document | None:
    try:
        document = document_store.unpack(reading)
    except UNREADABLE as error:
        log.error("reading.unreadable letter=%s error=%s", reading.letter_id, type(error).__name__)
        if reading.unreadable_since is None:
            Reading.objects.filter(pk=reading.pk).update(unreadable_since=timezone.now())
        return None
    if reading.unreadable_since is not None:
        Reading.objects.filter(pk=reading.pk).update(unreadable_since=None)
    return document


def line() -> str:
    """Return what stands in place of a text that cannot be opened."""
    return _("Der Text lässt sich gerade nicht öffnen.")


def problem(letter: Letter, document: Document | None) -> str:
    """Return the sentence on a letter whose text should be there and is not; empty when all is well."""
    if document is not None or letter.state in NOT_YET:
        return ""
    sentence = _("Der Text dieses Briefs ließ sich nicht lesen.")
    return sentence + " " + _("Öffnen Sie das Original und sagen Sie der Administration Bescheid.")


def unreadable() -> list[str]:
    """Return the numbers of the letters whose text could not be opened, the newest first."""
    damaged = Letter.objects.filter(reading__unreadable_since__isnull=False)
    gone = Letter.objects.filter(reading__isnull=True).exclude(state__in=NOT_YET)
    rows = {**dict(damaged.values_list("pk", "number")[:MOST]), **dict(gone.values_list("pk", "number")[:MOST])}
    return [rows[pk] for pk in sorted(rows, reverse=True)]


def health() -> bool | str:
    """Return true, or DEGRADED while letters cannot be opened: the town can work, somebody must look.

    Asked by monitors every few seconds, it looks once a minute.
    """
    found = cache.get_or_set(_HEALTH, lambda: bool(unreadable()), timeout=60)
    return DEGRADED if found else True


def renew_fingerprints(most: int = 500) -> int:
    """Give the newest letters with a fingerprint of an older version one of today; return how many."""
    found = list(copies.outdated(timezone.now())[:most])
    for letter in found:
        document = opened(letter)
        copies.renew(letter, document.text if document else "")
    return len(found)


def look_over(seconds: float = SECONDS) -> int:
    """Open what was read of every letter, the newest first; return how many cannot be opened."""
    cache.delete(_HEALTH)
    end, count = time.monotonic() + seconds, 0
    for reading in Reading.objects.select_related("letter").order_by("-pk").iterator(chunk_size=50):
        count += _opened(reading) is None
        if time.monotonic() > end:
            break
    return count
