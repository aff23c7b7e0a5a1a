# SPDX-License-Identifier: EUPL-1.2
"""The separator sheet that we print and lay between letters: four codes that survive bad scans in any position."""

from __future__ import annotations

import io

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from mittendrin.apps.posteingang.sources.cleaning import Gray

MARK = "MITTENDRIN:TRENNBLATT:1"
_DPI = 150
_A4 = (1240, 1754)
_CODE = 360
_SEARCH_DOTS = 1_400
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def is_separator(picture: Gray) -> bool:
    """Return whether ``picture`` (height x width, grey, any way up) is a separator sheet."""
    step = max(round(max(picture.shape) / _SEARCH_DOTS), 1)
    small = np.asarray(Image.fromarray(picture).reduce(step)) if step > 1 else picture
    codes = zxingcpp.read_barcodes(small, formats=_FORMATS, try_downscale=False)
    return any(code.text == MARK for code in codes)


def sheet_pdf() -> bytes:
    """Return the separator sheet as a PDF of one page A4, to be printed as often as wanted."""
    page = Image.new("L", _A4, 255)
    code = Image.fromarray(np.asarray(_code(), dtype=np.uint8)).resize((_CODE, _CODE), Image.Resampling.NEAREST)
    margin = 120
    for left in (margin, _A4[0] - margin - _CODE):
        for top in (margin, _A4[1] - margin - _CODE):
            page.paste(code, (left, top))
    draw = ImageDraw.Draw(page)
    for text, size, top in (("TRENNBLATT", 110, 700), ("Hier beginnt ein neuer Brief.", 44, 860)):
        font = ImageFont.load_default(size)
        draw.text((_A4[0] / 2, top), text, font=font, fill=0, anchor="ma")
    note = "Zwischen zwei Briefe legen und mitscannen. Das Blatt kann immer wieder benutzt werden."
    draw.text((_A4[0] / 2, 960), note, font=ImageFont.load_default(26), fill=0, anchor="ma")
    out = io.BytesIO()
    page.convert("1").save(out, "PDF", resolution=_DPI)
    return out.getvalue()


def _code() -> Gray:
    code = zxingcpp.create_barcode(MARK, zxingcpp.BarcodeFormat.QRCode, ec_level="H")
    return np.asarray(code.to_image(scale=4, add_quiet_zones=False), dtype=np.uint8)
