# SPDX-License-Identifier: EUPL-1.2
"""The archive copy beside the original: PDF/A with the text layer that was read, made by OCRmyPDF.

Recognition has been done before: OCRmyPDF gets the words from us. Pages are turned and straightened by how they are
shown, so the pictures in them stay as they were scanned. It runs inside of the reading process, which is on a leash as
a whole (see reader).
"""

from __future__ import annotations

import io
import logging
import math
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pikepdf

from mittendrin.apps.posteingang.sources import limits, pulse
from mittendrin.apps.posteingang.sources.reading import Sheet
from mittendrin.core.errors import MittendrinError

_PLUGIN = "mittendrin.apps.posteingang.sources.ocr_plugin"
# Its messages may quote names and texts of letters.
logging.getLogger("ocrmypdf").setLevel(logging.CRITICAL + 1)


class NoArchiveCopy(MittendrinError):
    """OCRmyPDF could not make a PDF/A; the text says why."""


def searchable(pdf: bytes, sheets: Sequence[Sheet]) -> bytes:
    """Return ``pdf`` as PDF/A-2 with the words of its recognised ``sheets`` as text layer. Raises NoArchiveCopy.

    A file that cannot be PDF/A as it is, for its fonts are not in it, becomes pictures of its pages with their words.
    """
    try:
        return _made(pdf, sheets)
    except _NotPdfA:
        return _made(pdf, [replace(sheet, scanned=True, bad_layer=True) for sheet in sheets])


class _NotPdfA(NoArchiveCopy):
    """The file holds what PDF/A forbids."""


def _made(pdf: bytes, sheets: Sequence[Sheet]) -> bytes:
    import ocrmypdf  # takes half a second, and few processes need it

    plugin = import_module(_PLUGIN)

    pulse.beat()
    with tempfile.TemporaryDirectory(prefix="archive-") as name:
        source, target = Path(name) / "in.pdf", Path(name) / "out.pdf"
        try:
            source.write_bytes(upright(pdf, sheets))
            with plugin.known(sheets, blind=not _redone(sheets)):
                code = ocrmypdf.ocr(source, target, plugins=[_PLUGIN], **_options(sheets))
            if code == ocrmypdf.ExitCode.pdfa_conversion_failed:
                raise _NotPdfA(str(code))
            if code != ocrmypdf.ExitCode.ok:
                raise NoArchiveCopy(str(code))
            return target.read_bytes()
        except ocrmypdf.exceptions.PdfaConversionFailedError as error:
            raise _NotPdfA(type(error).__name__) from error
        except (ocrmypdf.ExitCodeException, pikepdf.PdfError, OSError, ValueError, KeyError, TypeError) as error:
            raise NoArchiveCopy(type(error).__name__) from error
        finally:
            pulse.beat()


def _options(sheets: Sequence[Sheet]) -> dict[str, Any]:
    options: dict[str, Any] = {
        "jobs": 1,
        "use_threads": True,
        "progress_bar": False,
        "output_type": "pdfa-2",
        # Ghostscript 10.0 of Debian 12 damages text; this one needs no outside program.
        "pdfa_backend": "internal",
        "optimize": 0,
        "invalidate_digital_signatures": True,
        "max_image_mpixels": limits.IMAGE_PIXELS / 1e6,
    }
    scanned = [number for number, sheet in enumerate(sheets, start=1) if sheet.scanned]
    if not scanned:
        return options | {"skip_text": True, "ocr_engine": "none"}
    options["force_ocr" if _redone(sheets) else "skip_text"] = True
    if len(scanned) < len(sheets):
        options["pages"] = ",".join(map(str, scanned))
    return options


def _redone(sheets: Sequence[Sheet]) -> bool:
    """Return whether a text layer must give way: such pages become pictures."""
    return any(sheet.bad_layer for sheet in sheets)


def upright(pdf: bytes, sheets: Sequence[Sheet]) -> bytes:
    """Return ``pdf`` with its pages set upright and level; what is drawn on them is not drawn anew."""
    if not any(sheet.quarter or sheet.degrees for sheet in sheets):
        return pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page, sheet in zip(document.pages, sheets, strict=True):
            if sheet.degrees:
                page.contents_add(b"q %s cm\n" % _turn(page, sheet.degrees), prepend=True)
                page.contents_add(b"\nQ")
            if sheet.quarter:
                page.rotate(sheet.quarter, relative=True)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _turn(page: pikepdf.Page, degrees: float) -> bytes:
    """Return the matrix that turns a page counter-clockwise about its middle."""
    left, bottom, right, top = (float(value) for value in page.cropbox)
    x, y = (left + right) / 2, (bottom + top) / 2
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    values = (cosine, sine, -sine, cosine, x - x * cosine + y * sine, y - x * sine - y * cosine)
    return b" ".join(b"%.6f" % value for value in values)


def part(pdf: bytes, first: int, count: int) -> bytes:
    """Return ``count`` pages of ``pdf`` from page ``first`` (from 0) on; what made it PDF/A stays."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if first == 0 and count >= len(document.pages):
            return pdf
        del document.pages[first + count :]
        del document.pages[:first]
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
