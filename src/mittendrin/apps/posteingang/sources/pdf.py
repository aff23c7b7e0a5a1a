# SPDX-License-Identifier: EUPL-1.2
"""PDF files: opened within bounds, each page by its text layer or, where that is no use, by its picture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import PdfDocument as PdfDocument

from mittendrin.apps.posteingang.sources import limits
from mittendrin.apps.posteingang.sources.coloured_ink import has_colours, without_colours
from mittendrin.apps.posteingang.sources.pdf_text import Gray, TextLayer, colours, read_layer, render
from mittendrin.apps.posteingang.sources.refusals import refused
from mittendrin.contracts.document import Page

OCR_DPI = 300
_GLANCE_DPI = 100


@dataclass(frozen=True)
class PdfPage:
    """One page of a PDF: its size in points and its text layer; ``failed`` when it could not be opened."""

    number: int
    width: float
    height: float
    layer: TextLayer
    failed: bool = False

    @property
    def needs_ocr(self) -> bool:
        """Return whether the page must be recognised from its picture."""
        return bool(self.layer.fault) and not self.layer.empty and not self.failed

    def as_read(self) -> Page:
        """Return the page as its text layer has it."""
        return Page(self.layer.words, self.width, self.height)


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF in memory. Raises Refused when it is encrypted, broken or has too many pages."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise refused("encrypted" if "password" in str(error).lower() else "broken") from error
    try:
        count = len(document)
        if count == 0:
            raise refused("broken")
        if count > limits.PAGES:
            raise refused("too-many-pages", pages=count, most=limits.PAGES)
        document.init_forms()
        yield document
    finally:
        document.close()


def pages(document: pypdfium2.PdfDocument) -> Iterator[PdfPage]:
    """Yield every page with its text layer. Raises Refused for a sheet larger than A0."""
    for number in range(len(document)):
        yield _page(document, number)


def _page(document: pypdfium2.PdfDocument, number: int) -> PdfPage:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return PdfPage(number, 595.0, 842.0, TextLayer((), "no-text", empty=True), failed=True)
    try:
        width, height = page.get_size()
        if max(width, height) > limits.PAGE_POINTS:
            raise refused("page-too-large", page=number + 1)
        if min(width, height) < 10:
            return PdfPage(number, width, height, TextLayer((), "no-text", empty=True))
        return PdfPage(number, width, height, read_layer(page))
    finally:
        page.close()


def picture(document: pypdfium2.PdfDocument, number: int, dpi: float = OCR_DPI) -> Gray:
    """Return page ``number`` (from 0) as grey values at ``dpi``, coarser where the sheet is very large."""
    page = document[number]
    try:
        return render(page, _bounded(page, dpi))
    finally:
        page.close()


def plain_picture(document: pypdfium2.PdfDocument, number: int, dpi: float = OCR_DPI) -> Gray | None:
    """Return the page as ``picture`` does with coloured ink made pale, None when there is no coloured ink."""
    page = document[number]
    try:
        if not has_colours(colours(page, _bounded(page, _GLANCE_DPI))):
            return None
        return without_colours(colours(page, _bounded(page, dpi)))
    finally:
        page.close()


def _bounded(page: pypdfium2.PdfPage, dpi: float) -> float:
    """Return ``dpi``, less for a sheet that would have too many dots."""
    width, height = page.get_size()
    return float(min(dpi, (limits.IMAGE_PIXELS / 2 / (width * height / 72 / 72)) ** 0.5))
