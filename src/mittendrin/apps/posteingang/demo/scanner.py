# SPDX-License-Identifier: EUPL-1.2
"""Makes pictures of pages as scanners and fax machines do: aslant, noisy, blurred, unevenly lit, stamped, punched."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from mittendrin.apps.posteingang.demo import marks

Pixels = NDArray[np.float32]
A4_INCHES = (8.27, 11.69)
FAX_DOTS = 204


@dataclass(frozen=True)
class Scan:
    """How pages are scanned.

    grade: ``clean``, ``usual`` or ``poor``. dpi: dots per inch across and down. mode: Pillow's ``1``, ``L`` or ``RGB``.
    turned: quarter turns of the sheets. header: line that a fax machine prints on top. marked: stamps and notes.
    """

    grade: str
    dpi: tuple[int, int] = (300, 300)
    mode: str = "L"
    turned: int = 0
    header: str = ""
    marked: bool = True


@dataclass(frozen=True)
class _Harm:
    """What a grade does: largest angle in degrees, blur in dots at 300 dpi, noise and light in grey levels of 255."""

    angle: float
    bend: float
    blur: tuple[float, float]
    noise: tuple[float, float]
    uneven: float
    fade: float
    through: float


_GRADES = {
    "clean": _Harm(0.4, 0.0, (0.0, 0.4), (1, 4), 4, 0.0, 0.0),
    "usual": _Harm(1.6, 0.002, (0.4, 1.0), (4, 10), 16, 0.12, 0.06),
    "poor": _Harm(3.0, 0.008, (0.8, 1.5), (10, 20), 35, 0.3, 0.14),
}


def scanned(pdf: bytes, scan: Scan, seed: str, stamp: str = "") -> list[Image.Image]:
    """Return a picture of each page. stamp: words of the stamp of receipt. The same seed gives the same pictures."""
    chance = random.Random(f"scan {seed}")  # noqa: S311 - noise is no secret
    document = pdfium.PdfDocument(pdf)
    try:
        scale = max(scan.dpi) / 72
        grey = scan.mode != "RGB"
        sheets = [
            page.render(scale=scale, grayscale=grey).to_pil().convert("L" if grey else "RGB") for page in document
        ]
    finally:
        document.close()
    return [_page(sheet, sheets, number, scan, chance, stamp) for number, sheet in enumerate(sheets)]


def _page(
    sheet: Image.Image, sheets: list[Image.Image], number: int, scan: Scan, chance: random.Random, stamp: str
) -> Image.Image:
    harm = _GRADES[scan.grade]
    dots = max(scan.dpi)
    picture = sheet.copy()
    if harm.through and chance.random() < 0.35:
        picture = _shine_through(picture, sheets[(number + 1) % len(sheets)], chance.uniform(0.03, harm.through))
    if scan.marked:
        marks.add(picture, chance, dots, stamp if number == 0 else "", poor=scan.grade == "poor")
    picture = _aslant(picture, harm, chance)
    picture = _worn(picture, harm, chance, dots)
    if scan.header:
        marks.fax_header(picture, scan.header.format(page=number + 1, pages=len(sheets)), dots)
    if scan.mode == "1":
        picture = _black_and_white(picture, scan, chance)
    if scan.dpi[0] != scan.dpi[1]:
        across, down = picture.width * scan.dpi[0] // dots, picture.height * scan.dpi[1] // dots
        picture = picture.resize((across, down), Image.Resampling.NEAREST)
    return picture.transpose(_TURNS[scan.turned]) if scan.turned else picture


_TURNS = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}


def _shine_through(front: Image.Image, back: Image.Image, share: float) -> Image.Image:
    """Return the page with the print of its back shining through, mirrored."""
    mirrored = back.transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize(front.size).convert(front.mode)
    blurred = mirrored.filter(ImageFilter.GaussianBlur(2.5))
    faint = Image.blend(Image.new(front.mode, front.size, "white"), blurred, share * 2.5)
    return ImageChops.multiply(front, faint)


def _aslant(picture: Image.Image, harm: _Harm, chance: random.Random) -> Image.Image:
    """Return the picture turned a little and bent in perspective; what was beyond the sheet is white or dark."""
    level = 255 if chance.random() < 0.75 else 70
    beyond = level if picture.mode == "L" else (level, level, level)
    angle = chance.uniform(-harm.angle, harm.angle)
    turned = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=beyond)
    if not harm.bend or chance.random() < 0.5:
        return turned
    width, height = turned.size
    corners = [
        (x + chance.uniform(-harm.bend, harm.bend) * width, y + chance.uniform(-harm.bend, harm.bend) * height)
        for x, y in ((0, 0), (0, height), (width, height), (width, 0))
    ]
    flat = [value for corner in corners for value in corner]
    return turned.transform(turned.size, Image.Transform.QUAD, flat, Image.Resampling.BICUBIC, fillcolor=beyond)


def _worn(picture: Image.Image, harm: _Harm, chance: random.Random, dots: int) -> Image.Image:
    """Return the picture blurred, faded, unevenly lit, with grey noise and dust."""
    blur = chance.uniform(*harm.blur) * dots / 300
    pixels = np.asarray(picture.filter(ImageFilter.GaussianBlur(blur)) if blur > 0.2 else picture, dtype=np.float32)
    dice = np.random.default_rng(chance.getrandbits(32))
    height, width = pixels.shape[:2]
    fade = chance.uniform(0, harm.fade)
    pixels = pixels * (1 - fade) + 255 * fade * 0.92
    shade = _light(height, width, chance, harm.uneven)
    noise = dice.standard_normal((height, width), dtype=np.float32) * chance.uniform(*harm.noise)
    change = noise - shade
    pixels = pixels + (change[:, :, None] if pixels.ndim == 3 else change)
    for _ in range(int(harm.noise[1] * chance.random() * 6)):
        y, x, side = int(dice.integers(height)), int(dice.integers(width)), int(dice.integers(1, 5))
        pixels[y : y + side, x : x + side] = chance.uniform(20, 140)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _light(height: int, width: int, chance: random.Random, depth: float) -> Pixels:
    """Return how many grey levels each dot is darker: a slope, and a shadow along one edge."""
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * chance.uniform(-1, 1)
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * chance.uniform(-1, 1)
    shade = ((down + across + 2) / 4 * depth).astype(np.float32)
    if chance.random() < 0.4:
        edge = np.exp(-np.arange(width, dtype=np.float32) / (width * 0.02)) * depth * 3
        shade += (edge if chance.random() < 0.5 else edge[::-1])[None, :]
    return shade


def _black_and_white(picture: Image.Image, scan: Scan, chance: random.Random) -> Image.Image:
    """Return the picture in two colours, cut at a level that is not always the best one."""
    spread = {"clean": 8, "usual": 20, "poor": 32}[scan.grade]
    level = 165 + chance.uniform(-spread, spread)
    pixels: NDArray[Any] = np.asarray(picture) > level
    dice = np.random.default_rng(chance.getrandbits(32))
    specks = {"clean": 0.0, "usual": 0.0002, "poor": 0.0012}[scan.grade] * chance.random()
    pixels = pixels ^ (dice.random(pixels.shape, dtype=np.float32) < specks)
    return Image.fromarray((pixels * 255).astype(np.uint8)).convert("1", dither=Image.Dither.NONE)
