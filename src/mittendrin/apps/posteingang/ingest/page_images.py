# SPDX-License-Identifier: EUPL-1.2
"""Pictures of pages for the desk: drawn from the archive copy or the original, else from the words that were read."""

from __future__ import annotations

import hashlib
import io
import logging

from django.db import IntegrityError
from PIL import Image, ImageDraw, ImageFont

from mittendrin.apps.posteingang.ingest import store
from mittendrin.apps.posteingang.models import FileRole, Letter, LetterFile
from mittendrin.apps.posteingang.sources import pdf
from mittendrin.apps.posteingang.sources.reading import Refused
from mittendrin.contracts.document import Document, Page

WIDTHS = (400, 1000, 1600, 2000)
_TYPE = "image/png"
_TALLEST = 3.0
log = logging.getLogger(__name__)


def page_image(letter: Letter, document: Document, page: int, width: int) -> tuple[bytes, str]:
    """Return the picture of page ``page`` (from 0) and its media type; made once for each of a few widths.

    Raises FileGone, KeyMissing, SealBroken, StoreFull.
    """
    wide = next((one for one in WIDTHS if one >= width), WIDTHS[-1])
    name = f"page-{letter.part}-{page + 1}-{wide}"
    path = f"{letter.arrival.uuid.hex[:2]}/{letter.arrival.uuid}/{name}"
    kept = LetterFile.objects.filter(path=path, letter=letter).first()
    if kept:
        try:
            return store.content(path), kept.media_type
        except store.FileGone:
            kept.delete()
    picture = _drawn(letter, document, page, wide)
    _keep(letter, page, path, picture)
    return picture, _TYPE


def _keep(letter: Letter, page: int, path: str, picture: bytes) -> None:
    stored = store.put(path, [picture])
    values = {
        "arrival": letter.arrival,
        "letter": letter,
        "role": FileRole.PAGE,
        "name": f"{page + 1}.png",
        "media_type": _TYPE,
        "size": stored.size,
        "sha256": hashlib.sha256(picture).hexdigest(),
        "encrypted": stored.encrypted,
        "page": page,
    }
    try:
        LetterFile.objects.update_or_create(path=path, defaults=values)
    except IntegrityError:  # another request drew the same picture at the same time
        log.info("page.drawn_twice letter=%s", letter.uuid)


def _drawn(letter: Letter, document: Document, page: int, width: int) -> bytes:
    found = _from_pdf(letter, page, width)
    return found or _from_words(document.pages[page], width)


def _from_pdf(letter: Letter, page: int, width: int) -> bytes:
    """Return the page from the archive copy of this letter or from a PDF original; nothing when there is neither."""
    archive = LetterFile.objects.filter(letter=letter, role=FileRole.ARCHIVE).first()
    original = LetterFile.objects.filter(
        arrival=letter.arrival, role=FileRole.ORIGINAL, media_type="application/pdf"
    ).first()
    if archive:
        source, number = archive, page
    elif original:
        source, number = original, letter.first_page + page
    else:
        return b""
    try:
        with pdf.opened(store.content(source.path)) as opened:
            if number >= len(opened):
                return b""
            points, _height = opened[number].get_size()
            gray = pdf.picture(opened, number, width / points * 72)
    except (Refused, ValueError, ZeroDivisionError):
        return b""
    return _png(Image.fromarray(gray))


def _from_words(page: Page, width: int) -> bytes:
    """Return a sheet with the words set at their places, for letters that never were paper."""
    ratio = min(page.height / page.width if page.width else 1.41, _TALLEST)
    height = round(width * ratio)
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    for word in page.words:
        tall = max((word.y1 - word.y0) * height * 0.85, 6.0)
        room = max((word.x1 - word.x0) * width, 1.0)
        font = ImageFont.load_default(tall)
        wide = draw.textlength(word.text, font=font)
        if wide > room:
            font = ImageFont.load_default(max(tall * room / wide, 5.0))
        draw.text((word.x0 * width, word.y0 * height), word.text, fill=20, font=font)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("L").quantize(16).save(out, "PNG", optimize=False)
    return out.getvalue()
