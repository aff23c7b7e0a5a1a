# SPDX-License-Identifier: EUPL-1.2
"""What is put into an index, and how: postings, the words learned from all texts, later changes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from mittendrin.core.alone import replace_text
from mittendrin.core.search import german
from mittendrin.core.search.analysis import Analyser, folded_text
from mittendrin.core.search.folding import count_chains, fold, pieces

Text = tuple[str, str]
"""Language (de or en) and text."""
Vocabulary = dict[str, tuple[int, str]]
"""Folded word -> how often it occurs and how it is mostly written."""

POSTINGS = "postings"
WORDS = "words.json"
_HEAP = 128_000_000
_SHORTEST = 2


@dataclass(frozen=True)
class Document:
    """One thing to find. names are of places or firms: never split. weight multiplies the score."""

    id: str
    titles: Sequence[Text]
    bodies: Sequence[Text]
    names: Sequence[str] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    weight: float = 1.0


def facet_field(name: str) -> str:
    """Return the field of the index that holds the facet ``name``."""
    return f"facet_{name}"


def open_postings(folder: Path, facets: Sequence[str]) -> tantivy.Index:
    """Return the tantivy index in ``folder``; an empty folder becomes an empty index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("body", tokenizer_name="terms", index_option="position")
    builder.add_text_field("parts", tokenizer_name="terms", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    builder.add_float_field("weight", fast=True)
    for name in facets:
        builder.add_text_field(facet_field(name), fast=True, tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(builder.build(), path=str(folder / POSTINGS))
    index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def build(folder: Path, documents: Sequence[Document], facets: Sequence[str]) -> None:
    """Write an index of ``documents`` into the empty ``folder``, with the words learned from them."""
    (folder / POSTINGS).mkdir(parents=True)
    counts = {language: count_chains(_texts(documents, language)) for language in ("de", "en")}
    lexicon = german.learn(counts["de"], (name for document in documents for name in document.names))
    analyser = Analyser(lexicon)
    _write(folder, facets, documents, [], analyser)
    _write_words(folder, lexicon, vocabulary(counts["de"] + counts["en"], analyser))


def update(folder: Path, changed: Sequence[Document], removed: Iterable[str], facets: Sequence[str]) -> None:
    """Replace the ``changed`` documents of the index in ``folder`` and take the ``removed`` ones out.

    The parts of compounds stay those of the last build, so that old and new documents are analysed alike.
    """
    lexicon, words = read_words(folder)
    analyser = Analyser(lexicon)
    counts = count_chains([*_texts(changed, "de"), *_texts(changed, "en")])
    new = vocabulary(counts, analyser)
    _write(folder, facets, changed, [*removed, *(document.id for document in changed)], analyser)
    _write_words(folder, lexicon, {**new, **words})


def read_words(folder: Path) -> tuple[german.Lexicon, Vocabulary]:
    """Return the lexicon and the vocabulary of the index in ``folder``."""
    data = json.loads((folder / WORDS).read_text(encoding="utf-8"))
    lexicon = german.Lexicon(data["parts"], frozenset(data["names"]), data["joined"])
    return lexicon, {word: (count, shown) for word, (count, shown) in data["vocabulary"].items()}


def vocabulary(counts: Mapping[str, int], analyser: Analyser) -> Vocabulary:
    """Return the words of texts and the parts of their compounds, given how often each word is written."""
    total: Counter[str] = Counter()
    written: dict[str, tuple[int, str]] = {}
    for chain, count in counts.items():
        for text in {*(piece.text for piece in pieces(chain)), *_runs(chain, analyser)}:
            word = fold(text)
            total[word] += count
            written[word] = max(written.get(word, (0, "")), (count, text))
    return {word: (count, written[word][1]) for word, count in total.items() if len(word) >= _SHORTEST}


def _runs(chain: str, analyser: Analyser) -> Iterator[str]:
    """Yield the runs of parts of a compound as words of their own."""
    for word in analyser.words(chain):
        for atoms in word.pieces:
            for first in range(len(atoms)):
                for last in range(first, len(atoms)):
                    text = chain[atoms[first].start : atoms[last].end]
                    yield text[:1].upper() + text[1:] if first else text


def _texts(documents: Iterable[Document], language: str) -> Iterator[str]:
    for document in documents:
        for texts in (document.titles, document.bodies):
            yield from (text for text_language, text in texts if text_language == language)


def _write(
    folder: Path, facets: Sequence[str], documents: Iterable[Document], removed: Iterable[str], analyser: Analyser
) -> None:
    writer = open_postings(folder, facets).writer(_HEAP, 1)
    for identity in removed:
        writer.delete_documents_by_term("id", identity)
    for document in documents:
        writer.add_document(_stored(document, analyser))
    writer.commit()
    writer.wait_merging_threads()


def _write_words(folder: Path, lexicon: german.Lexicon, words: Vocabulary) -> None:
    data = {
        "parts": lexicon.parts,
        "names": sorted(lexicon.names),
        "joined": lexicon.joined,
        "vocabulary": words,
    }
    replace_text(folder / WORDS, json.dumps(data, ensure_ascii=False))


def _stored(document: Document, analyser: Analyser) -> tantivy.Document:
    title: list[str] = []
    body: list[str] = []
    parts: list[str] = []
    for language, text in document.titles:
        whole, pieces_ = analyser.terms(text, language)
        title += [*whole, *(piece for piece in pieces_ if piece not in whole)]
        body += whole
        parts += pieces_
    for language, text in document.bodies:
        whole, pieces_ = analyser.terms(text, language)
        body += whole
        parts += pieces_
    stored = tantivy.Document()
    stored.add_text("id", document.id)
    for name, terms in (("title", title), ("body", body), ("parts", parts)):
        stored.add_text(name, " ".join(terms))
    for name in {folded_text(text) for text in (*(text for _, text in document.titles), *document.names)}:
        stored.add_text("exact", name)
    stored.add_float("weight", document.weight)
    for facet, values in document.facets.items():
        for value in values:
            stored.add_text(facet_field(facet), value)
    return stored
