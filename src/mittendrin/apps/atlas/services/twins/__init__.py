# SPDX-License-Identifier: EUPL-1.2
"""The towns most like a given town, with the reasons, and what the Atlas has of them.

For start and town pages::

    twins.similar_with_records("soest", limit=4) -> list[Twin]

takes the key of an Atlas municipality, an AGS, or a ``Town``, and gives Twins, the most similar first, of towns
that have records; an unknown key gives an empty list. ``Twin.town`` has name, key (for ``atlas:place``), state,
role, population, year, density and ``deeds`` (``deeds.words``: "3 Projekte"); ``Twin.reason`` is "fast gleich groß
und dicht, anderes Land"; ``Twin.similarity`` is 0 to 100; ``Twin.parts`` shows what each criterion adds.
``twins.town_of("soest")`` gives the own town for the first row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mittendrin.apps.atlas.services.twins import reasons, similarity
from mittendrin.apps.atlas.services.twins.deeds import Deeds
from mittendrin.apps.atlas.services.twins.index import RegisterState, TownIndex, clear, index
from mittendrin.apps.atlas.services.twins.similarity import (
    CRITERIA,
    DEFAULT_WEIGHTS,
    MAX_WEIGHT,
    Candidates,
    Part,
    missing,
    usable,
)
from mittendrin.apps.atlas.services.twins.town import Town

__all__ = [
    "CRITERIA",
    "DEFAULT_WEIGHTS",
    "MAX_WEIGHT",
    "Deeds",
    "Part",
    "RegisterState",
    "Town",
    "TownIndex",
    "Twin",
    "clear",
    "index",
    "missing",
    "similar_overall",
    "similar_with_records",
    "town_of",
    "usable",
]

LIMIT = 8


@dataclass(frozen=True)
class Twin:
    """A similar town: similarity in per cent, its parts, and the reason in words."""

    town: Town
    similarity: float
    parts: list[Part]
    reason: str


def town_of(key: str) -> Town | None:
    """Return the town with this Atlas key or AGS, or None."""
    return index().by_key.get(key)


def similar_with_records(
    town: Town | str, limit: int = LIMIT, weights: Mapping[str, int] = DEFAULT_WEIGHTS
) -> list[Twin]:
    """Return the towns with records that are most like ``town`` (a Town, an Atlas key or an AGS)."""
    return _twins(town, index().with_records, limit, weights)


def similar_overall(town: Town | str, limit: int = LIMIT, weights: Mapping[str, int] = DEFAULT_WEIGHTS) -> list[Twin]:
    """Return the towns of the register that are most like ``town``; empty while no register is imported."""
    towns = index()
    return _twins(town, towns.all, limit, weights) if towns.register else []


def _twins(town: Town | str, candidates: Candidates, limit: int, weights: Mapping[str, int]) -> list[Twin]:
    own = town_of(town) if isinstance(town, str) else town
    if own is None:
        return []
    counting = usable(own, weights)
    return [
        Twin(other, points, similarity.parts(own, other, weights), reasons.sentence(own, other, counting))
        for points, other in similarity.most_similar(own, candidates, weights, limit)
    ]
