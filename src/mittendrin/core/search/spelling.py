# SPDX-License-Identifier: EUPL-1.2
"""Spelling correction against the words of the index: by sound first, then by letters."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mittendrin.core.search.german import Lexicon

# Letters that sound alike in German words, on folded text, in this order.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"sch", "8"),
        (r"(?:ph|v)", "f"),
        (r"th|dt|d", "t"),
        (r"ck|g|q|k|c(?=[aoukhlrx])", "k"),
        (r"b", "p"),
        (r"tz|z|c", "s"),
        (r"x", "ks"),
        (r"[aeiou]y|[ae]i", "i9"),
        (r"[ao]i|eu|au(?=[^aeiou])", "u9"),
        (r"ie|y", "i"),
        (r"(?<=[aeiou])h", ""),
        (r"(.)\1+", r"\1"),
    )
]
_SHORTEST = 4
_COMPLETION = 1.5
_STEM = 6


@dataclass(frozen=True)
class Correction:
    """A known word that is probably meant."""

    folded: str
    shown: str
    cost: float


def sound(folded: str) -> str:
    """Return a key that is equal for words that sound nearly alike."""
    for pattern, letter in _SOUNDS:
        folded = pattern.sub(letter, folded)
    return folded


class Speller:
    """Finds the known word nearest to an unknown one.

    words: folded word -> (how often, how it is written).
    """

    def __init__(self, words: Mapping[str, tuple[int, str]], lexicon: Lexicon) -> None:
        self.words = words
        self._lexicon = lexicon
        self._sorted = sorted(words)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._parts_by_length: dict[int, list[str]] = defaultdict(list)
        for part in lexicon.parts:
            if len(part) >= _SHORTEST:
                self._parts_by_length[len(part)].append(part)
        for word in self._sorted:
            if word.isalpha() and len(word) >= _SHORTEST - 1:
                self._by_length[len(word)].append(word)
                self._by_sound[sound(word)].append(word)

    def completions(self, prefix: str, limit: int = 8) -> list[str]:
        """Return known words that begin with the folded ``prefix``, the most frequent first."""
        start = bisect_left(self._sorted, prefix)
        found = []
        for word in self._sorted[start : start + 2000]:
            if not word.startswith(prefix):
                break
            found.append(word)
        found.sort(key=lambda word: (-self.words[word][0], len(word)))
        return found[:limit]

    def correct(self, folded: str) -> Correction | None:
        """Return the best known word for the unknown ``folded``, or None when none is near."""
        if len(folded) < _SHORTEST or not folded.isalpha():
            return None
        best = min(self._candidates(folded), key=lambda pair: pair[0], default=None)
        if best is None or best[0] > 1.2:
            compound = self._correct_compound(folded)
            if compound and (best is None or compound.cost < best[0]):
                return compound
        if best is None:
            return None
        cost, word = best
        return Correction(word, self.words[word][1], cost)

    def _candidates(self, folded: str) -> Iterator[tuple[float, str]]:
        """Yield (cost, word): edits, less for equal sound and frequent words, more for another first letter."""
        limit = _allowed(len(folded))
        key = sound(folded)
        for word in self._by_sound.get(key, ()):
            yield self._cost(folded, word, min(OSA.distance(folded, word), 1.5) - 0.7), word
        for length in range(len(folded) - limit, len(folded) + limit + 1):
            pool = self._by_length.get(length, [])
            for word, distance, _ in process.extract(folded, pool, scorer=OSA.distance, score_cutoff=limit, limit=8):
                if distance < 2 or OSA.distance(key, sound(word)) < distance:
                    yield self._cost(folded, word, distance), word
        if len(folded) > _SHORTEST:
            for word in self.completions(folded, 3):
                if len(word) - len(folded) <= 4:
                    yield self._cost(folded, word, _COMPLETION), word
        for end in range(len(folded) - 1, max(_STEM, len(folded) * 3 // 5) - 1, -1):
            if folded[:end] in self.words:
                yield self._cost(folded, folded[:end], _COMPLETION + (len(folded) - end) / 10), folded[:end]

    def _cost(self, folded: str, word: str, distance: float) -> float:
        other_start = 0.6 if folded[0] != word[0] else 0.0
        return distance + other_start - 0.12 * math.log10(1 + self._frequency(word))

    def _frequency(self, word: str) -> int:
        return self.words[word][0] if word in self.words else self._lexicon.parts.get(word, 0)

    def _correct_compound(self, folded: str) -> Correction | None:
        """Correct one half of a compound whose other half is known; the whole must be a word of the texts."""
        best: Correction | None = None
        for cut in range(_SHORTEST, len(folded) - _SHORTEST + 1):
            left, right = folded[:cut], folded[cut:]
            if self._lexicon.left_base(left):
                best = _cheaper(best, self._compound(left, self._nearest(right)))
            if self._lexicon.right_base(right):
                best = _cheaper(best, self._compound(self._nearest(left), right))
        return best

    def _compound(self, left: str | Correction | None, right: str | Correction | None) -> Correction | None:
        if left is None or right is None:
            return None
        halves = [half.folded if isinstance(half, Correction) else half for half in (left, right)]
        cost = sum(half.cost for half in (left, right) if isinstance(half, Correction))
        word = "".join(halves)
        return Correction(word, self.words[word][1], cost) if word in self.words else None

    def _nearest(self, part: str) -> Correction | None:
        """Return the part of compounds nearest to ``part``."""
        limit = min(_allowed(len(part)), 2)
        best: Correction | None = None
        for length in range(len(part) - limit, len(part) + limit + 1):
            pool = self._parts_by_length.get(length, [])
            found = process.extractOne(part, pool, scorer=OSA.distance, score_cutoff=limit)
            if found:
                best = _cheaper(best, Correction(found[0], found[0], self._cost(part, found[0], found[1]) + 0.3))
        return best


def _cheaper(one: Correction | None, other: Correction | None) -> Correction | None:
    if one is None or (other is not None and other.cost < one.cost):
        return other
    return one


def _allowed(length: int) -> int:
    """Return how many edits a word of ``length`` letters may be away."""
    if length <= _SHORTEST:
        return 0
    if length <= 5:
        return 1
    return 2 if length <= 11 else 3
