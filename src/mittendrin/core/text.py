# SPDX-License-Identifier: EUPL-1.2
"""Words and n-grams of German text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def words(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, digits included, punctuation dropped."""
    return _WORD.findall(text.lower())


def ngrams(items: list[str], size: int) -> Iterator[tuple[str, ...]]:
    """Yield all runs of ``size`` neighbouring items."""
    return zip(*(items[start:] for start in range(size)), strict=False)
