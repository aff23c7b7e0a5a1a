# SPDX-License-Identifier: EUPL-1.2
"""What a letter says as numbered features: stems, pairs of words, runs of letters that survive misreading."""

from __future__ import annotations

import math
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mittendrin.core.letters.reading import Reading
from mittendrin.core.letters.terms import Token, is_function_word, stem, tokens
from mittendrin.core.letters.zones import BODY, CLOSING, SENDER, SUBJECT

BUCKETS = 1 << 18
_RUNS = (4, 5)
_LONGEST = 40


@dataclass(frozen=True)
class Style:
    """What is looked at, and how much it counts: stems, function words, runs of letters, pairs of words.

    closing, head: how much the greeting and the letterhead count beside the text itself.
    """

    stem: float = 1.0
    function: float = 0.2
    run: float = 0.55
    pair: float = 0.3
    subject: float = 1.6
    closing: float = 0.15
    head: float = 0.0

    def part(self, zone: str) -> float:
        """Return how much a word in this part of the letter counts."""
        return {BODY: 1.0, SUBJECT: self.subject, CLOSING: self.closing, SENDER: self.head}.get(zone, 0.0)


# What a letter is about, and how it says so: function words and fixed expressions tell a request from a complaint.
TOPIC = Style()
MANNER = Style(function=1.0, run=0.3, pair=1.0, closing=0.3, head=0.3)


def bucket(name: str) -> int:
    """Return the number of the feature with this name; two names share one by a rare chance."""
    return zlib.crc32(name.encode()) % BUCKETS


def weighted(reading: Reading, style: Style = TOPIC) -> Iterator[tuple[Token, float]]:
    """Yield the words of a letter that count, each with how much; a known subject comes last, its places are -1."""
    for word in reading.words:
        weight = style.part(reading.zone(word.start)) * reading.asked(word.sentence)
        if weight > 0:
            yield word, weight
    if reading.letter.subject:
        for word in tokens(reading.letter.subject):
            yield Token(word.text, -1, -1, word.norm, -1), style.subject


def features(reading: Reading, style: Style = TOPIC) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the features of a letter, ascending, and how strongly each is there."""
    sums: dict[int, float] = defaultdict(float)
    before = ""
    for word, weight in weighted(reading, style):
        if not telling(word.norm):
            before = ""
            continue
        own, runs = pieces(word.norm)
        sums[own] += weight * (style.function if is_function_word(word.norm) else style.stem)
        for run in runs:
            sums[run] += weight * style.run
        if before and style.pair:
            sums[_pair(before, word.norm)] += weight * style.pair
        before = word.norm
    found = sorted(sums)
    return np.array(found, np.int64), np.array([math.log1p(sums[one]) for one in found], np.float64)


def telling(norm: str) -> bool:
    """Return whether a word says anything: numbers and single signs do not."""
    return len(norm) > 1 and not any(sign.isdigit() for sign in norm)


@lru_cache(maxsize=50_000)
def pieces(norm: str) -> tuple[int, tuple[int, ...]]:
    """Return the features of one word: of its stem, and of its runs of letters (none for function words)."""
    own = bucket(f"w {stem(norm)}")
    if is_function_word(norm):
        return own, ()
    padded = f" {norm[:_LONGEST]} "
    runs = (padded[at : at + size] for size in _RUNS for at in range(max(len(padded) - size + 1, 1)))
    return own, tuple(bucket(f"c {run}") for run in runs)


@lru_cache(maxsize=100_000)
def _pair(first: str, second: str) -> int:
    return bucket(f"p {stem(first)} {stem(second)}")
