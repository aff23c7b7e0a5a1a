# SPDX-License-Identifier: EUPL-1.2
"""Print below a stamp, read a second time without the stamp, whose ink is paler. The stamp's words stand apart then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz

from mittendrin.apps.posteingang.sources import tesseract
from mittendrin.apps.posteingang.sources.cleaning import Gray, ink
from mittendrin.apps.posteingang.sources.pale_ink import Box, Part, pale_parts, print_only
from mittendrin.apps.posteingang.sources.text_quality import plausible
from mittendrin.contracts.document import Word
from mittendrin.core.program import ProgramError

_MARGIN = 0.1  # inches around a stamp
_GROWN = 3
_EDGE, _FRAME = 3, 24  # dots
_SURE = 0.4
_SHARED = 0.4
_LEFT_OVER = 0.2
_WORSE = 0.25
_ALIKE = 50  # percent


@dataclass(frozen=True)
class Freed:
    """words: the print as it reads without stamps; stamped: the words of the stamps."""

    words: tuple[Word, ...]
    stamped: tuple[Word, ...] = ()


def freed(picture: Gray, dpi: int, words: Sequence[Word], plain: Gray | None = None) -> Freed:
    """Return ``words`` of ``picture`` (upright, height x width) with what stands below stamps read a second time.

    plain: the same page with coloured ink made as pale as it can be, None when it holds no colours. When Tesseract
    fails here, the words stay as they were read first. Raises Postponed when it is missing.
    """
    parts = pale_parts(picture, dpi, plain)
    if not parts:
        return Freed(tuple(words))
    try:
        if plain is None:
            return _freed(picture, dpi, words, parts)
        return _freed(plain, dpi, words, parts, coloured=True)
    except ProgramError:
        return Freed(tuple(words))


def _freed(picture: Gray, dpi: int, words: Sequence[Word], parts: Sequence[Part], *, coloured: bool = False) -> Freed:
    print_, stamped = list(words), list[Word]()
    for part in parts:
        area = _grown(part.box, round(_MARGIN * dpi), picture.shape)
        inside = [word for word in print_ if _share_in(word, area, picture.shape) > _SHARED]
        again = _read_again(picture, dpi, area, part.level, print_)
        # Pale ink with no print below it is a letterhead, or a stamp that is in nobody's way.
        if not any(_share_in(word, part.box, picture.shape) > _SHARED for word in again):
            continue
        # Letterheads have coloured words beside black ones: there all print was read before.
        if coloured and all(_read_before(word, inside) for word in again):
            continue
        kept, apart = _merged(inside, again, picture, part.level)
        there = {id(word) for word in inside}
        print_ = [*(word for word in print_ if id(word) not in there), *kept]
        stamped += apart
    return Freed(tuple(print_), tuple(stamped))


def _grown(box: Box, margin: int, shape: tuple[int, ...]) -> Box:
    left, top, right, bottom = box
    height, width = shape
    return max(left - margin, 0), max(top - margin, 0), min(right + margin, width), min(bottom + margin, height)


def _share_in(word: Word, box: Box, shape: tuple[int, ...]) -> float:
    """Return the share of a word that lies in ``box``."""
    height, width = shape
    return _overlap(word, box[0] / width, box[1] / height, box[2] / width, box[3] / height) / max(_size(word), 1e-9)


def _size(word: Word) -> float:
    return (word.x1 - word.x0) * (word.y1 - word.y0)


def _overlap(word: Word, x0: float, y0: float, x1: float, y1: float) -> float:
    return max(min(word.x1, x1) - max(word.x0, x0), 0.0) * max(min(word.y1, y1) - max(word.y0, y0), 0.0)


def _read_again(picture: Gray, dpi: int, area: Box, level: float, words: Sequence[Word]) -> list[Word]:
    """Return the words in ``area`` of the page without stamps; lines that it cuts are read beyond its sides."""
    left, top, right, bottom = _whole_words(area, words, picture.shape)
    cut = print_only(np.ascontiguousarray(picture[top:bottom, left:right]), level)
    if not ink(cut).any():
        return []
    height, width = picture.shape
    found = []
    high, wide = cut.shape
    framed = np.pad(cut, _FRAME, constant_values=255)
    for word in tesseract.words(framed, dpi, mode=6, part=True):
        x0, x1 = (x * framed.shape[1] - _FRAME for x in (word.x0, word.x1))
        y0, y1 = (y * framed.shape[0] - _FRAME for y in (word.y0, word.y1))
        cropped = y0 < _EDGE or y1 > high - _EDGE or x0 < _EDGE or x1 > wide - _EDGE
        usable = word.sure >= _SURE and plausible(word.text) and any(sign.isalnum() for sign in word.text)
        if cropped or not usable:
            continue
        x0, x1, y0, y1 = x0 + left, x1 + left, y0 + top, y1 + top
        placed = replace(word, x0=x0 / width, x1=x1 / width, y0=y0 / height, y1=y1 / height)
        if _share_in(placed, area, picture.shape) > _SHARED:
            found.append(placed)
    return found


def _whole_words(area: Box, words: Sequence[Word], shape: tuple[int, ...]) -> Box:
    """Return ``area`` made wider so that it cuts no word at its sides, with the words before and after."""
    left, top, right, bottom = area
    height, width = shape
    gap = bottom - top
    for _ in range(_GROWN):
        for word in words:
            if word.y1 * height < top or word.y0 * height > bottom:
                continue
            x0, x1 = int(word.x0 * width) - _EDGE - 6, int(np.ceil(word.x1 * width)) + _EDGE + 6
            if x0 < right and x1 > left and x1 - x0 < gap * 3:
                left, right = min(left, x0), max(right, x1)
    return max(left, 0), top, min(right, width), bottom


def _merged(
    inside: Sequence[Word], again: Sequence[Word], picture: Gray, level: float
) -> tuple[list[Word], list[Word]]:
    """Return the words of the print, and those of the stamp. inside: as read first; again: without the stamp."""
    kept, apart = list[Word](), list[Word]()
    better = list(again)
    for word in inside:
        twins = [other for other in better if _is_same_place(word, other)]
        if not twins:
            (kept if _is_print(word, picture, level) else apart).append(word)
        elif len(twins) == 1 and twins[0].sure < word.sure - _WORSE:
            kept.append(word)
            better.remove(twins[0])
        elif len(twins) == 1 and _reads_otherwise(word, twins[0]):
            better[better.index(twins[0])] = replace(twins[0], also=f"{twins[0].also} {word.text}".strip())
    return [*kept, *better], apart


def _reads_otherwise(first: Word, now: Word) -> bool:
    """Return whether a number reads otherwise now and the two readings are alike."""
    figures = any(sign.isdigit() for sign in first.text + now.text)
    return figures and first.text != now.text and fuzz.ratio(first.text, now.text) >= _ALIKE


def _read_before(word: Word, words: Sequence[Word]) -> bool:
    """Return whether ``word`` stands in ``words`` just as it is read now."""
    return any(other.text == word.text and _is_same_place(word, other) for other in words)


def _is_same_place(one: Word, other: Word) -> bool:
    shared = _overlap(one, other.x0, other.y0, other.x1, other.y1)
    return shared > _SHARED * min(_size(one), _size(other))


def _is_print(word: Word, picture: Gray, level: float) -> bool:
    """Return whether enough ink of a word is as dark as print: of stamps hardly any is, of thin print a part."""
    height, width = picture.shape
    place = (
        slice(int(word.y0 * height), int(np.ceil(word.y1 * height))),
        slice(int(word.x0 * width), int(np.ceil(word.x1 * width))),
    )
    cut = np.ascontiguousarray(picture[place])
    before, after = 255.0 - cut, 255.0 - print_only(cut, level)
    return bool(after.sum() > _LEFT_OVER * before.sum())
