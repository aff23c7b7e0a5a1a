# SPDX-License-Identifier: EUPL-1.2
"""German and English words: stems, function words, and the parts that German compounds are made of."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from mittendrin.core.search.folding import chains, fold, pieces

PARTS_FILE = Path(__file__).parent / "parts.txt"
STOPWORDS_FILE = Path(__file__).parent / "stopwords.txt"
# Snowball would make these equal to an unrelated word: Bürger to Burg.
_UNSTEMMED = dict.fromkeys(("burger", "burgern", "burgers", "burgerin", "burgerinnen"), "burger")
_ON_IG = re.compile(r"(.{3,}ig)(?:keit|keiten|keits|ung|ungen|ungs|e|er|en|es|em|s|t|te|ten|st|ster|sten)?")
_ON_IERUNG = re.compile(r"ierung(?:en|s)?$")
_LINKS = ("s", "n", "en", "es", "er", "e", "ens", "ns")
_ENDINGS = ("n", "en", "e", "es", "s", "er", "ern", "em")
# What stands before such an ending belongs to the next part: fortge-schritten.
_OPEN_ENDS = ("be", "ge", "ve", "ver", "ent", "emp", "zer")
_NO_PART_WORDS = """
    heraus voraus hinaus hinein herein nieder wieder
    schaft schaften heit keit ung ungen isch lich liche lichen haft ieren tion tionen innen seit weise mals fach
    ende enden unter uber nach gegen vor hinter zwischen neben ohne durch wider zusammen weiter zuruck nicht mehr
    sehr auch sich dass diese jede eine einer eines viel hier dort dann wenn aber oder
"""
_NO_PART = frozenset(_NO_PART_WORDS.split())
_SHORTEST = 4
_LONGEST = 48
# A part that no text uses alone must be this long, and the part beside it this frequent.
_FOREIGN, _FIRM = 6, 3
_REMEMBERED = 200_000


@cache
def _snowball(language: str) -> TextAnalyzer:
    """Return tantivy's Snowball stemmer: the same rules as the Python one, a tenth of its time."""
    name = {"de": "german", "en": "english"}[language]
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(name)).build()


@lru_cache(maxsize=200_000)
def stem(folded: str, language: str = "de") -> str:
    """Return the stem of a folded word.

    Beyond Snowball: -ierung and -ieren meet (Digitalisierung, digitalisieren), and -ig stays, so that zuständig and
    Zuständigkeit meet each other and not Zustand.
    """
    if language == "de":
        if folded in _UNSTEMMED:
            return _UNSTEMMED[folded]
        on_ig = _ON_IG.fullmatch(folded)
        if on_ig:
            return on_ig[1]
        folded = _ON_IERUNG.sub("ieren", folded)
    return _snowball(language).analyze(folded)[0]


def kin(folded: str) -> str:
    """Return the noun of a verb (zählen, Zählung) or the verb of such a noun; empty when it is neither."""
    for ending, other in (("ungen", "en"), ("ung", "en"), ("en", "ung")):
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST:
            return folded.removesuffix(ending) + other
    return ""


@cache
def stopwords(language: str) -> frozenset[str]:
    """Return the folded function words of ``language``: they carry no topic and are not searched."""
    sections = STOPWORDS_FILE.read_text(encoding="utf-8").split("[en]")
    return frozenset(fold(word) for word in _listed_words(sections[language == "en"]))


def is_stopword(text: str, language: str = "de") -> bool:
    """Say whether ``text`` as written is a function word; IT in capitals is none."""
    return fold(text) in stopwords(language) and not (text.isupper() and len(text) > 1)


def _listed_words(text: str) -> list[str]:
    lines = (line for line in text.splitlines() if not line.startswith(("#", "[")))
    return [word for line in lines for word in line.split()]


@cache
def listed_parts() -> frozenset[str]:
    """Return the folded words of our own list of parts."""
    return frozenset(fold(word) for word in _listed_words(PARTS_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Part:
    """One part of a compound: its place in the folded word and the base it stands for."""

    start: int
    end: int
    base: str


@dataclass
class Lexicon:
    """What is known of the words of the indexed texts: parts of compounds, names, spellings with hyphens."""

    parts: dict[str, int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    joined: dict[str, list[str]] = field(default_factory=dict)
    _splits: dict[str, tuple[Part, ...]] = field(default_factory=dict, repr=False)
    _cuts: dict[str, tuple[int, str] | None] = field(default_factory=dict, repr=False)

    def split(self, word: str) -> tuple[Part, ...]:
        """Return the parts of the folded ``word`` from left to right; a word that is no compound is one part."""
        if word not in self._splits:
            if len(self._splits) > _REMEMBERED:
                self._splits.clear()
            self._splits[word] = tuple(self._atoms(word, 0) or self._head_alone(word))
        return self._splits[word]

    def is_name(self, word: str) -> bool:
        """Say whether the folded ``word`` is a name of a place or firm, genitive included."""
        return word in self.names or (word.endswith("s") and word[:-1] in self.names)

    def left_base(self, text: str) -> str:
        """Return the base of ``text`` as first part of a compound; empty when it cannot be one."""
        base, weight = self._weight_left(text)
        return base if weight else ""

    def right_base(self, text: str) -> str:
        """Return ``text`` if it can be the last part of a compound, else an empty text."""
        return text if self._weight_right(text) else ""

    def _atoms(self, word: str, offset: int) -> list[Part]:
        found = None if self.is_name(word) else self._best_cut(word)
        if found is None:
            return []
        cut, left = found
        right = word[cut:]
        first = self._atoms(left if word.startswith(left) else word[:cut], offset)
        rest = self._atoms(right, offset + cut)
        return [
            *(first or [Part(offset, offset + min(len(left), cut), left)]),
            *(rest or [Part(offset + cut, offset + len(word), right)]),
        ]

    def _best_cut(self, word: str) -> tuple[int, str] | None:
        """Return where to cut ``word`` in two known halves, and the base of the left one."""
        if word not in self._cuts:
            if len(self._cuts) > _REMEMBERED:
                self._cuts.clear()
            self._cuts[word] = self._find_cut(word) if 6 <= len(word) <= _LONGEST and word.isalpha() else None
        return self._cuts[word]

    def _find_cut(self, word: str) -> tuple[int, str] | None:
        best: tuple[float, int, str] | None = None
        for cut in range(3, len(word) - 2):
            right = self._weight_right(word[cut:])
            if not right:
                continue
            base, left = self._weight_left(word[:cut])
            score = math.sqrt(left * right)
            if _too_short(base, word[cut:]):
                continue
            if left and (best is None or score > best[0]):
                best = (score, cut, base)
        return (best[1], best[2]) if best else None

    def _head_alone(self, word: str) -> list[Part]:
        """Return the unknown first part and the longest known last part (Passanten-zählung), else the whole word."""
        if word.isalpha() and len(word) <= _LONGEST and not self.is_name(word):
            for cut in range(_FOREIGN, len(word) - _FOREIGN + 1):
                left = self._foreign_left(word[:cut])
                if left and self._known(word[cut:]) >= _FIRM:
                    return [Part(0, cut, left), Part(cut, len(word), word[cut:])]
        return [Part(0, len(word), word)]

    def _weight_left(self, text: str) -> tuple[str, float]:
        """Return the base of a left half without its linking letters, and how well it is known."""
        if text.endswith("s") and self._known(text[:-1]):
            text = text[:-1]
        for base in (text, *(text.removesuffix(link) for link in _LINKS if text.endswith(link)), text + "e"):
            weight = self._known(base)
            if weight:
                return base, weight
        if len(text) > 2 * _SHORTEST:
            for base in (*(text.removesuffix(link) for link in ("s", "n") if text.endswith(link)), text):
                if self._best_cut(base):
                    return base, 0.5
        return text, 0.0

    def _foreign_left(self, text: str) -> str:
        """Return the base of a left half that no text uses alone (Passanten in Passantenzählung)."""
        if len(text) < _FOREIGN or text in _NO_PART or text.endswith(_OPEN_ENDS):
            return ""
        return text.removesuffix("s") if text.endswith("s") else text

    def _weight_right(self, text: str) -> float:
        weight = self._known(text) or (self._known_inflected(text) if len(text) >= _SHORTEST else 0)
        if not weight and len(text) >= 2 * _SHORTEST and self._best_cut(text):
            return 0.5
        return weight

    def _known(self, base: str) -> float:
        if base in _NO_PART:
            return 0
        return self.parts.get(base, 0)

    def _known_inflected(self, text: str) -> float:
        if text in _NO_PART:
            return 0
        forms = [text.removesuffix(ending) for ending in _ENDINGS if text.endswith(ending)]
        known = (self._known(form) for form in [*forms, text + "n", text + "en"] if len(form) >= _SHORTEST)
        return 0.8 * max(known, default=0)


def _too_short(left: str, right: str) -> bool:
    """Say whether one half is so short that the other must be of our own list (digi-tal is no compound)."""
    listed = listed_parts()
    return min(len(left), len(right)) < _SHORTEST and not (left in listed and right in listed)


def learn(counts: Mapping[str, int], names: Iterable[str] = ()) -> Lexicon:
    """Return the lexicon of German texts, given how often each word is written in them.

    Nouns become parts of compounds; ``names`` are never split. A noun is a word that these texts write with a
    capital at least as often as without.
    """
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    joined: dict[str, list[str]] = {}
    for chain, count in counts.items():
        found = pieces(chain)
        folded = [fold(piece.text) for piece in found]
        if len(found) > 1 and sum(map(len, folded)) > _SHORTEST - 1:
            joined.setdefault("".join(folded), folded)
        for piece, word in zip(found, folded, strict=True):
            (capital if piece.text[0].isupper() else small)[word] += count
    listed = listed_parts()
    known_names = frozenset(fold(piece.text) for name in names for chain in chains(name) for piece in chain)
    parts = dict.fromkeys(listed, 3)
    for word, count in capital.items():
        noun = len(word) >= _SHORTEST and count >= small[word] and word.isalpha() and word not in known_names
        if noun or word in listed:
            parts[word] = parts.get(word, 0) + count
    return Lexicon(parts, known_names - listed, joined)
