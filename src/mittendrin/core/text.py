# SPDX-License-Identifier: EUPL-1.2
"""Words and n-grams of German text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_LETTERS = re.compile(r"[^\W\d_]{3}", re.UNICODE)


def sentence(text: str) -> str:
    """Return ``text`` as it is: says that this German sentence is shown to people and wants its translation."""
    return text


def words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, digits included, punctuation dropped."""
    return _WORD.findall(text.lower())


def readable(text: str) -> bool:
    """Return whether ``text`` holds a word of at least three letters: less is noise of a scan, not a letter."""
    return _LETTERS.search(text) is not None


def ngrams(items: list[str], size: int) -> Iterator[tuple[str, ...]]:
    """Yield all runs of ``size`` neighbouring items."""
    return zip(*(items[start:] for start in range(size)), strict=False)


def fold(text: str) -> str:
    """Return ``text`` for finding: lower case, umlauts as ae/oe/ue, accents and doubled spaces gone."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).lower().translate(_GERMAN))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def sort_key(text: str) -> str:
    """Return a key that sorts like DIN 5007: umlauts as their vowels, ß as ss, case ignored."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
