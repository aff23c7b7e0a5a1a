# SPDX-License-Identifier: EUPL-1.2
"""The datasets of all apps: found by key, searched, filtered by theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from django.conf import settings
from django.utils.translation import get_language

from mittendrin.apps.opendata.services import vocabulary
from mittendrin.contracts.dataset import OpenDataset, Row
from mittendrin.townhall import offers

PREVIEW_ROWS, PREVIEW_COLUMNS = 10, 12


def datasets() -> list[OpenDataset]:
    """Return all datasets by key."""
    return offers.datasets()


def dataset(key: str) -> OpenDataset | None:
    """Return one dataset; None when no app offers it."""
    return next((one for one in datasets() if one.key == key), None)


def search(found: Sequence[OpenDataset], words: str, theme: str = "") -> list[OpenDataset]:
    """Return the datasets in which all ``words`` stand, in either language, and that have the theme; by title."""
    wanted = words.casefold().split()
    fitting = [
        one
        for one in found
        if (not theme or theme in one.themes) and all(word in _text(one) for word in wanted)
    ]  # fmt: skip
    language = get_language() or "de"
    return sorted(fitting, key=lambda one: (one.simulated, one.title.to(language).casefold()))


def _text(one: OpenDataset) -> str:
    words = [one.title, one.description, *one.keywords, *(column.title for column in one.columns)]
    return " ".join(f"{word.de} {word.en}" for word in words).casefold()


def themes(found: Sequence[OpenDataset]) -> list[tuple[str, str, int]]:
    """Return code, name and number of datasets of each theme that has some."""
    counts = Counter(theme for one in found for theme in one.themes)
    return [(code, str(name), counts[code]) for code, name in vocabulary.THEMES.items() if counts[code]]


def licence(one: OpenDataset) -> str:
    """Return the code of the licence that holds."""
    return one.licence or settings.OPEN_DATA_LICENCE


def preview(one: OpenDataset) -> list[Row]:
    """Return the first rows, no more than the first columns of each."""
    return [row[:PREVIEW_COLUMNS] for row in islice(one.rows(), PREVIEW_ROWS)]


def chunks(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """Yield the rows in lists of at most ``size``."""
    while part := list(islice(rows, size)):
        yield part
