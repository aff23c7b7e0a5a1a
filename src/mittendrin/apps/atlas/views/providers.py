# SPDX-License-Identifier: EUPL-1.2
"""All providers, one provider, and the application fields."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import providers as listing
from mittendrin.apps.atlas.services import records
from mittendrin.apps.atlas.services.addresses import propose_url
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.views import kept
from mittendrin.apps.atlas.views.missing import unknown


def providers(request: HttpRequest) -> HttpResponse:
    """Show all providers by category."""
    groups = kept.lazily(listing.provider_groups)
    context = kept.context(groups=groups, count=lambda: sum(len(group.lines) for group in groups()))
    return render(request, "atlas/providers.html", context)


def provider(request: HttpRequest, key: str) -> HttpResponse:
    """Show one provider."""
    record = records.get("providers", key)
    if record is None:
        return unknown(request, key)
    context = kept.context(key, page=lambda: listing.provider_page(record), places=lambda: catalogue().places)
    return render(
        request, "atlas/provider.html", {**context, "data": record.data, "propose": propose_url("providers", key)}
    )


def application_fields(request: HttpRequest) -> HttpResponse:
    """Show what AI is offered for."""
    return render(request, "atlas/application_fields.html", kept.context(page=listing.field_page))
