# SPDX-License-Identifier: EUPL-1.2
"""Quarantine and parked letters: released, deleted, tried again; batches parted or kept together."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mittendrin.apps.posteingang.ingest import document_store, reading
from mittendrin.apps.posteingang.ingest import release as releasing
from mittendrin.apps.posteingang.models import Letter, LetterState, Step
from mittendrin.apps.posteingang.services import access, deciding, disposal, history
from mittendrin.apps.posteingang.services.errors import NoSuchPages, NotAllowed, WrongState
from mittendrin.townhall.accounts.models import Person

log = logging.getLogger(__name__)


def release(person: Person, uuid: UUID | str) -> str:
    """Let a letter in quarantine be handled by hand: nothing is read of it, its file is handed out as a download.

    Raises NotVisible, NotAllowed, WrongState.
    """
    _demand_post_room(person)
    with deciding.step(person, uuid, states=[LetterState.QUARANTINE]) as letter:
        releasing.without_reading(letter)
        letter.state, letter.step = LetterState.WAITING, Step.NONE
        history.note(letter, person, "released")
        number = letter.number
    log.info("letter.released letter=%s", uuid)
    return _("Brief %(number)s ist freigegeben. Bitte Amt und Art von Hand angeben.") % {"number": number}


def delete(person: Person, uuid: UUID | str) -> str:
    """Destroy a letter in quarantine, with a line in the protocol. Raises NotVisible, NotAllowed, WrongState."""
    _demand_post_room(person)
    letter = access.letter(person, uuid, log="")
    if letter.state != LetterState.QUARANTINE:
        raise WrongState(state=LetterState(letter.state).label)
    disposal.destroy(letter, person, reason="quarantine")
    return _("Brief %(number)s ist gelöscht.") % {"number": letter.number}


def retry(person: Person, uuid: UUID | str) -> str:
    """Let a parked letter be tried again. Raises NotVisible, NotAllowed, WrongState."""
    _demand_post_room(person)
    with deciding.step(person, uuid, states=[LetterState.PARKED]) as letter:
        _again(letter)
        history.note(letter, person, "retried")
        number = letter.number
    return _("Brief %(number)s wird noch einmal gelesen.") % {"number": number}


def retry_all(person: Person) -> str:
    """Let all parked letters that ``person`` sees be tried again. Raises NotAllowed."""
    _demand_post_room(person)
    uuids = list(access.may_see(person).filter(state=LetterState.PARKED).values_list("uuid", flat=True))
    for uuid in uuids:
        retry(person, uuid)
    return _("%(count)s Briefe werden noch einmal gelesen.") % {"count": len(uuids)}


def _again(letter: Letter) -> None:
    letter.state = LetterState.RECEIVED
    letter.step = Step.PROPOSE if hasattr(letter, "reading") else Step.READ
    letter.tries = letter.broken_off = 0
    letter.reason, letter.reason_values = "", {}
    letter.next_try_at = letter.lease_until = None
    letter.lease_token = ""


def split(person: Person, uuid: UUID | str, pages: Sequence[int]) -> str:
    """Part a letter: a new one begins at each of ``pages`` (from 0, not 0); all are sorted anew.

    Raises NotVisible, WrongState, NoSuchPages.
    """
    with transaction.atomic():
        seen = access.letter(person, uuid, log="")
        letter = Letter.objects.select_for_update(of=("self",)).select_related("arrival").get(pk=seen.pk)
        if letter.state not in deciding.OPEN or not hasattr(letter, "reading"):
            raise WrongState(state=LetterState(letter.state).label)
        access.demand(access.may_act(person, letter))
        last = len(document_store.unpack(letter.reading).pages)
        if not pages or not all(0 < page < last for page in pages):
            raise NoSuchPages(last=last)
        parts = reading.split(letter, pages)
    return _("Aus Brief %(number)s sind %(count)s Briefe geworden.") % {"number": letter.number, "count": len(parts)}


def keep_together(person: Person, uuid: UUID | str) -> str:
    """Say that a letter with a proposed cut is one letter. Raises NotVisible, WrongState."""
    with deciding.step(person, uuid) as letter:
        releasing.no_cuts(letter)
        history.note(letter, person, "kept together")
    return _("Brief %(number)s bleibt ein Brief.") % {"number": letter.number}


def _demand_post_room(person: Person) -> None:
    if not access.is_post_room(person):
        raise NotAllowed
