# SPDX-License-Identifier: EUPL-1.2
"""Documents as they are kept: compact JSON, compressed, encrypted when the town has a key."""

from __future__ import annotations

import json
import zlib

from mittendrin.apps.posteingang.ingest import store
from mittendrin.apps.posteingang.models import Letter, Reading
from mittendrin.apps.posteingang.sources.record import document_data, document_of
from mittendrin.contracts.document import Document
from mittendrin.core.errors import MittendrinError

FORMAT = 1
MOST_BYTES = 200 * 1024 * 1024


class ReadingDamaged(MittendrinError):
    """What was kept of a letter cannot be understood."""


def pack(document: Document, letter: Letter) -> tuple[bytes, bool]:
    """Return the document as it is kept, and whether it is encrypted."""
    text = json.dumps({"format": FORMAT, **document_data(document)}, ensure_ascii=False, separators=(",", ":"))
    return store.seal(zlib.compress(text.encode(), 6), _name(letter))


def unpack(reading: Reading) -> Document:
    """Return the document of a reading. Raises ReadingDamaged, KeyMissing, SealBroken."""
    data = store.unseal(bytes(reading.body), _name(reading.letter))
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(data, MOST_BYTES)
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise ReadingDamaged(str(reading.letter_id))
        return document_of(content)
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise ReadingDamaged(str(reading.letter_id)) from error


def _name(letter: Letter) -> str:
    return f"reading {letter.uuid}"
