# SPDX-License-Identifier: EUPL-1.2
"""The survey: all printed figures, and the group that fits one's own town."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mittendrin.apps.atlas.services.records import data_version
from mittendrin.apps.atlas.services.survey import clusters, figures
from mittendrin.apps.atlas.views import charts
from mittendrin.apps.atlas.views.missing import unknown

LONGEST = 40


def survey(request: HttpRequest) -> HttpResponse:
    """Show all figures by topic and question, the five groups, and three ways of getting help."""
    people, stage = (request.GET.get(name, "")[:LONGEST] for name in ("einwohner", "strategie"))
    own, errors = clusters.read_own(people, stage)
    context = {
        "sentence": figures.opening(),
        "number": len(figures.records()),
        "topics": figures.topics(),
        "state_of_data": data_version(),
        "result": clusters.result(own),
        "own": own,
        "people": people,
        "stage": stage,
        "stages": clusters.stage_names(),
        "errors": errors,
        "support": figures.support_groups(),
    }
    return render(request, "atlas/survey.html", context)


def download(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """Answer one chart of the survey as CSV or SVG."""
    chart = figures.chart(key)
    return unknown(request, key) if chart is None else charts.download(chart, form, f"befragung-{key}")
