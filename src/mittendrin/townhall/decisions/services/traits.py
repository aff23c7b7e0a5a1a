# SPDX-License-Identifier: EUPL-1.2
"""Traits of an input for the drift watch: numbers and classes that say nothing about a person."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mittendrin.contracts.document import Document
from mittendrin.core import model_files
from mittendrin.core.errors import ModelDamaged
from mittendrin.townhall.decisions.models import ModelVersion
from mittendrin.townhall.decisions.services import blocks

FORMAT, FORMAT_VERSION, FOLDER = "mittendrin.learned-words", 1, "watch"
MOST_WORDS = 5000
_WORD = re.compile(r"[^\W\d_]{3,}")
_USUAL = {
    "de": "der die das und ich wir ist nicht mit für auf ein eine den dem sie bitte zu von",
    "en": "the and is not with for you this that are have please of to from",
    "fr": "les des est pas avec pour vous une que dans sur merci",
    "tr": "bir ve için ile bu çok değil lütfen olarak",
    "pl": "nie jest się że proszę oraz dla jako przez",
}
_COMMON = {language: frozenset(words.split()) for language, words in _USUAL.items()}
_FIRM = re.compile(r"\b(?:GmbH|AG|KG|UG|e\.\s?V\.|eG|OHG|Ltd|Inc)\b")
_OFFICE = re.compile(r"\b(?:Amtsgericht|Verwaltungsgericht|Landratsamt|Finanzamt|Ministerium|Bezirksregierung|Polizei)")


def of(document: Document, version: ModelVersion) -> dict[str, Any]:
    """Return the traits of a document: length in words, language, source, kind of sender, share of unknown words."""
    text = document.text[:200_000]
    words = _words(text)
    return {
        "length": len(words),
        "language": _language(words),
        "source": document.source,
        "sender": _sender(text),
        "unknown": _unknown(words, version),
    }


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _language(words: list[str]) -> str:
    found = set(words)
    scores = {language: len(common & found) for language, common in _COMMON.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 2 else "?"


def _sender(text: str) -> str:
    if _OFFICE.search(text):
        return "authority"
    return "firm" if _FIRM.search(text) else "person"


def _hashes(words: Iterable[str]) -> NDArray[np.uint32]:
    return np.array(sorted({zlib.crc32(word.encode()) for word in words}), dtype=np.uint32)


def _unknown(words: list[str], version: ModelVersion) -> float | None:
    """Return which share of the different words was not in the letters that the version learned from."""
    known = _known(version.folder, version.checksum) if version.folder else None
    mine = _hashes(words[:MOST_WORDS])
    if known is None or not len(mine):
        return None
    return round(float(np.isin(mine, known, invert=True).mean()), 4)


@lru_cache(maxsize=8)
def _known(folder: str, _checksum: str) -> NDArray[np.uint32] | None:
    try:
        arrays = model_files.load(blocks.town_path(folder) / FOLDER, FORMAT, FORMAT_VERSION).arrays
    except ModelDamaged:
        return None
    return arrays.get("words")


def learned(documents: Iterable[Document]) -> model_files.ModelFiles:
    """Return what is kept beside a version so that later letters can be compared: hashes of its words."""
    words: set[str] = set()
    for document in documents:
        words.update(_words(document.text[:200_000]))
    return model_files.ModelFiles(arrays={"words": _hashes(words)})
