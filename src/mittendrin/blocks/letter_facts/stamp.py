# SPDX-License-Identifier: EUPL-1.2
"""The town's stamp of receipt on a letter: never the letter's own date, but the day on which periods begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from mittendrin.blocks.letter_facts.layout import Layout
from mittendrin.core.dates.reading import Found

# Stamps lie over other print: any part of the word may be lost. In a skeleton t and l are i.
_WORD = re.compile(
    r"(?:ein|in|[e1]n)ge?gan[gq]|[a-z]ngegan|ingeg[a-z]ng|eingangssiem|posieingang|(?<![a-z])(?:received|rec'd)(?![a-z])"
)
_EINGANG = re.compile(r"(?:^|\n)\W*(?:eingang|empfangen|posisieiie)\W{0,3}(?:am\s)?$")
_CAPITALS = re.compile(r"\d\d[.,]?\s?[A-ZÄÖÜ0]{3,4}[.,]?(?![A-Za-zäöü])\s?(?:20\d\d)?")
# Nobody but a stamp writes the month like this; a place before it makes it the date of a letter all the same.
_LONELY = re.compile(
    r"\d\d\.\s?(?:JAN|FEB|MRZ|APR|JUN|JUL|AUG|SEP|OKT|NOV|DEZ)\b\.?(?:\s?20\s?\d\s?\d(?!\w)|\s\d\d(?!\w)|\s?(?=\n|$))"
)
_PLACE = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{2,},\s?(?:den\s)?$")
# What is left of the word where print lies over it.
_WHOLE, _FRAGMENT, _ALIKE = "EINGEGANGEN", re.compile(r"\b[A-ZÄÖÜ]{4,}\b"), 80
# Stamps are in capitals.
_SMALL_WORDS = 2
_BEFORE, _CLOSE, _FAR = 44, 12, 110


@dataclass(frozen=True)
class Stamp:
    """The stamp's date. start, end: its characters. day: None when it could not be read in full."""

    start: int
    end: int
    day: date | None


def find_stamps(layout: Layout, dates: Sequence[Found]) -> list[Stamp]:
    """Return the dates that a stamp of receipt shows; empty when there is none."""
    return [Stamp(one.start, one.end, _day(layout, one, dates)) for one in dates if _stamped(layout, one)]


def _day(layout: Layout, one: Found, dates: Sequence[Found]) -> date | None:
    """Return the day of a stamp, None when the end of its year is missing ("05. NOV. 20") or was misread.

    Misread: it has two figures, and no other date of the letter lies within a year of it.
    """
    read = layout.text[one.start : one.end].rstrip()
    if re.search(r"\D20$", read):
        return None
    others = [other.year for other in dates if other.year and other is not one]
    odd = not re.search(r"20\d\d$", read) and others and min(abs(year - one.year) for year in others) > 1
    return None if odd else one.on()


def received(stamps: Sequence[Stamp]) -> date | None:
    """Return the day of receipt, None when no stamp was read in full."""
    return next((one.day for one in stamps if one.day), None)


def _stamped(layout: Layout, one: Found) -> bool:
    if _in_sentence(layout, one):
        return False
    begin = max(one.start - _BEFORE, 0)
    before, read = layout.skeleton[begin : one.start], layout.text[begin : one.start]
    closed = re.sub(r"\s+", "", before)
    last = max((match.end() for match in _WORD.finditer(closed)), default=-1)
    if last >= 0 and len(closed) - last < _CLOSE and not re.search(r"\d{4}", read[len(read) // 2 :]):
        return True
    if _EINGANG.search(before):
        return True
    if _LONELY.match(layout.text, one.start) and not _PLACE.search(read):
        return True
    capitals = _CAPITALS.match(layout.text, one.start)
    begin, end = max(one.start - _FAR, 0), one.end + _FAR
    return bool(capitals) and (bool(_WORD.search(layout.skeleton, begin, end)) or _fragment(layout.text[begin:end]))


def _fragment(text: str) -> bool:
    """Return whether ``text`` holds a part of the stamp's word in capitals."""
    return any(fuzz.partial_ratio(word, _WHOLE) >= _ALIKE for word in _FRAGMENT.findall(text))


def _in_sentence(layout: Layout, one: Found) -> bool:
    """Return whether the words before the date are a sentence of the letter ("hier eingegangen am"), not a stamp."""
    piece = layout.piece_at(one.start)
    words = layout.text[piece.start : one.start].split()
    return layout.in_body(one.start) and sum(word[:1].islower() for word in words) > _SMALL_WORDS
