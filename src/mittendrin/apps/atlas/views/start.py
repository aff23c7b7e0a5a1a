# SPDX-License-Identifier: EUPL-1.2
"""Start page of the Atlas."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import overview


def start(request: HttpRequest) -> HttpResponse:
    """Answer the first question: what do other towns do?"""
    own = request.GET.get("ort", "")
    context = {"page": overview.overview(own), "own": own, "hide_bar_search": True}
    return render(request, "atlas/start.html", context)
