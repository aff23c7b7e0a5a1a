# SPDX-License-Identifier: EUPL-1.2
"""What others ask about a letter by its reference ``letter:<uuid>``."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from mittendrin.apps.posteingang.ingest import document_store
from mittendrin.apps.posteingang.models import Letter
from mittendrin.contracts.document import Document
from mittendrin.core.errors import MittendrinError


def document(reference: str) -> Document | None:
    """Return what was read of the letter; None when it is gone or cannot be opened."""
    try:
        letter = Letter.objects.select_related("reading").get(uuid=reference.partition(":")[2])
        return document_store.unpack(letter.reading)
    except (ObjectDoesNotExist, ValidationError, ValueError, MittendrinError):
        return None
