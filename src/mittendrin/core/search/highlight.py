# SPDX-License-Identifier: EUPL-1.2
"""Marks the found places of a text without changing a letter of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mittendrin.core.search.analysis import Analyser


@dataclass(frozen=True)
class Segment:
    """A run of text that is marked as found, or not."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Marks:
    """What is marked: single terms wherever they stand, and runs of terms only where they follow one another."""

    singles: frozenset[str] = frozenset()
    runs: frozenset[tuple[str, ...]] = frozenset()


def segments(analyser: Analyser, text: str, marks: Marks, language: str = "de") -> list[Segment]:
    """Return ``text`` in segments; words and parts of words that ``marks`` asks for are marked.

    The texts of the segments, joined, are ``text``.
    """
    result: list[Segment] = []
    place = 0
    for start, end in _joined(found_spans(analyser, text, marks, language), text):
        if start > place:
            result.append(Segment(text[place:start], marked=False))
        result.append(Segment(text[start:end], marked=True))
        place = end
    if place < len(text):
        result.append(Segment(text[place:], marked=False))
    return result


def found_spans(analyser: Analyser, text: str, marks: Marks, language: str = "de") -> list[tuple[int, int]]:
    """Return (start, end) of every atom of ``text`` that is marked, in order."""
    if not marks.singles and not marks.runs:
        return []
    atoms = [atom for word in analyser.words(text, language) for atom in word.atoms if not atom.stop]
    wanted = {number for number, atom in enumerate(atoms) if atom.term in marks.singles or atom.also in marks.singles}
    starts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for run in marks.runs:
        starts[run[0]].append(run)
    for number, atom in enumerate(atoms):
        for run in starts.get(atom.term, ()):
            if tuple(one.term for one in atoms[number : number + len(run)]) == run:
                wanted.update(range(number, number + len(run)))
    return [(atoms[number].start, atoms[number].end) for number in sorted(wanted)]


def _joined(spans: Iterable[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Yield ``spans``; those that touch, or are parted by linking letters or a hyphen, become one."""
    first = last = -1
    for start, end in spans:
        if first >= 0 and start - last <= 2 and " " not in text[last:start]:
            last = max(last, end)
            continue
        if first >= 0:
            yield first, last
        first, last = start, end
    if first >= 0:
        yield first, last


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
