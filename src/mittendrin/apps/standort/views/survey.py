# SPDX-License-Identifier: EUPL-1.2
"""A survey of a region: counted, drawn and grouped from files that nobody keeps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from mittendrin.apps.standort.forms.survey import SurveyForm
from mittendrin.apps.standort.services import problem_words
from mittendrin.apps.standort.services.survey import charts, reading, sample
from mittendrin.apps.standort.views.entry import for_owners
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person

CLASSES = 6
SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def survey(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the charts of a survey; what is wrong with the files is named row by row."""
    form = SurveyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method != "POST" and "beispiel" in request.GET:
        context |= _drawn(sample.codebook(), sample.BOOK_NAME, sample.answers(), sample.NAME, grouped=True)
        context["sample"] = True
    if request.method == "POST" and form.is_valid():
        try:
            context |= _counted(form.cleaned_data)
        except ProblemsFound as error:
            context["problems"] = [str(problem_words.describe(one)) for one in error.problems[:SHOWN]]
    status = 422 if form.errors or context.get("problems") else 200
    return render(request, "standort/survey.html", context, status=status)


@require_safe
@for_owners
def sample_file(request: HttpRequest, person: Person, what: str) -> HttpResponse:
    """Hand out the invented survey or its codebook, to see what such files look like."""
    kinds = {
        "csv": (sample.answers(), "text/csv; charset=utf-8", sample.NAME),
        "yaml": (sample.codebook(), "application/yaml", sample.BOOK_NAME),
    }
    content, mime, name = kinds[what]
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _counted(said: dict[str, Any]) -> dict[str, Any]:
    earlier = said["earlier"].read() if said["earlier"] else None
    table, book = said["table"], said["codebook"]
    return _drawn(book.read(), book.name[:80], table.read(), table.name[:80], earlier, grouped=said["groups"])


def _drawn(
    codebook: bytes, book_name: str, table: bytes, name: str, earlier: bytes | None = None, *, grouped: bool
) -> dict[str, Any]:
    book = reading.codebook(codebook, book_name)
    data = reading.counted(book, table, earlier, most_classes=CLASSES if grouped else 0)
    source = charts.source_words(name, data["simulated"])
    found = data.get("classes")
    return {
        "data": data,
        "charts": charts.charts(data, source),
        "asked": grouped,
        "numbers": [one for one in data["questions"] if one["kind"] == "number"],
        "sentence": charts.classes_sentence(found) if found else "",
        "columns": list(range(1, found["count"] + 1)) if found else [],
        "rows": charts.class_table(found) if found else [],
        "tried": sorted(found["tried"].items()) if found else [],
    }
