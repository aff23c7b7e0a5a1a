# SPDX-License-Identifier: EUPL-1.2
"""Full-text search over the letters that one may see: German, highlighted; the index is derived and local."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

from mittendrin.apps.posteingang.models import Letter
from mittendrin.apps.posteingang.services import access, documents
from mittendrin.apps.posteingang.services.letter_index import LetterIndex
from mittendrin.apps.posteingang.services.queue import Item, items
from mittendrin.core.search.documents import Document
from mittendrin.core.search.highlight import Segment, segments, snippet
from mittendrin.core.search.index import Answer, Request, SearchIndex
from mittendrin.townhall.accounts.models import Person

FACETS = ("kind", "unit", "state")
PER_PAGE = 20
MOST_HITS = 5_000
MOST_TEXT = 60_000
_TEXT, _TITLE = 300, 160
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One hit: the letter, its title and the best passage with the found places marked."""

    item: Item
    title: list[Segment]
    text: list[Segment]


@dataclass(frozen=True)
class Found:
    """What a search found among the letters that the person may see."""

    query: str
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    corrected: list[tuple[str, str]] = field(default_factory=list)


@cache
def _store(folder: Path) -> LetterIndex:
    return LetterIndex(folder, FACETS, _stamps, _documents)


def _stamps() -> dict[str, str]:
    rows = Letter.objects.filter(reading__isnull=False).values_list("uuid", "version", "reading__made_at")
    return {str(uuid): f"{version} {made_at.timestamp()}" for uuid, version, made_at in rows.iterator(chunk_size=5000)}


def refresh() -> int:
    """Bring the index up to date and return how many letters it holds."""
    return _store(Path(settings.LETTER_INDEX_DIR)).refresh()


def _index() -> SearchIndex:
    return _store(Path(settings.LETTER_INDEX_DIR)).get()


def _with_index(question: Callable[[SearchIndex], Answer]) -> tuple[Answer, SearchIndex]:
    """Return what the index answers; a damaged one is built anew, once."""
    try:
        index = _index()
        return question(index), index
    except (ValueError, OSError):
        _store(Path(settings.LETTER_INDEX_DIR)).discard()
        index = _index()
        return question(index), index


def _documents(uuids: Iterable[str]) -> list[Document]:
    wanted = list(uuids)
    found: list[Document] = []
    for start in range(0, len(wanted), 200):
        letters = Letter.objects.filter(uuid__in=wanted[start : start + 200], reading__isnull=False)
        rows = letters.select_related("reading", "unit", "arrival")
        found += [document for letter in rows if (document := _document(letter))]
    return found


def _document(letter: Letter) -> Document | None:
    document = documents.opened(letter)
    if document is None:
        return None
    text = document.text[:MOST_TEXT]
    facets = {"kind": [letter.kind], "unit": [letter.unit.key if letter.unit else ""], "state": [letter.state]}
    return Document(
        id=str(letter.uuid),
        titles=[("de", _title(letter)), ("de", letter.number)],
        bodies=[("de", text), ("de", letter.note), ("de", f"{letter.reference} {letter.person}")],
        names=[name for name in (letter.sender, letter.person) if name],
        facets={name: [value for value in values if value] for name, values in facets.items()},
    )


def _title(letter: Letter) -> str:
    return f"{letter.subject or letter.arrival.name}, {letter.sender}".strip(", ")


def search(person: Person, query: str, *, page: int = 1, chosen: Mapping[str, Sequence[str]] | None = None) -> Found:
    """Return the hits among the letters that ``person`` may see; others are neither shown nor counted.

    chosen: values of ``kind``, ``unit`` (keys) and ``state`` to narrow it down.
    """
    if not query.strip():
        return Found(query)
    mine = {str(uuid) for uuid in access.may_see(person).values_list("uuid", flat=True)}
    request = Request(query=query[:200], chosen=chosen or {}, limit=MOST_HITS, counts=False, every_word=True)
    answer, index = _with_index(lambda found: found.search(request))
    hits = [hit.id for hit in answer.hits if hit.id in mine]
    pages = max(1, -(-len(hits) // PER_PAGE))
    at = min(max(page, 1), pages)
    wanted = hits[(at - 1) * PER_PAGE : at * PER_PAGE]
    # Corrections come from the words of all letters: without a hit they would tell of letters one may not see.
    corrected = list(answer.plan.corrected) if hits else []
    return Found(query, _rows(wanted, answer, index), len(hits), at, pages, corrected)


def _rows(uuids: Sequence[str], answer: Answer, index: SearchIndex) -> list[Row]:
    letters = Letter.objects.filter(uuid__in=uuids).select_related("reading", "unit", "second_unit", "arrival")
    by_uuid = {str(letter.uuid): letter for letter in letters}
    ordered = [by_uuid[uuid] for uuid in uuids if uuid in by_uuid]
    marks = answer.plan.marks()
    rows = []
    for letter, shown in zip(ordered, items(ordered), strict=True):
        document = documents.opened(letter)
        text = document.text[:MOST_TEXT].replace("\n", " ") if document else documents.line()
        title = snippet(segments(index.analyser, _title(letter), marks), _TITLE)
        rows.append(Row(shown, title, snippet(segments(index.analyser, text, marks), _TEXT)))
    return rows
