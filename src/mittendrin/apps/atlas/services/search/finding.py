# SPDX-License-Identifier: EUPL-1.2
"""The index of this town's records: kept up to date, asked, completed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from mittendrin.apps.atlas.models import Revision
from mittendrin.apps.atlas.services.records import data_version
from mittendrin.apps.atlas.services.search.documents import INDEXED_FACETS, all_documents
from mittendrin.core.search import synonyms
from mittendrin.core.search.index import Answer, Request, SearchIndex
from mittendrin.core.search.store import IndexStore

SYNONYMS_FILE = Path(__file__).parent.parent.parent / "synonyms.yaml"
Result = TypeVar("Result")


@cache
def _store(folder: Path) -> IndexStore:
    return IndexStore(folder, INDEXED_FACETS, lambda: synonyms.read(SYNONYMS_FILE), all_documents)


def stamp() -> str:
    """Return a text that differs whenever the records or the synonyms differ."""
    last = Revision.objects.order_by("-pk").values_list("pk", "created_at").first()
    edited = SYNONYMS_FILE.stat().st_mtime_ns
    return f"{data_version()} {last[0]} {last[1].isoformat()} {edited}" if last else f"{data_version()} {edited}"


def index() -> SearchIndex:
    """Return the index of the records as they are now."""
    return _store(Path(settings.SEARCH_INDEX_DIR)).get(stamp())


def search(request: Request) -> Answer:
    """Return the hits of ``request``."""
    return with_index(lambda found: found.search(request))


def with_index(question: Callable[[SearchIndex], Result]) -> Result:
    """Ask the index; a damage that shows only now is mended by building it anew, once."""
    try:
        return question(index())
    except (ValueError, OSError):
        _store(Path(settings.SEARCH_INDEX_DIR)).discard()
        return question(index())
