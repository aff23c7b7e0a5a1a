# SPDX-License-Identifier: EUPL-1.2
"""Readings as JSON and back: how they cross from the reading process, and how documents are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mittendrin.apps.posteingang.sources.reading import Letter, Reading, Remark
from mittendrin.contracts.document import Document, Page, Word

_DECIMALS = 5


def document_data(document: Document) -> dict[str, Any]:
    """Return ``document`` as plain data for JSON; words are lists to keep it small."""
    return {
        "source": document.source,
        "known": dict(document.known),
        "invoice": dict(document.invoice),
        "attachments": list(document.attachments),
        "pages": [_page_data(page) for page in document.pages],
    }


def document_of(data: Mapping[str, Any]) -> Document:
    """Return the document in ``data``, made by document_data. Raises KeyError, TypeError or ValueError for others."""
    return Document(
        tuple(_page_of(page) for page in data["pages"]),
        str(data["source"]),
        _texts(data["known"]),
        _texts(data["invoice"]),
        tuple(map(str, data["attachments"])),
    )


def _page_data(page: Page) -> dict[str, Any]:
    return {
        "size": [round(page.width, 2), round(page.height, 2)],
        "quality": page.quality,
        "words": [_word_data(word) for word in page.words],
    }


def _page_of(data: Mapping[str, Any]) -> Page:
    width, height = map(float, data["size"])
    return Page(tuple(_word_of(word) for word in data["words"]), width, height, float(data["quality"]))


def _word_data(word: Word) -> list[Any]:
    box = (round(value, _DECIMALS) for value in (word.x0, word.y0, word.x1, word.y1))
    first = [word.also] if word.also else []
    return [word.text, *box, word.line, word.sure, *first]


def _word_of(data: Sequence[Any]) -> Word:
    text, x0, y0, x1, y1, line, sure, *first = data
    also = str(first[0]) if first else ""
    return Word(str(text), float(x0), float(y0), float(x1), float(y1), int(line), float(sure), also)


def reading_data(reading: Reading) -> dict[str, Any]:
    """Return ``reading`` as plain data for JSON."""
    return {
        "name": reading.name,
        "kind": reading.kind,
        "letters": [_letter_data(letter) for letter in reading.letters],
        "remarks": [remark_data(one) for one in reading.remarks],
        "refused": remark_data(reading.refused) if reading.refused else None,
    }


def reading_of(data: Mapping[str, Any]) -> Reading:
    """Return the reading in ``data``, made by reading_data. Raises KeyError, TypeError or ValueError for others."""
    return Reading(
        str(data["name"]),
        str(data["kind"]),
        tuple(_letter_of(letter) for letter in data["letters"]),
        tuple(remark_of(one) for one in data["remarks"]),
        remark_of(data["refused"]) if data["refused"] else None,
    )


def _letter_data(letter: Letter) -> dict[str, Any]:
    return {
        "document": document_data(letter.document),
        "first_page": letter.first_page,
        "page_count": letter.page_count,
        "proposed_cuts": list(letter.proposed_cuts),
        "archive": letter.archive,
    }


def _letter_of(data: Mapping[str, Any]) -> Letter:
    return Letter(
        document_of(data["document"]),
        int(data["first_page"]),
        int(data["page_count"]),
        tuple(map(int, data["proposed_cuts"])),
        str(data["archive"]),
    )


def remark_data(remark: Remark) -> dict[str, Any]:
    """Return ``remark`` as plain data for JSON."""
    return {"code": remark.code, "text": remark.text, "values": dict(remark.values)}


def remark_of(data: Mapping[str, Any]) -> Remark:
    """Return the remark in ``data``. Raises KeyError or TypeError for others."""
    return Remark(str(data["code"]), str(data["text"]), _texts(data["values"]))


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in data.items()}
