# SPDX-License-Identifier: EUPL-1.2
"""From the picture of a page to its words: the one way, for the fast reading and for the archive copy alike."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from mittendrin.apps.posteingang.sources import cleaning, tesseract
from mittendrin.apps.posteingang.sources.cleaning import Gray
from mittendrin.apps.posteingang.sources.layout import arrange
from mittendrin.apps.posteingang.sources.second_look import overlooked
from mittendrin.apps.posteingang.sources.text_quality import plausible
from mittendrin.apps.posteingang.sources.under_stamps import Freed, freed
from mittendrin.contracts.document import Page, Word

_SURE_TURN = 1.0
_UPRIGHT = 0.6
_LEVEL_ENOUGH = 0.3  # degrees: a page so nearly level is kept as it is
_NOISE = 0.25
_UNSURE, _WIDEST = 0.45, 1.4  # width of a sign by its height
_SIGNS = frozenset("-–•*§€&/:")
# Rules of tables that were read as signs at the edge of a word.
_RULES = re.compile(r"^[|¦_\[\]{}]+(?=\S{2})|^[|¦_\[\]{}]+$|(?<=\S{2})[|¦_{}]+$|(?<=\d)\[$|^\](?=\d)")
# Dust after a figure that was read as points.
_DUST = re.compile(r"(?<=\d)[:;,.°*'’`´]{2,}$|(?<=\d)[°*'’`´]+$(?<!\d°)")


@dataclass(frozen=True)
class Recognised:
    """A page read from its picture.

    page: words as shares of the page once it is turned clockwise by ``quarter`` (0, 90, 180, 270) and then
    counter-clockwise by ``degrees`` about its middle, its size kept.
    """

    page: Page
    quarter: int = 0
    degrees: float = 0.0


def recognised(picture: Gray, dpi: tuple[float, float], plain: Gray | None = None) -> Recognised:
    """Return the page in ``picture`` (height x width, grey, any way up).

    dpi: resolution across and down. plain: the same picture with coloured ink made pale, None when there is none.
    Raises Postponed when Tesseract is missing, ProgramError when it fails.
    """
    clean, resolution = cleaning.scaled(cleaning.without_specks(cleaning.even_background(picture)), dpi)
    pale = None if plain is None else cleaning.scaled(cleaning.even_background(plain), dpi)[0]
    quarter = _turn_by_look(clean, resolution)
    first = _read(clean, pale, resolution, quarter)
    if first.page.quality >= _UPRIGHT:
        return first
    # Tesseract's own question costs more than a second: only for pages that read badly.
    turn, sure = tesseract.upright_turn(clean, resolution)
    if turn == quarter or sure < _SURE_TURN:
        return first
    second = _read(clean, pale, resolution, turn)
    return max(first, second, key=lambda one: one.page.quality)


def _turn_by_look(picture: Gray, dpi: int) -> int:
    """Return by how many degrees clockwise to turn ``picture``: which way lines run, and where letters reach up."""
    quarter = 90 if cleaning.lies_on_its_side(picture, dpi) else 0
    turned = cleaning.quarter_turned(picture, quarter)
    level = cleaning.turned(turned, cleaning.skew(turned, dpi))
    return (quarter + 180) % 360 if cleaning.looks_upside_down(level, dpi) else quarter


def _read(picture: Gray, plain: Gray | None, dpi: int, quarter: int) -> Recognised:
    upright = cleaning.quarter_turned(picture, quarter)
    degrees = cleaning.skew(upright, dpi)
    straight = cleaning.turned(upright, degrees)
    height, width = straight.shape
    found = _without_noise(tesseract.words(straight, dpi), height / width)
    bare = None if plain is None else cleaning.turned(cleaning.quarter_turned(plain, quarter), degrees)
    parted = freed(straight, dpi, (*found, *overlooked(straight, dpi, found)), bare)
    words = in_order(parted, height / width)
    if abs(degrees) < _LEVEL_ENOUGH:
        words, degrees = slanted(words, degrees, height / width), 0.0
    return Recognised(Page(words, width / dpi * 72, height / dpi * 72, quality(words)), quarter, degrees)


def in_order(parted: Freed, aspect: float) -> tuple[Word, ...]:
    """Return the words of a page in reading order, those of stamps after all others, in lines of their own.

    aspect: height of the page by its width.
    """
    words = arrange(parted.words, aspect)
    first = max((word.line for word in words), default=-1) + 1
    return words + tuple(replace(word, line=word.line + first) for word in arrange(parted.stamped, aspect))


def slanted(words: tuple[Word, ...], degrees: float, aspect: float) -> tuple[Word, ...]:
    """Return ``words`` moved as if their page had not been turned counter-clockwise by ``degrees``.

    aspect: height of the page by its width.
    """
    if not degrees:
        return words
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))

    def moved(word: Word) -> Word:
        x, y = (word.x0 + word.x1) / 2 - 0.5, ((word.y0 + word.y1) / 2 - 0.5) * aspect
        right = x * cosine - y * sine - x
        down = (x * sine + y * cosine - y) / aspect
        return replace(word, x0=word.x0 + right, x1=word.x1 + right, y0=word.y0 + down, y1=word.y1 + down)

    return tuple(moved(word) for word in words)


def _without_noise(words: tuple[Word, ...], aspect: float) -> tuple[Word, ...]:
    """Return ``words`` without what specks, rules and stamps were taken for.

    aspect: height of the page by its width.
    """
    bare = (replace(word, text=_DUST.sub("", _RULES.sub("", word.text))) for word in words)
    return tuple(word for word in bare if word.text and not _is_noise(word) and not is_stretched(word, aspect))


def is_stretched(word: Word, aspect: float) -> bool:
    """Return whether an unsure word is far too wide for its letters: then a whole line was taken for it."""
    wide = (word.x1 - word.x0) / max((word.y1 - word.y0) * aspect, 1e-9)
    return len(word.text) > 1 and word.sure < _UNSURE and wide > _WIDEST * len(word.text)


def _is_noise(word: Word) -> bool:
    if not any(sign.isalnum() for sign in word.text):
        return word.sure < 0.6 and word.text not in _SIGNS
    return word.sure < _NOISE and (len(word.text) <= 2 or not plausible(word.text))


def quality(words: tuple[Word, ...]) -> float:
    """Return how well a page could be read, 0 to 1: mean certainty by letters, lowered by words that are none."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return 0.0
    sure = sum(word.sure * len(word.text) for word in words) / letters
    fair = sum(len(word.text) for word in words if plausible(word.text)) / letters
    return round(min(max(sure * (0.5 + 0.5 * fair), 0.0), 1.0), 3)
