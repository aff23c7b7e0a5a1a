# SPDX-License-Identifier: EUPL-1.2
"""Finds the words and phrases of a knowledge pack in text: stems, parts of compounds, one wrong letter, laws."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from mittendrin.core.search import german
from mittendrin.core.search.folding import fold

MAX_TOKENS = 6_000
MAX_SIGNS = 60_000
_TOKEN = re.compile(r"[^\W_]+")
_BROKEN = re.compile(r"\b([^\W\d_]{2,40})-[ \t]{0,3}\n[ \t]{0,9}([a-zäöüß]{2,40})")
_SENTENCE = re.compile(r"(?<=[^\W\d][.!?])\s+(?=[A-ZÄÖÜ„\"(])|\n\s*\n|[;\f]")
_LOOKALIKE = str.maketrans("0158", "olsb")
_INNER, _OUTER, _LONGEST, _FUZZY, _LONG, _SHORT_FORM = 6, 5, 34, 7, 11, 5
_PREFIXES = frozenset(
    ["be", "ver", "er", "ent", "ge", "un", "um", "an", "aus", "auf", "zer", "ab", "vor", "ein", "b", "g"]
)
_CONFUSED = frozenset(
    map(frozenset, ["ce", "un", "bh", "tl", "il", "ft", "gq", "ao", "oe", "rt", "fl", "kh", "vy", "nr"])
)
_WINDOW = 14
_KEPT = frozenset({"nicht", "kein", "keine", "keinen", "keiner"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text with its place, normal form and the number of its sentence."""

    text: str
    start: int
    end: int
    norm: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A term that was found: its number, where, and how well it fits (1: as it is, less: part or misread)."""

    term: int
    start: int
    end: int
    fit: float


@lru_cache(maxsize=200_000)
def normal(word: str) -> str:
    """Return a word in the form in which terms are compared: folded, and signs that scanners confuse alike."""
    folded = fold(word)
    if any(sign.isalpha() for sign in folded):
        folded = folded.translate(_LOOKALIKE)
    return folded.replace("rn", "m").replace("ii", "u").replace("vv", "w")


@lru_cache(maxsize=200_000)
def stem(norm: str) -> str:
    """Return the stem of a normal form."""
    return german.stem(norm)


@lru_cache(maxsize=50_000)
def is_function_word(norm: str) -> bool:
    """Say whether a normal form is a function word that carries no topic; negations are none."""
    return norm not in _KEPT and (len(norm) < 2 or norm in german.stopwords("de"))


def tokens(text: str) -> list[Token]:
    """Return the words of ``text``, at most MAX_TOKENS; a word broken at the end of a line is one."""
    text = text[:MAX_SIGNS]
    breaks = [match.start() for match in _SENTENCE.finditer(text)]
    found: list[Token] = []
    joined = {match.start(1): match for match in _BROKEN.finditer(text)}
    skip = sentence = 0
    for match in _TOKEN.finditer(text):
        if match.start() < skip:
            continue
        while sentence < len(breaks) and breaks[sentence] <= match.start():
            sentence += 1
        start, end, word = match.start(), match.end(), match.group()
        if start in joined:
            end, word = joined[start].end(), joined[start][1] + joined[start][2]
            skip = end
        found.append(Token(word, start, end, normal(word[:64]), sentence))
        if len(found) >= MAX_TOKENS:
            break
    return found


def _spans(norm: str) -> Iterator[tuple[int, int]]:
    size = len(norm)
    for start in range(size - _OUTER + 1):
        for end in range(start + _OUTER, min(size, start + _LONGEST) + 1):
            if end - start == size:
                continue
            edge = start == 0 or end == size
            if edge or end - start >= _INNER:
                yield start, end


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A term of several words. needed: how many must be there. exact: all of them, function words too."""

    term: int
    keys: tuple[str, ...]
    needed: int
    exact: bool


class Lexicon:
    """Many terms, each a word, a phrase of several words, or a law, by number.

    laws: terms that name a law, and those with a paragraph sign. formulas: phrases are fixed expressions, function
    words included. Short forms in capitals (WBS) are found as they are written only.
    """

    def __init__(self, terms: Sequence[str], formulas: bool = False, laws: Collection[str] = ()) -> None:
        self.terms = tuple(terms)
        self._law_terms = frozenset(laws)
        self._formulas = formulas
        self._words: dict[str, list[int]] = defaultdict(list)
        self._phrases: list[_Phrase] = []
        self._short_forms: dict[str, list[int]] = defaultdict(list)
        self._in_phrase: dict[str, list[int]] = defaultdict(list)
        self._laws: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._keys: set[str] = set()
        self._near: dict[str, set[str]] = defaultdict(set)
        self._known: dict[str, tuple[tuple[str, float], ...]] = {}
        for number, term in enumerate(self.terms):
            self._add(number, term)
        names = sorted({name for _, name in self._laws}, key=len, reverse=True)
        self._law = re.compile(r"\b(" + "|".join(map(_law_pattern, names)) + r")\b") if names else None

    def _add(self, number: int, term: str) -> None:
        law = parse_law(term) if term in self._law_terms or "§" in term else None
        if law:
            self._laws[law].append(number)
            return
        if sum(sign.isupper() for sign in term) > 1 and len(term) <= _SHORT_FORM and term.isalpha():
            self._short_forms[term].append(number)
            return
        words = [normal(word) for word in _TOKEN.findall(term)]
        content = [word for word in words if not is_function_word(word)]
        exact = self._formulas or len(content) < 2
        keys = tuple(dict.fromkeys(self._key(word) for word in (words if exact else content)))
        if len(keys) == 1:
            self._words[keys[0]].append(number)
            return
        for key in keys:
            self._in_phrase[key].append(len(self._phrases))
        self._phrases.append(_Phrase(number, keys, len(keys) if exact else _enough(len(keys)), exact))

    def _key(self, norm: str) -> str:
        """Return the stem of a word of ours and make it findable with a wrong letter."""
        key = stem(norm)
        self._keys.add(key)
        if len(norm) >= _FUZZY:
            for form in _deletes(norm):
                self._near[form].add(norm)
        return key

    def find(self, words: Sequence[Token], text: str) -> list[Hit]:
        """Return the terms found among the ``words`` of ``text``."""
        places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        hits: list[Hit] = []
        for at, word in enumerate(words):
            hits += (Hit(number, word.start, word.end, 1.0) for number in self._short_forms.get(word.text, ()))
            for key, fit in self.keys_of(word.norm):
                places[key].append((at, fit))
                hits += (Hit(number, word.start, word.end, fit) for number in self._words.get(key, ()))
        hits += self._phrase_hits(words, places)
        hits += self._law_hits(text)
        return hits

    def keys_of(self, norm: str) -> tuple[tuple[str, float], ...]:
        """Return the stems of our terms that a word is or holds, with how well they fit."""
        found = self._known.get(norm)
        if found is None:
            if len(self._known) > 100_000:
                self._known.clear()
            found = self._known[norm] = tuple(self._find_keys(norm[: _LONGEST + 14]))
        return found

    def _find_keys(self, norm: str) -> Iterator[tuple[str, float]]:
        whole = stem(norm)
        if whole in self._keys:
            yield whole, 1.0
        inner = [] if norm.isdigit() else [span for span in _spans(norm) if norm[span[0] : span[1]] in self._keys]
        inner = [span for span in inner if norm[: span[0]] not in _PREFIXES]
        widest = [one for one in inner if not any(_inside(one, other) for other in inner)]
        keys = {norm[start:end] for start, end in widest} - {whole}
        yield from ((key, 0.8) for key in sorted(keys))
        if not keys and whole not in self._keys and len(norm) >= _FUZZY:
            near = {word for form in _deletes(norm) for word in self._near.get(form, ())}
            fitting = {stem(word) for word in near if _misread(word, norm)}
            yield from ((key, 0.7) for key in sorted(fitting))

    def _phrase_hits(self, words: Sequence[Token], places: dict[str, list[tuple[int, float]]]) -> Iterator[Hit]:
        counts: dict[int, int] = defaultdict(int)
        for key in places:
            for phrase in self._in_phrase.get(key, ()):
                counts[phrase] += 1
        for at, count in counts.items():
            if count >= self._phrases[at].needed:
                yield from _windows(self._phrases[at], words, places)

    def _law_hits(self, text: str) -> Iterator[Hit]:
        if self._law is None:
            return
        for match in self._law.finditer(text):
            name = _law_name(match.group())
            before = list(_PARAGRAPH.finditer(text, max(match.start() - 60, 0), match.start()))
            start = before[-1].start() if before else match.start()
            paragraphs = {_paragraph(one.group()) for one in before}
            hits = [number for one in paragraphs for number in self._laws.get((one, name), ())]
            yield from (Hit(number, start, match.end(), 1.0) for number in hits)
            yield from (Hit(number, start, match.end(), 0.5) for number in self._laws.get(("", name), ()))


def _inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def _deletes(norm: str) -> set[str]:
    return {norm, *(norm[:at] + norm[at + 1 :] for at in range(len(norm)))}


def _enough(size: int) -> int:
    """Return how many words of a phrase must be there: all of up to three, one less of longer ones."""
    return size if size < 4 else size - 1


def _windows(phrase: _Phrase, words: Sequence[Token], places: dict[str, list[tuple[int, float]]]) -> Iterator[Hit]:
    """Yield the places where the words of a phrase stand close together in one sentence."""
    window = len(phrase.keys) + 3 if phrase.exact else _WINDOW
    spots = sorted((at, key, fit) for key in phrase.keys for at, fit in places.get(key, ())[:200])
    last = -1
    for index, (at, _, _) in enumerate(spots):
        if at <= last:
            continue
        best: dict[str, tuple[int, float]] = {}
        for other, key, fit in spots[index : index + 40]:
            if other - at > window or words[other].sentence != words[at].sentence:
                break
            best.setdefault(key, (other, fit))
        if len(best) >= phrase.needed:
            end = max(place for place, _ in best.values())
            fit = min(fit for _, fit in best.values()) * len(best) / len(phrase.keys)
            yield Hit(phrase.term, words[at].start, words[end].end, fit)
            last = end


def _misread(word: str, norm: str) -> bool:
    """Say whether ``norm`` may be ``word`` with one sign misread or lost, two in long words."""
    distance = OSA.distance(word, norm, score_cutoff=2)
    if distance != 1:
        return distance == 2 and min(len(word), len(norm)) >= _LONG
    if len(word) != len(norm):
        return word[0] == norm[0]
    pair = next((a, b) for a, b in zip(word, norm, strict=True) if a != b)
    return min(len(word), len(norm)) >= _LONG or frozenset(pair) in _CONFUSED


_PARAGRAPH = re.compile(r"§§?\s*(\d+\s?[a-z]?)\b|\b[Aa]rt(?:ikel)?\.?\s*(\d+)")


def parse_law(term: str) -> tuple[str, str] | None:
    """Return paragraph (may be empty) and name of the law that ``term`` names; None when it is none."""
    match = re.fullmatch(
        r"(?:(§§?|Art\.)\s*(\d+\s?[a-z]?)\s+)?(?:Abs\.\s*\d+\s+)?([A-ZÄÖÜ][\wäöüÄÖÜß-]*(?: [IVX]+)?(?: NRW)?)", term
    )
    if not match or not (match[1] or sum(sign.isupper() for sign in match[3]) > 1):
        return None
    if not match[1] and "-" in match[3]:
        return None
    return _paragraph(match[2] or ""), _law_name(match[3])


def _paragraph(text: str) -> str:
    digits = re.search(r"(\d+)\s?([a-z]?)", text)
    return f"{digits[1]}{digits[2]}" if digits else ""


def _law_name(text: str) -> str:
    return " ".join(text.replace("-", "").split()).replace("l", "I").casefold()


def _law_pattern(name: str) -> str:
    """Return a pattern that finds the name of a law as it is written, an I read as l included."""
    letters = [r"\s+" if sign == " " else rf"{re.escape(sign)}-?" for sign in name]
    return "(?i:" + "".join(letters).replace("i-?", "[il1]-?") + ")"
