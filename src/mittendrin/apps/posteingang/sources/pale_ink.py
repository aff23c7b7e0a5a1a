# SPDX-License-Identifier: EUPL-1.2
"""Where paler ink than that of the print lies on a page: stamps, notes with a pen. And the page without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from mittendrin.apps.posteingang.sources.cleaning import Gray, Ink, ink

# Shares of the way from print to paper: print up to the first, pale ink up to the second.
_PRINT, _PALE = 0.2, 0.8
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
# Of the cores of strokes a quarter at most is print that crosses a stamp. How far from print to the stamp's ink dots
# are still taken for print, and how much paler than print a stamp must be.
_STAMP_CORE, _SHORT_OF, _PALER = 25, 0.75, 0.1
_STROKE = 5  # dots: the core of a stroke with two dots on each side

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Part:
    """A part of a page with pale ink. box: left, top, right, bottom in dots; level: up to this value dots are print."""

    box: Box
    level: float


def print_only(picture: Gray, level: float) -> Gray:
    """Return ``picture`` with white instead of ink paler than ``level``; the pale edges of dark strokes stay."""
    core = Image.fromarray((picture <= level).astype(np.uint8))
    print_ = np.asarray(core.filter(ImageFilter.MaxFilter(_STROKE))) > 0
    return np.where(print_, picture, np.uint8(255))


def pale_parts(picture: Gray, dpi: int, plain: Gray | None = None) -> list[Part]:
    """Return the parts of ``picture`` where pale ink of a stamp's size lies.

    plain: the same page with coloured ink made as pale as it can be, None when it holds no colours. Empty also when
    most of the page is pale: then it is the print of the other side or a shadow.
    """
    plain = picture if plain is None else plain
    cells = _pale_cells(picture, plain)
    if not cells.any() or cells.mean() > _MOST_OF_PAGE:
        return []
    side = _DOTS * _CELL
    found = []
    for left, top, right, bottom, count in _joined(cells):
        width, height = (right - left) * side / dpi, (bottom - top) * side / dpi
        if _LEAST[0] <= width <= _MOST[0] and _LEAST[1] <= height <= _MOST[1] and count >= _LEAST_CELLS:
            found.append((count, (left * side, top * side, right * side, bottom * side)))
    dark = _print_level(np.asarray(Image.fromarray(plain).reduce(_HALF)))
    levels = ((box, _level(picture, plain, cells, box, dark)) for _, box in sorted(found, reverse=True)[:_MOST_PARTS])
    return [Part(box, level) for box, level in levels if level]


def _level(picture: Gray, plain: Gray, cells: Ink, box: Box, dark: float) -> float:
    """Return up to which value dots of ``box`` are print: short of what the cores of pale strokes have in its cells.

    0 when these are about as dark as print.
    """
    left, top, right, bottom = box
    side, span = _DOTS * _CELL, 255 - dark
    inside = cells[top // side : bottom // side, left // side : right // side].repeat(side, 0).repeat(side, 1)
    cut = np.ascontiguousarray(plain[top:bottom, left:right])
    darkest = np.asarray(Image.fromarray(cut).filter(ImageFilter.MinFilter(_STROKE)))
    cores = cut[inside & (picture[top:bottom, left:right] < dark + _PALE * span) & (cut == darkest)]
    paler = float(np.percentile(cores, _STAMP_CORE)) - dark if cores.size else 0.0
    return dark + _SHORT_OF * paler if paler >= _PALER * span else 0.0


def _print_level(picture: Gray) -> float:
    dark = picture[ink(picture)]
    return float(np.percentile(dark, _CORE)) if dark.size else 0.0


def _pale_cells(picture: Gray, plain: Gray) -> Ink:
    """Return which squares of the page hold strokes of pale ink: not the edges of dark ones."""
    small = np.asarray(Image.fromarray(picture).reduce(_HALF))
    bare = small if plain is picture else np.asarray(Image.fromarray(plain).reduce(_HALF))
    dark = _print_level(bare)
    span = 255 - dark
    print_ = _blocks(bare < dark + _PRINT * span, _DOTS // _HALF) > 0
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
