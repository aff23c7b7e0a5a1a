# SPDX-License-Identifier: EUPL-1.2
"""Where one letter ends and the next begins in a scan of several: certain by sheet, proposed by content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mittendrin.apps.posteingang.sources.reading import Sheet
from mittendrin.contracts.document import Page
from mittendrin.core.text import fold

_SALUTATION = re.compile(r"^(?:Sehr geehrte|Liebe[rs]? |Guten Tag|Dear |Hallo )", re.IGNORECASE | re.MULTILINE)
_TOWN_LINE = re.compile(r"^\d{5} [A-ZÄÖÜ][\w.-]+", re.MULTILINE)
_SHEET = re.compile(r"\b(?:Seite|Blatt|Page|S\.)\s*:?\s*(\d{1,3})(?:\s*(?:von|/|of)\s*(\d{1,3}))?\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:Mit (?:freundlichen|besten|herzlichen) Gr|Hochachtungsvoll|Im Auftrag|Freundliche Grüße|Yours sincerely)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b\d{1,2}\.\s*(?:\d{1,2}\.|[A-ZÄa-zä]{3,9})\s*(?:20)?\d{2}\b")
_ENOUGH = 3.0


@dataclass(frozen=True)
class Piece:
    """Pages of one letter: numbers of its sheets in the file (from 0), blank ones left out, and proposed cuts."""

    numbers: tuple[int, ...]
    proposed_cuts: tuple[int, ...] = ()


def pieces(sheets: Sequence[Sheet]) -> tuple[Piece, ...]:
    """Return the letters among ``sheets``: parted by separator sheets and, without any, by blank sheets of a scan.

    Blank backs of sheets scanned on both sides part nothing: they stand at every second place.
    """
    marked = any(sheet.separator for sheet in sheets)
    duplex = _is_duplex(sheets)
    runs: list[list[int]] = [[]]
    for number, sheet in enumerate(sheets):
        cuts = sheet.separator or (sheet.blank and sheet.scanned and not marked and not duplex)
        if cuts:
            runs.append([])
        elif not sheet.blank:
            runs[-1].append(number)
    return tuple(Piece(tuple(run), _proposed([sheets[number].page for number in run])) for run in runs if run)


def _is_duplex(sheets: Sequence[Sheet]) -> bool:
    """Return whether blank sheets are backs: all at even places, and more than one of them or of two sheets."""
    blanks = [number for number, sheet in enumerate(sheets) if sheet.blank and not sheet.separator]
    return bool(blanks) and all(number % 2 for number in blanks) and (len(blanks) > 1 or len(sheets) <= 2)


def _proposed(pages: Sequence[Page]) -> tuple[int, ...]:
    texts = [_text(page) for page in pages]
    return tuple(number for number in range(1, len(pages)) if _begins(texts, number))


def _begins(texts: Sequence[str], number: int) -> bool:
    """Return whether page ``number`` looks like the first of a letter after what stands before it."""
    text, before = texts[number], texts[number - 1]
    numbered, numbered_before = _sheet_number(text), _sheet_number(before)
    if numbered > 1:
        return False
    head = "\n".join(text.split("\n")[:18])
    score = 2.0 * (numbered == 1) + 1.5 * bool(_SALUTATION.search(text)) + 1.0 * bool(_TOWN_LINE.search(head))
    score += 0.5 * bool(_DATE.search(head)) + 1.0 * bool(_CLOSING.search(before))
    score += 1.0 * (_head(text) != _head(before)) - 1.0 * (numbered_before == 1 and not numbered)
    return score >= _ENOUGH + 1.0


def _sheet_number(text: str) -> int:
    found = [int(match[1]) for match in _SHEET.finditer(text)]
    return found[0] if found else 0


def _head(text: str) -> str:
    return fold(text.split("\n", 1)[0])[:40]


def _text(page: Page) -> str:
    lines: dict[int, list[str]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).append(word.text)
    return "\n".join(" ".join(line) for line in lines.values())
