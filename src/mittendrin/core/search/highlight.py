# SPDX-License-Identifier: EUPL-1.2
"""Marks the found places of a text without changing a letter of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from mittendrin.core.search.analysis import Analyser, Word


@dataclass(frozen=True)
class Segment:
    """A run of text that is marked as found, or not."""

    text: str
    marked: bool


def segments(analyser: Analyser, text: str, terms: Collection[str], language: str = "de") -> list[Segment]:
    """Return ``text`` in segments; those whose words or parts of words are among ``terms`` are marked.

    The texts of the segments, joined, are ``text``.
    """
    result: list[Segment] = []
    place = 0
    for start, end in _spans(analyser, text, terms, language):
        if start > place:
            result.append(Segment(text[place:start], marked=False))
        result.append(Segment(text[start:end], marked=True))
        place = end
    if place < len(text):
        result.append(Segment(text[place:], marked=False))
    return result


def _spans(analyser: Analyser, text: str, terms: Collection[str], language: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of found places, in order, without overlap; neighbours inside a word become one."""
    if not terms:
        return
    for word in analyser.words(text, language):
        open_start = None
        last_end = word.start
        for start, end in _found(word, terms):
            if open_start is None:
                open_start = start
            elif start > last_end + 1:
                yield open_start, last_end
                open_start = start
            last_end = end
        if open_start is not None:
            yield open_start, last_end


def _found(word: Word, terms: Collection[str]) -> Iterator[tuple[int, int]]:
    for atom in word.atoms:
        if not atom.stop and (atom.term in terms or (atom.also and atom.also in terms)):
            yield atom.start, atom.end


def snippet(marked: list[Segment], length: int = 280) -> list[Segment]:
    """Return the stretch of at most ``length`` letters around the first found place, cut at words.

    A text that fits is returned whole; a cut is shown by an ellipsis.
    """
    total = sum(len(segment.text) for segment in marked)
    if total <= length:
        return marked
    first = 0
    for segment in marked:
        if segment.marked:
            break
        first += len(segment.text)
    else:
        first = 0
    start = max(0, min(first - length // 4, total - length))
    return list(_cut(marked, start, start + length, total))


def _cut(marked: list[Segment], start: int, end: int, total: int) -> Iterator[Segment]:
    text = "".join(segment.text for segment in marked)
    if start:
        start = text.find(" ", start) + 1 or start
    if end < total:
        end = max(text.rfind(" ", start, end), start + 1)
        yield from [Segment("… ", marked=False)] if start else []
    elif start:
        yield Segment("… ", marked=False)
    place = 0
    for segment in marked:
        piece = segment.text[max(0, start - place) : max(0, end - place)]
        if piece:
            yield Segment(piece, segment.marked)
        place += len(segment.text)
    if end < total:
        yield Segment(" …", marked=False)
