# SPDX-License-Identifier: EUPL-1.2
"""A letter ready for finding terms in it: its words, and how much each place of it counts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from mittendrin.core.letters import zones
from mittendrin.core.letters.terms import Hit, Lexicon, Token, tokens
from mittendrin.core.letters.zones import BODY, CLOSING, INFO, RECIPIENT, SENDER, SUBJECT, Letter

Told = TypeVar("Told")
_REQUEST = re.compile(
    r"\b(?:bitte|bitten|beantrag\w*|ersuch\w*|möcht\w*|fordern?|kündig\w*|widersp\w*|meld\w*|benötig\w*|brauch\w*|"
    r"hiermit|wünsch\w*|erbitt\w*|please|frage[nr]?|mitteil\w*|bewerb\w*|beschwer\w*)\b",
    re.IGNORECASE,
)
# How much a word of the topic counts in each part; requests and the first sentences count more.
PLACES: Mapping[str, float] = {SUBJECT: 2.2, BODY: 1.0, SENDER: 0.5, INFO: 0.7, CLOSING: 0.45, RECIPIENT: 0.9}
_ASKED, _OPENING = 1.35, 1.2
_SHORT = 6_000  # signs, some three pages


@dataclass(frozen=True)
class Found:
    """A term that was found: its number, place in the text (-1: known without reading), part and how much it counts."""

    term: int
    start: int
    end: int
    zone: str
    weight: float


@dataclass(frozen=True, eq=False)
class Reading:
    """A letter in parts with its words, and what was found in it so far."""

    letter: Letter
    _told: dict[object, Any] = field(default_factory=dict, init=False, repr=False)

    def once(self, seeker: object, seek: Callable[[Reading], Told]) -> Told:
        """Return what ``seeker`` finds in the letter by ``seek``; looked for once, however many blocks ask."""
        if seeker not in self._told:
            self._told[seeker] = seek(self)
        known: Told = self._told[seeker]
        return known

    @cached_property
    def words(self) -> list[Token]:
        """Return the words of the letter in order."""
        return tokens(self.letter.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.letter.lines]

    @cached_property
    def _sentences(self) -> Mapping[int, float]:
        """Return how much each sentence counts beyond its part."""
        texts: dict[int, list[str]] = {}
        for word in self.words:
            texts.setdefault(word.sentence, []).append(word.text)
        return {number: _ASKED if _REQUEST.search(" ".join(text)) else 1.0 for number, text in texts.items()}

    def asked(self, sentence: int) -> float:
        """Return how much a sentence counts: more when it holds a request."""
        return self._sentences.get(sentence, 1.0)

    def zone(self, place: int) -> str:
        """Return the part of the letter at a place of its text."""
        at = bisect_right(self._starts, place) - 1
        return self.letter.lines[at].zone if at >= 0 else BODY

    def find(self, lexicon: Lexicon) -> list[Found]:
        """Return the terms of ``lexicon`` in the letter, and in subject and sender where these are known."""
        sentence_at = {word.start: word.sentence for word in self.words}
        found = [self._found(hit, sentence_at) for hit in lexicon.find(self.words, self.letter.text)]
        for zone, text in ((SUBJECT, self.letter.subject), (SENDER, self.letter.sender), (SUBJECT, self.letter.file)):
            weight = PLACES[zone] if text is not self.letter.file else 0.5
            found += [Found(hit.term, -1, -1, zone, hit.fit * weight) for hit in lexicon.find(tokens(text), text)]
        return found

    def _found(self, hit: Hit, sentence_at: Mapping[int, int]) -> Found:
        zone = self.zone(hit.start)
        weight = hit.fit * PLACES[zone]
        if zone == BODY:
            weight *= self.asked(sentence_at.get(hit.start, -1))
        return Found(hit.term, hit.start, hit.end, zone, weight)


def read(text: str, names: Sequence[str] = (), known: Mapping[str, str] | None = None) -> Reading:
    """Return the reading of a letter. known: ``subject``, ``sender`` and ``file`` where known without reading."""
    told = known or {}
    kept = _short if len(text) <= _SHORT else _long
    return kept(text, tuple(names), told.get("subject", ""), told.get("sender", ""), told.get("file", ""))


def _read(text: str, names: tuple[str, ...], subject: str, sender: str, file: str) -> Reading:
    return Reading(zones.read(text, names, subject=subject, sender=sender, file=file))


# Several blocks ask for the same letter, one after the other, and each learns from the same confirmed ones. A reading
# takes about 40 bytes for each sign: 60 MB at most for the short ones, few of the long ones.
_short, _long = lru_cache(maxsize=256)(_read), lru_cache(maxsize=4)(_read)
