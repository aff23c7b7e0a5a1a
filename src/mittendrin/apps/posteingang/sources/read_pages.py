# SPDX-License-Identifier: EUPL-1.2
"""Letters that are pictures of paper, or might be: PDF, TIFF, JPEG, PNG, HEIC."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf

from mittendrin.apps.posteingang.sources import archive, cleaning, images, ocr, pdf, pdf_safety, pulse, separator
from mittendrin.apps.posteingang.sources.cleaning import Gray
from mittendrin.apps.posteingang.sources.reading import Found, Letter, Remark, Sheet, poor_pages
from mittendrin.apps.posteingang.sources.refusals import refused, remark
from mittendrin.apps.posteingang.sources.splitting import pieces
from mittendrin.contracts.document import Document, Page
from mittendrin.core.program import ProgramError

_FAX_DPI = 150.0


def pdf_letters(data: bytes, kind: str, folder: Path | None) -> Found:  # noqa: ARG001 - one shape for all readers
    """Return the letters in a PDF: each page by its text layer, or by OCR where that is no use."""
    safety = pdf_safety.inspected(data)
    with pdf.opened(data) as document:
        sheets = [_pdf_sheet(document, page) for page in pdf.pages(document)]
    letters, remarks = letters_of(sheets, "pdf", safety.invoice)
    found = letters, (*safety.remarks, *remarks)
    return _with_archive(found, sheets, folder, lambda: pdf_safety.harmless(data))


def _pdf_sheet(document: pdf.PdfDocument, page: pdf.PdfPage) -> Sheet:
    pulse.beat()
    if page.failed:
        return Sheet(Page((), page.width, page.height, 0.0), failed=True)
    if not page.needs_ocr:
        return Sheet(page.as_read(), blank=not page.layer.words)
    dpi = float(pdf.OCR_DPI)
    plain = pdf.plain_picture(document, page.number, dpi)
    sheet = picture_sheet(pdf.picture(document, page.number, dpi), (dpi, dpi), plain)
    bad = bool(page.layer.words) or page.layer.fault != "no-text"
    return replace(sheet, bad_layer=bad and not sheet.blank)


def image_letters(data: bytes, kind: str, folder: Path | None) -> Found:  # noqa: ARG001 - one shape for all readers
    """Return the letters in a picture file, one page or many."""
    sheets = [picture_sheet(picture.gray, picture.dpi, picture.plain) for picture in images.pages(data)]
    return _with_archive(letters_of(sheets, "scan", {}), sheets, folder, lambda: images.as_pdf(data))


def picture_sheet(gray: Gray, dpi: tuple[float, float], plain: Gray | None = None) -> Sheet:
    """Return the page in a picture; a crash of the OCR loses the page, not the file. Raises Postponed.

    plain: the same picture with coloured ink made pale, None when there is none.
    """
    pulse.beat()
    fax = min(dpi) < _FAX_DPI
    if cleaning.is_blank(gray, round(min(dpi))):
        return Sheet(_empty(gray, dpi, 1.0), scanned=True, blank=True, fax=fax)
    if separator.is_separator(gray):
        return Sheet(_empty(gray, dpi, 1.0), scanned=True, blank=True, separator=True, fax=fax)
    try:
        read = ocr.recognised(gray, dpi, plain)
    except ProgramError:
        return Sheet(_empty(gray, dpi, 0.0), scanned=True, failed=True, fax=fax)
    return Sheet(read.page, scanned=True, fax=fax, quarter=read.quarter, degrees=read.degrees)


def _empty(gray: Gray, dpi: tuple[float, float], quality: float) -> Page:
    height, width = gray.shape
    return Page((), width / dpi[0] * 72, height / dpi[1] * 72, quality)


def letters_of(sheets: Sequence[Sheet], source: str, invoice: dict[str, str]) -> Found:
    """Return ``sheets`` as letters with what is to be said about them. Raises Refused when all are blank."""
    found = pieces(sheets)
    if not found:
        raise refused("no-letter")
    letters = []
    for piece in found:
        of_letter = [sheets[number] for number in piece.numbers]
        fields = invoice if len(found) == 1 else {}
        document = Document(
            tuple(sheet.page for sheet in of_letter), _source(of_letter, source, fields), invoice=fields
        )
        first, count = piece.numbers[0], piece.numbers[-1] - piece.numbers[0] + 1
        letters.append(Letter(document, first, count, piece.proposed_cuts))
    return tuple(letters), tuple(_remarks(sheets))


def _source(sheets: Sequence[Sheet], otherwise: str, invoice: dict[str, str]) -> str:
    if invoice:
        return "einvoice"
    scanned = [sheet for sheet in sheets if sheet.scanned]
    if not scanned:
        return otherwise
    return "fax" if all(sheet.fax for sheet in scanned) else "scan"


def _remarks(sheets: Sequence[Sheet]) -> Iterator[Remark]:
    poor = poor_pages(Document(tuple(sheet.page for sheet in sheets)))
    numbers = {
        "ocr-failed": [number for number, sheet in enumerate(sheets) if sheet.failed],
        "poor-page": [number for number in poor if not sheets[number].failed],
        "bad-text-layer": [number for number, sheet in enumerate(sheets) if sheet.bad_layer],
    }
    for code, found in numbers.items():
        if found:
            yield remark(code, pages=", ".join(str(number + 1) for number in found))


def _with_archive(found: Found, sheets: Sequence[Sheet], folder: Path | None, source: Callable[[], bytes]) -> Found:
    """Return ``found`` with an archive copy of each letter in ``folder``; without one when none is wanted."""
    if folder is None:
        return found
    letters, remarks = found
    try:
        whole = archive.searchable(source(), sheets)
        return tuple(_archived(letter, number, whole, folder) for number, letter in enumerate(letters)), remarks
    except (archive.NoArchiveCopy, pikepdf.PdfError, OSError, ValueError):
        return letters, (*remarks, remark("archive-failed"))


def _archived(letter: Letter, number: int, whole: bytes, folder: Path) -> Letter:
    name = f"letter-{number + 1}.pdf"
    (folder / name).write_bytes(archive.part(whole, letter.first_page, letter.page_count))
    return replace(letter, archive=name)
