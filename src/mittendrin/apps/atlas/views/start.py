# SPDX-License-Identifier: EUPL-1.2
"""Start page of the Atlas."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def start(request: HttpRequest) -> HttpResponse:
    """Answer the first question: what do other towns do?"""
    return render(request, "atlas/start.html", {"hide_bar_search": True})
