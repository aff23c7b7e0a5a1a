# SPDX-License-Identifier: EUPL-1.2
"""All projects and one project."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import projects as listing
from mittendrin.apps.atlas.services.addresses import propose_url
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.services.labels import AI, FIELD, PROJECT_KIND, STAGE, TECHNOLOGY
from mittendrin.apps.atlas.views.filters import chosen, page_of
from mittendrin.apps.atlas.views.missing import unknown

FILTERS = {
    "kind": ("art", PROJECT_KIND),
    "field": ("feld", FIELD),
    "ai": ("ki", AI),
    "stage": ("stand", STAGE),
    "technology": ("technik", TECHNOLOGY),
}


def projects(request: HttpRequest) -> HttpResponse:
    """Show projects by kind, field, technology and stage."""
    choice = chosen(request, FILTERS)
    found = listing.project_list(listing.ProjectFilter(**choice.values))
    page = page_of(found.rows, request)
    places = catalogue()
    lines = [(row, places.place_rows(row.municipalities)) for row in page]
    context = {"list": found, "page": page, "lines": lines, "choice": choice}
    return render(request, "atlas/projects.html", context)


def project(request: HttpRequest, key: str) -> HttpResponse:
    """Show everything about one project."""
    page = listing.project_page(key)
    if page is None:
        return unknown(request, key)
    context = {"page": page, "data": page.record.data, "propose": propose_url("project", key)}
    return render(request, "atlas/project.html", context)
