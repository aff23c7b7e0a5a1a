# SPDX-License-Identifier: EUPL-1.2
"""Towns like one's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.forms.twins import WEIGHTS, TwinForm
from mittendrin.apps.atlas.services import twins
from mittendrin.apps.atlas.services.twins.page import Wish, twin_page


def find(request: HttpRequest) -> HttpResponse:
    """Show the towns most like the visitor's own, why, and what they did."""
    form = TwinForm(request.GET)
    page = twin_page(form.wish() if form.is_valid() else Wish())
    names = {criterion: label for criterion, (_name, label) in WEIGHTS.items()}
    own_label = twins.index().label_of(page.own) if page.own and page.own.ags + page.own.key else ""
    context = {
        "form": form,
        "page": page,
        "names": names,
        "own_label": own_label,
        "options": twins.index().names_with_records,
    }
    return render(request, "atlas/twins/page.html", context)


def suggest(request: HttpRequest) -> HttpResponse:
    """Answer the names that fit what is typed so far, as options of the input."""
    names = twins.index().suggest(request.GET.get("ort", ""))
    return render(request, "atlas/twins/options.html", {"names": names})
