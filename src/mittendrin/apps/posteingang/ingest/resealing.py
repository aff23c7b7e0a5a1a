# SPDX-License-Identifier: EUPL-1.2
"""Stored files and readings under another key, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from mittendrin.apps.posteingang.ingest import document_store, store
from mittendrin.apps.posteingang.models import LetterFile, Reading
from mittendrin.core.sealing import sealed_with


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
    """Yield for each reading whether it had to be sealed anew. Raises KeyMissing, SealBroken."""
    first = store.keys().first_id
    for reading in Reading.objects.select_related("letter").order_by("pk").iterator(chunk_size=50):
        changed = sealed_with(bytes(reading.body[:64])) != first
        if changed:
            body, encrypted = document_store.pack(document_store.unpack(reading), reading.letter)
            Reading.objects.filter(pk=reading.pk).update(body=body, encrypted=encrypted)
        yield changed
