# SPDX-License-Identifier: EUPL-1.2
"""From text to search terms: each word gives the stems of its parts and keys for the word as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mittendrin.core.search import german
from mittendrin.core.search.folding import Piece, chains, fold, fold_with_places, pieces, raw_chains
from mittendrin.core.search.german import Lexicon

MOST_ATOMS = 6
_REMEMBERED = 300_000
JOINT = "+"


@dataclass(frozen=True)
class Atom:
    """The smallest thing that is searched: a simple word or one part of a compound.

    term: what the index holds. also: a second term for the same place (a name's ordinary stem).
    base: the folded word. start, end: place in the text. stop: a function word, only part of longer words.
    """

    term: str
    base: str
    start: int
    end: int
    also: str = ""
    stop: bool = False


@dataclass(frozen=True)
class Word:
    """One word of a text, with hyphens or not, and its atoms from left to right."""

    pieces: tuple[tuple[Atom, ...], ...]
    start: int
    end: int

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Return the atoms of all pieces."""
        return tuple(atom for piece in self.pieces for atom in piece)


def key(terms: Sequence[str]) -> str:
    """Return the index term of a whole word from the terms of its atoms."""
    return JOINT.join(terms)


class Analyser:
    """Turns texts into terms with one lexicon; remembers words it has seen."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._seen: dict[tuple[str, str], tuple[Atom, ...]] = {}
        self._terms: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def words(self, text: str, language: str = "de") -> Iterator[Word]:
        """Yield the words of ``text`` that carry meaning."""
        for start, chain in raw_chains(text):
            word = self._word(chain, start, language)
            if any(not atom.stop for atom in word.atoms):
                yield word

    def terms(self, text: str, language: str = "de") -> tuple[list[str], list[str]]:
        """Return the terms of whole words and the terms of all parts of ``text``."""
        whole: list[str] = []
        parts: list[str] = []
        for _, chain in raw_chains(text):
            found = self._terms.get((chain, language)) or self._chain_terms(chain, language)
            whole += found[0]
            parts += found[1]
        return whole, parts

    def _chain_terms(self, chain: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        word = self._word(chain, 0, language)
        if len(self._terms) > _REMEMBERED:
            self._terms.clear()
        found = self._terms[chain, language] = (tuple(whole_terms(word)), tuple(part_terms(word)))
        return found

    def _word(self, chain: str, start: int, language: str) -> Word:
        return Word(tuple(self._piece(piece, language) for piece in pieces(chain, start)), start, start + len(chain))

    def _piece(self, piece: Piece, language: str) -> tuple[Atom, ...]:
        identity = (piece.text, language)
        atoms = self._seen.get(identity)
        if atoms is None:
            if len(self._seen) > _REMEMBERED:
                self._seen.clear()
            atoms = self._seen[identity] = tuple(self._analyse(piece.text, language))
        if not piece.start:
            return atoms
        return tuple(
            Atom(atom.term, atom.base, atom.start + piece.start, atom.end + piece.start, atom.also, atom.stop)
            for atom in atoms
        )

    def _analyse(self, text: str, language: str) -> Iterator[Atom]:
        letters = fold_with_places(text)
        word = "".join(letter for letter, _ in letters)
        if not word:
            return
        if german.is_stopword(text, language):
            yield Atom(word, word, 0, len(text), stop=True)
            return
        if self.lexicon.is_name(word):
            name = word if word in self.lexicon.names else word[:-1]
            yield Atom(name, word, 0, len(text), also=german.stem(word, language))
            return
        spans = self._spans(word, language)
        for number, (start, end, base) in enumerate(spans):
            last = number == len(spans) - 1
            first_letter = 0 if number == 0 else letters[start][1]
            last_letter = len(text) if last else letters[end][1]
            short_stop = len(spans) > 1 and len(base) < 3 and base in german.stopwords(language)
            yield Atom(german.stem(base, language), base, first_letter, last_letter, stop=short_stop)

    def _spans(self, word: str, language: str) -> list[tuple[int, int, str]]:
        if word in self.lexicon.joined:
            return list(_consecutive(self.lexicon.joined[word]))
        if language != "de":
            return [(0, len(word), word)]
        return [(part.start, part.end, part.base) for part in self.lexicon.split(word)]


def _consecutive(pieces: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    start = 0
    for piece in pieces:
        yield start, start + len(piece), piece
        start += len(piece)


def whole_terms(word: Word) -> Iterator[str]:
    """Yield the terms under which ``word`` as a whole, each piece, and each run of its parts is found."""
    for piece in word.pieces:
        if len(piece) == 1:
            yield from _terms_of(piece[0])
    terms = [atom.term for atom in word.atoms][:MOST_ATOMS]
    for start in range(len(terms)):
        for end in range(start + 2, len(terms) + 1):
            yield key(terms[start:end])


def part_terms(word: Word) -> Iterator[str]:
    """Yield the terms of the parts of ``word``."""
    for atom in word.atoms:
        yield from _terms_of(atom)


def _terms_of(atom: Atom) -> Iterator[str]:
    if not atom.stop:
        yield atom.term
        if atom.also and atom.also != atom.term:
            yield atom.also


def folded_text(text: str) -> str:
    """Return all words of ``text`` folded, with single spaces: equal for equal names however typed."""
    return " ".join(fold(piece.text) for chain in chains(text) for piece in chain)
