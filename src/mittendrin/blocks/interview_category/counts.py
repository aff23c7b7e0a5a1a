# SPDX-License-Identifier: EUPL-1.2
"""Which words speak for which category, counted over passages: complement naive Bayes (Rennie and others, 2003).

A word counts by how much more often it stands in a category than in all others together, and more the rarer it is. What
the others say is steadier than what one category says, when each has only a dozen passages.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from mittendrin.core import text, yaml_strict

STEM, SHORT, LONGEST = 6, 3, 400
"""Signs of a word that count; words up to SHORT signs say nothing; words of a passage that are read."""
_SMOOTH, _FEW = 0.3, 9
"""Few known words say less than many: up to so many they count as if there were as many."""
_FILE = Path(__file__).with_name("empty.yaml")


@dataclass
class Counts:
    """How many passages of each category hold a beginning of a word, and how many passages there are."""

    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    passages: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, passages: Iterable[tuple[str, str]]) -> Counts:
        """Return the counts of pairs of a passage and its category."""
        words: dict[str, Counter[str]] = {}
        number: Counter[str] = Counter()
        for passage, label in passages:
            number[label] += 1
            for stem in sorted({stem for stem, _word in stems(passage)}):
                words.setdefault(stem, Counter())[label] += 1
        return cls({stem: dict(found) for stem, found in words.items()}, dict(number))

    def plus(self, more: Counts) -> Counts:
        """Return both together."""
        words = {
            stem: dict(Counter(self.words.get(stem, {})) + Counter(more.words.get(stem, {})))
            for stem in {**self.words, **more.words}
        }
        return Counts(words, dict(Counter(self.passages) + Counter(more.passages)))

    @cached_property
    def _whole(self) -> Counter[str]:
        """Return the number of words in each category."""
        whole: Counter[str] = Counter()
        for found in self.words.values():
            whole.update(found)
        return whole

    @cached_property
    def _all(self) -> int:
        return sum(self._whole.values())

    def points(self, stem: str, label: str) -> float:
        """Return how much a word speaks for a category, below zero when it speaks for the others."""
        found = self.words.get(stem)
        if not found or label not in self.passages:
            return 0.0
        here, everywhere, room = found.get(label, 0), sum(found.values()), _SMOOTH * len(self.words)
        inside = (here + _SMOOTH) / (self._whole[label] + room)
        outside = (everywhere - here + _SMOOTH) / (self._all - self._whole[label] + room)
        rare = math.log((sum(self.passages.values()) + 1) / (everywhere + 0.5))
        return rare * math.log(inside / outside)

    def scores(self, passage: str) -> dict[str, float]:
        """Return how much the words of a passage speak for each category; empty when no word is known."""
        known = sorted({stem for stem, _word in stems(passage) if stem in self.words})
        if not known:
            return {}
        length = math.sqrt(max(len(known), _FEW))
        return {label: sum(self.points(stem, label) for stem in known) / length for label in sorted(self.passages)}


@cache
def _empty() -> frozenset[str]:
    return frozenset(yaml_strict.read(_FILE))


def stems(passage: str) -> Iterator[tuple[str, str]]:
    """Yield the beginnings of the words that carry something, each with the word as it stands."""
    for word in text.words(passage)[:LONGEST]:
        folded = text.fold(word)
        if len(folded) > SHORT and folded not in _empty():
            yield folded[:STEM], word
