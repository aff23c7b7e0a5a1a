# SPDX-License-Identifier: EUPL-1.2
"""All places, their map, one place, and places side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import compare as comparing
from mittendrin.apps.atlas.services import drawings, place_list, sentences, towns
from mittendrin.apps.atlas.services.addresses import propose_url
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.services.labels import AI_CHOICE, GROUP, SIZE, STATE, SUBJECT
from mittendrin.apps.atlas.views.filters import Chosen, chosen
from mittendrin.apps.atlas.views.missing import unknown

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
    found = place_list.place_list(wanted)
    context = {"list": found, "choice": choice, "map": drawings.overview_map(found.rows)}
    return render(request, "atlas/places.html", context)


def places_map(request: HttpRequest) -> JsonResponse:
    """Answer the places as GeoJSON for the map."""
    _, wanted = _wanted(request)
    found = place_list.place_list(wanted)
    return JsonResponse(
        place_list.feature_collection(found.rows),
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


def place(request: HttpRequest, key: str) -> HttpResponse:
    """Show what one place does."""
    page = towns.town_page(key)
    if page is None:
        return unknown(request, key)
    context = {
        "page": page,
        "data": page.record.data,
        "sentence": sentences.town(page),
        "map": drawings.small_map(page.row),
        "propose": propose_url("municipality", key),
    }
    return render(request, "atlas/place.html", context)


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
