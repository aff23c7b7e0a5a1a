# SPDX-License-Identifier: EUPL-1.2
"""Stored files and readings under another key, one by one."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from mittendrin.apps.posteingang.ingest import document_store, store
from mittendrin.apps.posteingang.models import LetterFile, Reading
from mittendrin.core.sealing import SealBroken, sealed_with

log = logging.getLogger(__name__)


def files() -> Iterator[bool]:
    """Yield for each stored file whether it had to be sealed anew. Raises KeyMissing, SealBroken."""
    for file in LetterFile.objects.order_by("pk").iterator(chunk_size=200):
        try:
            changed = store.sealed_anew(file.path)
        except FileNotFoundError:
            continue
        if changed or not file.encrypted:
            LetterFile.objects.filter(pk=file.pk).update(encrypted=True)
        yield changed


def readings() -> Iterator[bool]:
    """Yield for each reading whether it had to be sealed anew; a damaged one is left out. Raises KeyMissing."""
    first = store.keys().first_id
    for reading in Reading.objects.select_related("letter").order_by("pk").iterator(chunk_size=50):
        changed = sealed_with(bytes(reading.body[:64])) != first
        if changed:
            try:
                document = document_store.unpack(reading)
            except (document_store.ReadingDamaged, SealBroken) as error:  # its letter's page tells it
                log.error("key.reading_skipped letter=%s error=%s", reading.letter_id, type(error).__name__)
                continue
            body, encrypted = document_store.pack(document, reading.letter)
            Reading.objects.filter(pk=reading.pk).update(body=body, encrypted=encrypted)
        yield changed
