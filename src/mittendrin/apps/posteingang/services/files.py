# SPDX-License-Identifier: EUPL-1.2
"""Files and page images for people who may see the letter; each opening stands in the access log."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from mittendrin.apps.posteingang.ingest import page_images, store
from mittendrin.apps.posteingang.models import FileRole, Letter, LetterFile
from mittendrin.apps.posteingang.services import access, detail
from mittendrin.apps.posteingang.services.errors import NotVisible
from mittendrin.townhall.accounts.models import Person

_SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})


@dataclass(frozen=True)
class OpenFile:
    """A stored file ready to be sent. inline: a browser may show it; everything else is a download."""

    chunks: Iterator[bytes]
    name: str
    media_type: str
    size: int
    inline: bool


def page_image(person: Person, uuid: UUID | str, page: int, width: int = 1000) -> tuple[bytes, str]:
    """Return the picture of a page (from 0) and its media type. width: in pixels, 200 to 2000.

    Made once and kept. Raises NotVisible, FileGone, KeyMissing, SealBroken.
    """
    letter = access.letter(person, uuid)
    document = detail.document_of(letter)
    if document is None or not 0 <= page < len(document.pages):
        raise NotVisible
    return page_images.page_image(letter, document, page, max(200, min(width, 2000)))


def file(person: Person, uuid: UUID | str) -> OpenFile:
    """Return a stored file. Raises NotVisible when the person may not see all that is in it."""
    found = LetterFile.objects.select_related("arrival", "letter").filter(uuid=_uuid(uuid)).first()
    letter = _letter_of(person, found) if found else None
    if found is None or letter is None:
        raise NotVisible
    access.note_access([letter], person, "file", found.name)
    inline = found.media_type in _SHOWN and found.role in {FileRole.ARCHIVE, FileRole.PAGE}
    media_type = found.media_type if inline else "application/octet-stream"
    return OpenFile(store.chunks(found.path), found.name, media_type, found.size, inline)


def _letter_of(person: Person, found: LetterFile) -> Letter | None:
    """Return the letter by which the person may open a file."""
    seen = access.may_see(person)
    if found.letter_id:
        return seen.filter(pk=found.letter_id).first()
    letter = seen.filter(arrival=found.arrival).order_by("part").first()
    return letter if letter and detail.may_open_whole(person, letter) else None


def whole(chosen: OpenFile) -> bytes:
    """Return the whole content of a file."""
    out = io.BytesIO()
    for chunk in chosen.chunks:
        out.write(chunk)
    return out.getvalue()


def _uuid(value: UUID | str) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except ValueError as error:
        raise NotVisible from error
