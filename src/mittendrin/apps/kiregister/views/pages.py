# SPDX-License-Identifier: EUPL-1.2
"""The public pages: list, entry, Leichte Sprache, files of the chart."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.kiregister.services import entries, grid, meter_chart, trying, words
from mittendrin.apps.kiregister.services.entries import Entry
from mittendrin.web.access import person_of


def wanted(block: str) -> Entry:
    """Return the entry of a block; raises Http404 when it is not in use."""
    found = entries.entry(block)
    if found is None:
        raise Http404
    return found


def overview(request: HttpRequest) -> HttpResponse:
    """List all blocks in use."""
    found = entries.entries()
    context = {"entries": found, "sentence": entries.summary(found), "checked": entries.checked()}
    return render(request, "kiregister/list.html", context)


def entry(request: HttpRequest, block: str) -> HttpResponse:
    """Show one block with promise, override meter and all that the register says."""
    found = wanted(block)
    context = {
        "entry": found,
        "grid": grid.unit_grid(found.realised),
        "chart": meter_chart.by_month(found),
        "lines": meter_chart.lines(block, "unit"),
        "checked": entries.checked(),
        "source": words.duties_source(),
        "can_try": trying.possible(found),
        "person": person_of(request),
    }
    return render(request, "kiregister/entry.html", context)


def plain_language(request: HttpRequest, block: str) -> HttpResponse:
    """Show the draft in Leichte Sprache."""
    found = wanted(block)
    sentences = words.plain_sentences(found.manifest.question)
    return render(request, "kiregister/plain_language.html", {"entry": found, "sentences": sentences})


def download(request: HttpRequest, block: str, form: str) -> HttpResponse:
    """Answer the override meter as CSV or SVG."""
    chart = meter_chart.by_month(wanted(block))
    if form == "csv":
        response = HttpResponse(chart.csv(), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(chart.standalone(), content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="aenderungen-{block}.{form}"'
    return response
