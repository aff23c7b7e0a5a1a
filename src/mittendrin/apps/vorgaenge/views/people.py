# SPDX-License-Identifier: EUPL-1.2
"""Absences, rights to see special categories, the daily mail, the work of the unit."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mittendrin.apps.vorgaenge import forms
from mittendrin.apps.vorgaenge.services import load_chart
from mittendrin.apps.vorgaenge.services.words import disposed_words, kept_for
from mittendrin.apps.vorgaenge.views.entry import for_people
from mittendrin.townhall.accounts.models import Person
from mittendrin.townhall.cases.errors import NotAllowed, Refused
from mittendrin.townhall.cases.models import Grant
from mittendrin.townhall.cases.services import absences as away
from mittendrin.townhall.cases.services import digest
from mittendrin.townhall.cases.services import disposal as ending
from mittendrin.townhall.cases.services.access import Viewer
from mittendrin.townhall.cases.services.overview import Overview, overview
from mittendrin.web.forms import posted

MOST_DUE = 200
page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page_and_form
@for_people
def absences(request: HttpRequest, who: Viewer) -> HttpResponse:
    """List absences and enter one."""
    form = forms.AbsenceForm(
        posted(request),
        initial={"person": who.person.pk},
        people=away.manageable(who),
        deputies=Person.objects.filter(is_active=True).select_related("unit"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            away.enter(who, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.words)
        else:
            messages.success(request, _("Die Abwesenheit ist eingetragen."))
            return redirect("vorgaenge:absences")
    rows = [(absence, away.may_manage(who, absence.person)) for absence in away.absences(who)]
    context = {"form": form, "rows": rows, "today": who.today}
    return render(request, "vorgaenge/absences.html", context, status=422 if form.errors else 200)


@require_POST
@for_people
def end_absence(request: HttpRequest, who: Viewer, pk: int) -> HttpResponse:
    """Take an absence away."""
    found = get_object_or_404(away.absences(who), pk=pk)
    try:
        away.end(who, found)
    except NotAllowed as refusal:
        raise Http404 from refusal
    messages.success(request, _("Die Abwesenheit ist gelöscht."))
    return redirect("vorgaenge:absences")


@page_and_form
@for_people
def grants(request: HttpRequest, who: Viewer) -> HttpResponse:
    """List who may see special categories of personal data, and give that right."""
    try:
        standing: list[Grant] = list(away.grants(who))
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.words) from refusal
    form = forms.GrantForm(posted(request), people=away.grantable(who))
    if request.method == "POST" and form.is_valid():
        try:
            away.give_grant(who, form.cleaned_data["person"], form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.words)
        else:
            messages.success(request, _("Die Freigabe gilt ab sofort."))
            return redirect("vorgaenge:grants")
    rows = [(grant, away.may_grant(who, grant.person)) for grant in standing]
    context = {"form": form, "rows": rows, "unseen": away.unseen(who)}
    return render(request, "vorgaenge/grants.html", context, status=422 if form.errors else 200)


@require_POST
@for_people
def end_grant(request: HttpRequest, who: Viewer, pk: int) -> HttpResponse:
    """Take the right back."""
    found = get_object_or_404(Grant.objects.select_related("person"), pk=pk, ended_at__isnull=True)
    try:
        away.end_grant(who, found)
    except NotAllowed as refusal:
        raise Http404 from refusal
    messages.success(request, _("Die Freigabe ist beendet."))
    return redirect("vorgaenge:grants")


@page_and_form
@for_people
def settings(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Choose whether the daily mail comes."""
    form = forms.DigestForm(posted(request), initial={"wanted": digest.wish(who.person)})
    if request.method == "POST" and form.is_valid():
        digest.keep_wish(who.person, form.cleaned_data["wanted"])
        messages.success(request, _("Gespeichert."))
        return redirect("vorgaenge:settings")
    return render(request, "vorgaenge/settings.html", {"form": form})


@require_safe
@for_people
def unit_overview(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Show the head of a unit how its work stands."""
    found = _overview(who)
    context = {"found": found, "chart": load_chart.chart(found, who.today), "unseen": away.unseen(who)}
    return render(request, "vorgaenge/overview.html", context)


@require_safe
@for_people
def unit_overview_file(request: HttpRequest, who: Viewer, form: str) -> HttpResponse:
    """Answer the chart as CSV or SVG."""
    chart = load_chart.chart(_overview(who), who.today)
    if form == "csv":
        response = HttpResponse(chart.csv(), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(chart.standalone(), content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="vorgaenge-{chart.key}.{form}"'
    return response


@page_and_form
@for_people
def disposal(request: HttpRequest, who: Viewer) -> HttpResponse:
    """List the cases of the unit whose term is over, and destroy those that the head confirms."""
    try:
        found = list(ending.due_for(who)[:MOST_DUE])
        if request.method == "POST":
            gone = ending.dispose_of(who, request.POST.getlist("vorgang")[:MOST_DUE])
            messages.success(request, disposed_words(len(gone.numbers)))
            return redirect("vorgaenge:disposal")
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.words) from refusal
    return render(request, "vorgaenge/disposal.html", {"cases": found, "terms": kept_for(), "unseen": away.unseen(who)})


def _overview(who: Viewer) -> Overview:
    try:
        return overview(who)
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.words) from refusal
