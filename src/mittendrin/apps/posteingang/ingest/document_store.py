# SPDX-License-Identifier: EUPL-1.2
"""Documents as they are kept: compact JSON, compressed, encrypted when the town has a key."""

from __future__ import annotations

import json
import zlib
from typing import Any

from mittendrin.apps.posteingang.ingest import store
from mittendrin.apps.posteingang.models import Letter, Reading
from mittendrin.contracts.document import Document, Page, Word
from mittendrin.core.errors import MittendrinError

FORMAT = 1
MOST_BYTES = 200 * 1024 * 1024
_DIGITS = 5


class ReadingDamaged(MittendrinError):
    """What was kept of a letter cannot be understood."""


def pack(document: Document, letter: Letter) -> tuple[bytes, bool]:
    """Return the document as it is kept, and whether it is encrypted."""
    text = json.dumps(to_json(document), ensure_ascii=False, separators=(",", ":"))
    return store.seal(zlib.compress(text.encode(), 6), _name(letter))


def unpack(reading: Reading) -> Document:
    """Return the document of a reading. Raises ReadingDamaged, KeyMissing, SealBroken."""
    data = store.unseal(bytes(reading.body), _name(reading.letter))
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(data, MOST_BYTES)
        return from_json(json.loads(text))
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise ReadingDamaged(str(reading.letter_id)) from error


def _name(letter: Letter) -> str:
    return f"reading {letter.uuid}"


def to_json(document: Document) -> dict[str, Any]:
    """Return the document as plain values; places are rounded to a hundred-thousandth of the page."""
    return {
        "format": FORMAT,
        "source": document.source,
        "known": dict(document.known),
        "invoice": dict(document.invoice),
        "attachments": list(document.attachments),
        "pages": [_page(page) for page in document.pages],
    }


def _page(page: Page) -> dict[str, Any]:
    words = [[word.text, *(round(at, _DIGITS) for at in _box(word)), word.line, _sure(word)] for word in page.words]
    return {"size": [page.width, page.height], "quality": page.quality, "words": words}


def _box(word: Word) -> tuple[float, float, float, float]:
    return word.x0, word.y0, word.x1, word.y1


def _sure(word: Word) -> float:
    return round(word.sure, 3)


def from_json(data: dict[str, Any]) -> Document:
    """Return the document that ``to_json`` was given. Raises ValueError, KeyError, TypeError."""
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']!r}")
    pages = tuple(
        Page(tuple(Word(*word) for word in page["words"]), *page["size"], page["quality"]) for page in data["pages"]
    )
    return Document(pages, data["source"], data["known"], data["invoice"], tuple(data["attachments"]))
