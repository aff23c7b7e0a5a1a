# SPDX-License-Identifier: EUPL-1.2
"""The page of twins: own town, two lists, how it was counted, what the twins did, and their map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.urls import reverse

from mittendrin.apps.atlas.services import twins
from mittendrin.apps.atlas.services.citations import Reference, SourceList
from mittendrin.apps.atlas.services.twins.details import Detail, details
from mittendrin.apps.atlas.services.twins.index import RegisterState, TownIndex
from mittendrin.apps.atlas.services.twins.town import Town
from mittendrin.core.text import fold
from mittendrin.web.maps import OutlineMap, Point, outline_map

DETAILED = 4
COMPARED = 3
MAX_CHOICES = 20


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for: a town by name or key, or own figures, and the weights."""

    text: str = ""
    typed: Town | None = None
    weights: Mapping[str, int] = field(default_factory=lambda: dict(twins.DEFAULT_WEIGHTS))


@dataclass
class TwinPage:
    """Everything the page shows.

    choices: labels when the name fits several towns, or similar labels when it fits none.
    unweighted: no criterion counts. unknown: weighted criteria whose own figure is missing.
    """

    wish: Wish
    register: RegisterState | None
    own: Town | None = None
    choices: Sequence[str] = ()
    unweighted: bool = False
    counting: Mapping[str, int] = field(default_factory=dict)
    unknown: Sequence[str] = ()
    with_records: Sequence[twins.Twin] = ()
    overall: Sequence[twins.Twin] = ()
    details: Sequence[Detail] = ()
    references: Sequence[Reference] = ()
    map: OutlineMap | None = None

    @property
    def compare(self) -> str:
        """Return the keys that the link to the comparison takes: own town, if it has a page, and the first twins."""
        own = [self.own.key] if self.own and self.own.deeds else []
        return ",".join([*own, *(twin.town.key for twin in self.with_records[:COMPARED])])

    @property
    def year(self) -> int | None:
        """Return the year that the figures of the tables are of, unless a row says otherwise."""
        own = self.own.year if self.own else None
        return own or (self.register.year if self.register else None)

    @property
    def first_overall(self) -> list[str]:
        """Return the names of the first towns of the register."""
        return [twin.town.name for twin in self.overall[:COMPARED]]


def twin_page(wish: Wish) -> TwinPage:
    """Return the page for ``wish``; without a town only the state of the register."""
    towns = twins.index()
    page = TwinPage(wish, towns.register)
    page.own = wish.typed or _chosen(towns, wish.text, page)
    if page.own is None:
        return page
    page.counting = twins.usable(page.own, wish.weights)
    page.unknown = twins.missing(page.own, wish.weights)
    page.unweighted = not page.counting
    page.with_records = twins.similar_with_records(page.own, weights=wish.weights)
    page.overall = twins.similar_overall(page.own, weights=wish.weights)
    sources = SourceList()
    page.details = details([twin.town for twin in page.with_records[:DETAILED]], sources)
    page.references = sources.references
    page.map = twin_map(page.own, page.with_records)
    return page


def _chosen(towns: TownIndex, text: str, page: TwinPage) -> Town | None:
    found = towns.find(text)
    if len(found) == 1:
        return found[0]
    if found:
        page.choices = [towns.label_of(town) for town in found[:MAX_CHOICES]]
    elif text:
        page.choices = towns.suggest(text) or towns.suggest(fold(text)[:4])
    return None


def twin_map(own: Town, found: Sequence[twins.Twin], width: int = 400) -> OutlineMap:
    """Return the map of the own town, with its big ring, and its twins with records."""
    points = [_point(twin.town) for twin in found if twin.town.lon is not None]
    if own.lon is not None and own.lat is not None:
        points.append(replace(_point(own), own=True))
    return outline_map(points, width=width)


def _point(town: Town) -> Point:
    running = bool(town.deeds and town.deeds.ai_running)
    return Point(town.name, _url(town), town.lon or 0.0, town.lat or 0.0, shape=town.size, ai=running, named=True)


def _url(town: Town) -> str:
    return reverse("atlas:place", args=[town.key]) if town.key else reverse("atlas:twins")
