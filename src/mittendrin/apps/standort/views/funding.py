# SPDX-License-Identifier: EUPL-1.2
"""Funding: the list, one programme with its plan, reading lists in, the watch list, the council's meetings."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.standort.forms.funding import CalendarForm, ListForm, ProgrammeForm, WatchForm
from mittendrin.apps.standort.services import funding, funding_words, measures
from mittendrin.apps.standort.views.entry import for_owners
from mittendrin.core.csv_table import MAX_PROBLEMS
from mittendrin.core.errors import ProblemsFound
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.forms import posted

MAX_BYTES = 1_000_000


@require_safe
@for_owners
def programmes(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what is watched, what is open, what is over, and what the studies name."""
    rows = funding.rows()
    context = {
        "rows": rows,
        "headline": funding.headline(rows),
        "watched": [row for row in rows if row.watch],
        "open": [row for row in rows if not row.right.no],
        "other": [row for row in rows if row.right.no],
        "history": funding.history(),
        "calendar": funding.calendar(),
    }
    return render(request, "standort/funding.html", context)


@require_safe
@for_owners
def programme(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Show one programme: may we, for what, until when what."""
    row = funding.row(uuid)
    listing = measures.listing()
    first = row.watch.measure if row.watch else (row.fits[0].measure if row.fits else None)
    council = row.watch.council if row.watch else True
    form = WatchForm(listing, initial={"measure": first.pk if first else None, "council": council})
    return render(request, "standort/programme.html", {"row": row, "one": row.programme, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def edit(request: HttpRequest, person: Person, uuid: UUID | None = None) -> HttpResponse:
    """Write a programme down or change it."""
    stored = funding.find(uuid) if uuid else None
    form = ProgrammeForm(stored, posted(request))
    if request.method == "POST" and form.is_valid() and form.programme:
        try:
            made = funding.save(form.programme, uuid)
        except ProblemsFound as error:
            form.add_error("name", funding_words.describe(error.problems)[0].partition(": ")[2])
        else:
            messages.success(request, _("Das Programm ist gespeichert."))
            return redirect("standort:programme", made.uuid)
    context = {"form": form, "programme": stored}
    return render(request, "standort/programme_edit.html", context, status=422 if form.errors else 200)


@require_POST
@for_owners
def delete(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Take a programme out of the list."""
    funding.delete(uuid)
    messages.success(request, _("Das Programm ist gelöscht."))
    return redirect("standort:funding")


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def read_list(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what a list would do; store it when told to."""
    context: dict[str, Any] = {"form": ListForm()}
    if request.method != "POST":
        return render(request, "standort/funding_list.html", context)
    data = _kept(request.POST.get("inhalt", ""))
    if data is None:
        form = context["form"] = ListForm(request.POST, request.FILES)
        if not form.is_valid():
            return render(request, "standort/funding_list.html", context, status=422)
        data = form.cleaned_data["file"].read(MAX_BYTES + 1)
    store = "speichern" in request.POST
    try:
        plans = funding.read_list(data, dry_run=not store)
    except ProblemsFound as error:
        lines = funding_words.describe(error.problems)
        context |= {"problems": lines[:MAX_PROBLEMS], "more": max(0, len(lines) - MAX_PROBLEMS)}
        return render(request, "standort/funding_list.html", context, status=422)
    counts = {action: sum(plan.action == action for plan in plans) for action in ("new", "changed", "same")}
    if store:
        messages.success(request, _("Eingelesen: %(new)s neu, %(changed)s geändert.") % counts)
        return redirect("standort:funding")
    context |= {"plans": plans, "counts": counts, "content": base64.b64encode(data).decode()}
    return render(request, "standort/funding_list.html", context)


def _kept(text: str) -> bytes | None:
    """Return the file that the preview showed; None when there was none."""
    try:
        return base64.b64decode(text, validate=True) if text else None
    except (binascii.Error, ValueError):
        return None


@require_POST
@for_owners
def watch(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Put a programme on the watch list, or change for what it is watched."""
    form = WatchForm(measures.listing(), request.POST)
    if not form.is_valid():
        messages.error(request, _("Wählen Sie eine Maßnahme aus der Liste."))
        return redirect("standort:programme", uuid)
    try:
        funding.watch(uuid, person, form.cleaned_data["measure"], council=form.cleaned_data["council"])
    except measures.NoUnit:
        messages.error(request, _("Sie gehören zu keinem Amt. Die Administration trägt es ein."))
    else:
        made = funding.remind()
        messages.success(request, _("Auf der Merkliste. Jeder Schritt kommt als Vorgang, wenn er dran ist."))
        if made:
            messages.success(request, _("Der nächste Schritt liegt schon in Ihren Vorgängen."))
    return redirect("standort:programme", uuid)


@require_POST
@for_owners
def unwatch(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Take a programme off the watch list."""
    funding.unwatch(uuid)
    messages.success(request, _("Nicht mehr auf der Merkliste. Vorgänge, die es schon gibt, bleiben."))
    return redirect("standort:programme", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def council(request: HttpRequest, person: Person) -> HttpResponse:
    """Say when the council meets."""
    form = CalendarForm(funding.calendar(), posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        funding.set_calendar(data["meetings"], data["rhythm_weeks"], data["paper_days"])
        messages.success(request, _("Die Sitzungen sind gespeichert; alle Pläne rechnen jetzt damit."))
        return redirect("standort:funding")
    return render(request, "standort/council.html", {"form": form}, status=422 if form.errors else 200)
