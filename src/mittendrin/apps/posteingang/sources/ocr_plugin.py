# SPDX-License-Identifier: EUPL-1.2
"""Plugin of OCRmyPDF: an engine that hands in what was recognised before, so that there is one recognition only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from ocrmypdf import hookimpl
from ocrmypdf.models.ocr_element import BoundingBox, OcrClass, OcrElement
from ocrmypdf.pluginspec import OcrEngine, OrientationConfidence
from PIL import Image

from mittendrin.apps.posteingang.sources import pulse
from mittendrin.apps.posteingang.sources.reading import Sheet
from mittendrin.contracts.document import Word

_POINTS = 72
# OCRmyPDF makes the engine itself and works in threads of this process, one file at a time.
_sheets: list[Sheet] = []
_blind: list[bool] = [False]


@contextmanager
def known(sheets: Sequence[Sheet], *, blind: bool) -> Iterator[None]:
    """Let the engine answer from ``sheets``, one for each page of the file.

    blind: no picture of a page is needed, for what can be seen of the page stays as it is.
    """
    _sheets[:], _blind[0] = sheets, blind
    try:
        yield
    finally:
        _sheets.clear()


class KnownWords(OcrEngine):
    """Engine that answers from what is known."""

    @staticmethod
    def version() -> str:
        """Return the version of the engine."""
        return "1"

    @staticmethod
    def creator_tag(options: Any) -> str:  # noqa: ARG004 - the signature is OCRmyPDF's
        """Return what stands in the metadata as the maker of the text."""
        return "Mittendrin with Tesseract"

    def __str__(self) -> str:
        return "Mittendrin"

    @staticmethod
    def languages(options: Any) -> set[str]:
        """Return the languages asked for: the question was settled before."""
        return set(options.languages)

    @staticmethod
    def get_orientation(input_file: Path, options: Any) -> OrientationConfidence:  # noqa: ARG004
        """Return that the page stands upright: pages are turned before."""
        return OrientationConfidence(0, 0.0)

    @staticmethod
    def supports_generate_ocr() -> bool:
        """Return True: words are handed over directly."""
        return True

    @staticmethod
    def generate_ocr(input_file: Path, options: Any, page_number: int = 0) -> tuple[OcrElement, str]:  # noqa: ARG004
        """Return the words of a page as a tree, and its text."""
        with Image.open(input_file) as image:
            width, height = image.size
            dpi = float(image.info.get("dpi", (300.0, 300.0))[0])
        words = _sheets[page_number].page.words
        lines = [list(group) for _, group in groupby(words, key=lambda word: word.line)]
        children = [_line(line, width, height) for line in lines]
        pulse.beat()
        box = BoundingBox(0, 0, width, height)
        page = OcrElement(OcrClass.PAGE, box, children=children, dpi=dpi, page_number=page_number)
        return page, "\n".join(" ".join(word.text for word in line) for line in lines)

    @staticmethod
    def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: Any) -> None:
        """Refuse: words are handed over directly."""
        raise NotImplementedError

    @staticmethod
    def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: Any) -> None:
        """Refuse: words are handed over directly."""
        raise NotImplementedError


def _line(words: Sequence[Word], width: int, height: int) -> OcrElement:
    children = [
        OcrElement(OcrClass.WORD, _box([word], width, height), text=word.text, confidence=word.sure) for word in words
    ]
    return OcrElement(OcrClass.LINE, _box(words, width, height), children=children)


def _box(words: Sequence[Word], width: int, height: int) -> BoundingBox:
    left, top = min(word.x0 for word in words), min(word.y0 for word in words)
    right, bottom = max(word.x1 for word in words), max(word.y1 for word in words)
    return BoundingBox(left * width, top * height, max(left, right) * width, max(top, bottom) * height)


@hookimpl
def rasterize_pdf_page(output_file: Path, pageno: int, rotation: int | None) -> Path | None:
    """Return a white sheet instead of a picture where nobody looks at it; else leave the work to others."""
    if not _blind[0] or rotation:
        return None
    page = _sheets[pageno - 1].page
    sheet = Image.new("L", (max(round(page.width), 1), max(round(page.height), 1)), 255)
    sheet.save(output_file, "PNG", dpi=(_POINTS, _POINTS))
    return output_file


@hookimpl
def get_ocr_engine(options: Any) -> OcrEngine:  # noqa: ARG001 - the signature is OCRmyPDF's
    """Return the engine."""
    return KnownWords()
