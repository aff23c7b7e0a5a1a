# SPDX-License-Identifier: EUPL-1.2
"""Whom to name when records of the Atlas are used elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mittendrin.apps.atlas.models import Kind, Record

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Attribution:
    """Licence of the summaries and the documents that the records rest on."""

    text: str
    licence: str
    licence_url: str
    sources: list[dict[str, Any]]


def attribution(records: Iterable[dict[str, Any]] | None = None) -> Attribution:
    """Return whom to name for ``records`` (their data); without records, all documents of the Atlas."""
    wanted = None if records is None else {key for data in records for key in _sources(data)}
    documents = Record.objects.filter(kind__in=[Kind.SOURCE, Kind.STATISTICS])
    named = [_document(record.data) for record in documents if wanted is None or record.key in wanted]
    text = _("Mittendrin-Atlas, Zusammenfassungen unter CC BY 4.0. Tatsachen und Zahlen nach: %(sources)s.")
    names = "; ".join(f"{document['title']} ({document['publisher']}, {document['year']})" for document in named)
    return Attribution(text % {"sources": names or "–"}, LICENCE, LICENCE_URL, named)


def _document(data: dict[str, Any]) -> dict[str, Any]:
    keys = ("id", "title", "publisher", "year", "url", "licence", "licence_url", "attribution")
    return {key: data[key] for key in keys if key in data}


def _sources(part: Any) -> Iterator[str]:
    """Yield the documents that a record names anywhere; a document names itself."""
    if isinstance(part, dict):
        if isinstance(part.get("source"), str):
            yield part["source"]
        if "publisher" in part:
            yield part["id"]
        for value in part.values():
            yield from _sources(value)
    elif isinstance(part, list):
        for value in part:
            yield from _sources(value)
