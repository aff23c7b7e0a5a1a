# SPDX-License-Identifier: EUPL-1.2
"""One page of the search: hits, facets, chips, places of the hits, what goes with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mittendrin.apps.atlas.models import Kind
from mittendrin.apps.atlas.services.catalogue import PlaceRow, catalogue
from mittendrin.apps.atlas.services.labels import label
from mittendrin.apps.atlas.services.search import facets, finding, rows
from mittendrin.apps.atlas.services.search.documents import PLACE
from mittendrin.apps.atlas.services.search.facets import PARAMETERS, Facet
from mittendrin.apps.atlas.services.search.rows import Row
from mittendrin.core.search.highlight import Marks
from mittendrin.core.search.index import DEEPEST, Answer, Request
from mittendrin.web.maps import OutlineMap, Point, outline_map

PER_PAGE = 20
VIEWS = ("liste", "karte", "tabelle")
RELATED_KINDS = (Kind.RECOMMENDATION, Kind.APPLICATION_FIELD, Kind.FACTOR)
RELATED = 3
NAMED = 12
PLACE_PARAMETER = "ort"


@dataclass(frozen=True)
class Question:
    """What an address asks for. chosen: values by facet, the hidden facet of places included."""

    query: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    number: int = 1
    view: str = VIEWS[0]
    literal: bool = False
    without_related: bool = False
    every_word: bool = False

    def request(self, **changes: Any) -> Request:
        """Return the question as the index understands it."""
        request = Request(
            query=self.query,
            chosen=self.chosen,
            offset=(self.number - 1) * PER_PAGE,
            limit=PER_PAGE,
            correct=not self.literal,
            synonyms=not (self.literal or self.without_related),
            every_word=self.every_word,
        )
        return replace(request, **changes)

    def address(self, **changes: Any) -> str:
        """Return the address that asks this question, with ``changes``; only what is not the usual is named."""
        other = replace(self, **changes)
        pairs: list[tuple[str, str]] = [("q", other.query)] if other.query else []
        for name, values in other.chosen.items():
            pairs += [(PARAMETERS.get(name, PLACE_PARAMETER), value) for value in values]
        flags = {"woertlich": other.literal, "ohne-verwandtes": other.without_related, "alle-woerter": other.every_word}
        pairs += [(name, "1") for name, wanted in flags.items() if wanted]
        pairs += [("ansicht", other.view)] if other.view != VIEWS[0] else []
        pairs += [("seite", str(other.number))] if other.number > 1 else []
        return f"{reverse('atlas:search')}?{urlencode(pairs)}" if pairs else reverse("atlas:search")

    def without(self, name: str, value: str) -> str:
        """Return the address without one chosen value."""
        left = {key: [one for one in values if (key, one) != (name, value)] for key, values in self.chosen.items()}
        return self.address(chosen={key: values for key, values in left.items() if values}, number=1)


@dataclass(frozen=True)
class Chip:
    """A chosen value and the address without it."""

    label: str
    facet: str
    url: str


@dataclass(frozen=True)
class FoundPlace:
    """A place with the number of hits there and the address that shows only those."""

    row: PlaceRow
    count: int
    url: str

    @property
    def note(self) -> str:
        """Return the number of hits in words."""
        return ngettext("%(count)d Treffer", "%(count)d Treffer", self.count) % {"count": self.count}


@dataclass(frozen=True)
class SearchPage:
    """What the search page shows."""

    question: Question
    answer: Answer
    rows: list[Row]
    facets: list[Facet]
    chips: list[Chip]
    places: list[FoundPlace]
    map: OutlineMap
    related: list[Row]
    total_unfiltered: int
    pages: int

    @property
    def first_number(self) -> int:
        """Return the number of the first hit on the page."""
        return (self.question.number - 1) * PER_PAGE + 1

    @property
    def addresses(self) -> dict[str, str]:
        """Return the addresses of this page's choices by name."""
        question = self.question
        found = {f"view_{view}": question.address(view=view, number=1) for view in VIEWS}
        return found | {
            "self": question.address(number=1),
            "literal": question.address(literal=True, number=1),
            "without_related": question.address(without_related=True, number=1),
            "with_related": question.address(without_related=False, literal=False, number=1),
            "every_word": question.address(every_word=True, number=1),
            "most_words": question.address(every_word=False, number=1),
            "usual": question.address(literal=False, without_related=False, every_word=False, number=1),
            "without_filters": question.address(chosen={}, number=1),
            "previous": question.address(number=question.number - 1),
            "next": question.address(number=question.number + 1),
            "points": question.address(number=1).replace(reverse("atlas:search"), reverse("atlas:search_places"), 1),
        }


def search_page(question: Question) -> SearchPage:
    """Return the page for ``question``; a page number beyond the last gives the last."""
    index = finding.index()
    answer = finding.search(question.request())
    reachable = min(answer.total, DEEPEST)
    pages = max(1, -(-reachable // PER_PAGE))
    if question.number > pages:
        question = replace(question, number=pages)
        answer = finding.search(question.request())
    shown = rows.rows(answer.hits, answer.plan.marks(), index.analyser)
    found = places_of(answer, question)
    return SearchPage(
        question=question,
        answer=answer,
        rows=shown,
        facets=facets.facets(answer.facets, question.chosen),
        chips=list(_chips(question)),
        places=found,
        map=_small_map(found),
        related=_related(question, shown),
        total_unfiltered=_total_unfiltered(question, answer),
        pages=pages,
    )


def _total_unfiltered(question: Question, answer: Answer) -> int:
    if not question.chosen:
        return answer.total
    return finding.search(question.request(chosen={}, offset=0, limit=1, counts=False)).total


def _chips(question: Question) -> Iterable[Chip]:
    names = facets.titles()
    for name, values in question.chosen.items():
        for value in values:
            if name == PLACE:
                found = catalogue().places.get(value)
                yield Chip(found.name if found else value, _("Ort"), question.without(name, value))
            else:
                yield Chip(facets.value_label(name, value), names[name], question.without(name, value))


def places_of(answer: Answer, question: Question) -> list[FoundPlace]:
    """Return the places of all hits, those with most hits first."""
    known = catalogue().places
    found = []
    for key, count in answer.facets.get(PLACE, {}).items():
        if key in known:
            chosen = {**question.chosen, PLACE: [key]}
            found.append(FoundPlace(known[key], count, question.address(chosen=chosen, number=1, view=VIEWS[0])))
    return sorted(found, key=lambda place: -place.count)


def feature_collection(question: Question) -> dict[str, Any]:
    """Return the places of all hits as GeoJSON."""
    answer = finding.search(question.request(offset=0, limit=1))
    places = [place for place in places_of(answer, question) if place.row.lon is not None]
    return {"type": "FeatureCollection", "features": [_feature(place) for place in places]}


def _feature(place: FoundPlace) -> dict[str, Any]:
    row = place.row
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {
            "title": row.name,
            "url": place.url,
            "note": f"{place.note}, {label('size', row.size)}",
            "count": place.count,
            "kind": "ai_running" if row.ai_running else "municipality",
            "size_class": row.size,
        },
    }


def _small_map(places: Sequence[FoundPlace]) -> OutlineMap:
    points = [
        Point(
            title=place.row.name,
            url=place.url,
            lon=place.row.lon,
            lat=place.row.lat or 0.0,
            shape=place.row.size,
            named=number < NAMED,
            note=place.note,
        )
        for number, place in enumerate(places)
        if place.row.lon is not None
    ]
    return outline_map(points, width=288)


def _related(question: Question, shown: Sequence[Row]) -> list[Row]:
    """Return recommendations, fields of application and factors that fit the words and are not on the page."""
    if not question.query:
        return []
    kinds = {"kind": [kind.value for kind in RELATED_KINDS]}
    request = question.request(chosen=kinds, offset=0, limit=RELATED + len(shown), counts=False, every_word=True)
    answer = finding.search(request)
    present = {(row.kind, row.key) for row in shown}
    found = [hit for hit in answer.hits if tuple(hit.id.split(":", 1)) not in present]
    return rows.rows(found[:RELATED], Marks(), finding.index().analyser)
