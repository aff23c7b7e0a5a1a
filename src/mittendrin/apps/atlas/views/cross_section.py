# SPDX-License-Identifier: EUPL-1.2
"""Cross-sections: all findings, one finding with its filters, its files, and a page for other sites."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mittendrin.apps.atlas.services import cross_section
from mittendrin.apps.atlas.services.cross_section import Finding, Question, Selection
from mittendrin.apps.atlas.services.labels import SIZE, STATE
from mittendrin.apps.atlas.views import charts
from mittendrin.apps.atlas.views.missing import unknown

PARAMETERS = ("land", "groesse", "zaehlung")


def cross_sections(request: HttpRequest) -> HttpResponse:
    """Show every finding as a sentence with a small chart."""
    findings = cross_section.overview()
    sentence = cross_section.agreement(found for _asked, found in findings)
    return render(request, "atlas/cross_sections.html", {"findings": findings, "sentence": sentence})


def _asked(request: HttpRequest, asked: Question) -> tuple[Selection, list[str]]:
    state, size, way = (request.GET.get(name, "") for name in PARAMETERS)
    return cross_section.read_selection(asked, state, size, way)


def _context(request: HttpRequest, asked: Question, finding: Finding, selection: Selection) -> dict[str, Any]:
    usual = next(iter(asked.ways()), "")
    chosen = {"land": selection.state, "groesse": selection.size}
    if selection.way != usual:
        chosen["zaehlung"] = selection.way
    query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
    return {
        "asked": asked,
        "title": asked.title(),
        "finding": finding,
        "selection": selection,
        "states": [(code, STATE[code]) for code in cross_section.states()],
        "sizes": [(code, SIZE[code]) for code in cross_section.SIZES],
        "ways": asked.ways(),
        "way_title": asked.way_title(),
        "query": f"?{query}" if query else "",
        "embed_address": request.build_absolute_uri(reverse("atlas:cross_section_embed", args=[asked.slug]))
        + (f"?{query}" if query else ""),
        "embed_origins": settings.EMBED_ORIGINS,
    }


def finding(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one finding for the chosen places and way of counting."""
    asked = cross_section.question(slug)
    if asked is None:
        return unknown(request, slug)
    selection, wrong = _asked(request, asked)
    context = _context(request, asked, cross_section.find(asked, selection), selection)
    return render(request, "atlas/cross_section.html", {**context, "wrong": [value[:60] for value in wrong]})


def download(request: HttpRequest, slug: str, key: str, form: str) -> HttpResponse:
    """Answer one chart as CSV or SVG."""
    asked = cross_section.question(slug)
    if asked is None:
        return unknown(request, slug)
    selection, wrong = _asked(request, asked)
    if wrong:
        return charts.wrong_choice(wrong)
    chart = cross_section.chart_of(cross_section.find(asked, selection), key)
    if chart is None:
        return unknown(request, key)
    return charts.download(chart, form, f"{slug}-{key}")


def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the chart alone, for the pages of those sites that the settings name."""
    asked = cross_section.question(slug)
    if asked is None:
        return unknown(request, slug)
    selection, wrong = _asked(request, asked)
    if wrong:
        return charts.wrong_choice(wrong)
    found = cross_section.find(asked, selection)
    response = render(request, "atlas/embed.html", _context(request, asked, found, selection))
    if settings.EMBED_ORIGINS:
        response._csp_replace = {"frame-ancestors": settings.EMBED_ORIGINS}  # type: ignore[attr-defined]
        response.xframe_options_exempt = True
    return response
