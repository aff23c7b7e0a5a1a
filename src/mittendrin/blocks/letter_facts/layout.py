# SPDX-License-Identifier: EUPL-1.2
"""Where things stand on a letter (DIN 5008 and what people do): pieces of lines, head, body, greeting, foot."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from mittendrin.blocks.letter_facts.labels import label
from mittendrin.contracts.document import Document, Mark, Word
from mittendrin.contracts.town_plan import TownPlan
from mittendrin.core.lookalike import skeleton

_GAP_SIGNS = 2.6
_MIN_GAP = 0.018
_FOOT = 0.92
_PITCH = 0.0165
_LOWEST_ADDRESS = 0.5
_FULL_LINE = 0.66
# The mail's own head fills the first signs.
_MAIL_HEAD = 150
_PROSE_WORDS = 5
_OPEN_HEADINGS, _LONGEST_HEADING = 8, 26
_WORD = re.compile(r"[^\W\d_]{3}")
# Columns side by side: so many blocks may still grow.
_OPEN_BLOCKS = 4
# More than this many lines apart is a gap.
_WIDE = 1.6

SALUTATION = label("layout.salutation")
GREETING = label("layout.greeting")
RECIPIENT = label("layout.recipient")
OFFICE = label("layout.office")
STREET = re.compile(
    r"(?:\b\w*(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|ring|ufer|damm|berg|hof|graben|hang|feld|pfad|steig|markt|"
    r"garten|tor|bogen|chaussee|mauer|park|rain|winkel|zeile|busch|blick)|\b(?:Am|An|Auf|Im|In|Zum|Zur|Unter|Hinter|"
    r"Alte|Alter|Obere|Untere)\s[\w ]{3,30}?|\b[A-ZÄÖÜ][\w\-]{3,25}(?=\s\d{1,3}\s?[a-h]?\s*(?:$|[,·|•])))"
    r"\s\d{1,4}\s?[a-hA-H]?\b(?![.,/]\d)",
)
POSTCODE = re.compile(r"\b(?:[DAF]\s?[-–]\s?)?(?P<code>[0-9OlIS]{5})\s(?P<town>[A-ZÄÖÜ][\w\-ß./ ]{2,40})")
_POBOX = re.compile(r"\bPostfach\s[\d ]{2,10}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line without wide gaps. start, end: its characters; x0, y0, x1, y1: its box; number: its order."""

    number: int
    page: int
    line: int
    start: int
    end: int
    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_address(self) -> bool:
        """Return whether this is a street with number, a post-box, or a postcode with its town."""
        return bool(STREET.search(self.text) or POSTCODE.search(self.text) or _POBOX.search(self.text))


class Layout:
    """A document with its pieces and zones. Empty documents have no pieces."""

    def __init__(self, document: Document, plan: TownPlan) -> None:
        self.document = document
        self.plan = plan
        self.text = document.text
        self.skeleton = skeleton(self.text)
        self.pieces = tuple(_pieces(document))
        self._starts = [piece.start for piece in self.pieces]

    def piece_at(self, place: int) -> Piece:
        """Return the piece that holds the character ``place``."""
        return self.pieces[max(bisect_right(self._starts, place) - 1, 0)]

    def before(self, start: int, count: int = 60) -> str:
        """Return the skeleton of the ``count`` characters before ``start``, line ends as blanks."""
        return self.skeleton[max(start - count, 0) : start].replace("\n", " ").replace("\f", " ")

    def after(self, end: int, count: int = 60) -> str:
        """Return the skeleton of the ``count`` characters after ``end``, line ends as blanks."""
        return self.skeleton[end : end + count].replace("\n", " ").replace("\f", " ")

    def read_before(self, start: int, count: int = 24) -> str:
        """Return the ``count`` characters before ``start`` as they were read, line ends as blanks."""
        return self.text[max(start - count, 0) : start].replace("\n", " ").replace("\f", " ")

    def lead(self, start: int) -> str:
        """Return the skeleton of the piece up to ``start``; when it begins there, of what is left of it or above it."""
        piece = self.piece_at(start)
        inside = self.skeleton[piece.start : start]
        if inside.strip(" :.\"'(") or piece.number == 0:
            return inside
        left = self.pieces[piece.number - 1]
        same_row = left.page == piece.page and abs(left.y0 - piece.y0) < 0.008
        if not same_row or not _WORD.search(left.text):
            left = self._heading(piece) or left
            same_row = same_row or left.number < piece.number - 1
        return self.skeleton[left.start : left.end] + " " if same_row and _WORD.search(left.text) else inside

    def _heading(self, piece: Piece) -> Piece | None:
        """Return the short piece of words right above ``piece`` in a table of labels and values, None without one."""
        for above in reversed(self.pieces[max(piece.number - _OPEN_HEADINGS, 0) : piece.number]):
            close = above.page == piece.page and 0.004 < piece.y0 - above.y0 < _WIDE * self.pitch
            if close and abs(above.x0 - piece.x0) < 0.02 and len(above.text) < _LONGEST_HEADING:
                beside = [one for one in self.pieces[above.number - 1 : above.number + 2] if one is not above]
                return above if any(abs(one.y0 - above.y0) < 0.008 for one in beside) else None
        return None

    def row(self, place: int) -> str:
        """Return the skeleton of the line that holds the character ``place``."""
        first = max(self.skeleton.rfind("\n", 0, place), self.skeleton.rfind("\f", 0, place)) + 1
        last = self.skeleton.find("\n", place)
        return self.skeleton[first : last if last >= 0 else None]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence around ``start`` to ``end`` begins and ends, at most some 200 characters away."""
        begin = 0
        low = max(start - 200, 0)
        for match in _SENTENCE_END.finditer(self.text, low, start):
            begin = match.end()
        begin = max(begin, low)
        last = _SENTENCE_END.search(self.text, end, min(end + 160, len(self.text)))
        return begin, last.start() + 1 if last else min(end + 160, len(self.text))

    def marks(self, start: int, end: int) -> tuple[Mark, ...]:
        """Return the places of the characters ``start`` to ``end``."""
        return self.document.marks(start, end)

    @cached_property
    def flow(self) -> str:
        """Return the text with a line end after each piece but where a full line runs on into the next."""
        signs = list(self.text.replace("\f", "\n"))
        for left, right in pairwise(self.pieces):
            wraps = left.x1 > _FULL_LINE and right.line != left.line and max(left.x0, right.x0) < _FULL_LINE / 2
            signs[right.start - 1] = " " if wraps else "\n"
        return "".join(signs)

    @cached_property
    def salutation(self) -> int:
        """Return where the salutation begins, -1 when there is none."""
        for piece in self.pieces[:80]:
            match = SALUTATION.match(self.skeleton, piece.start, piece.end)
            if match and len(piece.text) < 90:
                return piece.start
        return -1

    @cached_property
    def greeting(self) -> int:
        """Return where the greeting at the end begins; without one the end of the body as far as it can be told."""
        for piece in reversed(self.pieces):
            if piece.start <= self.salutation:
                break
            if self.in_quoted_mail(piece.start):
                continue
            match = GREETING.match(self.skeleton, piece.start, piece.end)
            if match and len(piece.text) < 60:
                return piece.start
        return -1

    @cached_property
    def quoted_mail(self) -> int:
        """Return where an older mail begins that this one quotes below its text, -1 when there is none."""
        match = _QUOTED_MAIL.search(self.text, max(self.salutation, _MAIL_HEAD))
        return match.start() if match else -1

    @cached_property
    def pitch(self) -> float:
        """Return the usual distance of lines, as a share of the page's height."""
        steps = sorted(
            below.y0 - above.y0
            for above, below in pairwise(self.pieces)
            if above.page == below.page and 0.006 < below.y0 - above.y0 < 0.05
        )
        return steps[len(steps) // 4] if steps else _PITCH

    @cached_property
    def paragraphs(self) -> tuple[tuple[Piece, ...], ...]:
        """Return the pieces that stand below one another without a wider gap, as blocks in reading order."""
        found: list[list[Piece]] = []
        for piece in self.pieces:
            above = next((block for block in found[: -_OPEN_BLOCKS - 1 : -1] if self._follows(block[-1], piece)), None)
            if above is None:
                found.append([piece])
            else:
                above.append(piece)
        return tuple(tuple(block) for block in found)

    def _follows(self, above: Piece, below: Piece) -> bool:
        step = below.y0 - above.y0
        return above.page == below.page and abs(above.x0 - below.x0) < 0.03 and 0 < step < _WIDE * self.pitch

    @cached_property
    def head_end(self) -> int:
        """Return where the head (addresses, info block, date, subject) ends: at the salutation or the first text."""
        if self.salutation >= 0:
            return self.salutation
        after = max(self.recipient, default=-1)
        for block in self.paragraphs:
            if block[0].number > after and _is_running_text(block):
                return block[0].start
        return self.pieces[-1].end if self.pieces else 0

    @cached_property
    def body_end(self) -> int:
        """Return where the body ends: at the greeting or at the foot of the last page."""
        if self.greeting >= 0:
            return self.greeting
        feet = [piece.start for piece in self.pieces if piece.y0 > _FOOT and piece.page == self.pieces[-1].page]
        return min(feet, default=len(self.text))

    def in_head(self, place: int) -> bool:
        """Return whether the character ``place`` stands above the text of the letter."""
        return place < self.head_end

    def in_body(self, place: int) -> bool:
        """Return whether the character ``place`` stands in the text of the letter."""
        return self.head_end <= place < self.body_end and not self.in_foot(place)

    def in_prose(self, place: int) -> bool:
        """Return whether the line that holds the character ``place`` is running text, not a row of a table."""
        line = self.text[self.text.rfind("\n", 0, place) + 1 :].partition("\n")[0]
        words = line.split()
        return len(words) > _PROSE_WORDS and 3 * sum(word[:1].islower() for word in words) >= len(words)

    def in_quoted_mail(self, place: int) -> bool:
        """Return whether the character ``place`` stands in an older mail that this one quotes."""
        return 0 <= self.quoted_mail <= place

    def in_foot(self, place: int) -> bool:
        """Return whether the character ``place`` stands in the small print at the foot of a page."""
        return self.piece_at(place).y0 > _FOOT

    @cached_property
    def town_names(self) -> tuple[str, ...]:
        """Return how the town is called, as skeletons, longest first."""
        names = {skeleton(name) for name in (self.plan.name, *self.plan.names) if len(name) > 3}
        return tuple(sorted(names, key=len, reverse=True))

    @cached_property
    def recipient(self) -> frozenset[int]:
        """Return the numbers of the pieces of the address to which the letter goes."""
        for piece in self.pieces:
            if piece.page or piece.y0 > _LOWEST_ADDRESS or 0 <= self.salutation <= piece.start:
                break
            if self._names_recipient(piece):
                return frozenset(self._block_around(piece))
        return frozenset()

    def _names_recipient(self, piece: Piece) -> bool:
        bare = self.skeleton[piece.start : piece.end]
        if RECIPIENT.match(bare) or self._is_town_office(piece, bare):
            return True
        return any(re.match(rf"(?:siadi )?{re.escape(name)}(?![a-z])", bare) for name in self.town_names)

    def _is_town_office(self, piece: Piece, bare: str) -> bool:
        """Return whether an office that towns have ("Standesamt") is named with the town in its line or below it."""
        if not OFFICE.match(bare):
            return False
        below = [one for one in self.pieces[piece.number + 1 : piece.number + 9] if abs(one.x0 - piece.x0) < 0.03][:3]
        lines = [bare, *(self.skeleton[one.start : one.end] for one in below)]
        return any(name in line for name in self.town_names for line in lines)

    def _block_around(self, first: Piece) -> Iterator[int]:
        """Yield the pieces below ``first`` in its column that belong to one address."""
        last = first
        yield first.number
        for piece in self.pieces[first.number + 1 :]:
            if piece.page != first.page or abs(piece.x0 - first.x0) > 0.03:
                continue
            if piece.y0 - last.y0 > _WIDE * self.pitch or len(piece.text) > 60 or piece.y0 - first.y0 > 0.16:
                break
            if SALUTATION.match(self.skeleton, piece.start, piece.end):
                break
            yield piece.number
            last = piece
            if POSTCODE.search(piece.text):
                break


_QUOTED_MAIL = re.compile(
    r"-{3,}\s?(?:Urspr|Origin|Weitergel|Forward)|_{8,}\s+(?:Von|From)\s?:|(?:^|\n)>"
    r"|(?:^|\n)(?:Am|On)\s[^\n]{6,70}\s(?:schrieb|wrote)\b|(?:^|\n)(?:Von|From)\s?:[^\n]{3,80}\s(?:Gesendet|Sent|Datum|Date|An|To)\s?:",
)
_SENTENCE_END = re.compile(r"(?:(?<=[a-zäöüß)\"“%€])|(?<=\w\w\d\d))[.!?;](?=\s+[A-ZÄÖÜ„\"(]|\s*$)|\f")


def _is_running_text(block: tuple[Piece, ...]) -> bool:
    words = [word for piece in block for word in piece.text.split()]
    small = sum(word[:1].islower() for word in words)
    ends = block[-1].text.rstrip()[-1:] in tuple(".:!?,") or len(block) > 3
    return len(words) >= 5 and small >= 0.35 * len(words) and (ends or len(words) > 30)


def _pieces(document: Document) -> Iterator[Piece]:
    number = place = 0
    for page_number, page in enumerate(document.pages):
        gathered: list[Word] = []
        begin = place
        for word in page.words:
            if number or gathered or place:
                place += 1
            if gathered and _apart(gathered[-1], word):
                yield _piece(number, page_number, begin, gathered)
                number += 1
                gathered = []
            if not gathered:
                begin = place
            gathered.append(word)
            place += len(word.text)
        if gathered:
            yield _piece(number, page_number, begin, gathered)
            number += 1


def _apart(left: Word, right: Word) -> bool:
    if left.line != right.line:
        return True
    sign = max((left.x1 - left.x0) / max(len(left.text), 1), 0.003)
    return right.x0 - left.x1 > max(_GAP_SIGNS * sign, _MIN_GAP) or right.x0 < left.x0


def _piece(number: int, page: int, begin: int, words: list[Word]) -> Piece:
    text = " ".join(word.text for word in words)
    box = (
        min(word.x0 for word in words),
        min(word.y0 for word in words),
        max(word.x1 for word in words),
        max(word.y1 for word in words),
    )
    return Piece(number, page, words[0].line, begin, begin + len(text), text, *box)
