# SPDX-License-Identifier: EUPL-1.2
"""The text layer of a PDF page: words with their places, and whether the layer can be trusted."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from mittendrin.apps.posteingang.sources import limits
from mittendrin.apps.posteingang.sources.layout import arrange
from mittendrin.apps.posteingang.sources.text_quality import looks_like_text
from mittendrin.contracts.document import Word

Gray = NDArray[np.uint8]

_PREVIEW_DPI = 60
_INK = 40  # difference of grey values that an eye sees
_UNMAPPED = 0.1
_SOFT_HYPHEN = "\u00ad"
_HYPHEN_SIGNS = {"\x02", "\ufffe"}  # what PDFium gives for a hyphen at the end of a line


@dataclass(frozen=True)
class TextLayer:
    """What a page offers without OCR.

    words: those that can be seen, in reading order. fault: why the layer cannot be used (``no-text``, ``garbage``,
    ``misplaced``, ``partial``, ``turned``), empty when it can. empty: nothing is printed on the page at all.
    """

    words: tuple[Word, ...]
    fault: str
    empty: bool = False


@dataclass(frozen=True)
class _Sign:
    text: str
    box: tuple[float, float, float, float]
    unmapped: bool


def read_layer(page: pypdfium2.PdfPage) -> TextLayer:
    """Return the text layer of ``page``, judged against what is printed there."""
    width, height = page.get_size()
    textpage = page.get_textpage()
    try:
        signs = list(_signs(page, textpage))
    finally:
        textpage.close()
    preview = render(page, _PREVIEW_DPI)
    words = list(_words(signs, width, height))
    seen = [word for word in words if _has_ink(preview, word)]
    arranged = arrange(seen, height / width)
    fault = _fault(signs, words, seen, preview)
    return TextLayer(arranged, fault, empty=not _ink(preview).any())


def render(page: pypdfium2.PdfPage, dpi: float) -> Gray:
    """Return the page as grey values, white 255, height x width."""
    bitmap = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=True)
    try:
        picture = bitmap.to_numpy()
        return np.array(picture if picture.ndim == 2 else picture[:, :, 0], dtype=np.uint8)
    finally:
        bitmap.close()


def colours(page: pypdfium2.PdfPage, dpi: float) -> NDArray[np.uint8]:
    """Return the page in colours (blue, green, red), white 255, height x width x 3."""
    bitmap = page.render(scale=dpi / 72, may_draw_forms=True)
    try:
        return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()


def _signs(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Iterator[_Sign]:
    place = _Place(page)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    for index in range(min(textpage.count_chars(), limits.PAGE_WORDS * 20)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if raw.FPDFText_IsGenerated(textpage, index) == 1 or text.isspace():
            yield _Sign(" " if text.isspace() else text, (0, 0, 0, 0), unmapped=False)
            continue
        if raw.FPDFText_GetLooseCharBox(textpage, index, loose):
            box = place.on_page(loose.left, loose.bottom, loose.right, loose.top)
        elif raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
            box = place.on_page(left.value, bottom.value, right.value, top.value)
        else:
            continue
        yield _Sign(text, box, raw.FPDFText_HasUnicodeMapError(textpage, index) == 1)


class _Place:
    """Turns places of the PDF's own coordinates into shares of the page as it is shown."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self.turn = page.get_rotation()
        self.width = max(self.right - self.left, 1e-6)
        self.height = max(self.top - self.bottom, 1e-6)

    def on_page(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom from 0 to 1, origin at the top left."""
        a, b = (x0 - self.left) / self.width, (x1 - self.left) / self.width
        c, d = (self.top - y1) / self.height, (self.top - y0) / self.height
        if self.turn == 90:
            a, b, c, d = 1 - d, 1 - c, a, b
        elif self.turn == 180:
            a, b, c, d = 1 - b, 1 - a, 1 - d, 1 - c
        elif self.turn == 270:
            a, b, c, d = c, d, 1 - b, 1 - a
        return a, c, b, d


def _words(signs: Sequence[_Sign], width: float, height: float) -> Iterator[Word]:
    """Yield words: signs between blanks, parted also where a line or a wide gap ends."""
    run: list[_Sign] = []
    for sign in signs:
        if sign.text == " " or (run and _apart(run[-1], sign, width, height)):
            yield from _word(run)
            run = []
        if sign.text != " ":
            run.append(sign)
    yield from _word(run)


def _apart(before: _Sign, after: _Sign, width: float, height: float) -> bool:
    if not any(before.box) or not any(after.box):
        return False
    tall = (before.box[3] - before.box[1]) * height
    gap = (after.box[0] - before.box[2]) * width
    down = abs(after.box[3] - before.box[3]) * height
    return down > 0.6 * max(tall, 1) or gap > 0.6 * max(tall, 1) or gap < -3 * max(tall, 1)


def _word(run: Sequence[_Sign]) -> Iterator[Word]:
    boxes = [sign.box for sign in run if any(sign.box)]
    text = "".join("-" if sign.text in _HYPHEN_SIGNS else sign.text for sign in run).replace(_SOFT_HYPHEN, "")
    text = "".join(sign for sign in text if sign.isprintable())
    if not boxes or not text.strip():
        return
    x0, y0 = min(box[0] for box in boxes), min(box[1] for box in boxes)
    x1, y1 = max(box[2] for box in boxes), max(box[3] for box in boxes)
    if x1 > 0 and y1 > 0 and x0 < 1 and y0 < 1:
        yield Word(text, max(x0, 0.0), max(y0, 0.0), min(x1, 1.0), min(y1, 1.0), 0)


def _ink(preview: Gray) -> NDArray[np.bool_]:
    paper = np.median(preview)
    return np.asarray(np.abs(preview.astype(np.int16) - paper) > _INK)


def _has_ink(preview: Gray, word: Word) -> bool:
    """Return whether something can be seen where ``word`` stands: white on white and text off the page cannot."""
    height, width = preview.shape
    top, bottom = int(word.y0 * height), int(np.ceil(word.y1 * height)) + 1
    left, right = int(word.x0 * width), int(np.ceil(word.x1 * width)) + 1
    patch = preview[top:bottom, left:right]
    # Thin signs become pale at a small scale; a dot or comma may vanish.
    least = 12 if len(word.text) > 2 else 4
    return bool(patch.size) and int(patch.max()) - int(patch.min()) >= least


def _fault(signs: Sequence[_Sign], words: Sequence[Word], seen: Sequence[Word], preview: Gray) -> str:
    printed = [sign for sign in signs if sign.text != " "]
    if not printed or not words:
        return "no-text"
    if _is_turned(signs):
        return "turned"
    if sum(sign.unmapped for sign in printed) > _UNMAPPED * len(printed):
        return "garbage"
    if not looks_like_text([word.text for word in words]):
        return "garbage"
    if len(seen) < 0.6 * len(words):
        return "misplaced"
    return "partial" if _much_else(preview, seen) else ""


def _is_turned(signs: Sequence[_Sign]) -> bool:
    """Return whether most text runs downwards, upwards or on its head."""
    level = slanted = 0
    for before, after in pairwise(signs):
        if before.text != " " and after.text != " " and any(before.box) and any(after.box):
            right, down = after.box[0] - before.box[0], after.box[3] - before.box[3]
            level += right > abs(down)
            slanted += right <= abs(down)
    return slanted > 2 * level and slanted > 10


def _much_else(preview: Gray, words: Sequence[Word]) -> bool:
    """Return whether rows of ink that look like lines of print lie outside of the words: a stamp on a scan."""
    ink = _ink(preview)
    height, width = ink.shape
    for word in words:
        top, bottom = int(word.y0 * height) - 1, int(word.y1 * height) + 2
        ink[max(top, 0) : bottom, max(int(word.x0 * width) - 2, 0) : int(word.x1 * width) + 3] = False
    lines = _print_rows(ink)
    have = len(Counter(round(word.y1 * 120) for word in words))
    return lines >= 8 and lines > have


def _print_rows(ink: NDArray[np.bool_]) -> int:
    """Return how many rows of print there are: runs of 3 to 12 dots height at 60 dpi with much change along them."""
    edges = np.count_nonzero(np.diff(ink.astype(np.int8), axis=1), axis=1)
    busy = edges > 20
    changes = np.flatnonzero(np.diff(np.concatenate(([0], busy.astype(np.int8), [0]))))
    heights = changes[1::2] - changes[::2]
    return int(np.count_nonzero((heights >= 2) & (heights <= 12)))
