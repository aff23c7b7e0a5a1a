# SPDX-License-Identifier: EUPL-1.2
"""Numbered sources of one page: each place in a document gets its number where it is first used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mittendrin.apps.atlas.models import Kind, Record

Data = dict[str, Any]


@dataclass(frozen=True)
class Reference:
    """One numbered entry of the list of sources: a document and the place in it."""

    number: int
    key: str
    document: Data
    locator: str

    @property
    def name(self) -> str:
        """Return the short title of the document."""
        return str(self.document.get("short") or self.document["title"])


@dataclass(frozen=True)
class Statement:
    """A German/English text with its sources and the year it speaks of."""

    text: Data
    references: list[Reference]
    year: int | None = None
    label: str = ""


def documents() -> dict[str, Data]:
    """Return studies and official statistics by key."""
    records = Record.objects.filter(kind__in=[Kind.SOURCE, Kind.STATISTICS])
    return {record.key: record.data for record in records}


class SourceList:
    """The sources of a page in the order of their numbers."""

    def __init__(self, known: Mapping[str, Data] | None = None) -> None:
        self._documents = documents() if known is None else known
        self._references: dict[tuple[str, str], Reference] = {}

    def cite(self, source: str, locator: str = "") -> Reference:
        """Return the reference to a place in a document, new or known."""
        identity = (source, locator)
        if identity not in self._references:
            document = self._documents.get(source, {"title": source})
            self._references[identity] = Reference(len(self._references) + 1, source, document, locator)
        return self._references[identity]

    def of(self, data: Data, *, further: bool = False) -> list[Reference]:
        """Return the reference of a record or figure; with ``further`` also those in its ``citations``."""
        found = [self.cite(data["source"], data.get("locator", ""))] if "source" in data else []
        if further:
            found += [self.cite(item["source"], item["locator"]) for item in data.get("citations", [])]
        numbers = {reference.number: reference for reference in found}
        return [numbers[number] for number in sorted(numbers)]

    def statement(self, text: Data | None, record: Data, label: str = "") -> Statement | None:
        """Return ``text`` with the source of its ``record``; None when there is no text."""
        if not text:
            return None
        return Statement(text, self.of(record), record.get("as_of"), label)

    def statements(self, texts: Iterable[Data], record: Data) -> list[Statement]:
        """Return all ``texts`` with the source of their ``record``."""
        return [Statement(text, self.of(record), record.get("as_of")) for text in texts]

    @property
    def references(self) -> list[Reference]:
        """Return all references by number."""
        return list(self._references.values())
