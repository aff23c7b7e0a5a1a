# SPDX-License-Identifier: EUPL-1.2
"""Pictures of pages for the desk: drawn from the archive copy or the original, else from the words that were read."""

from __future__ import annotations

import hashlib
import io
import logging
import math
from functools import lru_cache
from importlib.resources import files
from statistics import median

from django.db import IntegrityError
from PIL import Image, ImageDraw, ImageFont

from mittendrin.apps.posteingang.ingest import store
from mittendrin.apps.posteingang.models import FileRole, Letter, LetterFile
from mittendrin.apps.posteingang.sources import pdf
from mittendrin.apps.posteingang.sources.reading import Refused
from mittendrin.contracts.document import Document, Page

WIDTHS = (400, 1000, 1600, 2000)
_TALLEST = 3.0
_INK, _SMALLEST = 20, 5
# Sixteen even greys look the same and take less room.
_LEVELS = [round(level / 17) * 17 for level in range(256)]
_MOST_PNG, _QUALITY = 150_000, 72
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
    picture, media_type = _drawn(letter, document, page, wide)
    _keep(letter, page, path, picture, media_type)
    return picture, media_type


def _keep(letter: Letter, page: int, path: str, picture: bytes, media_type: str) -> None:
    stored = store.put(path, [picture])
    values = {
        "arrival": letter.arrival,
        "letter": letter,
        "role": FileRole.PAGE,
        "name": f"{page + 1}.{media_type.removeprefix('image/')}",
        "media_type": media_type,
        "size": stored.size,
        "sha256": hashlib.sha256(picture).hexdigest(),
        "encrypted": stored.encrypted,
        "page": page,
    }
    try:
        LetterFile.objects.update_or_create(path=path, defaults=values)
    except IntegrityError:  # another request drew the same picture at the same time
        log.info("page.drawn_twice letter=%s", letter.uuid)


def _drawn(letter: Letter, document: Document, page: int, width: int) -> tuple[bytes, str]:
    found = _from_pdf(letter, page, width)
    return _packed(found) if found else _packed(_from_words(document.pages[page], width))


def _from_pdf(letter: Letter, page: int, width: int) -> Image.Image | None:
    """Return the page from the archive copy of this letter or from a PDF original; None when there is neither."""
    archive = LetterFile.objects.filter(letter=letter, role=FileRole.ARCHIVE).first()
    original = LetterFile.objects.filter(
        arrival=letter.arrival, role=FileRole.ORIGINAL, media_type="application/pdf"
    ).first()
    if archive:
        source, number = archive, page
    elif original:
        source, number = original, letter.first_page + page
    else:
        return None
    try:
        with pdf.opened(store.content(source.path)) as opened:
            if number >= len(opened):
                return None
            points, _height = opened[number].get_size()
            gray = pdf.picture(opened, number, width / points * 72)
    except (Refused, ValueError, ZeroDivisionError):
        return None
    return Image.fromarray(gray)


def _from_words(page: Page, width: int) -> Image.Image:
    """Return a sheet with the words set at their places, for letters that never were paper."""
    ratio = min(page.height / page.width if page.width else 1.41, _TALLEST)
    height = round(width * ratio)
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    font = _font(_usual_size(page, width, height))
    for word in page.words:
        room = max(round((word.x1 - word.x0) * width), 1)
        place = round(word.x0 * width), round((word.y0 + word.y1) / 2 * height)
        if draw.textlength(word.text, font=font) <= room:
            draw.text(place, word.text, fill=_INK, font=font, anchor="lm")
        else:
            _squeezed(picture, word.text, place, room, font)
    return picture


def _squeezed(picture: Image.Image, text: str, place: tuple[int, int], room: int, font: ImageFont.FreeTypeFont) -> None:
    """Set a word that is too wide for its place narrower, at the same height."""
    tall = round(font.size * 1.5)
    mask = Image.new("L", (max(math.ceil(font.getlength(text)), 1), tall), 0)
    ImageDraw.Draw(mask).text((0, tall // 2), text, fill=255, font=font, anchor="lm")
    mask = mask.resize((room, tall), Image.Resampling.BILINEAR)
    picture.paste(_INK, (place[0], place[1] - tall // 2), mask)


def _usual_size(page: Page, width: int, height: int) -> int:
    """Return the size in pixels with which most words of a page fit their places."""
    trial = _font(20)
    sizes = [
        min((word.x1 - word.x0) * width / max(trial.getlength(word.text), 1.0) * 20, (word.y1 - word.y0) * height)
        for word in page.words
        if word.text
    ]
    return max(round(median(sizes) * 0.95) if sizes else 20, _SMALLEST)


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(files("ocrmypdf") / "data" / "NotoSans-Regular.ttf"), size)


def _packed(picture: Image.Image) -> tuple[bytes, str]:
    """Return a picture in few bytes with its media type: PNG for clean sheets, JPEG for noisy scans."""
    out = io.BytesIO()
    picture.convert("L").point(_LEVELS).save(out, "PNG", optimize=True)
    if out.tell() <= _MOST_PNG:
        return out.getvalue(), "image/png"
    out = io.BytesIO()
    picture.convert("L").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue(), "image/jpeg"
