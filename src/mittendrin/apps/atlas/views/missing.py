# SPDX-License-Identifier: EUPL-1.2
"""What an address without a record shows: that there is none, and a search for its words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LONGEST = 80


def unknown(request: HttpRequest, key: str) -> HttpResponse:
    """Answer 404 with a search for the words of ``key``."""
    words = key[:LONGEST].replace("-", " ").replace("_", " ").strip()
    return render(request, "atlas/unknown.html", {"words": words, "hide_bar_search": True}, status=404)
