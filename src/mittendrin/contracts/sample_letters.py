# SPDX-License-Identifier: EUPL-1.2
"""The letters of samples/letters as documents: laid out as people and offices do, misread as scanners do."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mittendrin.contracts.document import Document, Page, Word
from mittendrin.core import yaml_strict

FOLDER = Path(__file__).resolve().parents[3] / "samples" / "letters"
_SIGN, _LINE = 0.0091, 0.0158
_LEFT, _RIGHT, _BOTTOM = 0.11, 0.93, 0.90
_WIDTH = 86
_MISREAD = {
    "0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "5": "S", "S": "5", "8": "B", "B": "8", "6": "b", "m": "rn",
    "ü": "ii", "ä": "a", "ö": "o", "ß": "B", "e": "c", "c": "e", "n": "u", ".": ",", ",": ".", ":": ".", "h": "b",
    "t": "l", "i": "1", "Z": "2", "2": "Z", "-": "~", "/": "l", "g": "q", "f": "t", "€": "E",
}  # fmt: skip


@dataclass(frozen=True)
class SampleLetter:
    """One letter: its parts by name as in the file, and the truth by the names of the facts."""

    id: str
    parts: Mapping[str, Any]
    truth: Mapping[str, Any]

    def lines(self, name: str) -> list[str]:
        """Return the lines of a part, without empty ones; the text of the body is not cut."""
        part = self.parts.get(name) or []
        return [line for line in ([part] if isinstance(part, str) else part) if line]


def read_letters(*names: str) -> list[SampleLetter]:
    """Return the letters of the folders ``names`` (``a``, ``c``) in order; none where the samples are not installed."""
    paths = [path for name in names for path in sorted((FOLDER / name).glob("*.yaml"))]
    return [SampleLetter(str(one["id"]), one, one["truth"]) for path in paths for one in yaml_strict.read(path)]


def laid_out(letter: SampleLetter, seed: int = 0, noise: float = 0.0) -> Document:
    """Return the letter on paper: one of many layouts by ``seed``; ``noise`` is the share of signs misread."""
    chance = random.Random(f"{letter.id} {seed}")  # noqa: S311 - a layout is no secret
    sheet = _Sheet()
    if letter.parts["form"] == "email":
        _email_head(sheet, letter, chance)
    else:
        _paper_head(sheet, letter, chance)
    _body(sheet, letter)
    pages = tuple(Page(tuple(_words(rows, chance, noise))) for rows in sheet.pages)
    return Document(pages, {"email": "email", "fax": "fax"}.get(letter.parts["form"], "scan"))


class _Sheet:
    """Rows of text with their places, page by page. A row: y, pieces of x and text."""

    def __init__(self) -> None:
        self.pages: list[list[tuple[float, list[tuple[float, str]]]]] = [[]]
        self.y = 0.05

    def row(self, pieces: Sequence[tuple[float, str]], y: float | None = None) -> None:
        if y is None:
            if self.y > _BOTTOM:
                self.pages.append([])
                self.y = 0.06
            y = self.y
            self.y += _LINE
        self.pages[-1].append((y, list(pieces)))

    def block(self, lines: Sequence[str], x: float = _LEFT) -> None:
        for line in lines:
            self.row([(_aligned(x, line), line)])

    def gap(self, lines: float = 1.0) -> None:
        self.y += lines * _LINE


def _aligned(x: float, line: str) -> float:
    """Return the place of a line; a negative ``x`` sets it to the right margin."""
    return max(_RIGHT - len(line) * _SIGN, 0.1) if x < 0 else x


def _email_head(sheet: _Sheet, letter: SampleLetter, chance: random.Random) -> None:
    labels = chance.choice((("Von", "An", "", "Gesendet", "Betreff"), ("From", "To", "", "Sent", "Subject")))
    for name, label in zip(("sender_lines", "recipient", "info", "date_line", "subject"), labels, strict=True):
        for at, line in enumerate(letter.lines(name)):
            head = f"{label}: " if label and at == 0 and not line.startswith(f"{label}:") else ""
            sheet.block([head + line])
    sheet.gap()


def _paper_head(sheet: _Sheet, letter: SampleLetter, chance: random.Random) -> None:
    head, sender = letter.lines("letterhead"), letter.lines("sender_lines")
    if letter.parts["form"] == "fax":
        number, hour = chance.randrange(1000, 9999), chance.randrange(7, 18)
        sheet.row([(0.05, f"{chance.randrange(1, 28):02d}-11-2026 {hour:02d}:12 +49 2699 {number}  S. 1/1")], 0.02)
    if head:
        x = chance.choice((_LEFT, 0.3, -1))
        sheet.block(head, x)
        sheet.gap()
    small = " · ".join(sender)
    if sender and head and len(small) < _WIDTH and chance.random() < 0.6:
        sheet.gap(2)
        sheet.block([small])
        sender = []
    elif sender and chance.random() < 0.5:
        sheet.block(sender, chance.choice((_LEFT, 0.6, -1)))
        sheet.gap()
        sender = []
    _address_and_info(sheet, letter, [*([*sender, ""] if sender else []), *letter.lines("info")], chance)
    if letter.parts["date_line"]:
        sheet.block([letter.parts["date_line"]], chance.choice((-1, -1, _LEFT)))
    sheet.gap()
    marked = chance.random() < 0.25
    for at, line in enumerate(letter.lines("subject")):
        sheet.block(textwrap.wrap(("Betreff: " if marked and at == 0 else "") + line, _WIDTH - 6))
    sheet.gap()


def _address_and_info(sheet: _Sheet, letter: SampleLetter, right: list[str], chance: random.Random) -> None:
    left = letter.lines("recipient")
    if chance.random() < 0.5:
        for at in range(max(len(left), len(right))):
            pieces = [(_LEFT, left[at])] if at < len(left) else []
            pieces += [(0.6, right[at])] if at < len(right) and right[at] else []
            if pieces:
                sheet.row(pieces)
    else:
        sheet.block(left)
        sheet.gap()
        sheet.block(right, chance.choice((_LEFT, 0.6)))
    sheet.gap()


def _body(sheet: _Sheet, letter: SampleLetter) -> None:
    for paragraph in letter.parts["body"].split("\n"):
        if " | " in paragraph:
            cells = [cell.strip() for cell in paragraph.split("|")]
            step = 0.42 / max(len(cells) - 1, 1)
            starts = [_LEFT, *(0.5 + step * at for at in range(len(cells) - 1))]
            if len(cells[0]) < 6 and len(cells) > 3:
                starts[1:] = [0.16, *(0.5 + 0.42 / (len(cells) - 2) * at for at in range(len(cells) - 2))]
            sheet.row([(x, cell) for x, cell in zip(starts, cells, strict=True) if cell])
        elif paragraph.strip():
            sheet.block(textwrap.wrap(paragraph, _WIDTH))
        else:
            sheet.gap()
    sheet.gap()
    sheet.block(letter.lines("closing"))
    sheet.gap()
    attachments = letter.lines("attachments")
    sheet.block(["Anlagen: " + ", ".join(attachments)] if attachments else [])
    footer = letter.lines("footer")
    if footer:
        step = 0.84 / len(footer)
        narrow = max(map(len, footer)) * _SIGN * 0.7 < step
        start = max(sheet.y + _LINE, 0.94)
        if narrow and start < 0.98:
            sheet.row([(0.08 + step * at, line) for at, line in enumerate(footer)], start)
        else:
            sheet.block(footer)


def _words(
    rows: Sequence[tuple[float, list[tuple[float, str]]]], chance: random.Random, noise: float
) -> Iterator[Word]:
    for number, (y, pieces) in enumerate(rows):
        for x, piece in pieces:
            place = x
            for word in piece.split():
                end = place + len(word) * _SIGN
                read = misread(word, chance, noise)
                if read:
                    sure = 0.95 if read == word else 0.7
                    yield Word(read, place, y, min(end, 0.99), y + 0.011, number, sure if noise else 1.0)
                place = end + _SIGN


def misread(word: str, chance: random.Random, noise: float) -> str:
    """Return ``word`` as a scanner may read it; ``noise`` is the share of signs misread, a few are lost."""
    if not noise:
        return word
    signs = [_MISREAD.get(sign, sign) if chance.random() < noise else sign for sign in word]
    return "".join(sign for sign in signs if chance.random() >= noise / 8)
