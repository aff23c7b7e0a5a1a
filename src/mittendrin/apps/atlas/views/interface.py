# SPDX-License-Identifier: EUPL-1.2
"""Page about the interface for programs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import interface


def guide(request: HttpRequest) -> HttpResponse:
    """Show the addresses with examples that open in the browser."""
    context = {
        "addresses": interface.addresses(),
        "openapi_url": request.build_absolute_uri("/api/v1/openapi.json"),
        "example": request.build_absolute_uri("/api/v1/atlas/projects?municipality=soest"),
        "limit": settings.API_THROTTLE,
    }
    return render(request, "atlas/interface.html", context)
