# SPDX-License-Identifier: EUPL-1.2
"""Where paler ink than that of the print lies on a page: stamps, notes with a pen. And the page without it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mittendrin.apps.posteingang.sources.cleaning import Gray, Ink, ink

# Shares of the way from print to paper: print up to the first, pale ink up to the second.
_PRINT, _PALE = 0.2, 0.8
_SOFT = 0.12
_CORE = 12  # percentile of dark dots: strokes have pale edges, and a short letter has less print than stamp
_DOTS, _HALF = 4, 2
_CELL = 6  # of _DOTS dots: 2 mm at 300 dpi
_FILLED = 0.55
_ENOUGH, _SOLID = 0.06, 0.7
_EDGE = 3  # cells
# In inches: a stamp of receipt has 6 x 2.5 cm, small ones a line.
_LEAST, _MOST = (0.7, 0.2), (4.5, 2.8)
_MOST_OF_PAGE = 0.2
_MOST_PARTS = 3
_LEAST_CELLS = 12

Box = tuple[int, int, int, int]


def print_only(picture: Gray) -> Gray:
    """Return ``picture`` with white instead of ink that is clearly paler than most of it."""
    dark = _print_level(picture)
    low = dark + _PRINT * (255 - dark)
    high = low + _SOFT * (255 - dark)
    levels = np.arange(256, dtype=np.float64)
    soft = levels + (255 - levels) * (levels - low) / (high - low)
    table = np.where(levels <= low, levels, np.where(levels >= high, 255, soft)).clip(0, 255).astype(np.uint8)
    return np.asarray(table[picture])


def pale_parts(picture: Gray, dpi: int) -> list[Box]:
    """Return left, top, right, bottom in dots of the parts of ``picture`` where pale ink of a stamp's size lies.

    Empty also when most of the page is pale: then it is the print of the other side or a shadow.
    """
    cells = _pale_cells(picture)
    if not cells.any() or cells.mean() > _MOST_OF_PAGE:
        return []
    side = _DOTS * _CELL
    found = []
    for left, top, right, bottom, count in _joined(cells):
        width, height = (right - left) * side / dpi, (bottom - top) * side / dpi
        if _LEAST[0] <= width <= _MOST[0] and _LEAST[1] <= height <= _MOST[1] and count >= _LEAST_CELLS:
            found.append((count, (left * side, top * side, right * side, bottom * side)))
    return [box for _, box in sorted(found, reverse=True)[:_MOST_PARTS]]


def _print_level(picture: Gray) -> float:
    dark = picture[ink(picture)]
    return float(np.percentile(dark, _CORE)) if dark.size else 0.0


def _pale_cells(picture: Gray) -> Ink:
    """Return which squares of the page hold strokes of pale ink: not the edges of dark ones."""
    small = np.asarray(Image.fromarray(picture).reduce(_HALF))
    dark = _print_level(small)
    span = 255 - dark
    print_ = _blocks(small < dark + _PRINT * span, _DOTS // _HALF) > 0
    pale = _blocks(small < dark + _PALE * span, _DOTS // _HALF) > _FILLED
    shares = _blocks(pale & ~_wider(print_), _CELL)
    cells = (shares >= _ENOUGH) & (shares < _SOLID)
    # Along the edges lie the shadows of the lid.
    cells[:_EDGE] = cells[-_EDGE:] = cells[:, :_EDGE] = cells[:, -_EDGE:] = False
    return np.asarray(cells)


def _blocks(mask: Ink, side: int) -> NDArray[np.float64]:
    """Return the share of true dots in each square of ``side`` dots; what is left over at the edges is dropped."""
    rows, columns = mask.shape[0] // side, mask.shape[1] // side
    parts = mask[: rows * side, : columns * side].reshape(rows, side, columns, side)
    return np.asarray(parts.mean(axis=(1, 3)))


def _wider(mask: Ink) -> Ink:
    """Return ``mask`` grown by one square on all sides."""
    wide = mask.copy()
    wide[1:] |= mask[:-1]
    wide[:-1] |= mask[1:]
    wider = wide.copy()
    wider[:, 1:] |= wide[:, :-1]
    wider[:, :-1] |= wide[:, 1:]
    return wider


def _joined(cells: Ink) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield left, top, right, bottom and number of the squares that lie together, gaps of two left out."""
    waiting = {(int(row), int(column)) for row, column in np.argwhere(cells)}
    while waiting:
        part = [waiting.pop()]
        for row, column in part:
            near = {(row + down, column + right) for down in range(-2, 3) for right in range(-2, 3)} & waiting
            waiting -= near
            part.extend(near)
        rows, columns = [row for row, _ in part], [column for _, column in part]
        yield min(columns), min(rows), max(columns) + 1, max(rows) + 1, len(part)
