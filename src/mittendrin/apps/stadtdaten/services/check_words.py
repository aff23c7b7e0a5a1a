# SPDX-License-Identifier: EUPL-1.2
"""What people say about the plain checks of devices: it was right, it was not, and back.

A check that was wrong is set aside for two weeks; if it still strikes then, it is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.stadtdaten.models import CheckWord, Datastream
from mittendrin.core import instants
from mittendrin.core.errors import MittendrinError
from mittendrin.townhall.accounts.models import Person

HOLDS = timedelta(days=14)
Words = Mapping[tuple[int, str], "Word"]


class NoSuchCheck(MittendrinError):
    """There is no such series, or nothing was said that could be taken back."""


@dataclass(frozen=True)
class Word:
    """The latest word on a check of a series. sentence: who said what, and until when it holds."""

    right: bool
    sentence: str
    reason: str


def latest(now: int) -> Words:
    """Return the latest words that still hold, by series and check."""
    moment = instants.to_datetime(now)
    rows = CheckWord.objects.filter(at__gt=moment - HOLDS, at__lte=moment + timedelta(minutes=1)).select_related("by")
    found: dict[tuple[int, str], Word] = {}
    for row in rows:
        found.setdefault((row.datastream_id, row.trouble), _word(row))
    return found


def _word(row: CheckWord) -> Word:
    words = {
        "name": row.by.name if row.by else _("jemand"),
        "day": date_format(localtime(row.at + HOLDS), "SHORT_DATE_FORMAT"),
    }
    if row.right:
        return Word(True, _("War richtig, sagt %(name)s.") % words, row.reason)
    text = _("War nicht richtig, sagt %(name)s. Besteht es am %(day)s noch, steht es wieder oben.")
    return Word(False, text % words, row.reason)


def say(stream: int, trouble: str, right: bool, by: Person, reason: str = "") -> None:
    """Note that a check was right or not. Raises NoSuchCheck."""
    if not Datastream.objects.filter(pk=stream).exists():
        raise NoSuchCheck
    CheckWord.objects.create(datastream_id=stream, trouble=trouble, right=right, by=by, reason=reason)


def undo(stream: int, trouble: str) -> None:
    """Take the latest word on a check back. Raises NoSuchCheck."""
    row = CheckWord.objects.filter(datastream_id=stream, trouble=trouble).first()
    if row is None:
        raise NoSuchCheck
    row.delete()


def record() -> str:
    """Return in one sentence how often the checks were right, empty when nobody said anything yet."""
    found = CheckWord.objects.aggregate(n=Count("pk"), right=Count("pk", filter=Q(right=True)))
    if not found["n"]:
        return ""
    text = ngettext(
        "Bisher gibt es %(n)s Urteil über diese Prüfungen, davon „war richtig“: %(right)s.",
        "Bisher gibt es %(n)s Urteile über diese Prüfungen, davon „war richtig“: %(right)s.",
        found["n"],
    )
    return text % found
