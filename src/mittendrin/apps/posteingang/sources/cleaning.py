# SPDX-License-Identifier: EUPL-1.2
"""Pictures of pages made easier to read: even background, no specks, straight lines, enough dots.

Grey pictures are arrays of height x width, white 255. Nothing here changes a picture that is clean already.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Gray = NDArray[np.uint8]
Ink = NDArray[np.bool_]

TARGET_DPI = 300
_LOW_DPI = 250
_SKEW_DPI = 100
_MAX_SKEW = 8.0  # degrees
_SPECK_SHARE = 0.0002
_SPECK_DOTS = 3
_ALL_AROUND = 8
_SMOOTH = 1.2
_PALE = 70


def even_background(picture: Gray) -> Gray:
    """Return ``picture`` with its paper white and its ink dark: shadows, grey paper and pale print are levelled."""
    paper = _paper(picture)
    if float(paper.min()) > 225 and _darkest(picture) < _PALE:
        return picture
    flat = picture.astype(np.float32) / np.maximum(paper, 1.0)
    black = min(float(np.percentile(flat[::3, ::3], 0.5)), 0.75)
    stretched = (flat - black) / (0.97 - black) * 255.0
    return np.asarray(stretched.clip(0, 255), dtype=np.uint8)


def _darkest(picture: Gray) -> float:
    return float(np.percentile(picture[::3, ::3], 0.5))


def _paper(picture: Gray) -> NDArray[np.float32]:
    """Return the brightness of the paper at every dot, smooth."""
    image = Image.fromarray(picture)
    size = (max(image.width // 24, 1), max(image.height // 24, 1))
    small = image.resize(size, Image.Resampling.BOX)
    wide = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.BoxBlur(3))
    return np.asarray(wide.resize(image.size, Image.Resampling.BILINEAR), dtype=np.float32)


def ink(picture: Gray) -> Ink:
    """Return where ``picture`` is printed on, by the threshold that parts it best (Otsu 1979)."""
    counts = np.bincount(picture.ravel(), minlength=256).astype(np.float64)
    levels = np.arange(256)
    below = np.cumsum(counts)
    sums = np.cumsum(counts * levels)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return np.asarray(picture <= int(np.nanargmax(np.where(np.isfinite(between), between, -1))))


def without_specks(picture: Gray) -> Gray:
    """Return ``picture`` without lone islands of up to three dots, as faxes have them; unchanged when there are few.

    An island stays when other ink is near: it may be the dot of an i, a full stop, a thin stroke.
    """
    dark = ink(picture)
    if dark.mean() > 0.5:
        return picture
    near = _sums(dark, 1, 1)
    specks = dark & (near <= _SPECK_DOTS) & (near == _sums(dark, 3, 2))
    if specks.mean() < _SPECK_SHARE:
        return picture
    cleaned = picture.copy()
    cleaned[specks] = 255
    cleaned[~dark & (near == _ALL_AROUND)] = 0
    return cleaned


def _sums(dark: Ink, down: int, across: int) -> NDArray[np.int32]:
    """Return for every dot how much ink lies within ``down`` rows and ``across`` columns of it."""
    padded = np.pad(dark.astype(np.int32), ((down + 1, down), (across + 1, across)))
    total = padded.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
    high, wide = 2 * down + 1, 2 * across + 1
    return np.asarray(total[high:, wide:] - total[:-high, wide:] - total[high:, :-wide] + total[:-high, :-wide])


def scaled(picture: Gray, dpi: tuple[float, float]) -> tuple[Gray, int]:
    """Return ``picture`` with square dots of about 300 dpi and its new resolution; fine ones stay as they are."""
    across, down = dpi
    if abs(across - down) < 0.02 * across and _LOW_DPI <= across <= 1.4 * TARGET_DPI:
        return picture, round(across)
    height, width = picture.shape
    size = (max(round(width * TARGET_DPI / across), 1), max(round(height * TARGET_DPI / down), 1))
    larger = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS)
    if min(dpi) < _LOW_DPI and _is_two_toned(picture):
        larger = larger.filter(ImageFilter.GaussianBlur(_SMOOTH))
    return np.asarray(larger), TARGET_DPI


def _is_two_toned(picture: Gray) -> bool:
    return bool(((picture < 16) | (picture > 239)).mean() > 0.97)


def skew(picture: Gray, dpi: int) -> float:
    """Return by how many degrees counter-clockwise to turn ``picture`` so that its lines are level, 0 when unsure.

    Lines are level when the sums of ink along them differ most (Postl 1986).
    """
    step = max(round(dpi / _SKEW_DPI), 1)
    image = Image.fromarray(picture).reduce(step) if step > 1 else Image.fromarray(picture)
    dark = ink(np.asarray(image))
    # Edges of letters from above, not areas: pictures and black margins must not decide.
    edges = dark[1:] & ~dark[:-1]
    margin_y, margin_x = edges.shape[0] // 25, edges.shape[1] // 25
    ys, xs = np.nonzero(edges[margin_y : -margin_y or None, margin_x : -margin_x or None])
    if len(ys) < 200:
        return 0.0
    if len(ys) > 60_000:
        chosen = np.linspace(0, len(ys) - 1, 60_000).astype(np.intp)
        ys, xs = ys[chosen], xs[chosen]
    best = _best_angle(ys, xs, np.arange(-_MAX_SKEW, _MAX_SKEW + 0.1, 0.5))
    best = _best_angle(ys, xs, np.arange(best - 0.5, best + 0.51, 0.1))
    return best if abs(best) >= 0.15 and abs(best) < _MAX_SKEW else 0.0


def _best_angle(ys: NDArray[np.intp], xs: NDArray[np.intp], angles: NDArray[np.float64]) -> float:
    scores = [_sharpness(ys, xs, angle) for angle in angles]
    return float(angles[int(np.argmax(scores))])


def _sharpness(ys: NDArray[np.intp], xs: NDArray[np.intp], angle: float) -> float:
    rows = np.rint(ys - xs * math.tan(math.radians(angle))).astype(np.intp)
    counts = np.bincount(rows - rows.min()).astype(np.float64)
    return float((counts**2).sum())


def turned(picture: Gray, degrees: float) -> Gray:
    """Return ``picture`` turned counter-clockwise by ``degrees``, same size, corners white."""
    if not degrees:
        return picture
    return np.asarray(Image.fromarray(picture).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255))


def quarter_turned(picture: Gray, clockwise: int) -> Gray:
    """Return ``picture`` turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(picture, -(clockwise // 90)))


def lies_on_its_side(picture: Gray, dpi: int) -> bool:
    """Return whether lines of print run from top to bottom rather than from left to right."""
    step = max(round(dpi / _SKEW_DPI), 1)
    dark = ink(np.asarray(Image.fromarray(picture).reduce(step) if step > 1 else Image.fromarray(picture)))
    return _rhythm(dark.sum(axis=0)) > 1.3 * _rhythm(dark.sum(axis=1))


def _rhythm(sums: NDArray[np.int_]) -> float:
    """Return how much sums of ink change from one row to the next, beside their size."""
    smooth = np.convolve(sums, np.ones(2) / 2, "valid")
    return float(np.abs(np.diff(smooth)).sum() / max(smooth.sum(), 1))


def is_blank(picture: Gray, dpi: int) -> bool:
    """Return whether nothing is printed: a sheet with dust, show-through or a punched margin counts as blank."""
    step = max(round(dpi / 75), 1)
    small = np.asarray(Image.fromarray(picture).reduce(step) if step > 1 else Image.fromarray(picture))
    height, width = small.shape
    inner = small[height // 25 : height - height // 25, width // 16 : width - width // 16]
    if not inner.size:
        return True
    paper = float(np.median(inner))
    dark = inner < paper - max(45.0, 4 * float(np.median(np.abs(inner - paper))))
    return bool(dark.mean() < 0.0008)
