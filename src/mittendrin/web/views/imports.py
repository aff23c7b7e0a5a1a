# SPDX-License-Identifier: EUPL-1.2
"""Import of people and units from CSV: file, preview, then all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache

from mittendrin.core import csv_table
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts import ingest
from mittendrin.townhall.accounts.models import Role
from mittendrin.townhall.problems import describe
from mittendrin.web.access import role_required
from mittendrin.web.forms import ImportForm

MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Kind:
    """What is imported: people or units."""

    title: str | Promise
    read: Callable[..., ingest.Report]
    columns: dict[str, tuple[str, ...]]
    example: tuple[str, ...]
    list_url: str


KINDS = {
    "personen": Kind(
        lazy("Personen einlesen"),
        ingest.import_people,
        ingest.PERSON_COLUMNS,
        ("meier", "Jana", "Meier", "jana.meier@stadt.example", "Bürgerbüro", "Mitarbeit"),
        "web:people",
    ),
    "aemter": Kind(
        lazy("Ämter einlesen"),
        ingest.import_units,
        ingest.UNIT_COLUMNS,
        ("Bürgerbüro", "buergerbuero", "7"),
        "web:units",
    ),
}
administrators = role_required(Role.ADMINISTRATOR)


@administrators
@never_cache
def csv_import(request: HttpRequest, what: str) -> HttpResponse:
    """Take a file, show what it would do, and store it when told to."""
    kind = _kind(what)
    context: dict[str, Any] = {"kind": kind, "what": what, "form": ImportForm()}
    if request.method != "POST":
        return render(request, "web/people/import.html", context)
    data = request.POST.get("csv", "").encode()
    if not data:
        form = context["form"] = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return render(request, "web/people/import.html", context)
        data = form.cleaned_data["file"].read(MAX_BYTES + 1)
    try:
        report = kind.read(data, dry_run="store" not in request.POST)
    except ProblemsFound as error:
        context["problems"] = [describe(problem) for problem in error.problems[: csv_table.MAX_PROBLEMS]]
        context["more"] = max(0, len(error.problems) - csv_table.MAX_PROBLEMS)
        return render(request, "web/people/import.html", context, status=422)
    if not report.stored:
        actions = (ingest.NEW, ingest.CHANGED, ingest.SAME)
        counts = {action: report.count(action) for action in actions}
        context |= {"report": report, "csv": csv_table.decode(data), "counts": counts}
        return render(request, "web/people/import_preview.html", context)
    if report.passwords:
        return render(request, "web/people/import_done.html", context | {"report": report})
    messages.success(
        request,
        _("Eingelesen: %(new)s neu, %(changed)s geändert.")
        % {"new": report.count(ingest.NEW), "changed": report.count(ingest.CHANGED)},
    )
    return redirect(kind.list_url)


@administrators
def csv_example(request: HttpRequest, what: str) -> HttpResponse:
    """Answer an empty table with one example row, ready for a spreadsheet."""
    kind = _kind(what)
    text = csv_table.write([words[0] for words in kind.columns.values()], [kind.example])
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="vorlage-{what}.csv"'
    return response


def _kind(what: str) -> Kind:
    if what not in KINDS:
        raise Http404
    return KINDS[what]
