# SPDX-License-Identifier: EUPL-1.2
"""Two to four places side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mittendrin.apps.atlas.services.citations import Reference, SourceList
from mittendrin.apps.atlas.services.towns import TownPage, town_page

LEAST, MOST = 2, 4


@dataclass(frozen=True)
class Comparison:
    """The places that were found, the keys that name none, and the common list of sources."""

    towns: list[TownPage]
    unknown: list[str]
    left_out: list[str]
    references: list[Reference]

    @property
    def complete(self) -> bool:
        """Return whether there is something to compare."""
        return len(self.towns) >= LEAST


def compare(keys: Sequence[str]) -> Comparison:
    """Return the comparison of the first four different places in ``keys``."""
    wanted = list(dict.fromkeys(key for key in keys if key))
    sources = SourceList()
    towns, unknown = [], []
    for key in wanted[:MOST]:
        page = town_page(key, sources)
        if page:
            towns.append(page)
        else:
            unknown.append(key)
    return Comparison(towns, unknown, wanted[MOST:], sources.references)
