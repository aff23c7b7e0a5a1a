# SPDX-License-Identifier: EUPL-1.2
"""Reading order of a letter: which words form a line, and which line comes after which.

Address block and info block stand side by side and are read one after the other; a label keeps its value; rows of a
table are read across; a footer in columns is read column by column. Zones after DIN 5008.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from mittendrin.contracts.document import Word

# Shares of the page, after DIN 5008: address field up to 105 mm, info block from 125 mm, both above 125 of 297 mm.
_SIDE = 0.48
_HEAD_FROM, _HEAD_TO = 0.06, 0.46
_FOOT = 0.84
_WIDE = 0.52
_SEGMENT_GAP = 1.6
_COLUMN_GAP = 0.05
_BODY = re.compile(r"(?:Sehr geehrte|Liebe[rs]? |Guten Tag|Hallo|Betreff|Betr\.|Dear |Madame|Monsieur)", re.IGNORECASE)


@dataclass
class Segment:
    """Words that stand close together in one row."""

    words: list[Word]
    row: int = 0

    @property
    def x0(self) -> float:
        """Return the left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Return the right edge."""
        return self.words[-1].x1

    @property
    def text(self) -> str:
        """Return the words joined by blanks."""
        return " ".join(word.text for word in self.words)


@dataclass
class Row:
    """All that stands at one height of the page."""

    y0: float
    y1: float
    words: list[Word] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)


def arrange(words: Iterable[Word], aspect: float = 1.414) -> tuple[Word, ...]:
    """Return ``words`` in reading order with their lines numbered.

    aspect: height of the page by its width.
    """
    rows = _rows(words)
    if not rows:
        return ()
    em = median(word.y1 - word.y0 for row in rows for word in row.words) * aspect
    for number, row in enumerate(rows):
        row.segments = _segments(row.words, em)
        for segment in row.segments:
            segment.row = number
    ordered = [line for part in _parts(rows) for line in part if line]
    return tuple(
        replace(word, line=number) for number, line in enumerate(ordered) for segment in line for word in segment.words
    )


def _rows(words: Iterable[Word]) -> list[Row]:
    """Return the rows from top to bottom: words whose heights overlap by more than half."""
    rows: list[Row] = []
    for word in sorted(words, key=lambda one: ((one.y0 + one.y1) / 2, one.x0)):
        row = next((row for row in reversed(rows[-4:]) if _same_height(row, word)), None)
        if row is None:
            rows.append(row := Row(word.y0, word.y1))
        row.words.append(word)
        # A running mean lets a row follow a page that is not quite straight.
        count = len(row.words)
        row.y0 += (word.y0 - row.y0) / count
        row.y1 += (word.y1 - row.y1) / count
    for row in rows:
        row.words.sort(key=lambda one: one.x0)
    return sorted(rows, key=lambda row: row.y0 + row.y1)


def _same_height(row: Row, word: Word) -> bool:
    overlap = min(row.y1, word.y1) - max(row.y0, word.y0)
    smaller = min(row.y1 - row.y0, word.y1 - word.y0)
    middle = abs((row.y0 + row.y1) - (word.y0 + word.y1)) / 2
    return overlap > 0.5 * smaller and middle < 0.6 * max(row.y1 - row.y0, word.y1 - word.y0)


def _segments(words: Sequence[Word], em: float) -> list[Segment]:
    found: list[Segment] = []
    for word in words:
        if found and word.x0 - found[-1].x1 < _SEGMENT_GAP * em:
            found[-1].words.append(word)
        else:
            found.append(Segment([word]))
    return found


Line = list[Segment]


def _parts(rows: Sequence[Row]) -> list[list[Line]]:
    """Return the lines of head, body and foot, each in reading order."""
    body = _body_start(rows)
    foot = next((number for number, row in enumerate(rows) if row.y0 > _FOOT and number >= body), len(rows))
    return [*_head(rows[:body]), *_columns(rows[body:foot]), *_foot(rows[foot:])]


def _body_start(rows: Sequence[Row]) -> int:
    """Return the row where the letter proper begins: salutation, subject, or the first line of prose."""
    for number, row in enumerate(rows):
        if row.y0 > _HEAD_TO or _BODY.match(row.segments[0].text):
            return number
        wide = max(row.segments, key=lambda segment: segment.x1 - segment.x0)
        prose = wide.x1 - wide.x0 > _WIDE and len(wide.words) > 7 and row.y0 > 0.25
        if prose and len(row.segments) == 1:
            return number
    return len(rows)


def _head(rows: Sequence[Row]) -> list[list[Line]]:
    """Return the lines of the head: what stands left, then what stands right; label and value stay together."""
    parts: list[list[Line]] = [[], []]
    first_split = next((number for number, row in enumerate(rows) if _side_by_side(row)), None)
    if first_split is None:
        return [[list(row.segments) for row in rows]]
    above = [list(row.segments) for row in rows[:first_split] if row.y0 < _HEAD_FROM or not _right_only(row)]
    for row in rows[first_split:]:
        left = [segment for segment in row.segments if segment.x0 < _SIDE]
        right = [segment for segment in row.segments if segment.x0 >= _SIDE]
        parts[0].append(left)
        parts[1].append(right)
    right_above = [list(row.segments) for row in rows[:first_split] if row.y0 >= _HEAD_FROM and _right_only(row)]
    return [above, parts[0], [*right_above, *parts[1]]]


def _right_only(row: Row) -> bool:
    return row.segments[0].x0 >= _SIDE


def _side_by_side(row: Row) -> bool:
    for before, after in zip(row.segments, row.segments[1:], strict=False):
        if before.x0 < 0.35 and after.x0 >= _SIDE and after.x0 - before.x1 > _COLUMN_GAP:
            return not before.text.endswith(":")
    return False


def _columns(rows: Sequence[Row]) -> list[list[Line]]:
    """Return the lines of the body: across, but for runs of rows that are two columns of prose."""
    parts: list[list[Line]] = []
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and _two_columns(rows[end]):
            end += 1
        if end - start >= 6:
            parts += [[[row.segments[0]] for row in rows[start:end]], [[row.segments[1]] for row in rows[start:end]]]
            start = end
        else:
            parts.append([list(row.segments) for row in rows[start : max(end, start + 1)]])
            start = max(end, start + 1)
    return parts


def _two_columns(row: Row) -> bool:
    if len(row.segments) != 2:
        return False
    left, right = row.segments
    return left.x1 < 0.53 and right.x0 > 0.45 and len(left.words) >= 3 and len(right.words) >= 3


def _foot(rows: Sequence[Row]) -> list[list[Line]]:
    """Return the lines of the foot, column by column where several rows have columns at the same places."""
    if sum(len(row.segments) > 1 for row in rows) < 2:
        return [[list(row.segments) for row in rows]]
    segments = [segment for row in rows for segment in row.segments]
    edges = _edges(segments)
    parts: list[list[Line]] = [[] for _ in edges]
    for segment in segments:
        nearest = max((number for number, edge in enumerate(edges) if edge <= segment.x0 + 0.01), default=0)
        lines = parts[nearest]
        if lines and lines[-1][0].row == segment.row:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return parts


def _edges(segments: Sequence[Segment]) -> list[float]:
    """Return the left edges at which at least two segments begin, from left to right."""
    edges: list[float] = []
    counts: list[int] = []
    for x0 in sorted(segment.x0 for segment in segments):
        if edges and x0 - edges[-1] < 0.03:
            counts[-1] += 1
        else:
            edges.append(x0)
            counts.append(1)
    return [edge for number, (edge, count) in enumerate(zip(edges, counts, strict=True)) if count > 1 or number == 0]
