# SPDX-License-Identifier: EUPL-1.2
"""Groups of words that mean the same to a reader, from an editable list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mittendrin.core import yaml_strict
from mittendrin.core.errors import Problem, ProblemsFound
from mittendrin.core.search.analysis import Analyser

Terms = tuple[str, ...]


@dataclass(frozen=True)
class Synonym:
    """One way to say it: as written in the list, and as terms of the index."""

    text: str
    terms: Terms


@dataclass(frozen=True)
class Match:
    """A run of query terms that belongs to a group: where, and what else to search."""

    start: int
    end: int
    others: tuple[Synonym, ...]


def read(path: Path) -> list[list[str]]:
    """Return the groups of the list ``path``: each a list of at least two expressions.

    Raises ProblemsFound when the file is no such list.
    """
    data: Any = yaml_strict.read(path)
    groups = data.get("groups") if isinstance(data, dict) else None
    if not isinstance(groups, list):
        raise ProblemsFound([Problem(path.name, "not-a-list", "groups")])
    problems = [
        Problem(f"{path.name}: groups[{number}]", "not-a-list", str(group)[:80])
        for number, group in enumerate(groups)
        if not isinstance(group, list) or len(group) < 2 or not all(isinstance(text, str) for text in group)
    ]
    if problems:
        raise ProblemsFound(problems)
    return groups


class Synonyms:
    """Finds expressions of the list in a query, whatever their spelling and endings."""

    def __init__(self, groups: Iterable[Sequence[str]], analyser: Analyser) -> None:
        self._groups: dict[Terms, list[Synonym]] = {}
        for group in groups:
            expressions = [Synonym(text, _terms(analyser, text)) for text in group]
            for expression in expressions:
                known = self._groups.setdefault(expression.terms, [])
                known += [other for other in expressions if other.terms != expression.terms and other not in known]
        self._longest = max((len(terms) for terms in self._groups), default=0)

    def knows(self, terms: Terms) -> bool:
        """Say whether ``terms`` as a whole is an expression of the list."""
        return terms in self._groups

    def matches(self, terms: Sequence[str]) -> list[Match]:
        """Return the expressions found in ``terms``, longest first from left to right, without overlap."""
        found: list[Match] = []
        start = 0
        while start < len(terms):
            for end in range(min(len(terms), start + self._longest), start, -1):
                others = self._groups.get(tuple(terms[start:end]))
                if others:
                    found.append(Match(start, end, tuple(others)))
                    start = end - 1
                    break
            start += 1
        return found


def _terms(analyser: Analyser, text: str) -> Terms:
    return tuple(atom.term for word in analyser.words(text) for atom in word.atoms)
