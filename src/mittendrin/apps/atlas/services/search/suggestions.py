# SPDX-License-Identifier: EUPL-1.2
"""Suggestions while typing: records whose title holds the words begun, and words that the texts hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from mittendrin.apps.atlas.models import Record
from mittendrin.apps.atlas.services.addresses import url_of
from mittendrin.apps.atlas.services.field_labels import kind_label
from mittendrin.apps.atlas.services.search import finding
from mittendrin.apps.atlas.services.search.documents import WEIGHTS, titles
from mittendrin.core.search.analysis import folded_text
from mittendrin.core.search.folding import fold
from mittendrin.core.search.german import is_stopword, stem

SHORTEST, LONGEST = 2, 60
MOST_RECORDS, MOST_WORDS = 5, 4
_KINDS = ("municipality", "project", "providers", "application_fields", "recommendations", "sources")


@dataclass(frozen=True)
class Suggestion:
    """One suggestion: what it says, what kind of thing it is, where it leads."""

    text: str
    kind: str
    url: str


def suggestions(typed: str) -> list[Suggestion]:
    """Return suggestions for what is typed so far; nothing for less than two letters."""
    text = folded_text(typed[:LONGEST])
    if len(text) < SHORTEST:
        return []
    return [*_words(typed.strip()), *_records(text)]


def _words(typed: str) -> Iterator[Suggestion]:
    """Yield the query with its last word completed."""
    before, _, last = typed[:LONGEST].rpartition(" ")
    speller = finding.index().speller
    stems: set[str] = set()
    for word in speller.completions(fold(last), 5 * MOST_WORDS) if len(last) >= SHORTEST else ():
        shown = speller.words[word][1]
        if is_stopword(shown) or stem(word) in stems or len(stems) == MOST_WORDS:
            continue
        stems.add(stem(word))
        text = f"{before} {shown}".strip()
        yield Suggestion(text, "", f"{reverse('atlas:search')}?{urlencode({'q': text})}")


def _records(text: str) -> Iterator[Suggestion]:
    words = text.split()
    found = 0
    for title, shown, kind, key in _titles(finding.stamp(), get_language() or "de"):
        if found == MOST_RECORDS:
            return
        if all(any(part.startswith(word) for part in title) for word in words):
            found += 1
            yield Suggestion(shown, kind, url_of(kind, key) if kind in WEIGHTS else "")


@lru_cache(maxsize=4)
def _titles(_stamp: str, language: str) -> list[tuple[tuple[str, ...], str, str, str]]:
    """Return the words of each title, the title, kind and key; places first, short titles first."""
    rows = []
    for record in Record.objects.filter(kind__in=_KINDS).only("kind", "key", "data"):
        named = dict(reversed(list(titles(record.kind, record.data))))
        shown = named.get(language) or named.get("de", "")
        rows.append((tuple(folded_text(shown).split()), shown, record.kind, record.key))
    return sorted(rows, key=lambda row: (_KINDS.index(row[2]), len(row[1])))


def kind_words(suggestion: Suggestion) -> str:
    """Return what kind of thing a suggestion is, in the language of the page; empty for a word."""
    return kind_label(suggestion.kind) if suggestion.kind else ""
