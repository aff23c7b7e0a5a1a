# SPDX-License-Identifier: EUPL-1.2
"""The archive copy beside the original: PDF/A with the text layer that was read, made by OCRmyPDF.

Recognition has been done before; OCRmyPDF turns, straightens and writes, and gets turn, angle and words from us. It
runs inside of the reading process, which is on a leash as a whole (see reader).
"""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Sequence
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
    """Return ``pdf`` as PDF/A-2 with the words of its recognised ``sheets`` as text layer. Raises NoArchiveCopy."""
    import ocrmypdf

    from mittendrin.apps.posteingang.sources import ocr_plugin

    pulse.beat()
    with tempfile.TemporaryDirectory(prefix="archive-") as name:
        source, target = Path(name) / "in.pdf", Path(name) / "out.pdf"
        source.write_bytes(pdf)
        try:
            with ocr_plugin.known(sheets):
                code = ocrmypdf.ocr(source, target, plugins=[_PLUGIN], **_options(sheets))
            if code != ocrmypdf.ExitCode.ok:
                raise NoArchiveCopy(str(code))
            return target.read_bytes()
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
    if any(sheet.quarter for sheet in sheets):
        options |= {"rotate_pages": True, "rotate_pages_threshold": 0.0}
    options["deskew"] = any(sheet.degrees for sheet in sheets)
    options["force_ocr" if any(sheet.bad_layer for sheet in sheets) else "skip_text"] = True
    if len(scanned) < len(sheets):
        options["pages"] = ",".join(map(str, scanned))
    return options


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
