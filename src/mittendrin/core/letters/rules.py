# SPDX-License-Identifier: EUPL-1.2
"""Rules that clerks write: do all words, or the pattern, stand where the rule says?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from mittendrin.core.letters.reading import Reading
from mittendrin.core.letters.terms import stem, tokens
from mittendrin.core.letters.zones import CLOSING, INFO, SENDER

_PLACES = {"sender": (SENDER, INFO, CLOSING)}
# A pattern of a clerk may backtrack without end: it sees no more than this.
MAX_SIGNS = 20_000
MAX_PATTERN = 200
_NESTED = re.compile(r"[+*}]\)?[+*{]|\([^)]*[+*}][^)]*\)[+*{]")


class RuleLike(Protocol):
    """What is needed of a rule; see ``contracts.town_plan.Rule``."""

    @property
    def id(self) -> str:
        """Return the name of the rule."""

    @property
    def target(self) -> str:
        """Return what it decides."""

    @property
    def value(self) -> str:
        """Return what it decides for."""

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words that must be there."""

    @property
    def without(self) -> tuple[str, ...]:
        """Return the words that must not be there."""

    @property
    def pattern(self) -> str:
        """Return the regular expression."""

    @property
    def place(self) -> str:
        """Return the part of the letter."""

    @property
    def certain(self) -> bool:
        """Return whether it decides alone."""


@dataclass(frozen=True)
class Match:
    """A rule that holds: which, and where its words stand (none where known without reading)."""

    rule: RuleLike
    places: tuple[tuple[int, int], ...]


@lru_cache(maxsize=1_000)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Return the pattern ready for use; None when it is wrong, too long, or may take without end."""
    if len(pattern) > MAX_PATTERN or _NESTED.search(pattern):
        return None
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error:
        return None


def matching(rules: Iterable[RuleLike], target: str, reading: Reading) -> list[Match]:
    """Return the rules for ``target`` that hold for a letter, those that decide alone first."""
    found = [_match(rule, reading) for rule in rules if rule.target == target]
    return sorted((one for one in found if one), key=lambda one: not one.rule.certain)


def _match(rule: RuleLike, reading: Reading) -> Match | None:
    pieces = _pieces(rule.place, reading)
    places: list[tuple[int, int]] = []
    if rule.pattern:
        pattern = compiled(rule.pattern)
        hits = [(start, hit) for start, text in pieces if pattern for hit in pattern.finditer(text[:MAX_SIGNS])]
        if not hits:
            return None
        places = [(start + hit.start(), start + hit.end()) for start, hit in hits[:5] if start >= 0]
    elif not rule.words:
        return None
    known = _stems(pieces)
    for word in rule.words:
        spots = _spots(word, known)
        if spots is None:
            return None
        places += [spot for spot in spots if spot[0] >= 0][:3]
    if any(_spots(word, known) is not None for word in rule.without):
        return None
    return Match(rule, tuple(places))


def _pieces(place: str, reading: Reading) -> list[tuple[int, str]]:
    """Return the texts where a rule looks, with their starts; -1 for what does not stand in the text."""
    letter = reading.letter
    told = {"sender": letter.sender, "subject": letter.subject, "file": letter.file}
    if place == "anywhere":
        return [(0, letter.text), *((-1, text) for text in told.values() if text)]
    zones = _PLACES.get(place, (place,))
    return [*((line.start, line.text) for line in letter.of(*zones)), *([(-1, told[place])] if told.get(place) else [])]


def _stems(pieces: Sequence[tuple[int, str]]) -> list[tuple[str, str, int, int]]:
    return [
        (stem(word.norm), word.norm, start + word.start if start >= 0 else -1, start + word.end)
        for start, text in pieces
        for word in tokens(text)
    ]


def _spots(wanted: str, known: Sequence[tuple[str, str, int, int]]) -> list[tuple[int, int]] | None:
    """Return where a word or run of words stands, None when it does not; a star at the end leaves the ending open."""
    open_end = wanted.endswith("*")
    parts = [word.norm for word in tokens(wanted)]
    if not parts:
        return None
    size = len(parts)
    spots = []
    for at in range(len(known) - size + 1):
        run = known[at : at + size]
        same = all(stem(part) == one[0] or part == one[1] for part, one in zip(parts, run, strict=True))
        begins = open_end and size == 1 and run[0][1].startswith(parts[0])
        if same or begins:
            spots.append((run[0][2], run[-1][3]))
    return spots or None
