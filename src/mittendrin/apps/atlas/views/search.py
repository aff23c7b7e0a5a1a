# SPDX-License-Identifier: EUPL-1.2
"""Search: page with list, map or table, points for the map, suggestions while typing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.services.search import facets, page, suggestions
from mittendrin.apps.atlas.services.search.documents import PLACE
from mittendrin.apps.atlas.services.search.page import PLACE_PARAMETER, VIEWS, Question
from mittendrin.apps.atlas.views.filters import SHOWN_LENGTH

LONGEST = 10_000
MOST_VALUES = 30


def search(request: HttpRequest) -> HttpResponse:
    """Show hits as list, map or table."""
    question, unknown = _question(request)
    found = page.search_page(question)
    context = {"page": found, "question": found.question, "unknown": unknown, "views": VIEWS, "hide_bar_search": True}
    response = render(request, "atlas/search.html", context)
    if request.headers.get("HX-Request"):
        response.headers["HX-Push-Url"] = found.question.address()
    return response


def search_places(request: HttpRequest) -> JsonResponse:
    """Answer the places of all hits as GeoJSON for the map."""
    question, _ = _question(request)
    return JsonResponse(
        page.feature_collection(question),
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


def suggest(request: HttpRequest) -> JsonResponse:
    """Answer suggestions for what is typed so far."""
    found = suggestions.suggestions(request.GET.get("q", "")[: suggestions.LONGEST])
    rows = [{"text": one.text, "kind": suggestions.kind_words(one), "url": one.url} for one in found]
    return JsonResponse({"suggestions": rows}, json_dumps_params={"ensure_ascii": False})


def _question(request: HttpRequest) -> tuple[Question, list[str]]:
    """Return what the address asks for, and the values that no filter knows."""
    given = request.GET
    query = " ".join(given.get("q", "")[:LONGEST].replace("\0", " ").split())
    unknown: list[str] = []
    chosen: dict[str, list[str]] = {}
    known = {**{name: facets.known(name) for name in facets.PARAMETERS}, PLACE: tuple(catalogue().places)}
    for name, values in known.items():
        asked = dict.fromkeys(given.getlist(facets.PARAMETERS.get(name, PLACE_PARAMETER))[:MOST_VALUES])
        fitting = [value for value in asked if value in values]
        unknown += [value[:SHOWN_LENGTH] for value in asked if value and value not in values]
        if fitting:
            chosen[name] = fitting
    same_query = given.get("zu", query) == query
    question = Question(
        query=query,
        chosen=chosen,
        number=_number(given.get("seite", "")),
        view=given.get("ansicht", "") if given.get("ansicht") in VIEWS else VIEWS[0],
        literal=same_query and given.get("woertlich") == "1",
        without_related=same_query and given.get("ohne-verwandtes") == "1",
        every_word=same_query and given.get("alle-woerter") == "1",
    )
    return question, unknown


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
