# SPDX-License-Identifier: EUPL-1.2
"""Names of the store that pages need to know: states and types of letters, and what can go wrong below."""

from __future__ import annotations

from mittendrin.apps.posteingang.ingest.document_store import ReadingDamaged
from mittendrin.apps.posteingang.ingest.store import FileGone
from mittendrin.apps.posteingang.models import Letter, LetterState

__all__ = ["FileGone", "Letter", "LetterState", "ReadingDamaged"]
