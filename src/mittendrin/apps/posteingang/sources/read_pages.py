# SPDX-License-Identifier: EUPL-1.2
"""Letters that are pictures of paper, or might be: PDF, TIFF, JPEG, PNG, HEIC."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mittendrin.apps.posteingang.sources import cleaning, images, ocr, pdf, pdf_safety
from mittendrin.apps.posteingang.sources.cleaning import Gray
from mittendrin.apps.posteingang.sources.reading import Letter, Remark, poor_pages
from mittendrin.apps.posteingang.sources.refusals import refused, remark
from mittendrin.contracts.document import Document, Page
from mittendrin.core.program import ProgramError

Found = tuple[tuple[Letter, ...], tuple[Remark, ...]]
_FAX_DPI = 150.0
_BLANK = Page((), quality=1.0)


@dataclass(frozen=True)
class Sheet:
    """One page as it was read. quarter, degrees: how it was set upright (see ocr.Recognised)."""

    page: Page
    scanned: bool = False
    blank: bool = False
    failed: bool = False
    bad_layer: bool = False
    fax: bool = False
    quarter: int = 0
    degrees: float = 0.0


def pdf_letters(data: bytes, kind: str) -> Found:  # noqa: ARG001 - one shape for all readers
    """Return the letters in a PDF: each page by its text layer, or by OCR where that is no use."""
    safety = pdf_safety.inspected(data)
    with pdf.opened(data) as document:
        sheets = [_pdf_sheet(document, page) for page in pdf.pages(document)]
    letters, remarks = letters_of(sheets, "pdf", safety.invoice)
    return letters, (*safety.remarks, *remarks)


def _pdf_sheet(document: pdf.PdfDocument, page: pdf.PdfPage) -> Sheet:
    if page.failed:
        return Sheet(Page((), page.width, page.height, 0.0), failed=True)
    if not page.needs_ocr:
        return Sheet(page.as_read(), blank=not page.layer.words)
    dpi = float(pdf.OCR_DPI)
    sheet = picture_sheet(pdf.picture(document, page.number, dpi), (dpi, dpi))
    bad = page.layer.fault in {"garbage", "misplaced"}
    return Sheet(**{**vars(sheet), "bad_layer": bad and not sheet.blank})


def image_letters(data: bytes, kind: str) -> Found:  # noqa: ARG001 - one shape for all readers
    """Return the letters in a picture file, one page or many."""
    sheets = [picture_sheet(picture.gray, picture.dpi) for picture in images.pages(data)]
    return letters_of(sheets, "scan", {})


def picture_sheet(gray: Gray, dpi: tuple[float, float]) -> Sheet:
    """Return the page in a picture; a crash of the OCR loses the page, not the file. Raises Postponed."""
    fax = min(dpi) < _FAX_DPI
    if cleaning.is_blank(gray, round(min(dpi))):
        return Sheet(_empty(gray, dpi, 1.0), scanned=True, blank=True, fax=fax)
    try:
        read = ocr.recognised(gray, dpi)
    except ProgramError:
        return Sheet(_empty(gray, dpi, 0.0), scanned=True, failed=True, fax=fax)
    return Sheet(read.page, scanned=True, fax=fax, quarter=read.quarter, degrees=read.degrees)


def _empty(gray: Gray, dpi: tuple[float, float], quality: float) -> Page:
    height, width = gray.shape
    return Page((), width / dpi[0] * 72, height / dpi[1] * 72, quality)


def letters_of(sheets: Sequence[Sheet], source: str, invoice: dict[str, str]) -> Found:
    """Return ``sheets`` as letters with what is to be said about them. Raises Refused when all are blank."""
    if all(sheet.blank for sheet in sheets):
        raise refused("no-letter")
    if any(sheet.scanned and not sheet.blank for sheet in sheets):
        source = "fax" if all(sheet.fax for sheet in sheets if sheet.scanned) else "scan"
    if invoice:
        source = "einvoice"
    document = Document(tuple(sheet.page for sheet in sheets), source, invoice=invoice)
    letters = (Letter(document, 0, len(sheets)),)
    return letters, tuple(_remarks(sheets, document))


def _remarks(sheets: Sequence[Sheet], document: Document) -> Iterator[Remark]:
    failed = [number for number, sheet in enumerate(sheets) if sheet.failed]
    poor = [number for number in poor_pages(document) if number not in failed]
    bad = [number for number, sheet in enumerate(sheets) if sheet.bad_layer]
    for code, numbers in (("ocr-failed", failed), ("poor-page", poor), ("bad-text-layer", bad)):
        if numbers:
            yield remark(code, pages=", ".join(str(number + 1) for number in numbers))
