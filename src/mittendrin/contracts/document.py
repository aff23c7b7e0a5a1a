# SPDX-License-Identifier: EUPL-1.2
"""A document that was read: pages of words with their places, and what is known of it besides."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

# A monospaced sheet: places of words in texts that have no picture.
_COLUMNS, _LINES = 100, 60


@dataclass(frozen=True, slots=True)
class Word:
    """One word on a page.

    x0, y0, x1, y1: its box as shares of the page's width and height, origin at the top left. line: number of its
    line on the page, from 0, in reading order. sure: how sure the reading is, 0 to 1; 1 for text that was not scanned.
    also: what stood here at the first reading, when it was read a second time and reads otherwise now.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    line: int
    sure: float = 1.0
    also: str = ""


@dataclass(frozen=True)
class Page:
    """One page: its words in reading order, its size in points, how well it could be read (0 to 1)."""

    words: tuple[Word, ...]
    width: float = 595.0
    height: float = 842.0
    quality: float = 1.0


@dataclass(frozen=True)
class Mark:
    """A place on a page to be marked. page: from 0; box as in Word."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    text: str = ""


@dataclass(frozen=True)
class Document:
    """What was read of one letter, report or invoice.

    source: ``scan``, ``fax``, ``pdf``, ``email``, ``office``, ``einvoice`` or ``text``.
    known: what is known without reading: ``sender``, ``subject``, ``sent`` (ISO) of an e-mail, ``file``, ``district``
    of a report. invoice: fields of an embedded e-invoice by their business term (``BT-1`` ...), the truth for the
    facts. attachments: names of files that came along.
    """

    pages: tuple[Page, ...]
    source: str = "text"
    known: Mapping[str, str] = field(default_factory=dict)
    invoice: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """Return the whole text: words joined by blanks, lines by newlines, pages by form feeds."""
        return self._laid_out[0]

    @cached_property
    def _laid_out(self) -> tuple[str, tuple[int, ...], tuple[tuple[int, Word], ...]]:
        parts: list[str] = []
        starts: list[int] = []
        owners: list[tuple[int, Word]] = []
        length = 0
        for number, page in enumerate(self.pages):
            before: Word | None = None
            for word in page.words:
                joint = "" if not parts else _joint(before, word)
                length += len(joint)
                parts += [joint, word.text]
                starts.append(length)
                owners.append((number, word))
                length += len(word.text)
                before = word
        return "".join(parts), tuple(starts), tuple(owners)

    def marks(self, start: int, end: int) -> tuple[Mark, ...]:
        """Return the places of the characters ``start`` to ``end`` of ``text``, one mark a line."""
        found: list[Mark] = []
        line: tuple[int, int] | None = None
        for page, word in self.words(start, end):
            if found and line == (page, word.line):
                last = found[-1]
                box = min(last.x0, word.x0), min(last.y0, word.y0), max(last.x1, word.x1), max(last.y1, word.y1)
                found[-1] = Mark(page, *box, f"{last.text} {word.text}")
            else:
                found.append(Mark(page, word.x0, word.y0, word.x1, word.y1, word.text))
            line = page, word.line
        return tuple(found)

    def words(self, start: int, end: int) -> Iterator[tuple[int, Word]]:
        """Yield page number and word for each word that the characters ``start`` to ``end`` of ``text`` touch."""
        _, starts, owners = self._laid_out
        at = max(bisect_right(starts, start) - 1, 0)
        while at < len(owners) and starts[at] < end:
            if starts[at] + len(owners[at][1].text) > start:
                yield owners[at]
            at += 1

    def surety(self, start: int, end: int) -> float:
        """Return how sure the reading of the characters ``start`` to ``end`` is: the least sure word counts."""
        return min((word.sure for _, word in self.words(start, end)), default=0.0)


def _joint(before: Word | None, word: Word) -> str:
    if before is None:
        return "\f"
    return " " if before.line == word.line else "\n"


def from_text(text: str, *, source: str = "text", known: Mapping[str, str] | None = None) -> Document:
    """Return a document of plain text, laid out on sheets as a typewriter would."""
    pages = tuple(Page(tuple(_typed(lines))) for sheet in text.split("\f") for lines in _sheets(sheet.splitlines()))
    return Document(pages, source, dict(known or {}))


def _sheets(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, max(len(lines), 1), _LINES):
        yield lines[first : first + _LINES]


def _typed(lines: Sequence[str]) -> Iterator[Word]:
    for number, line in enumerate(lines):
        column = 0
        for word in line.split():
            column = line.index(word, column)
            end = column + len(word)
            share = max(len(line), _COLUMNS)
            yield Word(word, column / share, number / _LINES, end / share, (number + 0.8) / _LINES, number)
            column = end
