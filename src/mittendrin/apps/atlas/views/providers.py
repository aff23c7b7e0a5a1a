# SPDX-License-Identifier: EUPL-1.2
"""All providers, one provider, and the application fields."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import providers as listing
from mittendrin.apps.atlas.services.addresses import propose_url
from mittendrin.apps.atlas.services.citations import SourceList
from mittendrin.apps.atlas.views.missing import unknown


def providers(request: HttpRequest) -> HttpResponse:
    """Show all providers by category."""
    groups = listing.provider_groups()
    return render(request, "atlas/providers.html", {"groups": groups, "count": sum(len(g.lines) for g in groups)})


def provider(request: HttpRequest, key: str) -> HttpResponse:
    """Show one provider."""
    page = listing.provider_page(key)
    if page is None:
        return unknown(request, key)
    context = {"page": page, "data": page.record.data, "propose": propose_url("providers", key)}
    return render(request, "atlas/provider.html", context)


def application_fields(request: HttpRequest) -> HttpResponse:
    """Show what AI is offered for."""
    sources = SourceList()
    return render(
        request, "atlas/application_fields.html", {"groups": listing.field_groups(sources), "sources": sources}
    )
