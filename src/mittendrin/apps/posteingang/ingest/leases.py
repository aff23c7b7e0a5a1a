# SPDX-License-Identifier: EUPL-1.2
"""Who works on which letter: leases that end by themselves, so a killed worker loses nothing and doubles nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from mittendrin.apps.posteingang.models import Letter, LetterEvent, LetterState, Step
from mittendrin.core.errors import MittendrinError
from mittendrin.core.text import sentence as shown

LEASE_SECONDS = 60
RENEW_SECONDS = 15.0
PAUSES = (10, 60, 300, 1800, 7200)
MOST_BROKEN_OFF = 6
_AHEAD = 12
_AT_WORK = (LetterState.RECEIVED, LetterState.READING)

PARKED_BROKEN_OFF = shown("Beim Lesen wurde das Programm %(count)s-mal beendet. Der Brief wird nicht weiter versucht.")


class LeaseLost(MittendrinError):
    """Another worker has the letter by now; what was done is not kept."""


def next_letter() -> Letter | None:
    """Return a letter with work to do, leased to the caller; None when there is none now.

    The oldest comes first; several workers choose among the first ones at random, so that they rarely meet. A letter
    over which workers died too often is parked: it may be the letter that kills them.
    """
    now = timezone.now()
    for _attempt in range(_AHEAD):
        waiting = list(_free(now).order_by("next_try_at", "received_at", "pk").values_list("pk", flat=True)[:_AHEAD])
        if not waiting:
            return None
        chosen = waiting[0] if len(waiting) == 1 or connection.vendor == "sqlite" else secrets.choice(waiting)
        letter = _lease(chosen)
        if letter:
            return letter
    return None


def _free(now: datetime) -> QuerySet[Letter]:
    ready = Q(next_try_at=None) | Q(next_try_at__lte=now)
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return Letter.objects.filter(ready, free, state__in=_AT_WORK).exclude(step=Step.NONE)


def _lease(pk: int) -> Letter | None:
    now, token = timezone.now(), secrets.token_hex(16)
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    died = ~Q(lease_token="")
    with transaction.atomic():
        found = Letter.objects.filter(free, pk=pk, state__in=_AT_WORK).exclude(step=Step.NONE)
        Letter.objects.filter(free & died, pk=pk).update(broken_off=F("broken_off") + 1)
        until = now + timedelta(seconds=LEASE_SECONDS)
        if not found.update(lease_token=token, lease_until=until):
            return None
        letter = Letter.objects.select_related("arrival", "unit").get(pk=pk)
        if letter.broken_off >= MOST_BROKEN_OFF:
            park(letter, PARKED_BROKEN_OFF, count=str(letter.broken_off))
            return None
        Letter.objects.filter(pk=pk).update(state=LetterState.READING)
    return letter


@contextmanager
def kept_alive(letter: Letter) -> Iterator[None]:
    """Renew the lease in the background for as long as the block takes."""
    ended = Event()
    thread = Thread(target=_renew, args=(letter.pk, letter.lease_token, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=5)


def _renew(pk: int, token: str, ended: Event) -> None:
    try:
        while not ended.wait(RENEW_SECONDS):
            until = timezone.now() + timedelta(seconds=LEASE_SECONDS)
            try:
                Letter.objects.filter(pk=pk, lease_token=token).update(lease_until=until)
            except OperationalError:  # locked for the moment: the next round tries again
                continue
    finally:
        connection.close()


@contextmanager
def kept(letter: Letter) -> Iterator[Letter]:
    """Yield the letter as it is now, locked in a transaction, if the lease still holds. Raises LeaseLost."""
    with transaction.atomic():
        mine = Letter.objects.filter(pk=letter.pk, lease_token=letter.lease_token)
        # The first statement writes: whoever comes second waits here and then sees another token.
        if not letter.lease_token or not mine.update(lease_until=timezone.now() + timedelta(seconds=LEASE_SECONDS)):
            raise LeaseLost(letter.number)
        yield Letter.objects.select_related("arrival").get(pk=letter.pk)


def goes_on(letter: Letter, step: str) -> None:
    """Give the letter back with its next step. Inside ``kept`` only."""
    letter.step, letter.tries, letter.broken_off, letter.next_try_at = step, 0, 0, None
    letter.lease_token, letter.lease_until = "", None
    letter.save()


def fails(letter: Letter, sentence: str, most: int = len(PAUSES), **values: str) -> bool:
    """Note that a step failed: tried again after a growing pause, and parked at last; return whether it is parked.

    sentence: German, key of its translation. most: how often it is tried again. Nothing happens when the lease is lost.
    """
    try:
        with kept(letter) as current:
            tries = current.tries + 1
            if tries > most:
                park(current, sentence, **values)
                return True
            Letter.objects.filter(pk=current.pk).update(
                tries=tries,
                broken_off=0,
                next_try_at=timezone.now() + timedelta(seconds=PAUSES[tries - 1]),
                reason=sentence,
                reason_values=values,
                lease_token="",
                lease_until=None,
            )
    except LeaseLost:
        pass
    return False


def park(letter: Letter, sentence: str, **values: str) -> None:
    """Stop trying: the letter waits, with the reason, until a person lets it be tried again."""
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.PARKED,
        reason=sentence,
        reason_values=values,
        next_try_at=None,
        lease_token="",
        lease_until=None,
        version=F("version") + 1,
    )
    LetterEvent.objects.create(letter=letter, what="parked")
