# SPDX-License-Identifier: EUPL-1.2
"""Factors, recommendations, steps, voices and sources."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import knowledge
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.services.citations import SourceList
from mittendrin.apps.atlas.views.missing import unknown


def factors(request: HttpRequest) -> HttpResponse:
    """Show what hinders and what fosters, by theme."""
    sources = SourceList()
    themes = knowledge.factors(sources)
    context = {
        "themes": themes,
        "hinders": sum(len(theme.hinders) for theme in themes),
        "fosters": sum(len(theme.fosters) for theme in themes),
        "sources": sources,
    }
    return render(request, "atlas/factors.html", context)


def recommendations(request: HttpRequest) -> HttpResponse:
    """Show the recommendations of both studies."""
    sources = SourceList()
    by_addressee, by_group = knowledge.recommendations(sources)
    context = {"by_addressee": by_addressee, "by_group": by_group, "sources": sources}
    return render(request, "atlas/recommendations.html", context)


def steps(request: HttpRequest) -> HttpResponse:
    """Show the ten steps to a digital agenda."""
    sources = SourceList()
    return render(request, "atlas/steps.html", {"steps": knowledge.steps(sources), "sources": sources})


def voices(request: HttpRequest) -> HttpResponse:
    """Show the topics of the column archive by theme."""
    sources = SourceList()
    groups = knowledge.voices(sources)
    context = {
        "groups": groups,
        "count": sum(len(group.entries) for group in groups),
        "places": catalogue().places,
        "sources": sources,
    }
    return render(request, "atlas/voices.html", context)


def sources(request: HttpRequest) -> HttpResponse:
    """Show the studies and statistics that the Atlas rests on."""
    return render(request, "atlas/sources.html", {"sources": knowledge.sources_with_counts()})


def source(request: HttpRequest, key: str) -> HttpResponse:
    """Show one study: method, sample, limits and what the Atlas took from it."""
    page = knowledge.source_page(key)
    if page is None:
        return unknown(request, key)
    return render(request, "atlas/source.html", {"page": page, "data": page.record.data})
