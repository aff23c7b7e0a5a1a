# SPDX-License-Identifier: EUPL-1.2
"""All projects and one project."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import open_points
from mittendrin.apps.atlas.services import projects as listing
from mittendrin.apps.atlas.services.addresses import propose_url
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.services.labels import AI, FIELD, PROJECT_KIND, STAGE, TECHNOLOGY
from mittendrin.apps.atlas.views import kept
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
    wanted = listing.ProjectFilter(**choice.values)
    page = page_of(listing.fitting(wanted), request)
    places = catalogue()
    context = kept.context(
        f"{wanted} {page.number}",
        options=lambda: listing.options(wanted),
        lines=lambda: [(row, places.place_rows(row.municipalities)) for row in page],
    )
    context |= {"page": page, "total": len(places.projects), "choice": choice}
    return render(request, "atlas/projects.html", context)


def project(request: HttpRequest, key: str) -> HttpResponse:
    """Show everything about one project."""
    row = catalogue().projects.get(key)
    if row is None:
        return unknown(request, key)
    page = kept.lazily(lambda: _project(key))
    context = kept.context(
        key,
        page=page,
        data=lambda: page().record.data,
        places=lambda: catalogue().places,
        open_points=lambda: open_points.of_project(page()),
    )
    return render(request, "atlas/project.html", {**context, "row": row, "propose": propose_url("project", key)})


def _project(key: str) -> listing.ProjectPage:
    page = listing.project_page(key)
    if page is None:
        raise Http404
    return page
