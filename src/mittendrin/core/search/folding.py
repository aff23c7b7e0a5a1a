# SPDX-License-Identifier: EUPL-1.2
"""Words of a text in one spelling: lower case, umlauts and ß alike however they were typed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_MARKS = "\u0300-\u036f"
_WORD = rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*"
_CHAIN = re.compile(rf"{_WORD}(?:[-\u00ad\u2010\u2011]{_WORD})*")
_PIECE = re.compile(_WORD)
_HUMP = re.compile(r"(?<=[a-zäöüß]{4})(?=[A-ZÄÖÜ][A-Za-zäöüß]{3})")
_MAYBE_UMLAUT = re.compile(r"[aou]e|[^a-z0-9]", re.IGNORECASE)
_SPECIAL = {"ß": "ss", "æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d"}
MAX_WORD = 64


@dataclass(frozen=True)
class Piece:
    """One word of a text, or one part between the hyphens of a word, with its place in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Return the place after the last letter."""
        return self.start + len(self.text)


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    folded = letter.casefold()
    plain = unicodedata.normalize("NFKD", "".join(_SPECIAL.get(char, char) for char in folded))
    return "".join(char for char in plain if not unicodedata.combining(char) and char.isalnum())


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return ``word`` in lower case with ä, ae and a alike, and ß and ss alike."""
    if word.isascii() and len(word) <= MAX_WORD and not _MAYBE_UMLAUT.search(word):
        return word.lower()
    return "".join(letter for letter, _ in fold_with_places(word))


def fold_with_places(word: str) -> list[tuple[str, int]]:
    """Return the letters of ``fold(word)``, each with the place in ``word`` that it came from."""
    letters = [(letter, place) for place, char in enumerate(word[:MAX_WORD]) for letter in _fold_letter(char)]
    result: list[tuple[str, int]] = []
    for letter, place in letters:
        if letter == "e" and result and _is_umlaut_pair(result):
            continue
        result.append((letter, place))
    return result


def _is_umlaut_pair(before: list[tuple[str, int]]) -> bool:
    """Say whether an e after ``before`` only spells an umlaut: ae, oe, ue, but not in Quelle, Trauer or neue."""
    vowel = before[-1][0]
    if vowel == "u":
        return len(before) < 2 or before[-2][0] not in "aeq"
    return vowel in "ao"


def chains(text: str) -> Iterator[list[Piece]]:
    """Yield the words of ``text``; a word with hyphens or inner capitals (BürgerWOLKE) comes in its pieces."""
    for start, chain in raw_chains(text):
        yield pieces(chain, start)


def raw_chains(text: str) -> Iterator[tuple[int, str]]:
    """Yield the place and the letters of each word of ``text``, hyphens included."""
    for match in _CHAIN.finditer(text):
        yield match.start(), match.group()


def count_chains(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word, hyphens included, is written in ``texts``."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_CHAIN.findall(text))
    return counts


def pieces(chain: str, offset: int = 0) -> list[Piece]:
    """Return the pieces of one word between hyphens and inner capitals."""
    if chain.isalnum() and not _HUMP.search(chain):
        return [Piece(chain, offset)]
    return list(_pieces(chain, offset))


def _pieces(chain: str, offset: int) -> Iterator[Piece]:
    for match in _PIECE.finditer(chain):
        start = match.start()
        for cut in [*(hump.start() for hump in _HUMP.finditer(match.group())), len(match.group())]:
            yield Piece(chain[start : match.start() + cut], offset + start)
            start = match.start() + cut
