# SPDX-License-Identifier: EUPL-1.2
"""The roadmap: board, lines over time, one measure with its reminder."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.standort.forms import MeasureForm, ReminderForm
from mittendrin.apps.standort.services import agenda, funding_gantt, measures, planning
from mittendrin.apps.standort.views.entry import for_owners
from mittendrin.townhall.accounts.models import Person
from mittendrin.web.forms import posted

VIEWS = ("brett", "zeit", "schritte")


@require_safe
@for_owners
def roadmap(request: HttpRequest, person: Person) -> HttpResponse:
    """Show all measures as board, over time or by the ten steps, with what they cost in five years."""
    found = measures.listing()
    wanted = request.GET.get("ansicht", "")
    view = wanted if wanted in VIEWS else VIEWS[0]
    rows = agenda.rows(found) if view == "schritte" else []
    watched = funding_gantt.watched()
    span = measures.span(found, more=funding_gantt.days(watched))
    context = {
        "view": view,
        "measures": found,
        "board": measures.board(found),
        "span": span,
        "ways": funding_gantt.ways(watched, span),
        "costs": planning.costs(),
        "steps": planning.agenda_steps() if view != "schritte" else [],
        "agenda": rows,
        "agenda_headline": agenda.headline(rows) if rows else "",
    }
    return render(request, "standort/roadmap.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def measure(request: HttpRequest, person: Person, uuid: UUID | None = None) -> HttpResponse:
    """Write a new measure or change one; who comes second is told so and loses nothing."""
    found = measures.find(uuid) if uuid else None
    initial = planning.from_step(request.GET.get("schritt", "")) if found is None else {}
    if found is None and "agenda" in request.GET:
        initial["agenda_step"] = request.GET["agenda"]
    form = MeasureForm(posted(request), instance=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            measures.save(data, data["milestones"], uuid, data.get("version") or 0)
        except measures.Conflict:
            text = _("Jemand anderes hat diese Maßnahme inzwischen geändert. Ihre Eingaben stehen noch hier.")
            form.add_error(None, text)
        else:
            messages.success(request, _("Die Maßnahme ist gespeichert."))
            return redirect("standort:roadmap")
    context = {"form": form, "measure": measures.find(uuid) if uuid else None, "reminder": ReminderForm()}
    return render(request, "standort/measure.html", context, status=422 if form.errors else 200)


@require_POST
@for_owners
def remind(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Make a case that comes back on a day."""
    form = ReminderForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("standort:measure", uuid)
    try:
        case = measures.remind(uuid, person, form.cleaned_data["on"])
    except measures.NoUnit:
        messages.error(request, _("Sie gehören zu keinem Amt. Die Administration trägt es ein."))
    else:
        messages.success(request, _("Vorgang %(number)s kommt an diesem Tag wieder.") % {"number": case.number})
    return redirect("standort:measure", uuid)


@require_POST
@for_owners
def delete(request: HttpRequest, person: Person, uuid: UUID) -> HttpResponse:
    """Take a measure out of the roadmap."""
    measures.delete(uuid)
    messages.success(request, _("Die Maßnahme ist gelöscht."))
    return redirect("standort:roadmap")
