# SPDX-License-Identifier: EUPL-1.2
"""A second look at print that the first recognition passed over: letterheads beside stamps, lone lines, small print.

Tesseract's page segmentation takes some text for pictures. What looks like lines and holds no word yet is cut out,
stacked on a sheet of its own and recognised once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mittendrin.apps.posteingang.sources import tesseract
from mittendrin.apps.posteingang.sources.cleaning import Gray, ink
from mittendrin.apps.posteingang.sources.text_quality import plausible
from mittendrin.contracts.document import Word

_DPI = 75
_CELL = 4  # dots of the small picture
# In cells of 1.35 mm: lines of print are 2 to 14 high and at least 6 wide.
_HIGH, _WIDE = (2, 14), 6
_CHANGES = 0.12
_MOST = 12
_PAD = 8
_BETWEEN = 40
_SURE = 0.6

Box = tuple[int, int, int, int]
Cells = NDArray[np.bool_]


@dataclass(frozen=True)
class _Strip:
    """A part of the page and where it lies on the sheet: all in dots, top and left."""

    x: int
    y: int
    high: int
    at: int


def overlooked(picture: Gray, dpi: int, words: Sequence[Word]) -> tuple[Word, ...]:
    """Return words of ``picture`` (upright, height x width) that stand where no word of ``words`` was read."""
    boxes = list(_boxes(_cells(picture, dpi, words)))[:_MOST]
    if not boxes:
        return ()
    scale = max(round(dpi / _DPI), 1) * _CELL
    sheet, strips = _stacked(_without(picture, words), boxes, scale)
    found = tesseract.words(sheet, dpi, mode=6)
    return tuple(word for word in _back(found, sheet.shape, strips, picture.shape) if _is_sure(word))


def _cells(picture: Gray, dpi: int, words: Sequence[Word]) -> Cells:
    """Return which cells hold print and no word: much changes from dot to dot along a line, which no rule does."""
    step = max(round(dpi / _DPI), 1)
    dark = ink(np.asarray(Image.fromarray(_without(picture, words)).reduce(step)))
    changes = dark[:, 1:] != dark[:, :-1]
    height, width = changes.shape
    changes[: height // 60] = changes[-(height // 60) :] = False
    changes[:, : width // 45] = changes[:, -(width // 45) :] = False
    rows, columns = height // _CELL, width // _CELL
    shares = changes[: rows * _CELL, : columns * _CELL].reshape(rows, _CELL, columns, _CELL).mean(axis=(1, 3))
    return np.asarray(shares >= _CHANGES)


def _without(picture: Gray, words: Sequence[Word]) -> Gray:
    """Return ``picture`` with white where ``words`` stand."""
    blank = picture.copy()
    height, width = blank.shape
    for word in words:
        top, bottom = int(word.y0 * height) - 2, int(np.ceil(word.y1 * height)) + 2
        blank[max(top, 0) : bottom, max(int(word.x0 * width) - 3, 0) : int(np.ceil(word.x1 * width)) + 3] = 255
    return blank


def _boxes(cells: Cells) -> Iterator[Box]:
    """Yield left, top, right, bottom of connected cells that have the shape of lines of print."""
    left_over = {(int(row), int(column)) for row, column in np.argwhere(cells)}
    while left_over:
        start = left_over.pop()
        waiting, part = [start], [start]
        while waiting:
            row, column = waiting.pop()
            near = [(row + down, column + right) for down in (-1, 0, 1) for right in range(-3, 4)]
            for cell in near:
                if cell in left_over:
                    left_over.remove(cell)
                    waiting.append(cell)
                    part.append(cell)
        top, bottom = min(row for row, _ in part), max(row for row, _ in part) + 1
        left, right = min(column for _, column in part), max(column for _, column in part) + 1
        filled = len(part) / ((bottom - top) * (right - left))
        if _HIGH[0] <= bottom - top <= _HIGH[1] and right - left >= _WIDE and filled > 0.35:
            yield left, top, right, bottom


def _stacked(picture: Gray, boxes: Sequence[Box], scale: int) -> tuple[Gray, list[_Strip]]:
    """Return the parts of ``picture`` one below the other on white, and where each came from."""
    height, width = picture.shape
    strips: list[_Strip] = []
    cuts: list[Gray] = []
    at = _BETWEEN
    for left, top, right, bottom in boxes:
        x0, y0 = max(left * scale - _PAD, 0), max(top * scale - _PAD, 0)
        cut = picture[y0 : min(bottom * scale + _PAD, height), x0 : min(right * scale + _PAD, width)]
        strips.append(_Strip(x0, y0, cut.shape[0], at))
        cuts.append(cut)
        at += cut.shape[0] + _BETWEEN
    sheet = np.full((at, max(cut.shape[1] for cut in cuts) + 2 * _BETWEEN), 255, dtype=np.uint8)
    for strip, cut in zip(strips, cuts, strict=True):
        sheet[strip.at : strip.at + strip.high, _BETWEEN : _BETWEEN + cut.shape[1]] = cut
    return sheet, strips


def _back(
    words: Sequence[Word], sheet: tuple[int, ...], strips: Sequence[_Strip], page: tuple[int, ...]
) -> Iterator[Word]:
    """Yield ``words`` of the sheet with their places on the page."""
    for word in words:
        middle = (word.y0 + word.y1) / 2 * sheet[0]
        strip = next((one for one in strips if one.at <= middle <= one.at + one.high), None)
        if strip is None:
            continue
        right, down = strip.x - _BETWEEN, strip.y - strip.at
        yield replace(
            word,
            x0=(word.x0 * sheet[1] + right) / page[1],
            x1=(word.x1 * sheet[1] + right) / page[1],
            y0=(word.y0 * sheet[0] + down) / page[0],
            y1=(word.y1 * sheet[0] + down) / page[0],
        )


def _is_sure(word: Word) -> bool:
    return word.sure >= _SURE and len(word.text) > 1 and plausible(word.text)
