# SPDX-License-Identifier: EUPL-1.2
"""All places, their map, one place, and places side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import compare as comparing
from mittendrin.apps.atlas.services import drawings, open_points, place_list, sentences, towns, twins
from mittendrin.apps.atlas.services.addresses import propose_url
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.services.labels import AI_CHOICE, GROUP, SIZE, STATE, SUBJECT
from mittendrin.apps.atlas.views import kept
from mittendrin.apps.atlas.views.filters import Chosen, chosen
from mittendrin.apps.atlas.views.missing import unknown

TWINS = 4
FILTERS = {
    "state": ("land", STATE),
    "size": ("groesse", SIZE),
    "group": ("studie", GROUP),
    "ai": ("ki", AI_CHOICE),
}


def _wanted(request: HttpRequest) -> tuple[Chosen, place_list.PlaceFilter]:
    choice = chosen(request, FILTERS)
    return choice, place_list.PlaceFilter(**choice.values)


def places(request: HttpRequest) -> HttpResponse:
    """Show all places as list and map."""
    choice, wanted = _wanted(request)
    found = kept.lazily(lambda: place_list.place_list(wanted))
    context = kept.context(repr(wanted), list=found, map=lambda: drawings.overview_map(found().rows))
    return render(request, "atlas/places.html", {**context, "choice": choice})


def places_map(request: HttpRequest) -> JsonResponse:
    """Answer the places as GeoJSON for the map."""
    _, wanted = _wanted(request)
    found = place_list.place_list(wanted)
    return JsonResponse(
        place_list.feature_collection(found.rows),
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _town(key: str) -> towns.TownPage:
    page = towns.town_page(key)
    if page is None:
        raise Http404
    return page


def place(request: HttpRequest, key: str) -> HttpResponse:
    """Show what one place does."""
    row = catalogue().places.get(key)
    if row is None:
        return unknown(request, key)
    page = kept.lazily(lambda: _town(key))
    context = kept.context(
        key,
        page=page,
        data=lambda: page().record.data,
        sentence=lambda: sentences.town(page()),
        map=lambda: drawings.small_map(row),
        twins=lambda: twins.similar_with_records(key, limit=TWINS),
        own=lambda: twins.town_of(key),
        open_points=lambda: open_points.of_town(page()),
    )
    return render(request, "atlas/place.html", {**context, "row": row, "propose": propose_url("municipality", key)})


def compare(request: HttpRequest) -> HttpResponse:
    """Show two to four places side by side."""
    keys = [key for value in request.GET.getlist("orte")[:10] for key in value[:1000].split(",")]
    comparison = comparing.compare(keys)
    context = {
        "comparison": comparison,
        "places": catalogue().places.values(),
        "chosen": [town.row.key for town in comparison.towns],
        "subjects": SUBJECT,
        "slots": range(1, comparing.MOST + 1),
    }
    return render(request, "atlas/compare.html", context)
