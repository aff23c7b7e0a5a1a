# SPDX-License-Identifier: EUPL-1.2
"""A paper as accessible PDF (PDF/UA-1): tagged, with language, title and table heads. WeasyPrint on the leash."""

from __future__ import annotations

import base64
import logging
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from PIL import ImageFile

from mittendrin.apps.standort.services.papers.model import OPEN, Blank, Items, Paper, Picture, Table, Text, day
from mittendrin.apps.standort.sources import pictures
from mittendrin.core.errors import MittendrinError

TEMPLATE = "standort/paper.html"
_BOX = re.compile(r'viewBox="[\d.]+ [\d.]+ (?P<across>[\d.]+) (?P<down>[\d.]+)"')
_SVG = "data:image/svg+xml;base64,"
STYLE = Path(__file__).parent / "paper.css"
WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600}
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PdfNotPossible(MittendrinError):
    """A library that WeasyPrint needs is missing on this machine."""


def to_pdf(paper: Paper) -> bytes:
    """Return the file; raises PdfNotPossible with the words for the mend."""
    weasyprint = _weasyprint()
    html = render_to_string(TEMPLATE, {"paper": paper, "sections": _sections(paper), "open": OPEN, "on": day(paper.on)})
    fonts, fetcher = weasyprint.text.fonts.FontConfiguration(), _fetcher(weasyprint)
    styles = [
        weasyprint.CSS(string=_faces(), font_config=fonts, url_fetcher=fetcher),
        weasyprint.CSS(string=STYLE.read_text(encoding="utf-8"), font_config=fonts),
    ]
    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    written = document.write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True)
    return bytes(written)


@cache
def _weasyprint() -> Any:
    try:  # slow, and impossible where a library of the system is missing
        weasyprint = import_module("weasyprint")
        import_module("weasyprint.text.fonts")
    except OSError as error:
        words = {"packages": PACKAGES}
        raise PdfNotPossible(
            _("PDF geht auf diesem Rechner noch nicht, DOCX schon. Als root: apt-get install -y %(packages)s") % words
        ) from error
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for all: pieces of scans would count as whole
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return weasyprint


def _fetcher(weasyprint: Any) -> Any:
    """Return what hands WeasyPrint the fonts of this program and nothing else: no paper reaches for the network."""
    own = {path.as_uri() for path in _font_files().values()}

    class OwnFonts(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in own and not url.startswith(_SVG):
                raise ValueError("only own fonts and drawings")
            return super().fetch(url, headers)

    return OwnFonts()


def _inline(svg: str) -> str:
    return _SVG + base64.b64encode(svg.encode()).decode()


def picture(svg: str, width: int = 1800) -> bytes:
    """Return a drawing as PNG, ``width`` points wide, on white. Raises PdfNotPossible."""
    weasyprint = _weasyprint()
    fonts, fetcher = weasyprint.text.fonts.FontConfiguration(), _fetcher(weasyprint)
    found = _BOX.search(svg)
    across, down = (found["across"], found["down"]) if found else ("860", "400")
    size = f"@page {{ size: {across}px {down}px; margin: 0 }} body {{ margin: 0 }}"
    page = f"{size} img {{ display: block; width: {across}px }}"
    html = f'<!DOCTYPE html><html lang="de"><body><img alt="" src="{_inline(svg)}"></body></html>'
    styles = [weasyprint.CSS(string=_faces() + page, font_config=fonts, url_fetcher=fetcher)]
    written = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=styles, font_config=fonts)
    return pictures.first_page(bytes(written), width)


def _font_files() -> dict[str, Path]:
    folder = Path(settings.PACKAGE_DIR) / "web" / "static" / "dist" / "fonts"
    found = {weight: next(iter(sorted(folder.glob(f"FiraSans-{weight}*.woff2"))), None) for weight in WEIGHTS}
    return {weight: path for weight, path in found.items() if path}


def _faces() -> str:
    """Return the faces of Fira Sans from the front-end build; without it DejaVu Sans steps in."""
    return "".join(
        f'@font-face {{ font-family: "Fira Sans"; font-weight: {WEIGHTS[name]}; src: url("{path.as_uri()}"); }}\n'
        for name, path in _font_files().items()
    )


def _sections(paper: Paper) -> list[dict[str, Any]]:
    return [
        {"heading": section.heading, "level": section.level, "blocks": [_block(block) for block in section.blocks]}
        for section in paper.sections
    ]


def _block(block: Text | Blank | Items | Table | Picture) -> dict[str, Any]:
    if isinstance(block, Picture):
        return {"kind": "picture", "source": _inline(block.svg), "alt": block.alt, "caption": block.caption}
    if isinstance(block, Table):
        head = [{"text": name, "number": column in block.numeric} for column, name in enumerate(block.head)]
        rows = [
            [{"text": cell, "number": column in block.numeric} for column, cell in enumerate(row)] for row in block.rows
        ]
        return {"kind": "table", "caption": block.caption, "head": head, "rows": rows}
    if isinstance(block, Items):
        return {"kind": "numbered" if block.numbered else "list", "items": block.items}
    if isinstance(block, Blank):
        return {"kind": "blank", "hint": block.hint}
    leads = block.text.endswith(":")  # to a list, from which no page parts it
    return {"kind": "text", "text": block.text, "lead": block.lead, "hint": block.hint, "leads": leads}
