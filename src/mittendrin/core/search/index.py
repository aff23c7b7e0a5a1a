# SPDX-License-Identifier: EUPL-1.2
"""The search index: analysis in our own Python, postings, ranking and counting in tantivy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from tantivy import Occur, Query

from mittendrin.core.search.analysis import Analyser, key
from mittendrin.core.search.documents import facet_field, open_postings, read_words, vocabulary
from mittendrin.core.search.folding import count_chains
from mittendrin.core.search.plan import Alternative, Plan, Planner, Unit
from mittendrin.core.search.spelling import Speller
from mittendrin.core.search.synonyms import Synonyms

TITLE, BODY, PARTS, EXACT = 3.0, 1.0, 0.6, 12.0
TITLE_WHOLE, BODY_WHOLE, LOOSE, NEIGHBOURS = 5.0, 2.5, 0.7, 2.0
ALL_WORDS = 12.0
ENOUGH = 5
FEW = 3
FEW_DOCUMENTS, RARE = 20, 0.05
DEEPEST = 10_000


@dataclass(frozen=True)
class Request:
    """What to find: query, chosen facet values (any inside a facet, all facets together), which stretch of hits.

    every_word: only hits with all words, even if few. counts: count facets too.
    """

    query: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    offset: int = 0
    limit: int = 20
    correct: bool = True
    synonyms: bool = True
    every_word: bool = False
    counts: bool = True


@dataclass(frozen=True)
class Hit:
    """One found document."""

    id: str
    score: float


@dataclass
class Answer:
    """Hits of the asked stretch, their total, and facet counts that leave out the facet's own choice.

    with_all: how many hits hold all words; the others hold most of them and come after.
    """

    plan: Plan
    hits: list[Hit]
    total: int
    with_all: int
    facets: dict[str, dict[str, int]]


@dataclass
class _Found:
    """What one query found, before facets are counted."""

    query: Query
    total: int
    with_all: int
    hits: list[Hit]


class SearchIndex:
    """One index in one folder; made by ``documents.build``."""

    def __init__(self, folder: Path, facets: Sequence[str], groups: Iterable[Sequence[str]] = ()) -> None:
        self.folder = folder
        self.facets = tuple(facets)
        lexicon, self.vocabulary = read_words(folder)
        self.analyser = Analyser(lexicon)
        groups = list(groups)
        listed = vocabulary(count_chains(text for group in groups for text in group), self.analyser)
        self.speller = Speller({**listed, **self.vocabulary}, lexicon)
        index = open_postings(folder, self.facets)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._known = lru_cache(maxsize=50_000)(self._holds)
        self._planner = Planner(self.analyser, self.speller, Synonyms(groups, self.analyser), self._known)

    @property
    def size(self) -> int:
        """Return the number of documents."""
        return int(self._searcher.num_docs)

    def _holds(self, term: str) -> bool:
        return self._searcher.doc_freq("parts", term) > 0 or self._searcher.doc_freq("body", term) > 0

    def search(self, request: Request) -> Answer:
        """Return the hits of ``request``, best first."""
        plan = self._planner.plan(request.query, correct=request.correct, synonyms=request.synonyms)
        filters = {name: self._any_of(name, values) for name, values in request.chosen.items() if values}
        offset, limit = min(request.offset, DEEPEST), max(1, min(request.limit, DEEPEST))
        if not plan.units and plan.typed:
            return Answer(plan, [], 0, 0, {name: {} for name in self.facets})
        found = self._matching(plan, filters, replace(request, offset=offset, limit=limit))
        facets = self._count(found.query, filters) if request.counts else {}
        return Answer(plan, found.hits, found.total, found.with_all, facets)

    def _run(self, query: Query, filters: Mapping[str, Query], request: Request, with_all: int = -1) -> _Found:
        result: Any = self._searcher.search(
            _all(query, filters.values()),
            limit=request.limit,
            offset=request.offset,
            count=True,
            weight_by_field="weight",
        )
        hits = [Hit(self._searcher.doc(place)["id"][0], score) for score, place in result.hits]
        total = int(result.count)
        return _Found(query, total, total if with_all < 0 else with_all, hits)

    def _matching(self, plan: Plan, filters: Mapping[str, Query], request: Request) -> _Found:
        """Return what fits; while that is too little, what fits in part as well."""
        if not plan.units:
            return self._run(Query.all_query(), filters, request)
        strict = self._query(plan, len(plan.units), loose=False)
        found = self._run(strict, filters, request)
        if found.total >= ENOUGH or request.every_word or plan.simple:
            return found
        with_all = found.total
        first = Query.const_score_query(strict, ALL_WORDS)
        for needed in _steps_down(len(plan.units)):
            wide = self._query(plan, needed, loose=True)
            query = Query.boolean_query([(Occur.Must, wide), (Occur.Should, first)])
            found = self._run(query, filters, request, with_all)
            if found.total >= FEW:
                break
        return found

    def _query(self, plan: Plan, needed: int, *, loose: bool) -> Query:
        clauses = [(Occur.Should, self._unit(unit, loose)) for unit in plan.units]
        units = Query.boolean_query(clauses, minimum_number_should_match=needed)
        extra = [(Occur.Should, self._term("exact", plan.whole, EXACT))] if plan.whole else []
        for terms in plan.neighbours:
            extra += [(Occur.Should, self._term(name, key(terms), NEIGHBOURS)) for name in ("title", "body")]
            extra.append((Occur.Should, self._phrase(terms, NEIGHBOURS, slop=2)))
        return Query.boolean_query([(Occur.Must, units), *extra]) if extra else units

    def _unit(self, unit: Unit, loose: bool) -> Query:
        queries = [self._alternative(alternative, loose) for alternative in unit.alternatives]
        return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries, tie_breaker=0.2)

    def _alternative(self, alternative: Alternative, loose: bool) -> Query:
        terms, weight = alternative.terms, alternative.weight
        if alternative.phrase:
            return self._phrase(terms, BODY_WHOLE)
        if len(terms) == 1:
            clauses = [self._term(name, terms[0], boost * weight) for name, boost in _SIMPLE]
        else:
            whole = key(terms)
            parts = self._rare(terms) if loose else terms
            needed = (len(terms) + 1) // 2 if loose else len(terms)
            apart = Query.boolean_query(
                [(Occur.Should, self._term("parts", term, LOOSE * weight)) for term in parts],
                minimum_number_should_match=min(needed, len(parts)),
            )
            in_title = Query.boolean_query([(Occur.Must, self._term("title", term, weight)) for term in terms])
            clauses = [
                self._term("title", whole, TITLE_WHOLE * weight),
                self._term("body", whole, BODY_WHOLE * weight),
                in_title,
                apart,
            ]
        return Query.boolean_query([(Occur.Should, clause) for clause in clauses])

    def _rare(self, terms: Sequence[str]) -> Sequence[str]:
        """Return the terms that say something by themselves; all when none does."""
        most = max(FEW_DOCUMENTS, self.size * RARE)
        return [term for term in terms if self._searcher.doc_freq("parts", term) <= most] or terms

    def _term(self, name: str, term: str, boost: float) -> Query:
        return Query.boost_query(Query.term_query(self._schema, name, term, "freq"), boost)

    def _phrase(self, terms: Sequence[str], boost: float, slop: int = 0) -> Query:
        if len(terms) == 1:
            return self._term("body", terms[0], boost)
        return Query.boost_query(Query.phrase_query(self._schema, "body", list(terms), slop), boost)

    def _any_of(self, name: str, values: Sequence[str]) -> Query:
        return Query.term_set_query(self._schema, facet_field(name), list(values))

    def _count(self, query: Query, filters: Mapping[str, Query]) -> dict[str, dict[str, int]]:
        """Return the counts of each facet: other facets' choices hold, its own does not."""
        free = [name for name in self.facets if name not in filters]
        counts = self._terms_of(_all(query, filters.values()), free)
        for name in filters:
            others = [other for key_, other in filters.items() if key_ != name]
            counts |= self._terms_of(_all(query, others), [name])
        return {name: counts[name] for name in self.facets if name in counts}

    def _terms_of(self, query: Query, names: Sequence[str]) -> dict[str, dict[str, int]]:
        if not names:
            return {}
        wish = {name: {"terms": {"field": facet_field(name), "size": 1000}} for name in names}
        result = self._searcher.aggregate(query, wish)
        return {name: {row["key"]: row["doc_count"] for row in result[name]["buckets"]} for name in names}


def _steps_down(units: int) -> Iterator[int]:
    """Yield how many of the words a document must hold when too few hold all: most of them, then one."""
    most = (units * 3 + 2) // 5
    if most > 1:
        yield most
    yield 1


_SIMPLE = (("title", TITLE), ("body", BODY), ("parts", PARTS))


def _all(query: Query, filters: Iterable[Query]) -> Query:
    clauses = [(Occur.Must, Query.const_score_query(one, 0.0)) for one in filters]
    return Query.boolean_query([(Occur.Must, query), *clauses]) if clauses else query
