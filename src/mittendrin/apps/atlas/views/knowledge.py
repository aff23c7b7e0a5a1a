# SPDX-License-Identifier: EUPL-1.2
"""Factors, recommendations, steps, voices and sources."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services import knowledge
from mittendrin.apps.atlas.services.catalogue import catalogue
from mittendrin.apps.atlas.views import kept
from mittendrin.apps.atlas.views.missing import unknown


def factors(request: HttpRequest) -> HttpResponse:
    """Show what hinders and what fosters, by theme."""
    return render(request, "atlas/factors.html", kept.context(page=knowledge.factor_page))


def recommendations(request: HttpRequest) -> HttpResponse:
    """Show the recommendations of both studies."""
    return render(request, "atlas/recommendations.html", kept.context(page=knowledge.recommendation_page))


def steps(request: HttpRequest) -> HttpResponse:
    """Show the ten steps to a digital agenda."""
    return render(request, "atlas/steps.html", kept.context(page=knowledge.step_page))


def voices(request: HttpRequest) -> HttpResponse:
    """Show the topics of the column archive by theme."""
    context = kept.context(page=knowledge.voice_page, places=lambda: catalogue().places)
    return render(request, "atlas/voices.html", context)


def sources(request: HttpRequest) -> HttpResponse:
    """Show the studies and statistics that the Atlas rests on."""
    return render(request, "atlas/sources.html", kept.context(sources=knowledge.sources_with_counts))


def source(request: HttpRequest, key: str) -> HttpResponse:
    """Show one study: method, sample, limits and what the Atlas took from it."""
    record = knowledge.source(key)
    if record is None:
        return unknown(request, key)
    context = kept.context(key, page=lambda: knowledge.source_page(record))
    return render(request, "atlas/source.html", {**context, "data": record.data})
