# SPDX-License-Identifier: EUPL-1.2
"""Charts as files: the table as CSV, the drawing as SVG."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from mittendrin.web.charts import Chart

CSV, SVG = "csv", "svg"


def download(chart: Chart, form: str, name: str) -> HttpResponse:
    """Answer ``chart`` as a file named ``name``: its table (csv) or its drawing (svg)."""
    if form == CSV:
        response = HttpResponse(chart.csv(), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(chart.standalone(), content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def wrong_choice(values: list[str]) -> HttpResponse:
    """Answer 400 and name the values that no filter knows."""
    text = _("Diese Auswahl gibt es nicht: %(values)s.") % {"values": ", ".join(value[:60] for value in values)}
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
