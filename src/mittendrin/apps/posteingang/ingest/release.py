# SPDX-License-Identifier: EUPL-1.2
"""Letters that people handle by hand: nothing was read of them, or they stay one letter."""

from __future__ import annotations

from mittendrin.apps.posteingang.ingest import document_store
from mittendrin.apps.posteingang.models import Letter, Reading
from mittendrin.contracts.document import Document, Page


def without_reading(letter: Letter) -> None:
    """Give a letter an empty document with one page, so that the desk can show it."""
    body, encrypted = document_store.pack(Document((Page((), quality=1.0),)), letter)
    Reading.objects.update_or_create(letter=letter, defaults={"body": body, "encrypted": encrypted})


def no_cuts(letter: Letter) -> None:
    """Forget the proposal to part a letter."""
    Reading.objects.filter(letter=letter).update(proposed_cuts=[])
