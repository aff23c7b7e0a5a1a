# SPDX-License-Identifier: EUPL-1.2
"""Start page of the Atlas."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import examples, overview, twins
from mittendrin.apps.atlas.views import kept
from mittendrin.townhall.town import town

TWINS = 3


def start(request: HttpRequest) -> HttpResponse:
    """Answer the first question: what do other towns do? ``?ort=`` or the town's own key marks the own town."""
    towns = twins.index()
    found = towns.find(request.GET.get("ort", "")[:100]) or towns.find(town().ags)
    own = found[0] if found else None
    context = kept.context(
        f"{own.ags} {own.key}" if own else "",
        page=lambda: overview.overview(own.key if own else ""),
        examples=examples.examples,
        twins=lambda: twins.similar_with_records(own, limit=TWINS) if own else [],
    )
    context |= {"own": own, "town_names": towns.names_with_records, "hide_bar_search": True}
    return render(request, "atlas/start.html", context)
