# SPDX-License-Identifier: EUPL-1.2
"""A file comes in: it is stored, then its row is written, then the source may let go of it. Each exactly once."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from mittendrin.apps.posteingang.ingest import store
from mittendrin.apps.posteingang.models import Arrival, FileRole, Letter, LetterEvent, LetterFile, NumberSeries
from mittendrin.apps.posteingang.sources.names import safe_name
from mittendrin.core.errors import MittendrinError

_NAMESPACE = uuid.UUID("6f1d7f3e-2a63-4a8e-9c52-6b1f5a0f3a11")
log = logging.getLogger(__name__)


class Changed(MittendrinError):
    """The file was written to while it was read; it is taken the next time."""


@dataclass(frozen=True)
class Offer:
    """A file that a source offers.

    source: folder, mailbox, person or sender. signature: how the source tells the file apart. recurs: the source may
    offer another file with the same signature once this one is gone; else the signature is given once and for all.
    still_there: whether the source still offers the file.
    """

    channel: str
    source: str
    signature: str
    name: str
    recurs: bool = False
    still_there: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Taken:
    """What became of an offer. letter: its first one, None when all were destroyed. new: it was not here before."""

    arrival: Arrival
    letter: Letter | None
    new: bool


def take(offer: Offer, content: IO[bytes]) -> Taken:
    """Store ``content`` and return its arrival with its first letter; an offer that was taken before is found again.

    The order makes it safe to be killed anywhere: the address in the store follows from source, digest and occurrence,
    so a second try writes the same file again, and the row, which is unique for them, comes last.

    Raises StoreFull, Changed.
    """
    digest = digest_of(content)
    known, key = _claim(offer, digest)
    if known:
        return Taken(known, known.letters.order_by("part").first(), new=False)
    # Asked after the claim: what another worker took and let go of meanwhile would count as the next occurrence.
    if not offer.still_there():
        raise Changed(offer.name)
    identity = uuid.uuid5(_NAMESPACE, key)
    path = f"{identity.hex[:2]}/{identity}/original"
    content.seek(0)
    stored = store.put(path, _chunks(content))
    if stored.sha256 != digest:
        store.remove(path)
        raise Changed(offer.name)
    try:
        with durable(), transaction.atomic():
            letter = _write(offer, key, identity, path, stored)
    except IntegrityError:
        known = Arrival.objects.filter(key=key).first()
        if known is None:
            raise
        return Taken(known, known.letters.order_by("part").first(), new=False)
    log.info("letter.received channel=%s letter=%s bytes=%s", offer.channel, letter.uuid, stored.size)
    return Taken(letter.arrival, letter, new=True)


def begin_clearing(arrival: Arrival) -> None:
    """Note that the source is about to let go of the file."""
    Arrival.objects.filter(pk=arrival.pk).update(letting_go=True)


def not_cleared(arrival: Arrival) -> None:
    """Note that the source could not let go of the file."""
    Arrival.objects.filter(pk=arrival.pk).update(letting_go=False)


def clear(arrival: Arrival) -> None:
    """Note that the source has let go of the file."""
    Arrival.objects.filter(pk=arrival.pk, cleared_at=None).update(cleared_at=timezone.now())


def digest_of(content: IO[bytes]) -> str:
    """Return the SHA-256 of what is read from here to the end."""
    digest = hashlib.sha256()
    for chunk in _chunks(content):
        digest.update(chunk)
    return digest.hexdigest()


def known_by_signature(source: str, signature: str) -> Arrival | None:
    """Return what this source offered under this signature and still offers, if anything."""
    return Arrival.objects.filter(source=source, signature=signature, cleared_at=None).first()


def next_number(at: datetime) -> str:
    """Return the number of the next letter of that day: ``2026-11-17-004``. Inside a transaction only."""
    day = timezone.localdate(at)
    NumberSeries.objects.get_or_create(day=day)
    NumberSeries.objects.filter(day=day).update(last=F("last") + 1)
    return f"{day}-{NumberSeries.objects.get(day=day).last:03d}"


def _claim(offer: Offer, digest: str) -> tuple[Arrival | None, str]:
    """Return the arrival if the offer was taken before, and the key that it has or would have.

    One question to the database, so that both fit together.
    """
    parts = [offer.channel, offer.source, offer.signature]
    before = Arrival.objects.filter(source=offer.source, signature=offer.signature)
    if offer.recurs:
        rows = list(before.filter(sha256=digest))
        known = next((row for row in rows if row.cleared_at is None), None)
        parts += [digest, str(len(rows) + 1)]
    else:
        known = before.first()
    return known, hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _write(offer: Offer, key: str, identity: uuid.UUID, path: str, stored: store.Stored) -> Letter:
    now = timezone.now()
    arrival = Arrival.objects.create(
        uuid=identity,
        channel=offer.channel,
        source=offer.source,
        key=key,
        signature=offer.signature,
        name=safe_name(offer.name),
        sha256=stored.sha256,
        size=stored.size,
        received_at=now,
    )
    LetterFile.objects.create(
        arrival=arrival,
        role=FileRole.ORIGINAL,
        name=arrival.name,
        media_type="application/octet-stream",
        size=stored.size,
        sha256=stored.sha256,
        path=path,
        encrypted=stored.encrypted,
    )
    return new_letter(arrival, 1)


def new_letter(arrival: Arrival, part: int) -> Letter:
    """Return a new letter of ``arrival``, with its number. Inside a transaction only."""
    letter = Letter.objects.create(
        number=next_number(arrival.received_at),
        arrival=arrival,
        part=part,
        received_at=arrival.received_at,
        channel=arrival.channel,
    )
    LetterEvent.objects.create(letter=letter, what="received", values={"channel": arrival.channel})
    return letter


@contextmanager
def durable() -> Iterator[None]:
    """Make what is committed inside last through a loss of power: afterwards the source lets go of the file.

    SQLite in WAL mode with ``synchronous=NORMAL`` may lose the last commits then; PostgreSQL does not.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=NORMAL")


def _chunks(content: IO[bytes]) -> Iterable[bytes]:
    while chunk := content.read(store.CHUNK):
        yield chunk
