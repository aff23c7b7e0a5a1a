# SPDX-License-Identifier: EUPL-1.2
"""From what a person typed to what the index is asked: words, corrections, synonyms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from mittendrin.core.search import german
from mittendrin.core.search.analysis import JOINT, MOST_ATOMS, Analyser, Atom, Word, folded_text, key
from mittendrin.core.search.folding import fold
from mittendrin.core.search.highlight import Marks
from mittendrin.core.search.spelling import Speller
from mittendrin.core.search.synonyms import Match, Synonyms

MOST_LETTERS = 200
MOST_WORDS = 16
_QUOTED = re.compile(r"[\"„“”»«]([^\"„“”»«]+)[\"„“”»«]")
_SYNONYM = 0.55
_OTHER_LANGUAGE = 0.9
_REST = 0.25
Terms = tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """One way in which a part of the query can be met: all terms, best as one word.

    weight: how much it counts. phrase: the terms are words that must follow one another.
    """

    terms: Terms
    weight: float = 1.0
    phrase: bool = False


@dataclass(frozen=True)
class Unit:
    """One thing that the query asks for, with all the ways to meet it."""

    alternatives: tuple[Alternative, ...]


@dataclass
class Plan:
    """What is searched, and what a person is told about it.

    shown: the query with corrections. corrected: (typed, corrected). also: expressions searched besides.
    unknown: words that no text holds. cut: the query was longer than what is searched.
    """

    typed: str
    shown: str = ""
    units: list[Unit] = field(default_factory=list)
    neighbours: list[Terms] = field(default_factory=list)
    whole: str = ""
    corrected: list[tuple[str, str]] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    cut: bool = False

    @property
    def simple(self) -> bool:
        """Say whether the query is one simple word, so that nothing wider can be searched."""
        return len(self.units) == 1 and all(len(one.terms) == 1 for one in self.units[0].alternatives)

    def marks(self) -> Marks:
        """Return what to mark in a text: typed words and their parts, synonyms only as a whole."""
        singles: set[str] = set()
        runs: set[Terms] = set()
        for unit in self.units:
            for alternative in unit.alternatives:
                terms = tuple(part for term in alternative.terms for part in term.split(JOINT))
                if len(terms) == 1 or alternative.weight != _SYNONYM:
                    singles.update(terms)
                else:
                    runs.add(terms)
        return Marks(frozenset(singles), frozenset(runs))


@dataclass(frozen=True)
class _Asked:
    """One word of the query: its terms, other ways to say the same, and what of it texts hold if not all."""

    text: str
    start: int
    end: int
    terms: Terms
    hyphens: tuple[int, ...]
    variants: tuple[Terms, ...] = ()
    rest: Terms = ()


class Planner:
    """Plans queries with the words of one index. ``known`` says whether the index holds a term."""

    def __init__(self, analyser: Analyser, speller: Speller, synonyms: Synonyms, known: Callable[[str], bool]) -> None:
        self._analyser = analyser
        self._speller = speller
        self._synonyms = synonyms
        self._known = known

    def plan(self, typed: str, *, correct: bool = True, synonyms: bool = True) -> Plan:
        """Return the plan for ``typed``; without ``correct`` and ``synonyms`` exactly what is typed."""
        text = " ".join(typed[: MOST_LETTERS * 4].split())
        plan = Plan(typed=text[:MOST_LETTERS], cut=len(typed) > MOST_LETTERS and len(text) > MOST_LETTERS)
        phrases, rest = self._phrases(plan.typed)
        words = list(self._analyser.words(rest))
        if not words and not phrases:
            words = list(self._function_words(plan.typed))
        plan.cut = plan.cut or len(words) > MOST_WORDS
        asked = [self._ask(word, plan, correct) for word in words[:MOST_WORDS]]
        plan.shown = _shown(plan)
        plan.whole = folded_text(plan.shown)
        present = [word for word in asked if word.terms]
        plan.neighbours = [(*one.terms, *two.terms) for one, two in pairwise(present)]
        plan.units = [*phrases, *self._units(present, plan, synonyms)]
        return plan

    def _phrases(self, text: str) -> tuple[list[Unit], str]:
        """Return the quoted parts of a query as units, and the query with blanks in their place."""
        units = []
        for match in _QUOTED.finditer(text):
            terms = tuple(
                key(_terms(word)[:MOST_ATOMS]) if _terms(word) else "" for word in self._analyser.words(match[1])
            )
            if terms:
                units.append(Unit((Alternative(terms, phrase=True),)))
        return units, _QUOTED.sub(lambda match: " " * len(match[0]), text)

    def _function_words(self, text: str) -> Iterable[Word]:
        """Yield the words of a query that holds nothing but function words, searched as they are."""
        for piece in text.split()[:MOST_WORDS]:
            folded = fold(piece)
            if folded and self._known(german.stem(folded)):
                atom = Atom(german.stem(folded), folded, 0, len(piece))
                yield Word(((atom,),), 0, len(piece))

    def _ask(self, word: Word, plan: Plan, correct: bool) -> _Asked:
        text = plan.typed[word.start : word.end]
        asked = self._searchable(word, text)
        if asked:
            return asked
        correction = self._speller.correct(fold(text)) if correct else None
        fixed = next(iter(self._analyser.words(correction.shown)), None) if correction else None
        asked = self._searchable(fixed, correction.shown) if fixed and correction else None
        if asked and correction:
            plan.corrected.append((text, correction.shown))
            return replace(asked, start=word.start, end=word.end)
        plan.unknown.append(text)
        return _Asked(text, word.start, word.end, (), ())

    def _searchable(self, word: Word, text: str) -> _Asked | None:
        return self._known_terms(word, text) or self._meaningful(word, text)

    def _meaningful(self, word: Word, text: str) -> _Asked | None:
        """Return a word that no text holds but that is no mistake: a compound of known parts, or in the list."""
        terms = _terms(word)
        known = tuple(term for term in terms if self._known(term))
        parts = self._analyser.lexicon.parts
        compound = len(terms) > 1 and all(atom.base in parts or self._known(atom.term) for atom in word.atoms)
        if (compound and known) or self._synonyms.knows(terms):
            return _Asked(text, word.start, word.end, terms, (), rest=known)
        return None

    def _known_terms(self, word: Word, text: str) -> _Asked | None:
        """Return the ways to search ``word``, or None when no text holds it."""
        english = next(iter(self._analyser.words(text, "en")), None)
        joined = next(iter(self._analyser.words(fold(text))), None) if len(word.pieces) > 1 else None
        ways = [_terms(candidate) for candidate in (word, english, joined) if candidate]
        ways += self._kin(word)
        ways = [way for way in dict.fromkeys(ways) if way and self._holds(way)]
        if not ways:
            return None
        hyphens = tuple(_piece_starts(word)) if ways[0] == _terms(word) else ()
        return _Asked(text, word.start, word.end, ways[0], hyphens, tuple(ways[1:]))

    def _kin(self, word: Word) -> list[Terms]:
        """Return the noun of a verb and the verb of a noun, unless that is another noun (Bild for Bildung)."""
        if len(word.atoms) != 1:
            return []
        base = word.atoms[0].base
        other = german.kin(base)
        noun = base.endswith(("ung", "ungen"))
        if not other or (noun and other.removesuffix("en") in self._analyser.lexicon.parts):
            return []
        return [(german.stem(other),)]

    def _holds(self, terms: Terms) -> bool:
        return all(self._known(term) for term in terms) or (len(terms) > 1 and self._known(key(terms)))

    def _units(self, asked: Sequence[_Asked], plan: Plan, synonyms: bool) -> Iterable[Unit]:
        """Yield units: words that together are one expression of the list of synonyms become one unit."""
        terms = [term for word in asked for term in word.terms]
        borders = _borders(asked)
        matches = self._synonyms.matches(terms) if synonyms else []
        matches = [match for match in matches if _fits(match, borders, asked)]
        position = 0
        index = 0
        while index < len(asked):
            match = next((match for match in matches if position <= match.start < position + _size(asked[index])), None)
            last = index
            end = position + _size(asked[index])
            while match and end < match.end:
                last += 1
                end += _size(asked[last])
            yield self._unit(asked[index : last + 1], terms[position:end], match, position, plan)
            position, index = end, last + 1

    def _unit(
        self, words: Sequence[_Asked], terms: Sequence[str], match: Match | None, offset: int, plan: Plan
    ) -> Unit:
        alternatives = [Alternative(tuple(terms))]
        if len(words) == 1:
            alternatives += [Alternative(way, _OTHER_LANGUAGE) for way in words[0].variants]
            alternatives += [Alternative(words[0].rest, _REST)] if words[0].rest else []
        for other in match.others if match else ():
            before, after = terms[: match.start - offset], terms[match.end - offset :]  # type: ignore[union-attr]
            if self._holds(other.terms):
                alternatives.append(Alternative((*before, *other.terms, *after), _SYNONYM))
                if other.text not in plan.also:
                    plan.also.append(other.text)
        unique = {alternative.terms: alternative for alternative in reversed(alternatives)}
        return Unit(tuple(reversed(unique.values())))


def _terms(word: Word) -> Terms:
    return tuple(atom.term for atom in word.atoms if not atom.stop or len(word.atoms) > 1)


def _size(word: _Asked) -> int:
    return len(word.terms)


def _piece_starts(word: Word) -> Iterable[int]:
    count = 0
    for piece in word.pieces:
        yield count
        count += len(piece)


def _borders(asked: Sequence[_Asked]) -> set[int]:
    """Return the positions in the run of all terms at which a word or a piece of one begins or ends."""
    borders = {0}
    position = 0
    for word in asked:
        borders |= {position + start for start in word.hyphens}
        position += len(word.terms)
        borders.add(position)
    return borders


def _fits(match: Match, borders: set[int], asked: Sequence[_Asked]) -> bool:
    """Say whether a match is a word of its own; inside a compound only expressions of two parts count."""
    at_borders = match.start in borders and match.end in borders
    return bool(asked) and (at_borders or match.end - match.start > 1)


def _shown(plan: Plan) -> str:
    text = plan.typed
    for typed, corrected in plan.corrected:
        text = text.replace(typed, corrected, 1)
    return text
