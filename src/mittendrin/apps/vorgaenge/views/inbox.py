# SPDX-License-Identifier: EUPL-1.2
"""The inbox: list, one case beside it, files, export."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mittendrin.apps.vorgaenge.services import asking
from mittendrin.apps.vorgaenge.services.choices import days, targets
from mittendrin.apps.vorgaenge.services.pane import pane
from mittendrin.apps.vorgaenge.services.rows import list_page
from mittendrin.apps.vorgaenge.views.entry import case_or_404, for_people, wants_part
from mittendrin.apps.vorgaenge.views.step_kinds import STEPS, blank_forms
from mittendrin.townhall.cases.errors import NotYours
from mittendrin.townhall.cases.models import Case
from mittendrin.townhall.cases.services import export as exporting
from mittendrin.townhall.cases.services.access import Viewer
from mittendrin.townhall.cases.services.files import open_attachment
from mittendrin.townhall.cases.services.finding import Asked, inbox

LIST, CASE = "liste", "vorgang"


@require_safe
@for_people
def listing(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Show the list."""
    asked = asking.read(request.GET)
    if wants_part(request, LIST):
        return render(request, "vorgaenge/parts/list.html", list_context(who, asked))
    return render(request, "vorgaenge/inbox.html", list_context(who, asked))


@require_safe
@for_people
def case(request: HttpRequest, who: Viewer, uuid: UUID) -> HttpResponse:
    """Show one case beside the list that it was opened from."""
    found, asked = case_or_404(request, who, uuid), asking.read(request.GET)
    return show_case(request, who, found, asked, opened=request.GET.get("tun", ""))


def show_case(
    request: HttpRequest,
    who: Viewer,
    found: Case,
    asked: Asked,
    *,
    opened: str = "",
    forms: dict[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer a case, alone when the browser asks for the pane; ``opened`` is the step whose form is open."""
    context = {
        "pane": pane(who, found),
        "forms": blank_forms(found) | (forms or {}),
        "opened": opened if opened in STEPS or opened in {"kommentar", "datei"} else "",
        "back": asking.list_url(asked),
        "query": asking.query(asked),
        "days": days(who.today),
    }
    if wants_part(request, CASE):
        return render(request, "vorgaenge/parts/case.html", context)
    context |= list_context(who, asked, found.uuid)
    return render(request, "vorgaenge/inbox.html", context, status=status)


def list_context(who: Viewer, asked: Asked, current: UUID | None = None) -> dict[str, Any]:
    """Return what the list needs."""
    return {"page": list_page(who, asked, current), "who": who, "targets": targets(), "bulk_days": days(who.today)}


@require_safe
@for_people
def attachment(request: HttpRequest, who: Viewer, uuid: UUID, file: UUID) -> StreamingHttpResponse:
    """Answer a file, always as a download: what is inside it has not been looked at."""
    try:
        found, content = open_attachment(who, uuid, file)
    except NotYours as refusal:
        raise Http404 from refusal
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, found.name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@for_people
def export(request: HttpRequest, who: Viewer, form: str) -> HttpResponse:
    """Answer the list with all its pages as CSV or JSON."""
    asked = replace(asking.read(request.GET), page=1)
    cases = exporting.cases_of(who, inbox(who, asked), whole=form == "json")
    if form == "csv":
        response = HttpResponse(exporting.as_csv(cases), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(exporting.as_json(cases), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="vorgaenge-{asked.view.value}.{form}"'
    return response
