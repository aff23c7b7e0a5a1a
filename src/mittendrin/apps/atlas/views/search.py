# SPDX-License-Identifier: EUPL-1.2
"""Search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def search(request: HttpRequest) -> HttpResponse:
    """Show hits as list, map or table."""
    return render(request, "atlas/search.html", {"hide_bar_search": True})
