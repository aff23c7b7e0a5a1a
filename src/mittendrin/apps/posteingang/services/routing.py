# SPDX-License-Identifier: EUPL-1.2
"""Ways of a letter before it is confirmed: to another unit, to another day, a note beside it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.models import LetterState
from mittendrin.apps.posteingang.services import access, applying, deciding, history, words
from mittendrin.apps.posteingang.services.errors import MissingUnit, WrongValue
from mittendrin.townhall.accounts.models import Person

MOST_NOTE = 4000
MOST_DAYS = 730
_PUT_OFF = (LetterState.WAITING, LetterState.SURE)


def forward(person: Person, uuid: UUID | str, unit: str, note: str = "", *, version: int | None = None) -> str:
    """Correct the unit, add a note, hand the letter over at once, and say so.

    unit: its key or name. Raises NotVisible, WrongState, Changed, MissingUnit, Unsure, NoCase.
    """
    found = access.unit_named(unit)
    if found is None:
        raise MissingUnit
    with deciding.step(person, uuid, version=version) as letter:
        if letter.unit_id == found.pk and not note.strip():
            return _("Brief %(number)s liegt schon bei %(unit)s.") % {"number": letter.number, "unit": found.name}
        # All of it or nothing: with the unit changed alone, somebody of the old unit would not even see it any more.
        deciding.put_right(letter, person, "unit", found.name, note)
        history.note(letter, person, "noted", {"letter": applying.snapshot(letter)})
        letter.note = _joined(letter.note, note)
        return deciding.hand_over(letter, person).sentence


def note(person: Person, uuid: UUID | str, text: str) -> str:
    """Replace the note beside a letter. Raises NotVisible."""
    with deciding.step(person, uuid, states=list(LetterState.values)) as letter:
        history.note(letter, person, "noted", {"letter": applying.snapshot(letter)})
        letter.note = text.strip()[:MOST_NOTE]
    return _("Die Notiz ist gespeichert.")


def snooze(person: Person, uuid: UUID | str, day: date | None) -> str:
    """Let a letter come back on ``day``, or now when None, and say so. Raises NotVisible, WrongState, WrongValue."""
    today = timezone.localdate()
    if day is not None and not today < day <= today + timedelta(days=MOST_DAYS):
        raise WrongValue(value=words.shown("date", day.isoformat()), hint=_("ein Tag nach heute"))
    with deciding.step(person, uuid, states=_PUT_OFF) as letter:
        before = {"letter": applying.snapshot(letter)}
        letter.wiedervorlage_on = day
        values = {"day": day.isoformat()} if day else {}
        history.note(letter, person, "snoozed" if day else "woken", before, **values)
        number = letter.number
    if day is None:
        return _("Brief %(number)s liegt wieder in der Liste.") % {"number": number}
    values = {"number": number, "day": words.shown("date", day.isoformat())}
    return _("Brief %(number)s kommt am %(day)s wieder.") % values


def _joined(before: str, text: str) -> str:
    return "\n".join(part for part in (before.strip(), text.strip()) if part)[:MOST_NOTE]
