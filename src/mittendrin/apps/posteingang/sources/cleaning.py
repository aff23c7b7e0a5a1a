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
_EDGES_ENOUGH, _MOST_EDGES = 200, 60_000
_SPECK_SHARE = 0.0002
_SPECK_DOTS = 3
_ALL_AROUND = 8
_SMOOTH = 1.2
_LINE_DPI, _LINE_HEIGHT, _LINES_ENOUGH = 150, (8, 60), 400.0
_PALE, _WHITE = 70, 225


def even_background(picture: Gray) -> Gray:
    """Return ``picture`` with its paper white and its ink dark: shadows, grey paper and pale print are levelled."""
    paper = _paper(picture)
    if int(paper.min()) > _WHITE and _darkest(picture) < _PALE:
        return picture
    # Each grey value is divided by that of the paper around it; in steps of four, by a table, as it is done per dot.
    levels = np.maximum(np.arange(64) * 4 + 2, 1)[:, None]
    flat = np.minimum(np.arange(256)[None, :] / levels, 1.0)
    places = (paper >> 2).astype(np.uint16) << 8 | picture
    black = min(float(np.percentile(flat.ravel()[places[::4, ::4]], 0.5)), 0.75)
    stretched = ((flat - black) / (0.97 - black) * 255.0).clip(0, 255).astype(np.uint8)
    return np.asarray(stretched.ravel()[places], dtype=np.uint8)


def _darkest(picture: Gray) -> float:
    return float(np.percentile(picture[::3, ::3], 0.5))


def _paper(picture: Gray) -> Gray:
    """Return the brightness of the paper at every dot, smooth."""
    image = Image.fromarray(picture)
    size = (max(image.width // 24, 1), max(image.height // 24, 1))
    small = image.resize(size, Image.Resampling.BOX)
    wide = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.BoxBlur(3))
    return np.asarray(wide.resize(image.size, Image.Resampling.BILINEAR))


def ink(picture: Gray) -> Ink:
    """Return where ``picture`` is printed on, by the threshold that parts it best (Otsu 1979)."""
    counts = np.array(Image.fromarray(picture).histogram(), dtype=np.float64)
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


def _sums(dark: Ink, down: int, across: int) -> NDArray[np.uint8]:
    """Return for every dot how much ink lies within ``down`` rows and ``across`` columns of it (at most 255 dots)."""
    height, width = dark.shape
    padded = np.pad(dark.astype(np.uint8), ((down, down), (across, across)))
    rows = padded[:height].copy()
    for shift in range(1, 2 * down + 1):
        rows += padded[shift : shift + height]
    total = rows[:, :width].copy()
    for shift in range(1, 2 * across + 1):
        total += rows[:, shift : shift + width]
    return total


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
    ys, xs = _upper_edges(_small_ink(picture, dpi, _SKEW_DPI))
    if len(ys) < _EDGES_ENOUGH:
        return 0.0
    best, _ = _best_angle(ys, xs, np.arange(-_MAX_SKEW, _MAX_SKEW + 0.1, 0.5))
    best, _ = _best_angle(ys, xs, np.arange(best - 0.5, best + 0.51, 0.1))
    return best if abs(best) >= 0.15 and abs(best) < _MAX_SKEW else 0.0


def lies_on_its_side(picture: Gray, dpi: int) -> bool:
    """Return whether lines of print run from top to bottom rather than from left to right."""
    dark = _small_ink(picture, dpi, _SKEW_DPI)
    angles = np.arange(-4.0, 4.1, 0.5)
    across, down = (_levelness(_upper_edges(one), one.shape[0], angles) for one in (dark, dark.T))
    return down > 1.1 * across


def _small_ink(picture: Gray, dpi: int, wanted: int) -> Ink:
    step = max(round(dpi / wanted), 1)
    return ink(np.asarray(Image.fromarray(picture).reduce(step) if step > 1 else Image.fromarray(picture)))


def _upper_edges(dark: Ink) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns of dots where ink begins from above: areas such as pictures must not decide."""
    edges = dark[1:] & ~dark[:-1]
    down, across = edges.shape[0] // 25, edges.shape[1] // 25
    ys, xs = np.nonzero(edges[down : -down or None, across : -across or None])
    if len(ys) > _MOST_EDGES:
        chosen = np.linspace(0, len(ys) - 1, _MOST_EDGES).astype(np.intp)
        ys, xs = ys[chosen], xs[chosen]
    return ys, xs


def _levelness(edges: tuple[NDArray[np.intp], NDArray[np.intp]], height: int, angles: NDArray[np.float64]) -> float:
    """Return how much more ink the rows of print hold than all rows on average, at the best angle."""
    ys, xs = edges
    if len(ys) < _EDGES_ENOUGH:
        return 1.0
    return _best_angle(ys, xs, angles)[1] * height / len(ys) ** 2


def _best_angle(ys: NDArray[np.intp], xs: NDArray[np.intp], angles: NDArray[np.float64]) -> tuple[float, float]:
    scores = [_sharpness(ys, xs, angle) for angle in angles]
    best = int(np.argmax(scores))
    return float(angles[best]), scores[best]


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


def looks_upside_down(picture: Gray, dpi: int) -> bool:
    """Return whether level lines in ``picture`` seem to stand on their head.

    Capitals, figures and letters such as b, d, h reach up more often than g, p, q reach down.
    """
    dark = _small_ink(picture, dpi, _LINE_DPI)
    sums = dark[:, dark.shape[1] // 12 : -(dark.shape[1] // 12)].sum(axis=1).astype(np.float64)
    marks = np.flatnonzero(np.diff(np.concatenate(([0], (sums > 2).astype(np.int8), [0]))))
    up = down = 0.0
    for start, end in zip(marks[::2], marks[1::2], strict=True):
        band = sums[start:end]
        if not _LINE_HEIGHT[0] <= len(band) <= _LINE_HEIGHT[1] or band.max() < 15:
            continue
        core = np.flatnonzero(band > 0.5 * band.max())
        up += float(band[: core[0]].sum())
        down += float(band[core[-1] + 1 :].sum())
    return down > 1.15 * up and down > _LINES_ENOUGH


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
