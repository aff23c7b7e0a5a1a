# SPDX-License-Identifier: EUPL-1.2
"""Pages of a PDF as pictures, for files that take no drawings. pypdfium2 on the leash."""

from __future__ import annotations

import io

import pypdfium2


def first_page(pdf: bytes, width: int) -> bytes:
    """Return the first page as PNG, ``width`` points wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()
